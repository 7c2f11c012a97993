# Copyright 2026 nl2ros contributors
#
# Licensed under the Apache License, Version 2.0 (the "License");
# you may not use this file except in compliance with the License.
# You may obtain a copy of the License at
#
#     http://www.apache.org/licenses/LICENSE-2.0
#
# Unless required by applicable law or agreed to in writing, software
# distributed under the License is distributed on an "AS IS" BASIS,
# WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
# See the License for the specific language governing permissions and
# limitations under the License.


"""The line that a plan would draw ends where the robot would."""

from math import pi

from nl2ros.plan import Arc, Move, Navigate, Plan, Turn, Wait
from nl2ros.robot.motion import Pose
from nl2ros.robot.places import Places
from nl2ros.robot.places_file import Place
from nl2ros.robot.preview import foresee, MOST_POINTS
from nl2ros.robot.safety import Limits
from nl2ros.robot.targets import aim, MotionSettings
import pytest

PLACES = Places({'lab': Place(x=3.0, y=4.0, yaw=1.0)})


def way_of(*steps, repeat=1, here=Pose(), start=None):
    plan = Plan(text='x', steps=list(steps), repeat=repeat)
    return foresee(plan, here, start, PLACES, MotionSettings(), Limits())


@pytest.mark.parametrize('steps, repeat, end', [
    ([Move(direction='forward', distance=2)], 1, (2, 0, 0)),
    ([Move(direction='backward', distance=2)], 1, (-2, 0, 0)),
    ([Move(direction='forward')], 1, (0.5, 0, 0)),
    ([Move(direction='forward', duration=3, speed=0.1)], 1, (0.3, 0, 0)),
    ([Turn(direction='right', angle=pi / 2), Move(direction='forward', distance=1)], 1,
     (0, -1, -pi / 2)),
    ([Move(direction='forward', distance=1), Turn(direction='left', angle=pi / 2)], 4, (0, 0, 0)),
    ([Arc(direction='left', radius=1, angle=pi)], 1, (0, 2, pi)),
    ([Arc(direction='right', radius=1, angle=pi / 2)], 1, (1, -1, -pi / 2)),
    ([Arc(direction='left', radius=1, angle=3 * pi / 2)], 1, (-1, 1, -pi / 2)),
    ([Navigate(place='the Lab'), Wait(duration=1)], 1, (3, 4, 1))])
def test_end(steps, repeat, end):
    last = way_of(*steps, repeat=repeat).points[-1]
    assert (last.x, last.y) == pytest.approx(end[:2], abs=1e-9)
    assert abs(last.yaw) == pytest.approx(abs(end[2]), abs=1e-9)


def test_goals_and_start():
    way = way_of(Navigate(place='lab'), Navigate(place='start'), start=Pose(7, 8))
    assert [(goal.x, goal.y) for goal in way.goals] == [(3, 4), (7, 8)]
    assert way.points == (Pose(), *way.goals)


def test_unknown_place_ends_the_way():
    way = way_of(Move(direction='forward', distance=1), Navigate(place='moon'),
                 Move(direction='forward', distance=1))
    assert len(way.points) == 2 and not way.goals


def test_long_plans_stay_small():
    way = way_of(Arc(direction='left', angle=100.0), repeat=50)
    assert len(way.points) == MOST_POINTS


def test_a_step_that_time_ends_leads_as_far_as_its_speed():
    assert aim(Turn(direction='left', duration=2.0, speed=0.5), MotionSettings(),
               Limits()).reach == 1.0
    assert aim(Turn(direction='left', angle=0.7), MotionSettings(), Limits()).reach == 0.7
