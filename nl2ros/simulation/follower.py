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
Follow a way: pure pursuit that slows down in curves and before the goal.

In the manner of Nav2's regulated pure pursuit (Macenski et al. 2023, arXiv:2305.20026), for which
it is a small stand-in. Pose and time are arguments; no ROS here.
"""

from dataclasses import dataclass
from enum import Enum
import math

from nl2ros.robot.motion import Pose, STILL, Velocity, wrap
import numpy as np


class Outcome(Enum):
    """How following a way stands."""

    MOVING = 'moving'
    ARRIVED = 'arrived'
    STUCK = 'stuck'


@dataclass(frozen=True)
class Gait:
    """Limits in m/s, rad/s, m/s^2, rad/s^2, and how exactly to arrive, in m and rad."""

    speed: float = 0.26
    turn_speed: float = 1.2
    acceleration: float = 0.5
    turn_acceleration: float = 3.0
    lookahead: float = 0.3
    tolerance: float = 0.03
    yaw_tolerance: float = 0.015
    patience_s: float = 8.0


class Follower:
    """Drive along ``points`` (n, 2) in m and finish facing ``yaw`` rad."""

    def __init__(self, points: np.ndarray, yaw: float, now: float, gait: Gait = Gait()) -> None:
        self._points = points
        self._yaw = yaw
        self.gait = gait
        along = np.linalg.norm(np.diff(points, axis=0), axis=1)
        self._left = np.concatenate([np.cumsum(along[::-1])[::-1], [0]])
        self._nearest = 0
        self._is_turning = True
        self._is_there = False
        self._velocity = STILL
        self._now = now
        self._progress = (now, None)
        self.distance_remaining = float(self._left[0])

    def tick(self, pose: Pose, now: float) -> tuple[Outcome, Velocity]:
        """Return how it stands at ``now`` s and the velocity to command."""
        self._locate(pose)
        if self._is_stuck(pose, now):
            return Outcome.STUCK, STILL
        if self._is_there and abs(wrap(self._yaw - pose.yaw)) < self.gait.yaw_tolerance:
            return Outcome.ARRIVED, STILL
        wanted = self._turn_to(self._yaw, pose) if self._is_there else self._pursue(pose)
        self._velocity = self._accelerate(wanted, now - self._now)
        self._now = now
        return Outcome.MOVING, self._velocity

    def _locate(self, pose: Pose) -> None:
        """Find the nearest point of the way, never going back, and whether it is the end."""
        window = self._points[self._nearest:self._nearest + 20]
        self._nearest += int(np.argmin(np.linalg.norm(window - (pose.x, pose.y), axis=1)))
        to_goal = math.dist(self._points[-1], (pose.x, pose.y))
        self.distance_remaining = float(max(self._left[self._nearest], to_goal))
        is_last = self._nearest == len(self._points) - 1
        self._is_there |= to_goal < self.gait.tolerance or (
            is_last and to_goal < 3 * self.gait.tolerance and self._is_behind(pose))

    def _is_behind(self, pose: Pose) -> bool:
        """Tell whether the end of the way is no longer ahead of the robot."""
        return abs(self._bearing(self._points[-1], pose)) > math.pi / 2

    def _bearing(self, point: np.ndarray, pose: Pose) -> float:
        """Return the direction of a point as the robot sees it, rad."""
        return wrap(math.atan2(point[1] - pose.y, point[0] - pose.x) - pose.yaw)

    def _pursue(self, pose: Pose) -> Velocity:
        gait = self.gait
        gaps = np.linalg.norm(self._points[self._nearest:] - (pose.x, pose.y), axis=1)
        ahead = np.flatnonzero(gaps >= gait.lookahead)
        nearest = int(ahead[0]) if len(ahead) else -1
        target, gap = self._points[self._nearest:][nearest], float(gaps[nearest])
        bearing = self._bearing(target, pose)
        self._is_turning = abs(bearing) > (0.15 if self._is_turning else 0.9)
        if self._is_turning:
            return self._turn_to(pose.yaw + bearing, pose)
        curvature = 2 * math.sin(bearing) / max(gap, 0.05)
        speed = min(gait.speed / (1 + 0.4 * abs(curvature)),
                    math.sqrt(gait.acceleration * self.distance_remaining), gait.speed)
        speed = max(speed, 0.03)
        return Velocity(
            speed, max(-gait.turn_speed, min(gait.turn_speed, speed * curvature)))

    def _turn_to(self, yaw: float, pose: Pose) -> Velocity:
        error = wrap(yaw - pose.yaw)
        speed = min(max(2 * abs(error), 0.1), self.gait.turn_speed)
        return Velocity(0.0, math.copysign(speed, error))

    def _accelerate(self, wanted: Velocity, dt: float) -> Velocity:
        """Move from the last velocity towards the wanted one as fast as the limits allow."""
        return Velocity(
            _towards(self._velocity.linear, wanted.linear, self.gait.acceleration * dt),
            _towards(self._velocity.angular, wanted.angular, self.gait.turn_acceleration * dt))

    def _is_stuck(self, pose: Pose, now: float) -> bool:
        """Tell whether the robot has neither moved nor turned for longer than patience_s."""
        since, where = self._progress
        if where is None or where.distance_to(pose) > 0.05 or abs(
                wrap(where.yaw - pose.yaw)) > 0.1:
            self._progress = (now, pose)
            return False
        return now - since > self.gait.patience_s


def _towards(last: float, wanted: float, step: float) -> float:
    """Return ``wanted``, or as far towards it as one step leads."""
    return last + max(-step, min(step, wanted - last))
