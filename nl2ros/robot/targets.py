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
What a motion step aims at: how far, how long, how fast, once all that was not said is filled in.

The contract leaves unsaid quantities open (None); parameters fill them here and nowhere else.
"""

from dataclasses import dataclass
import math

from nl2ros.plan import Arc, Move, Turn
from nl2ros.robot.motion import cruise_speed
from nl2ros.robot.safety import Limits
from nl2ros.robot.speech import Notice
from pydantic import BaseModel, ConfigDict, Field

Drivable = Move | Turn | Arc


class MotionSettings(BaseModel):
    """What the speaker left open, and how closely a motion is followed."""

    model_config = ConfigDict(extra='forbid', frozen=True)

    default_distance: float = Field(
        0.5, ge=0.01, le=10.0, description='distance of "go forward", m')
    default_angle: float = Field(
        math.pi / 2, ge=0.01, le=6.2832, description='angle of "turn left", rad')
    default_radius: float = Field(
        0.5, ge=0.05, le=10.0, description='radius of "drive in a circle", m')
    default_arc_angle: float = Field(
        2 * math.pi, ge=0.01, le=12.567, description='angle of "drive in a circle", rad')
    linear_speed: float = Field(
        0.2, ge=0.01, le=5.0, description='speed where none was said, m/s')
    angular_speed: float = Field(
        0.6, ge=0.05, le=10.0, description='turning speed where none was said, rad/s')
    slow_factor: float = Field(
        0.5, ge=0.05, le=1.0, description='"slowly": times the usual speed')
    fast_factor: float = Field(
        1.5, ge=1.0, le=10.0, description='"quickly": times the usual speed, within the limits')
    continuous_limit: float = Field(
        60.0, ge=1.0, le=3600.0, description='"keep going" ends after this time, s')
    distance_tolerance: float = Field(
        0.001, ge=0.0001, le=0.5, description='a way is done within this, m')
    angle_tolerance: float = Field(
        0.002, ge=0.0001, le=0.5, description='a turn is done within this, rad')
    least_linear_speed: float = Field(
        0.01, ge=0.0001, le=0.5, description='slowest speed near the goal, m/s')
    least_angular_speed: float = Field(
        0.03, ge=0.0001, le=0.5, description='slowest turning speed near the goal, rad/s')
    lag: float = Field(
        0.2, ge=0.05, le=2.0, description='delay from measuring to acting that braking expects, s')
    heading_gain: float = Field(
        2.0, ge=0.0, le=10.0, description='steering per radian off the heading, 1/s')
    offset_gain: float = Field(
        6.0, ge=0.0, le=100.0, description='steering per metre off the course, 1/m^2')
    timeout_factor: float = Field(
        2.0, ge=1.0, le=20.0, description='a step fails after its expected time, times this')
    timeout_margin: float = Field(
        5.0, ge=0.5, le=600.0, description='... plus this, s')
    stuck_after: float = Field(
        3.0, ge=0.5, le=60.0, description='commanded and not moving for this long is stuck, s')
    blocked_after: float = Field(
        8.0, ge=0.5, le=600.0, description='patience with an obstacle in the way, s')
    odom_jump: float = Field(
        0.5, ge=0.05, le=10.0, description='odometry moving by more at once is wrong, m')


@dataclass(frozen=True)
class Target:
    """
    How far, how long, how fast, in the units of the course: m, or rad for a turn on the spot.

    Exactly one of ``amount`` and ``duration`` (s) is given: whichever ends the step.
    """

    amount: float | None
    duration: float | None
    speed: float
    acceleration: float
    notice: Notice | None = None

    @property
    def reach(self) -> float:
        """Return how far the step leads, also where only time ends it."""
        return self.speed * self.duration if self.amount is None else self.amount

    @property
    def expected_s(self) -> float:
        """Return how long the step takes when all goes well, s."""
        if self.duration is not None:
            return self.duration
        return self.amount / self.speed + self.speed / self.acceleration


def aim(step: Drivable, settings: MotionSettings, limits: Limits) -> Target:
    """Fill in what was not said, and keep the speed within the limits."""
    usual, most, acceleration = _rates(step, settings, limits)
    amount, duration = _extent(step, settings), step.duration
    if amount is None and duration is None:
        duration = settings.continuous_limit
    notice = None
    if step.speed is not None:
        speed = step.speed
        if speed > most:
            notice = Notice('clipped_speed', {
                'limit': most, 'unit': 'rad/s' if isinstance(step, Turn) else 'm/s'})
    elif amount is not None and duration is not None:
        speed = cruise_speed(amount, duration, acceleration)
        if speed is None or speed > most:
            speed, notice = most, Notice('hurried', {'seconds': duration})
    else:
        factor = {'slow': settings.slow_factor, 'fast': settings.fast_factor}.get(step.pace, 1.0)
        speed = usual * factor
    return Target(amount, None if amount is not None else duration, min(speed, most),
                  acceleration, notice)


def _rates(step: Drivable, settings: MotionSettings,
           limits: Limits) -> tuple[float, float, float]:
    """Return the usual speed, the highest speed and the acceleration along the course."""
    if isinstance(step, Turn):
        return settings.angular_speed, limits.angular_speed, limits.angular_acceleration
    most, acceleration = limits.linear_speed, limits.linear_acceleration
    if isinstance(step, Arc):
        # a tight arc is bounded by how fast the robot may turn, not by how fast it may drive
        radius = arc_radius(step, settings)
        most = min(most, limits.angular_speed * radius)
        acceleration = min(acceleration, limits.angular_acceleration * radius)
    return settings.linear_speed, most, acceleration


def _extent(step: Drivable, settings: MotionSettings) -> float | None:
    """Return the amount along the course, or None where only time or a new command ends it."""
    said = step.distance if isinstance(step, Move) else step.angle
    if said is None:
        if step.duration is not None or getattr(step, 'continuous', False):
            return None
        said = {'move': settings.default_distance, 'turn': settings.default_angle,
                'arc': settings.default_arc_angle}[step.action]
    return said * arc_radius(step, settings) if isinstance(step, Arc) else said


def arc_radius(step: Arc, settings: MotionSettings) -> float:
    """Return the radius of an arc, said or default, m."""
    return settings.default_radius if step.radius is None else step.radius
