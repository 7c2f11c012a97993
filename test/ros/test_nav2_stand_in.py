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

"""Node and simulator with Nav2's stand-in: only the translator is faked, distances are physics."""

import math

from nl2ros.robot.motion import Pose
import pytest
from rig import FakeTranslator
from watcher import degrees_between, HAS_WORDS, watching

TRANSLATOR = FakeTranslator(tour=[
    {'action': 'navigate', 'x': 1.0, 'y': 0.0}, {'action': 'navigate', 'x': 1.0, 'y': 1.0}])
pytestmark = pytest.mark.usefixtures('ros')


@pytest.fixture
def house(domain, start, make_rig):
    """Return what starts the simulator and a node beside it; gives the rig and a watcher."""
    with watching(domain) as watcher:
        def begin(start_x=0.0, **parameters):
            start('-m', 'nl2ros.simulation.node', '--ros-args', '-p', f'start_x:={start_x}',
                  '-p', 'real_time_factor:=2.0')
            rig = make_rig(robot=False, use_sim_time=True, translator=TRANSLATOR, **parameters)
            rig.until(lambda: rig.node.navigator.is_there and rig.node.now() > 0
                      and rig.node.output.problem() is None)
            watcher.until(lambda: watcher.truth)
            return rig, watcher
        yield begin


def see(rig, watcher, text):
    """Say a sentence; return how it ended and where the robot then stands."""
    rig.say(text)
    end = rig.end_of(text)
    watcher.wait(0.5)
    return end, watcher.pose


def test_moves_and_turns(house):
    """Ahead, back and round, as exact as the behaviours are."""
    rig, watcher = house(navigation__motion='nav2')
    end, pose = see(rig, watcher, 'forward')
    assert end['state'] == 'succeeded' and pose.distance_to(Pose(1.0)) < 0.05
    end, pose = see(rig, watcher, 'back')
    assert end['state'] == 'succeeded' and pose.distance_to(Pose(0.5)) < 0.05
    end, pose = see(rig, watcher, 'two')
    assert end['state'] == 'succeeded' and pose.distance_to(Pose(0.8)) < 0.05
    assert degrees_between(pose, 0.5) < 3


def test_the_wall_ends_it(house):
    """A move that would end in the door is given up before it, and said."""
    rig, watcher = house(start_x=3.0, navigation__motion='nav2')
    end, pose = see(rig, watcher, 'far')
    assert (end['state'], end['detail']['why']) == ('failed', 'nav_aborted')
    assert 'something solid is ahead' in end['message'] or not HAS_WORDS
    assert 4.3 < pose.x < 4.75      # the wall begins at 4.9, the robot at 0.125


def test_stop_ends_it(house):
    """A stop stops Nav2, too."""
    rig, watcher = house(start_x=-3.0, navigation__motion='nav2')
    rig.say('far')
    watcher.until(lambda: rig.spin() or watcher.pose.x > -2.5)
    see(rig, watcher, 'stop')
    assert rig.end_of('far')['state'] == 'cancelled'
    here = watcher.pose
    watcher.wait(1.0)
    assert watcher.pose.distance_to(here) < 0.01 and here.x < -1.0


def test_a_tour(house):
    """Two places in the hall on one way, the second told as the second step."""
    rig, watcher = house(navigation__through_poses=True)
    end, pose = see(rig, watcher, 'tour')
    assert end['state'] == 'succeeded', end
    assert {s['detail']['step'] for s in rig.statuses if s['state'] == 'executing'} == {1, 2}
    assert pose.distance_to(Pose(1.0, 1.0, math.pi / 2)) < 0.1
