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
Where the robot is: odometry while it is fresh, and what a localiser says about the map.

Odometry is smooth but drifts; a localiser (AMCL) is right but seldom and jumps. As REP-105 has it,
motions are closed on the first, places live in the second, and the difference is one transform.
"""

import math

from nl2ros.robot.motion import Pose


class Localisation:
    """Keeps the last odometry pose, its age, and the odometry frame's pose on the map."""

    def __init__(self, timeout: float):
        """Take the age (s) beyond which odometry is not trusted."""
        self._timeout = timeout
        self._odom: Pose | None = None
        self._heard = -math.inf
        self._map_from_odom = Pose()
        self._start: Pose | None = None

    def hear_odometry(self, pose: Pose, now: float) -> None:
        """Take in an odometry pose; one that holds no numbers is as good as none."""
        if not pose.is_finite:
            return
        self._odom, self._heard = pose, now
        if self._start is None:
            self._start = pose

    def hear_map(self, pose: Pose) -> None:
        """Take in where a localiser puts the robot on the map now."""
        if pose.is_finite and self._odom is not None:
            self._map_from_odom = pose.compose(self._odom.inverse())

    def forgive(self, seconds: float, now: float) -> None:
        """Leave out of the age a time in which this process itself did not run."""
        # what was heard since the pause is fresh already and must not move into the future
        self._heard = min(self._heard + seconds, max(self._heard, now))

    def pose(self, now: float) -> Pose | None:
        """Return the odometry pose; None when there is none, or only an old one."""
        # after a jump back in time the last pose seems to lie ahead: trust the next one
        return self._odom if 0 <= now - self._heard <= self._timeout else None

    def age(self, now: float) -> float:
        """Return how old the odometry pose is, s."""
        return now - self._heard

    def map_pose(self, now: float) -> Pose | None:
        """Return the pose on the map; the map is the odometry frame until a localiser speaks."""
        pose = self.pose(now)
        return None if pose is None else self._map_from_odom.compose(pose)

    @property
    def start(self) -> Pose | None:
        """Return where the robot was found first, on the map as it is known today."""
        return None if self._start is None else self._map_from_odom.compose(self._start)
