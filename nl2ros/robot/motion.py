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
Planar motion as values: poses, velocities, and the speed from which a robot can still stop.

Nothing here knows plans, ROS or time of day. SI units; yaw is counter-clockwise (REP-103).
"""

from dataclasses import dataclass
import math


def wrap(angle: float) -> float:
    """Return the same direction as an angle within [-pi, pi]."""
    return math.remainder(angle, 2 * math.pi)


@dataclass(frozen=True, slots=True)
class Velocity:
    """What a Twist says to a differential drive: ``linear`` m/s and ``angular`` rad/s."""

    linear: float = 0.0
    angular: float = 0.0

    @property
    def is_finite(self) -> bool:
        """Tell whether both parts are numbers that a robot can be given."""
        return math.isfinite(self.linear) and math.isfinite(self.angular)


STILL = Velocity()


@dataclass(frozen=True, slots=True)
class Pose:
    """A place and a direction in some fixed frame: metres and radians."""

    x: float = 0.0
    y: float = 0.0
    yaw: float = 0.0

    @property
    def is_finite(self) -> bool:
        """Tell whether the pose holds no NaN and no infinity."""
        return math.isfinite(self.x) and math.isfinite(self.y) and math.isfinite(self.yaw)

    def distance_to(self, other: 'Pose') -> float:
        """Return the straight distance between the two, m."""
        return math.hypot(other.x - self.x, other.y - self.y)

    def bearing_to(self, other: 'Pose') -> float:
        """Return the direction in which the other lies, rad in the fixed frame."""
        return math.atan2(other.y - self.y, other.x - self.x)

    def compose(self, local: 'Pose') -> 'Pose':
        """Express a pose given in this pose's own frame in the fixed frame."""
        cos, sin = math.cos(self.yaw), math.sin(self.yaw)
        return Pose(self.x + cos * local.x - sin * local.y,
                    self.y + sin * local.x + cos * local.y, wrap(self.yaw + local.yaw))

    def inverse(self) -> 'Pose':
        """Return the pose that undoes this one: composed, the two are the origin."""
        cos, sin = math.cos(self.yaw), math.sin(self.yaw)
        return Pose(-cos * self.x - sin * self.y, sin * self.x - cos * self.y, wrap(-self.yaw))

    def after(self, velocity: Velocity, seconds: float) -> 'Pose':
        """Return where a constant velocity leads: the exact arc, not its chord."""
        turned = velocity.angular * seconds
        # sin(h)/h of half the turn: chord over arc length, and 1 for a straight line
        half = turned / 2
        chord = velocity.linear * seconds * (math.sin(half) / half if abs(half) > 1e-9 else 1.0)
        return Pose(self.x + chord * math.cos(self.yaw + half),
                    self.y + chord * math.sin(self.yaw + half), wrap(self.yaw + turned))


def approach_speed(remaining: float, deceleration: float, lag: float) -> float:
    """
    Return the highest speed from which the robot still stops within ``remaining``.

    ``lag`` (s) is the delay between measuring and acting: v solves v * lag + v^2 / 2a = d. Far
    away that is the trapezoid's sqrt(2 a d); close by it becomes d / lag, which settles without
    overshoot. Following it never asks for more than ``deceleration``.
    """
    if remaining <= 0:
        return 0.0
    return deceleration * (math.sqrt(lag * lag + 2 * remaining / deceleration) - lag)


def cruise_speed(amount: float, seconds: float, acceleration: float) -> float | None:
    """
    Return the speed at which a trapezoid over ``amount`` takes ``seconds``.

    None means that no speed does: the ramps alone take longer. T = d/v + v/a, solved for v.
    """
    root = seconds * seconds - 4 * amount / acceleration
    if root < 0:
        return None
    return acceleration * (seconds - math.sqrt(root)) / 2
