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

"""Poses, the wrap, and speeds from which a robot can stop."""

import math

from hypothesis import given, strategies as st
from nl2ros.robot.motion import approach_speed, cruise_speed, Pose, Velocity, wrap
import pytest

coordinates = st.floats(-100, 100)
poses = st.builds(Pose, coordinates, coordinates, st.floats(-math.pi, math.pi))


@given(st.floats(-1e4, 1e4))
def test_wrap_keeps_the_direction(angle):
    """An angle and its wrapped form point the same way."""
    assert -math.pi <= wrap(angle) <= math.pi
    assert math.cos(wrap(angle)) == pytest.approx(math.cos(angle), abs=1e-9)
    assert math.sin(wrap(angle)) == pytest.approx(math.sin(angle), abs=1e-9)


@given(poses, poses)
def test_inverse_undoes_compose(frame, local):
    """Going to a frame and back ends where it began."""
    back = frame.inverse().compose(frame.compose(local))
    assert (back.x, back.y) == pytest.approx((local.x, local.y), abs=1e-9)
    assert wrap(back.yaw - local.yaw) == pytest.approx(0, abs=1e-9)


def test_after_follows_the_arc():
    """A quarter of a circle of 1 m to the left ends at (1, 1), facing left."""
    pose = Pose().after(Velocity(1.0, 1.0), math.pi / 2)
    assert (pose.x, pose.y, pose.yaw) == pytest.approx((1, 1, math.pi / 2))


@given(poses, st.floats(-1, 1), st.floats(-2, 2), st.floats(0, 10))
def test_after_adds_up(start, linear, angular, seconds):
    """Two halves of a motion are the whole."""
    velocity = Velocity(linear, angular)
    whole = start.after(velocity, seconds)
    halves = start.after(velocity, seconds / 2).after(velocity, seconds / 2)
    assert (whole.x, whole.y) == pytest.approx((halves.x, halves.y), abs=1e-6)


@given(st.floats(1e-4, 100), st.floats(0.05, 10), st.floats(0.05, 2))
def test_approach_speed_can_still_stop(remaining, deceleration, lag):
    """Reacting after the lag and then braking ends at the goal."""
    speed = approach_speed(remaining, deceleration, lag)
    assert speed * lag + speed ** 2 / (2 * deceleration) == pytest.approx(remaining, rel=1e-6)


def test_approach_speed_beyond_the_goal():
    """Nothing remains: no speed."""
    assert approach_speed(0.0, 1.0, 0.1) == 0 == approach_speed(-1.0, 1.0, 0.1)


@given(st.floats(0.01, 100), st.floats(0.1, 100), st.floats(0.05, 10))
def test_cruise_speed_takes_the_time(amount, seconds, acceleration):
    """Ramps included, the trapezoid takes the time that was asked for, or cannot."""
    speed = cruise_speed(amount, seconds, acceleration)
    if speed is None:
        assert 2 * math.sqrt(amount / acceleration) > seconds
    else:
        assert amount / speed + speed / acceleration == pytest.approx(seconds, rel=1e-6)
