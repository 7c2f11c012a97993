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

"""
The last hop before a velocity is published: limits that no plan, model or bug can get around.

Knows nothing of plans. Whatever comes in, what goes out is finite, within the speed limits, and no
further from what the robot is doing now than the acceleration limits allow.
"""

import math
from typing import Literal

from nl2ros.robot.motion import STILL, Velocity
from pydantic import BaseModel, ConfigDict, Field


class Limits(BaseModel):
    """What this robot may do; commands beyond it are clipped or refused, and that is said."""

    model_config = ConfigDict(extra='forbid', frozen=True)

    linear_speed: float = Field(
        0.5, ge=0.01, le=5.0, description='highest speed, m/s')
    angular_speed: float = Field(
        1.5, ge=0.05, le=10.0, description='highest turning speed, rad/s')
    linear_acceleration: float = Field(
        0.5, ge=0.05, le=10.0, description='acceleration and braking, m/s^2')
    angular_acceleration: float = Field(
        2.0, ge=0.1, le=30.0, description='acceleration and braking of turns, rad/s^2')
    distance: float = Field(
        50.0, ge=0.1, le=10000.0, description='longest way of one step, m')
    angle: float = Field(
        62.84, ge=0.1, le=10000.0, description='largest angle of one step, rad')
    duration: float = Field(
        600.0, ge=1.0, le=86400.0, description='longest duration of one step, s')
    steps: int = Field(
        200, ge=1, le=100000, description='most steps of one command, repeats counted')
    excess_speed: Literal['clip', 'refuse'] = Field(
        'clip', description='what to do with a speed above the limit: clip or refuse')
    excess_quantity: Literal['clip', 'refuse'] = Field(
        'refuse', description='what to do with a distance, angle or duration above the limit')


def limit(wanted: Velocity, current: Velocity, seconds: float, limits: Limits,
          brake: bool = False) -> Velocity:
    """
    Return the velocity to publish, given the one published ``seconds`` ago.

    Speeds are scaled down together, so that a curve keeps its shape. Braking is bounded by the
    same acceleration as speeding up. ``brake`` and anything that is not a number mean zero now.
    """
    if brake or not wanted.is_finite:
        return STILL
    excess = max(abs(wanted.linear) / limits.linear_speed,
                 abs(wanted.angular) / limits.angular_speed, 1.0)
    seconds = max(0.0, seconds) if math.isfinite(seconds) else 0.0
    return Velocity(
        _towards(wanted.linear / excess, current.linear, limits.linear_acceleration * seconds),
        _towards(wanted.angular / excess, current.angular, limits.angular_acceleration * seconds))


def _towards(wanted: float, current: float, most: float) -> float:
    return max(current - most, min(current + most, wanted))
