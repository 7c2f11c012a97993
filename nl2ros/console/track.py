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

"""The way that a robot has gone, in pieces: only the last one changes."""

from nl2ros.robot.motion import Pose

STEP_M = 0.02
PIECE = 100             # points
PIECES = 100            # about 200 m
LEAP_M = 1.0            # nothing drives that far between two poses


class Track:
    """Points in m, thinned out to what can be seen; the oldest are forgotten."""

    def __init__(self) -> None:
        self.pieces: dict[int, list[tuple[float, float]]] = {}
        self._newest = 0

    def add(self, pose: Pose) -> bool:
        """Add where the robot is; tell whether that is worth a new point."""
        piece = self.pieces.get(self._newest)
        if piece is None:
            self.pieces[self._newest] = [(pose.x, pose.y)]
            return True
        gap = pose.distance_to(Pose(*piece[-1]))
        if gap < STEP_M:
            return False
        has_leapt = gap > LEAP_M
        if has_leapt or len(piece) >= PIECE:
            self._newest += 1
            self.pieces[self._newest] = [] if has_leapt else [piece[-1]]
            self.pieces.pop(self._newest - PIECES, None)
        self.pieces[self._newest].append((pose.x, pose.y))
        return True

    def clear(self) -> None:
        """Forget the way; what comes next is a new piece."""
        self.pieces.clear()
        self._newest += 1
