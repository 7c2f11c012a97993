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
The house that the simulated robot lives in.

One description serves the physics, the planner and the picture. Metres and radians, map frame
(REP-105): the origin is where the robot starts, x points to the front door, y to the kitchen
side. Everything solid is aligned with the walls.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Block:
    """Something solid on the floor: a box, or a cylinder of diameter ``width`` when round."""

    kind: str
    x: float
    y: float
    width: float
    depth: float
    height: float = 0.5
    is_round: bool = False


@dataclass(frozen=True)
class Room:
    """A rectangle of floor with a name, for people; walls are blocks."""

    name: str
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True)
class House:
    """Rooms, and what stands in the robot's way."""

    rooms: tuple[Room, ...]
    blocks: tuple[Block, ...]
    half_width: float
    half_depth: float

    def clearance(self, points: np.ndarray) -> np.ndarray:
        """
        Return the distance in m from each point to the nearest solid thing, negative inside it.

        ``points`` has shape (..., 2), the result shape (...).
        """
        boxes = np.array([(b.x, b.y, b.width / 2, b.depth / 2)
                          for b in self.blocks if not b.is_round]).reshape(-1, 4).T
        discs = np.array([(b.x, b.y, b.width / 2)
                          for b in self.blocks if b.is_round]).reshape(-1, 3).T
        x, y = np.moveaxis(np.asarray(points, dtype=float)[..., None, :], -1, 0)
        beyond_x, beyond_y = np.abs(x - boxes[0]) - boxes[2], np.abs(y - boxes[1]) - boxes[3]
        to_boxes = (np.hypot(np.maximum(beyond_x, 0), np.maximum(beyond_y, 0))
                    + np.minimum(np.maximum(beyond_x, beyond_y), 0))
        to_discs = np.hypot(x - discs[0], y - discs[1]) - discs[2]
        return np.concatenate([to_boxes, to_discs], axis=-1).min(axis=-1)

    def contains(self, x: float, y: float) -> bool:
        """Tell whether a point lies within the outer walls."""
        return abs(x) < self.half_width and abs(y) < self.half_depth


def _wall(x0: float, y0: float, x1: float, y1: float, thickness: float = 0.1) -> Block:
    """Build an axis-aligned wall along the line between two points, closed at its ends."""
    return Block('wall', (x0 + x1) / 2, (y0 + y1) / 2,
                 abs(x1 - x0) + thickness, abs(y1 - y0) + thickness, height=0.6)


def _outer_walls() -> tuple[Block, ...]:
    return (_wall(-5, -4, 5, -4, 0.2), _wall(-5, 4, 5, 4, 0.2),
            _wall(-5, -4, -5, 4, 0.2), _wall(5, -4, 5, 4, 0.2))


def _inner_walls() -> tuple[Block, ...]:
    """Three rooms on each side of a hall; doorways are 1 m wide or more."""
    return (
        _wall(-5, 1.8, -3.6, 1.8), _wall(-2.0, 1.8, 0, 1.8), _wall(1.1, 1.8, 2.6, 1.8),
        _wall(4.2, 1.8, 5, 1.8), _wall(-1.2, 1.8, -1.2, 4), _wall(1.9, 1.8, 1.9, 4),
        _wall(-5, -1.8, -3.6, -1.8), _wall(-2.4, -1.8, -0.1, -1.8), _wall(1.0, -1.8, 2.6, -1.8),
        _wall(3.8, -1.8, 5, -1.8), _wall(-1.2, -1.8, -1.2, -4), _wall(1.9, -1.8, 1.9, -4),
    )


def _furniture() -> tuple[Block, ...]:
    return (
        # living room
        Block('sofa', -3.1, 3.55, 2.0, 0.65), Block('sofa', -1.6, 3.1, 0.6, 0.7),
        Block('wood', -4.72, 2.6, 0.35, 1.3), Block('plant', -4.65, 3.6, 0.4, 0.4, is_round=True),
        # lab
        Block('wood', 0.35, 3.68, 2.2, 0.42), Block('metal', -0.93, 2.6, 0.4, 0.9),
        Block('metal', 1.6, 2.6, 0.4, 0.7),
        # kitchen
        Block('counter', 3.2, 3.66, 2.4, 0.46), Block('counter', 4.66, 3.25, 0.46, 1.28),
        Block('wood', 2.5, 2.9, 0.6, 0.6, is_round=True),
        # bedroom
        Block('bed', -2.0, -3.1, 1.3, 1.6), Block('wood', -2.95, -3.65, 0.4, 0.4),
        Block('wood', -4.68, -3.3, 0.44, 1.1),
        # bathroom
        Block('ceramic', -0.8, -3.1, 0.65, 1.5), Block('ceramic', 1.6, -3.5, 0.4, 0.5),
        Block('ceramic', 1.6, -2.6, 0.4, 0.4, is_round=True),
        # office
        Block('wood', 3.3, -3.58, 1.6, 0.6), Block('sofa', 3.3, -3.12, 0.4, 0.4, is_round=True),
        Block('wood', 4.73, -2.6, 0.32, 1.2), Block('plant', 2.2, -2.1, 0.3, 0.3, is_round=True),
        # hall
        Block('metal', -4.82, 0, 0.14, 0.3, height=0.2),
        Block('plant', 4.6, 1.4, 0.4, 0.4, is_round=True), Block('wood', 4.7, -1.25, 0.4, 0.8),
        Block('plant', -4.6, 1.4, 0.36, 0.36, is_round=True),
    )


HOUSE = House(
    rooms=(
        Room('Living room', -5, 1.8, -1.2, 4), Room('Lab', -1.2, 1.8, 1.9, 4),
        Room('Kitchen', 1.9, 1.8, 5, 4), Room('Hall', -5, -1.8, 5, 1.8),
        Room('Bedroom', -5, -4, -1.2, -1.8), Room('Bathroom', -1.2, -4, 1.9, -1.8),
        Room('Office', 1.9, -4, 5, -1.8)),
    blocks=_outer_walls() + _inner_walls() + _furniture(),
    half_width=4.9, half_depth=3.9)
