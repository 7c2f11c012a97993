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
The three courses a differential drive follows: a line, a turn on the spot, a circle.

A course starts at a pose. It measures how far along the robot is, and turns a speed along itself
into a Velocity that also steers back onto it. Units along a course: metres for the line and the
circle, radians for the turn. Steering: Samson's path tracking for unicycles (1993), linearised.
"""

from dataclasses import dataclass
import math
from typing import Protocol

from nl2ros.robot.motion import Pose, Velocity, wrap


@dataclass(frozen=True, slots=True)
class Steering:
    """How hard to steer back: ``heading`` 1/s, ``offset`` 1/m^2, at most ``max_rate`` rad/s."""

    heading: float
    offset: float
    max_rate: float

    def rate(self, speed: float, heading_error: float, offset: float) -> float:
        """Return the turning in rad/s that takes both errors to zero."""
        wanted = -self.heading * heading_error - self.offset * speed * offset
        return max(-self.max_rate, min(self.max_rate, wanted))


class Course(Protocol):
    """What a drive needs to know about the shape of its way."""

    def advance(self, pose: Pose) -> float:
        """Take in a new pose and return how far along the robot is now."""

    def velocity(self, speed: float, pose: Pose) -> Velocity:
        """Return the velocity for a signed speed along the course."""


class Line:
    """Straight on from ``start``, forward (+1) or backward (-1)."""

    def __init__(self, start: Pose, sign: int, steering: Steering):
        self._start, self._sign, self._steering = start, sign, steering

    def advance(self, pose: Pose) -> float:
        """Return the metres gone along the starting heading."""
        dx, dy = pose.x - self._start.x, pose.y - self._start.y
        along = dx * math.cos(self._start.yaw) + dy * math.sin(self._start.yaw)
        return self._sign * along

    def velocity(self, speed: float, pose: Pose) -> Velocity:
        """Drive along, holding the heading and coming back to the line after a slip."""
        dx, dy = pose.x - self._start.x, pose.y - self._start.y
        offset = dy * math.cos(self._start.yaw) - dx * math.sin(self._start.yaw)
        linear = self._sign * speed
        rate = self._steering.rate(linear, wrap(pose.yaw - self._start.yaw), offset)
        return Velocity(linear, rate)


class Spin:
    """Turn on the spot, left (+1) or right (-1); full turns are counted across the wrap."""

    def __init__(self, start: Pose, side: int):
        self._yaw, self._side, self._turned = start.yaw, side, 0.0

    def advance(self, pose: Pose) -> float:
        """Return the radians turned since the start, however many turns that is."""
        self._turned += self._side * wrap(pose.yaw - self._yaw)
        self._yaw = pose.yaw
        return self._turned

    def velocity(self, speed: float, pose: Pose) -> Velocity:
        """Turn, without moving away."""
        return Velocity(0.0, self._side * speed)


class Circle:
    """Drive a circle of ``radius`` m that touches the starting heading, to the left or right."""

    def __init__(self, start: Pose, side: int, radius: float, steering: Steering):
        self._spin, self._side, self._radius, self._steering = (
            Spin(start, side), side, radius, steering)
        self._centre = start.compose(Pose(0.0, side * radius, 0.0))

    def advance(self, pose: Pose) -> float:
        """Return the metres of arc that belong to the yaw turned so far."""
        return self._radius * self._spin.advance(pose)

    def velocity(self, speed: float, pose: Pose) -> Velocity:
        """Drive along the arc; steer back onto the circle after a slip."""
        outward = self._centre.bearing_to(pose)
        tangent = outward + self._side * math.pi / 2
        # offset is positive to the left of the course, so inside a left-hand circle
        offset = self._side * (self._radius - self._centre.distance_to(pose))
        rate = self._steering.rate(speed, wrap(pose.yaw - tangent), offset)
        return Velocity(speed, self._side * speed / self._radius + rate)
