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

"""Ways through the house are clear of walls, lead everywhere, and can be followed."""

from itertools import permutations
import math
from pathlib import Path

from nl2ros.robot.motion import Pose, STILL, wrap
from nl2ros.robot.places import Places
from nl2ros.simulation.follower import Follower, Gait, Outcome
from nl2ros.simulation.planner import Planner
from nl2ros.simulation.robot import RADIUS, Robot
from nl2ros.simulation.world import Block, HOUSE, House
import numpy as np
import pytest

PLACES_FILE = Path(__file__).resolve().parents[2] / 'config' / 'places.yaml'
PLACES = Places.load(PLACES_FILE)


@pytest.fixture(scope='module')
def planner() -> Planner:
    """Make the grid of the house once."""
    return Planner()


def test_places_are_free():
    """A robot can stand and turn at every place, with room to spare."""
    for name in PLACES.names:
        place = PLACES.find(name)
        assert HOUSE.clearance(np.array([place.x, place.y])) > 2 * RADIUS, name


def test_there_is_room_around_the_start():
    """The robot can go 1.6 m from the origin in any direction."""
    angles = np.linspace(0, 2 * math.pi, 64)
    circle = 1.6 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    assert HOUSE.clearance(circle).min() > RADIUS


def test_every_place_is_reachable_from_every_other(planner):
    """The way starts and ends where it should, and never touches anything."""
    for start, goal in permutations(map(PLACES.find, PLACES.names), 2):
        points, problem = planner.plan(start, goal)
        assert not problem
        assert points[0] == pytest.approx((start.x, start.y))
        assert points[-1] == pytest.approx((goal.x, goal.y))
        assert HOUSE.clearance(points).min() > RADIUS + 0.05
        assert np.linalg.norm(np.diff(points, axis=0), axis=1).max() < 0.06


@pytest.mark.parametrize('x, y, words', [
    (1.9, 3.0, 'something solid'),      # in the wall between lab and kitchen
    (-2.0, -3.1, 'something solid'),    # on the bed
    (7.0, 0.0, 'outside'),
    (0.0, -20.0, 'outside'),
])
def test_goal_that_is_no_floor_is_refused(planner, x, y, words):
    """The problem names the goal."""
    points, problem = planner.plan(Pose(), Pose(x, y))
    assert len(points) == 0
    assert words in problem and f'{x:.2f}' in problem


def test_walled_in_goal_is_refused():
    """A room without a door cannot be reached, and the search ends."""
    walls = (Block('wall', 1, 0, 0.1, 2), Block('wall', 2, 0, 0.1, 2),
             Block('wall', 1.5, 1, 1.1, 0.1), Block('wall', 1.5, -1, 1.1, 0.1))
    planner = Planner(House((), walls, 3.0, 3.0))
    assert 'no way' in planner.plan(Pose(), Pose(1.5, 0)).problem
    assert not planner.plan(Pose(), Pose(2.5, 0)).problem


def test_start_that_touches_a_wall_is_left(planner):
    """A robot that drove against the wall still finds its way home."""
    points, problem = planner.plan(Pose(4.85, 0.0), Pose())
    assert not problem and len(points) > 10


def follow(robot: Robot, follower: Follower) -> Outcome:
    """Drive the robot in its physics until the follower is done."""
    while True:
        outcome, velocity = follower.tick(robot.true_pose, robot.time)
        robot.command(velocity)
        if outcome is not Outcome.MOVING:
            return outcome
        robot.step(0.06)


@pytest.mark.parametrize('start, goal', [
    ('home', 'kitchen'), ('kitchen', 'bathroom'), ('charging station', 'lab')])
def test_way_is_driven_in_the_physics(planner, start, goal):
    """The robot arrives within 5 cm and 2 degrees."""
    here, there = PLACES.find(start), PLACES.find(goal)
    robot = Robot(start=here)
    follower = Follower(planner.plan(here, there).points, there.yaw, robot.time)
    before = follower.distance_remaining
    assert follow(robot, follower) is Outcome.ARRIVED
    robot.step(1.0)
    assert robot.true_pose.distance_to(there) < 0.05
    assert abs(wrap(robot.true_pose.yaw - there.yaw)) < math.radians(2)
    assert follower.distance_remaining < 0.1 < before


def test_goal_underfoot_is_a_turn(planner):
    """Where the robot already stands, it only turns."""
    robot = Robot()
    goal = Pose(0.0, 0.0, 2.0)
    assert follow(robot, Follower(planner.plan(Pose(), goal).points, 2.0, 0.0)) is Outcome.ARRIVED
    assert robot.true_pose.distance_to(goal) < 0.05


def test_speeds_stay_within_the_gait(planner):
    """No command is faster than the limits, nor changes faster than they allow."""
    gait, here, there = Gait(), PLACES.find('home'), PLACES.find('office')
    robot = Robot()
    follower = Follower(planner.plan(here, there).points, there.yaw, 0.0, gait)
    last, outcome = STILL, Outcome.MOVING
    while True:
        outcome, velocity = follower.tick(robot.true_pose, robot.time)
        if outcome is not Outcome.MOVING:
            break
        assert 0 <= velocity.linear <= gait.speed
        assert abs(velocity.angular) <= gait.turn_speed
        assert abs(velocity.linear - last.linear) <= gait.acceleration * 0.06 + 1e-9
        last = velocity
        robot.command(velocity)
        robot.step(0.06)


def test_robot_that_does_not_move_is_stuck(planner):
    """A robot that is held gives up after its patience, and not before."""
    gait = Gait(patience_s=5.0)
    follower = Follower(planner.plan(Pose(), Pose(2.0, 0.0)).points, 0.0, 0.0, gait)
    outcomes = [follower.tick(Pose(), now)[0] for now in np.arange(0, 6, 0.1)]
    assert outcomes.index(Outcome.STUCK) == pytest.approx(51, abs=1)
