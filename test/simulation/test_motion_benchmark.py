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

"""Motions in the physics, with slip and delays, end where they should."""

import math

from nl2ros.robot.executor import Outcome
from nl2ros.robot.settings import Settings
from nl2ros.robot.targets import MotionSettings
from nl2ros.simulation.motion_benchmark import COURSES, drive, Handicap
import pytest

BY_NAME = {course.name: course for course in COURSES}


@pytest.mark.parametrize('name', BY_NAME)
def test_every_course_is_exact(name):
    """Within 2 cm and 1.5 degrees of where it should end, in truth and not only by odometry."""
    run = drive(BY_NAME[name])
    gap, angle = run.off
    assert run.outcome is Outcome.SUCCEEDED
    assert gap < 0.02 and angle < math.radians(1.5)


def test_odometry_is_believed_to_the_millimetre():
    """What is left is the odometry's own error: by it, the robot stands where it should."""
    run = drive(BY_NAME['1 m ahead'], Handicap(pull=0.0))
    assert run.believed.distance_to(run.course.end) < 0.005


def test_a_handicap_matters_where_nothing_corrects_it():
    """The benchmark can tell a bad drive: a robot that pulls aside and is not steered back."""
    blind = Settings(motion=MotionSettings(heading_gain=0.0, offset_gain=0.0))
    gap, angle = drive(BY_NAME['1 m ahead'], settings=blind).off
    assert gap > 0.03 and angle > math.radians(4)
