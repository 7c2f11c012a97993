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


"""The doctor looks at real nodes: at a healthy robot, and at every kind of trouble it can see."""

import os
import threading

from geometry_msgs.msg import TwistStamped
from nl2ros.doctor.examination import look
from nl2ros.doctor.finding import Level
import pytest

pytestmark = pytest.mark.usefixtures('ros')
SECONDS = 4.0


@pytest.fixture
def examine(make_rig):
    """Return what looks at a rig that goes on meanwhile, and gives the findings by check."""
    def run(namespace='', prepare=lambda rig: None, **options):
        rig = make_rig(namespace=namespace, **options)
        prepare(rig)
        found = []
        thread = threading.Thread(target=lambda: found.extend(
            look(namespace, SECONDS, os.environ)))
        thread.start()
        while thread.is_alive():
            rig.spin()
        return {finding.check: finding for finding in found}
    return run


def test_healthy_robot_in_a_namespace(examine):
    """All that runs is seen, through the real middleware."""
    found = examine('/robot1', server={})
    assert {finding.level for finding in found.values()} == {Level.OK}, found
    assert found['nl2ros node'].message == '/robot1/nl2ros_node'
    assert '/robot1/world' in found['cmd_vel'].message


def test_two_nodes_and_a_robot_of_another_type(examine):
    """Twins are told, and a type that the robot would ignore; no odometry, no Nav2."""
    def prepare(rig):
        rig.add_node(lambda _: None, cmd_vel_type='twist')
    found = examine(prepare=prepare, cmd_vel_type='twist',
                    robot={'kind': TwistStamped, 'has_odometry': False})
    levels = {check: finding.level for check, finding in found.items()}
    assert levels['cmd_vel'] is Level.BROKEN and 'TwistStamped' in found['cmd_vel'].message
    assert levels['nl2ros node'] is Level.BROKEN
    assert levels['odom'] is Level.BROKEN and 'nothing arrived' in found['odom'].message
    assert levels['navigation'] is Level.WARNING


def test_robot_elsewhere(examine):
    """A node in another namespace is pointed to."""
    found = examine(robot=False)
    assert found['nl2ros node'].level is Level.OK
    _, node, *_ = look('/robot7', SECONDS, os.environ)
    assert node.level is Level.WARNING and '--namespace /' in node.advice


@pytest.mark.skipif(os.environ.get('ROS_DISTRO') == 'humble', reason='Humble has no OFF')
def test_nothing_is_found_where_discovery_is_off():
    (finding,) = look('', 1.0, os.environ | {'ROS_AUTOMATIC_DISCOVERY_RANGE': 'OFF'})
    assert finding.level is Level.BROKEN and finding.check == 'discovery'


def test_middleware_that_is_not_there():
    (finding,) = look('', 1.0, os.environ | {'RMW_IMPLEMENTATION': 'rmw_x_cpp'})
    assert finding.level is Level.BROKEN and finding.check == 'RMW'
    assert 'rmw-x-cpp' in finding.advice
