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
Shapes of the map as SVG, in metres; y points down there, so it is negated here and nowhere else.

Colours are left to the style sheet, which knows day and night.
"""

from collections.abc import Iterable, Sequence
import html
import math

from nl2ros.console.board import Board, Sheet
from nl2ros.robot.motion import Pose
from nl2ros.simulation.world import Block, HOUSE, House

Box = tuple[float, float, float, float]     # left, top, width, height as in viewBox
MARGIN_M = 0.8
LEAST_M = 6.0


def path_data(points: Iterable[tuple[float, float]]) -> str:
    """Return the ``d`` of a line through points."""
    return 'M' + 'L'.join(f'{x:.3f} {-y:.3f}' for x, y in points)


def placed(pose: Pose) -> str:
    """Return the CSS transform that puts a shape drawn at the origin, facing +x, at a pose."""
    return (f'translate({pose.x:.3f}px, {-pose.y:.3f}px) '
            f'rotate({-math.degrees(pose.yaw):.2f}deg)')


def unwound(yaw: float, before: float) -> float:
    """Return the same direction as the angle nearest to one before, so that it turns shortly."""
    return before + math.remainder(yaw - before, 2 * math.pi)


def frame_of(board: Board) -> Box:
    """Return what the map shows: the house, or the map, or else what is known, with a margin."""
    if board.is_house:
        return (-HOUSE.half_width - 0.25, -HOUSE.half_depth - 0.25,
                2 * HOUSE.half_width + 0.5, 2 * HOUSE.half_depth + 0.5)
    points = [(place.x, place.y) for place in map(board.places.find, board.places.names)]
    points += [point for piece in board.track.pieces.values() for point in piece]
    points += _corners(board.sheet) if board.sheet else []
    points += [(board.pose.x, board.pose.y)] if board.pose else []
    return _around(points or [(0.0, 0.0)])


def _corners(sheet: Sheet) -> list[tuple[float, float]]:
    corners = (sheet.origin.compose(Pose(x, y))
               for x in (0.0, sheet.width) for y in (0.0, sheet.height))
    return [(corner.x, corner.y) for corner in corners]


def _around(points: Sequence[tuple[float, float]]) -> Box:
    """Return a box in whole metres, so that it does not creep while the robot drives."""
    xs, ys = zip(*points, strict=True)
    sides = []
    for low, high in ((min(xs), max(xs)), (-max(ys), -min(ys))):
        spare = max(0.0, LEAST_M - (high - low)) / 2
        low, high = math.floor(low - MARGIN_M - spare), math.ceil(high + MARGIN_M + spare)
        sides.append((low, high - low))
    (left, width), (top, height) = sides
    return left, top, width, height


def holds(box: Box, pose: Pose) -> bool:
    """Tell whether a pose lies within a box."""
    left, top, width, height = box
    return left <= pose.x <= left + width and top <= -pose.y <= top + height


def house_shapes(house: House = HOUSE) -> str:
    """Return floors, furniture and walls."""
    floors = ''.join(
        f'<rect class="c-floor c-floor-{room.name.split()[0].lower()}" x="{room.left}" '
        f'y="{-room.top}" width="{room.right - room.left:.2f}" '
        f'height="{room.top - room.bottom:.2f}"/>' for room in house.rooms)
    # walls last, over what leans on them
    blocks = sorted(house.blocks, key=lambda block: block.kind == 'wall')
    return floors + ''.join(_block(block) for block in blocks)


def _block(block: Block) -> str:
    style = f'class="c-solid c-{block.kind}"'
    if block.is_round:
        return f'<circle {style} cx="{block.x}" cy="{-block.y}" r="{block.width / 2}"/>'
    corner = 0 if block.kind == 'wall' else 0.25 * min(block.width, block.depth, 0.4)
    return (f'<rect {style} x="{block.x - block.width / 2:.3f}" '
            f'y="{-block.y - block.depth / 2:.3f}" width="{block.width:.3f}" '
            f'height="{block.depth:.3f}" rx="{corner:.3f}"/>')


def sheet_shapes(sheet: Sheet) -> str:
    """Return the picture of a map at its place; a map may be turned."""
    origin = sheet.origin
    return (f'<image class="c-sheet" href="{sheet.image}" width="{sheet.width:.3f}" '
            f'height="{sheet.height:.3f}" transform="translate({origin.x:.3f} {-origin.y:.3f}) '
            f'rotate({-math.degrees(origin.yaw):.3f}) translate(0 {-sheet.height:.3f})"/>')


def place_shapes(places: Iterable[tuple[str, Pose]], box: Box) -> str:
    """Return a dot and a name for every place; names near a side of the box stay inside."""
    size = size_of(box)
    left, right = box[0] + 1.2 * size, box[0] + box[2] - 1.2 * size
    shapes = []
    for name, pose in places:
        anchor = 'start' if pose.x < left else 'end' if pose.x > right else 'middle'
        shift = {'start': -0.3, 'end': 0.3, 'middle': 0.0}[anchor] * size
        shapes.append(
            f'<circle class="c-place" cx="{pose.x:.3f}" cy="{-pose.y:.3f}" '
            f'r="{0.06 * size:.3f}"/><text class="c-place-name" text-anchor="{anchor}" '
            f'x="{pose.x + shift:.3f}" y="{-pose.y + 0.38 * size:.3f}">{html.escape(name)}</text>')
    return ''.join(shapes)


def size_of(box: Box) -> float:
    """Return how large to draw what has no size of its own; 1 for a house of 10 m."""
    return max(0.6, box[2] / 10.3)
