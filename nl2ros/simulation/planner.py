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
Find a way through the house: A* over a coarse grid, then the corners are rounded.

Cells near walls cost more, so that the way keeps to the middle of doorways. This is a stand-in
for Nav2's planner server, just good enough to try navigation without Nav2. No ROS here.
"""

import heapq
import math
from typing import NamedTuple

from nl2ros.robot.motion import Pose
from nl2ros.simulation.robot import RADIUS
from nl2ros.simulation.world import HOUSE, House
import numpy as np

RESOLUTION = 0.1
MARGIN = 0.03
COMFORT = 0.4
SPACING = 0.05


class Route(NamedTuple):
    """Points of the way, shape (n, 2) in m, or none and the ``problem`` in words."""

    points: np.ndarray
    problem: str = ''


class Planner:
    """Plan ways through one house; the grid is made once."""

    def __init__(self, house: House = HOUSE) -> None:
        self._house = house
        xs = np.arange(-house.half_width, house.half_width + RESOLUTION / 2, RESOLUTION)
        ys = np.arange(-house.half_depth, house.half_depth + RESOLUTION / 2, RESOLUTION)
        self._centres = np.stack(np.meshgrid(xs, ys, indexing='ij'), axis=-1)
        clearance = house.clearance(self._centres)
        self._free = clearance > RADIUS + MARGIN
        self._cost = 1 + 4 * np.clip(1 - clearance / COMFORT, 0, 1)

    def plan(self, start: Pose, goal: Pose) -> Route:
        """Return the way from ``start`` to ``goal``, or say why there is none."""
        nowhere = np.empty((0, 2))
        if not self._house.contains(goal.x, goal.y):
            return Route(nowhere, f'({goal.x:.2f}, {goal.y:.2f}) is outside the house')
        if self._house.clearance(np.array([goal.x, goal.y])) < RADIUS:
            return Route(nowhere, f'({goal.x:.2f}, {goal.y:.2f}) is inside or too close to '
                                  'something solid')
        cells = self._search(self._nearest_free(start), self._nearest_free(goal))
        if cells is None:
            return Route(nowhere, f'there is no way to ({goal.x:.2f}, {goal.y:.2f})')
        corners = np.vstack([
            (start.x, start.y), self._centres[tuple(np.transpose(cells))], (goal.x, goal.y)])
        return Route(self._round(_resample(corners)))

    def _nearest_free(self, pose: Pose) -> tuple[int, int]:
        """Return the free cell closest to a pose, which may itself touch a wall."""
        distance = np.linalg.norm(self._centres - (pose.x, pose.y), axis=-1)
        index = np.argmin(np.where(self._free, distance, np.inf))
        return tuple(int(i) for i in np.unravel_index(index, self._free.shape))

    def _search(self, start: tuple[int, int],
                goal: tuple[int, int]) -> list[tuple[int, int]] | None:
        """Run A* over the eight neighbours; the straight distance never overestimates."""
        came_from = {start: start}
        cost = {start: 0.0}
        queue = [(math.dist(start, goal), start)]
        while queue:
            _, cell = heapq.heappop(queue)
            if cell == goal:
                return _trace(came_from, goal)
            for neighbour, length in self._neighbours(cell):
                reached = cost[cell] + length * self._cost[neighbour]
                if reached < cost.get(neighbour, math.inf):
                    cost[neighbour] = reached
                    came_from[neighbour] = cell
                    heapq.heappush(queue, (reached + math.dist(neighbour, goal), neighbour))
        return None

    def _neighbours(self, cell: tuple[int, int]):
        width, depth = self._free.shape
        for dx, dy in _STEPS:
            x, y = cell[0] + dx, cell[1] + dy
            if 0 <= x < width and 0 <= y < depth and self._free[x, y]:
                yield (x, y), math.hypot(dx, dy)

    def _round(self, points: np.ndarray, rounds: int = 80) -> np.ndarray:
        """Pull the way tight like a rubber band, but never closer to walls than is comfortable."""
        points = points.copy()
        clearance = self._house.clearance(points)
        for _ in range(rounds):
            middle = points.copy()
            middle[1:-1] = (points[:-2] + points[2:]) / 2
            closer = self._house.clearance(middle)
            better = closer >= np.minimum(clearance, COMFORT)
            points[better], clearance[better] = middle[better], closer[better]
        return _resample(points)


_STEPS = [(dx, dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1) if dx or dy]


def _trace(came_from: dict, cell: tuple[int, int]) -> list[tuple[int, int]]:
    cells = [cell]
    while came_from[cell] != cell:
        cell = came_from[cell]
        cells.append(cell)
    return cells[::-1]


def _resample(points: np.ndarray) -> np.ndarray:
    """Return points SPACING apart along the same line, first and last kept."""
    along = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    count = max(2, math.ceil(along[-1] / SPACING) + 1)
    wanted = np.linspace(0, along[-1], count)
    return np.stack([np.interp(wanted, along, points[:, i]) for i in (0, 1)], axis=1)
