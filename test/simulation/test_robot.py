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

"""The simulated robot keeps to the physics: it drives, slips a little, and stops at walls."""

import math

from nl2ros.robot.motion import Pose, Velocity, wrap
from nl2ros.simulation.robot import COMMAND_TIMEOUT_S, PERIOD_S, Robot, SCAN_RAYS
from nl2ros.simulation.world import HOUSE
import numpy as np
import pytest


def drive(robot: Robot, linear: float, angular: float, seconds: float) -> None:
    """Command one velocity for some time, as often as a controller would, then stop."""
    for _ in range(round(seconds / PERIOD_S)):
        robot.command(Velocity(linear, angular))
        robot.step(PERIOD_S)
    robot.command(Velocity())
    robot.step(1.0)


@pytest.mark.parametrize('speed', [0.1, 0.2, 0.26, -0.2, 0.5])
def test_drives_as_far_as_told(speed):
    """One metre commanded is one metre within 3 %, straight, and odometry agrees within 2 %."""
    robot = Robot()
    drive(robot, speed, 0.0, 1 / abs(speed))
    assert robot.true_pose.x == pytest.approx(math.copysign(1, speed), rel=0.03)
    assert robot.true_pose.y == pytest.approx(0, abs=0.01)
    assert robot.odometry.x == pytest.approx(robot.true_pose.x, rel=0.02)


@pytest.mark.parametrize('speed', [0.5, 1.0, -1.0, 2.0])
def test_turns_on_the_spot(speed):
    """A quarter turn is one within 4 degrees; odometry agrees within 1 degree."""
    robot = Robot()
    drive(robot, 0.0, speed, math.pi / 2 / abs(speed))
    yaw = robot.true_pose.yaw
    assert yaw == pytest.approx(math.copysign(math.pi / 2, speed), abs=math.radians(4))
    assert robot.odometry.yaw == pytest.approx(yaw, abs=math.radians(1))
    assert math.hypot(robot.true_pose.x, robot.true_pose.y) < 0.01


def test_drives_a_circle():
    """Half a circle of 0.4 m radius ends on its other side."""
    robot = Robot()
    drive(robot, 0.2, 0.5, math.pi / 0.5)
    assert robot.true_pose.distance_to(Pose(0, 0.8)) < 0.04


def test_odometry_drifts_but_little():
    """Wheels slip, so odometry is not the truth; a metre square costs it less than 5 cm."""
    robot = Robot()
    for _ in range(4):
        drive(robot, 0.2, 0.0, 5.0)
        drive(robot, 0.0, 1.0, math.pi / 2)
    error = robot.odometry.distance_to(robot.true_pose)
    assert 0.0005 < error < 0.05


def test_stops_when_commands_stop():
    """Without commands the robot stands, the timeout after the last one."""
    robot = Robot()
    robot.step(0.5)
    robot.command(Velocity(0.2, 0.0))
    robot.step(COMMAND_TIMEOUT_S)
    assert robot.velocity.linear == pytest.approx(0.2, abs=0.01)
    robot.step(0.4)
    stopped = robot.true_pose
    robot.step(2.0)
    assert robot.true_pose.distance_to(stopped) < 0.001
    assert robot.true_pose.x < 0.2 * COMMAND_TIMEOUT_S + 0.03


def test_cannot_pass_walls():
    """Full speed against the front wall leaves the robot inside, with its wheels spinning."""
    robot = Robot()
    drive(robot, 0.5, 0.0, 15.0)
    assert 4.7 < robot.true_pose.x < HOUSE.half_width
    assert robot.odometry.x > robot.true_pose.x


def test_cannot_pass_furniture():
    """The dock on the left wall holds the robot too."""
    robot = Robot(start=Pose(-4.0, 0.0, math.pi))
    drive(robot, 0.3, 0.0, 10.0)
    assert robot.true_pose.x > -4.75


def test_limits_wheel_speed_and_keeps_the_curve():
    """Too fast a command is slowed down as a whole: the same circle, driven slower."""
    robot = Robot()
    for _ in range(150):
        robot.command(Velocity(2.0, 4.0))
        robot.step(PERIOD_S)
    assert robot.velocity.linear < 0.5
    assert robot.velocity.linear / robot.velocity.angular == pytest.approx(0.5, rel=0.08)


@pytest.mark.parametrize('wrong', [Velocity(math.nan, 0.0), Velocity(0.0, math.inf)])
def test_refuses_velocities_that_are_no_numbers(wrong):
    """What is no number never reaches the motors."""
    robot = Robot()
    with pytest.raises(ValueError, match='finite'):
        robot.command(wrong)
    robot.step(0.2)
    assert robot.true_pose.distance_to(Pose()) < 0.001


def test_same_seed_same_motion():
    """The simulation is deterministic, noise included, however time is cut."""
    one, other = Robot(seed=3), Robot(seed=3)
    drive(one, 0.2, 0.3, 2.0)
    for _ in range(100):
        other.command(Velocity(0.2, 0.3))
        other.step(PERIOD_S / 2)
        other.step(PERIOD_S / 2)
    other.command(Velocity())
    other.step(1.0)
    assert one.odometry == other.odometry
    assert np.array_equal(one.scan(), other.scan())


def test_scan_sees_the_house():
    """Ahead is nothing in range, the walls of the hall are 1.75 m off on both sides."""
    scan = Robot(start=Pose(-1.0, 0.0)).scan()
    assert scan.shape == (SCAN_RAYS,)
    assert math.isinf(scan[0])
    assert scan[90] == pytest.approx(1.75, abs=0.05)
    assert scan[270] == pytest.approx(1.75, abs=0.05)


def test_scan_turns_with_the_robot():
    """Ray 0 points where the robot faces."""
    scan = Robot(start=Pose(-1.0, 0.0, math.pi / 2)).scan()
    assert scan[0] == pytest.approx(1.75 + 0.032, abs=0.05)


def test_starts_where_told():
    """The start pose is the truth and the odometry alike."""
    start = Pose(-3.0, 2.5, 2.0)
    robot = Robot(start=start)
    robot.step(0.1)
    assert robot.true_pose.distance_to(start) < 0.002
    assert wrap(robot.odometry.yaw - 2.0) == pytest.approx(0, abs=0.002)
