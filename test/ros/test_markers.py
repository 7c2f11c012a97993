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


"""What RViz is shown: places from the start, the way while a plan goes on, new places."""

import pytest
from rclpy.qos import DurabilityPolicy, QoSProfile
from rig import FakeNavigation
from visualization_msgs.msg import Marker, MarkerArray

pytestmark = pytest.mark.usefixtures('ros')
LATCHED = QoSProfile(depth=1, durability=DurabilityPolicy.TRANSIENT_LOCAL)


@pytest.fixture
def rig(make_rig):
    """Give a node under test, and the pictures it publishes in ``rig.pictures``."""
    rig = make_rig()
    rig.pictures = []
    rig.world.create_subscription(MarkerArray, 'nl2ros_node/markers', rig.pictures.append, LATCHED)
    rig.until(lambda: rig.pictures)
    return rig


def drawn(rig):
    """Return the markers of the last picture by group, after the one that wipes the old ones."""
    wipe, *markers = rig.pictures[-1].markers
    assert wipe.action == Marker.DELETEALL
    groups = {}
    for marker in markers:
        assert marker.header.frame_id == 'map'
        groups.setdefault(marker.ns, []).append(marker)
    return groups


def test_places_are_shown_before_anything_is_said(rig):
    groups = drawn(rig)
    assert {marker.text for marker in groups['names']} == {'kitchen', 'lab'}
    places = {(marker.pose.position.x, marker.pose.position.y) for marker in groups['places']}
    assert places == {(3.0, 2.0), (-1.0, 2.0)}
    assert 'way' not in groups


def test_the_way_is_there_while_the_robot_drives(rig):
    rig.say('far')
    rig.until(lambda: 'way' in drawn(rig))
    first, last = drawn(rig)['way'][0].points[0], drawn(rig)['way'][0].points[-1]
    assert last.x - first.x > 3
    rig.say('stop')
    rig.until(lambda: 'way' not in drawn(rig))
    assert len(drawn(rig)['places']) == 2


def test_goals_of_navigation(rig):
    FakeNavigation(rig.world, end='none')
    rig.say('kitchen')
    rig.until(lambda: 'goals' in drawn(rig))
    (goal,) = drawn(rig)['goals']
    assert (goal.pose.position.x, goal.pose.position.y) == (3.0, 2.0)
    rig.say('stop')
    rig.until(lambda: 'goals' not in drawn(rig))


def test_a_taught_place_appears(rig):
    rig.say('save')
    rig.until(lambda: len(drawn(rig)['names']) == 3)
