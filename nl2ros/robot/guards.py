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
Guards against the surroundings: obstacles seen by a laser scanner, and a fence on the map.

Both are off unless parameters turn them on. They only ever take speed away, and say why. Turning
on the spot stays allowed: it takes a round robot nowhere.
"""

from collections.abc import Sequence
import math

from nl2ros.robot.motion import approach_speed, Pose, Velocity
import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator


class ScanGuardSettings(BaseModel):
    """The obstacle guard: stop before whatever stands in the robot's way."""

    model_config = ConfigDict(extra='forbid', frozen=True)

    enabled: bool = Field(False, description='watch the scan topic and stop before obstacles')
    robot_radius: float = Field(
        0.12, ge=0.01, le=2.0, description='radius of the robot round its centre, m')
    stop_distance: float = Field(
        0.15, ge=0.0, le=5.0, description='gap to keep between robot and obstacle, m')
    side_margin: float = Field(
        0.03, ge=0.0, le=1.0, description='added to the radius on both sides of the way, m')
    laser_x: float = Field(
        0.0, ge=-2.0, le=2.0, description='position of the scanner ahead of the centre, m')
    laser_yaw: float = Field(
        0.0, ge=-3.15, le=3.15, description='direction of the scanner, rad')
    timeout: float = Field(
        0.5, ge=0.05, le=10.0, description='a scan older than this stops the robot, s')


class ScanGuard:
    """Remembers how far the way is free, ahead and behind."""

    def __init__(self, settings: ScanGuardSettings):
        self._settings = settings
        self._heard = -math.inf
        self.ahead = self.behind = 0.0

    def hear(self, ranges: Sequence[float], angle_min: float, angle_increment: float,
             range_min: float, range_max: float, now: float) -> None:
        """Take in one scan (``ranges`` in m): only points in the robot's own lane count."""
        s = self._settings
        distance = np.asarray(ranges, dtype=float)
        angle = angle_min + s.laser_yaw + angle_increment * np.arange(distance.size)
        seen = np.isfinite(distance) & (distance >= range_min) & (distance <= range_max)
        x = s.laser_x + distance[seen] * np.cos(angle[seen])
        y = distance[seen] * np.sin(angle[seen])
        lane = x[np.abs(y) <= s.robot_radius + s.side_margin]
        self.ahead = _gap(lane[lane > 0], s.robot_radius)
        self.behind = _gap(-lane[lane < 0], s.robot_radius)
        self._heard = now

    def forgive(self, seconds: float, now: float) -> None:
        """Leave out of the age of the last scan a time in which this process did not run."""
        self._heard = min(self._heard + seconds, max(self._heard, now))

    def restrain(self, wanted: Velocity, now: float, deceleration: float,
                 lag: float) -> tuple[Velocity, str | None]:
        """Return the velocity that still stops in time, and the reason if it was taken away."""
        if not self._settings.enabled or wanted.linear == 0:
            return wanted, None
        if not 0 <= now - self._heard <= self._settings.timeout:
            return Velocity(0.0, wanted.angular), 'scan_lost'
        gap = self.ahead if wanted.linear > 0 else self.behind
        most = approach_speed(gap - self._settings.stop_distance, deceleration, lag)
        if abs(wanted.linear) <= most:
            return wanted, None
        share = most / abs(wanted.linear)
        # a crawl towards a wall never ends; below a centimetre per second the way is shut
        if most < 0.01:
            return Velocity(0.0, 0.0), 'obstacle'
        return Velocity(wanted.linear * share, wanted.angular * share), 'obstacle'


def _gap(distances: np.ndarray, radius: float) -> float:
    return max(0.0, float(distances.min()) - radius) if distances.size else math.inf


class FenceSettings(BaseModel):
    """A rectangle on the map that the robot is not driven out of."""

    model_config = ConfigDict(extra='forbid', frozen=True)

    enabled: bool = Field(False, description='keep the robot inside the fence')
    x_min: float = Field(-5.0, ge=-1e6, le=1e6, description='m in the map frame')
    x_max: float = Field(5.0, ge=-1e6, le=1e6, description='m in the map frame')
    y_min: float = Field(-4.0, ge=-1e6, le=1e6, description='m in the map frame')
    y_max: float = Field(4.0, ge=-1e6, le=1e6, description='m in the map frame')

    @model_validator(mode='after')
    def _encloses_something(self) -> 'FenceSettings':
        if self.x_min >= self.x_max or self.y_min >= self.y_max:
            raise ValueError('x_min must be below x_max, and y_min below y_max')
        return self

    def holds(self, pose: Pose) -> bool:
        """Tell whether a pose is a place where the robot may be."""
        return not self.enabled or (
            self.x_min <= pose.x <= self.x_max and self.y_min <= pose.y <= self.y_max)

    def restrain(self, wanted: Velocity, pose: Pose | None, deceleration: float,
                 lag: float) -> tuple[Velocity, str | None]:
        """Stop if braking now would just end at the fence; driving back inside is allowed."""
        if not self.enabled or wanted.linear == 0:
            return wanted, None
        if pose is None:
            return Velocity(0.0, wanted.angular), 'no_position'
        ahead = wanted.linear * lag + wanted.linear * abs(wanted.linear) / (2 * deceleration)
        end = pose.compose(Pose(ahead, 0.0, 0.0))
        if self._outside(end) > self._outside(pose):
            return Velocity(0.0, wanted.angular), 'fence'
        return wanted, None

    def _outside(self, pose: Pose) -> float:
        return math.hypot(max(self.x_min - pose.x, pose.x - self.x_max, 0.0),
                          max(self.y_min - pose.y, pose.y - self.y_max, 0.0))
