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
One driven step under way: pose and time in, velocity or an end out.

A Drive knows no ROS and reads no clock. It ends by itself in bounded time, as done or with the
reason why not.
"""

from dataclasses import dataclass
import math

from nl2ros.plan import Arc, Turn
from nl2ros.robot.courses import Circle, Course, Line, Spin, Steering
from nl2ros.robot.motion import approach_speed, Pose, Velocity
from nl2ros.robot.safety import Limits
from nl2ros.robot.speech import Notice
from nl2ros.robot.targets import aim, arc_radius, Drivable, MotionSettings


@dataclass(frozen=True)
class Done:
    """A step has ended as it should; ``notice`` is what a person may want to know."""

    notice: Notice | None = None


@dataclass(frozen=True)
class Failed:
    """A step cannot go on; ``notice`` says why."""

    notice: Notice


class Drive:
    """A move, turn or arc from ``start`` on, closed on the poses it is given."""

    def __init__(self, step: Drivable, settings: MotionSettings, limits: Limits,
                 start: Pose, now: float):
        self.target = aim(step, settings, limits)
        self._settings = settings
        self._course = plot(step, settings, limits, start)
        is_turn = isinstance(step, Turn)
        self._tolerance = settings.angle_tolerance if is_turn else settings.distance_tolerance
        self._least = min(self.target.speed, settings.least_angular_speed if is_turn
                          else settings.least_linear_speed)
        self._is_endless = self.target.amount is None and step.duration is None
        self._began = self._marked_at = now
        self._marked = 0.0
        self.progress = 0.0
        self._timeout = (self.target.expected_s * settings.timeout_factor
                         + settings.timeout_margin)

    @property
    def remaining(self) -> float | None:
        """Return what is left along the course (m, or rad for a turn), if that has an end."""
        return None if self.target.amount is None else self.target.amount - self.progress

    def tick(self, pose: Pose, now: float,
             held_by: Notice | None = None) -> Velocity | Done | Failed:
        """
        Return the velocity for now, or how the step ended.

        ``held_by`` tells why the last velocity was not let through, if it was not.
        """
        self.progress = self._course.advance(pose)
        elapsed = now - self._began
        if self.target.amount is None:
            if elapsed >= self.target.duration:
                return Done(self._farewell())
            speed = min(self.target.speed,
                        self.target.acceleration * (self.target.duration - elapsed))
        else:
            if abs(self.remaining) <= self._tolerance:
                return Done(self._farewell())
            speed = self._closing_speed()
        trouble = self._trouble(now, held_by)
        return trouble or self._course.velocity(speed, pose)

    def _closing_speed(self) -> float:
        """Return the signed speed that ends at the goal, also from beyond it."""
        left = abs(self.remaining)
        speed = min(self.target.speed,
                    approach_speed(left, self.target.acceleration, self._settings.lag))
        return math.copysign(max(speed, self._least), self.remaining)

    def _trouble(self, now: float, held_by: Notice | None) -> Done | Failed | None:
        """Notice a step that takes too long, or a robot that does not move although told to."""
        if now - self._began > self._timeout:
            return Failed(Notice('step_timeout', {'seconds': self._timeout}))
        patience = self._settings.blocked_after if held_by else self._settings.stuck_after
        if abs(self.progress - self._marked) > min(
                10 * self._tolerance, 0.3 * self.target.speed * patience):
            self._marked, self._marked_at = self.progress, now
        if now - self._marked_at <= patience:
            return None
        if self.target.amount is not None and abs(self.remaining) <= 10 * self._tolerance:
            # static friction beats the slowest speed: no closer than this, but close enough
            return Done(self._farewell())
        return Failed(held_by or Notice('stuck'))

    def _farewell(self) -> Notice | None:
        if self._is_endless:
            return Notice('continuous_limit', {'seconds': self.target.duration})
        return None


def plot(step: Drivable, settings: MotionSettings, limits: Limits, start: Pose) -> Course:
    """Return the course of a step; a side left open is the left one."""
    steering = Steering(settings.heading_gain, settings.offset_gain, limits.angular_speed / 2)
    side = -1 if step.direction == 'right' else 1
    if isinstance(step, Turn):
        return Spin(start, side)
    if isinstance(step, Arc):
        return Circle(start, side, arc_radius(step, settings), steering)
    return Line(start, -1 if step.direction == 'backward' else 1, steering)
