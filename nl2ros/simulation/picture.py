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

"""Draw what happened: the house, the way the robot went, and what it was told."""

from collections.abc import Sequence
import math
from pathlib import Path

import matplotlib
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import Arc, Circle, FancyBboxPatch, Polygon, Rectangle
from matplotlib.patheffects import withStroke
from nl2ros.robot.motion import Pose
from nl2ros.simulation.robot import RADIUS
from nl2ros.simulation.story import (
    FONTS, INK, myanmar_fonts, PALE, readable, TIME, Told, write_story,
)
from nl2ros.simulation.world import Block, HOUSE, House
import numpy as np

PAPER = '#fdfcfa'
FLOORS = {
    'Living room': '#f6eee1', 'Lab': '#e8eff4', 'Kitchen': '#f8ebe2', 'Hall': '#faf7f2',
    'Bedroom': '#eeeaf4', 'Bathroom': '#e4f1f0', 'Office': '#ecf1e6'}
SOLIDS = {
    'wall': '#3a4150', 'wood': '#dcc7a8', 'sofa': '#b8c5d6', 'plant': '#a9cba4',
    'metal': '#c5ccd6', 'counter': '#e3d3c6', 'bed': '#cfc6e2', 'ceramic': '#ffffff'}
PAUSE_S = 0.5


def draw(file: Path, path: np.ndarray, told: Sequence[Told], places: dict[str, Pose],
         goals: Sequence[Pose] = (), house: House = HOUSE) -> None:
    """
    Write a picture to ``file``; its suffix says the format.

    ``path`` has shape (n, 4), n >= 1: time in s, x, y in m, yaw in rad, in the map frame.
    ``goals`` are where the robot was sent.
    """
    style = {'font.family': [*FONTS, *myanmar_fonts()], 'text.color': INK,
             'text.parse_math': False}
    with matplotlib.rc_context(style):
        figure = Figure(figsize=(13.6, 8.0), facecolor=PAPER)
        plan = figure.add_axes((0.005, 0.01, 0.71, 0.98))
        _draw_house(plan, house)
        _draw_places(plan, places)
        _draw_path(plan, path)
        for goal in goals:
            _draw_goal(plan, goal)
        _draw_robot(plan, Pose(*path[0, 1:]), is_ghost=True)
        _draw_robot(plan, Pose(*path[-1, 1:]))
        length = float(np.linalg.norm(np.diff(path[:, 1:3], axis=0), axis=1).sum())
        write_story(figure, told, length, float(_moving_time(path)[-1]))
        file.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(file, dpi=130)


def _draw_house(axes: Axes, house: House) -> None:
    axes.set(xlim=(-5.2, 5.2), ylim=(-4.4, 4.2), aspect='equal')
    axes.axis('off')
    for room in house.rooms:
        axes.add_patch(Rectangle((room.left, room.bottom), room.right - room.left,
                                 room.top - room.bottom, color=FLOORS[room.name], lw=0))
    for x in np.arange(-5, 5.1, 1):
        axes.plot([x, x], [-4, 4], color='white', lw=0.7, alpha=0.7, zorder=1)
    for y in np.arange(-4, 4.1, 1):
        axes.plot([-5, 5], [y, y], color='white', lw=0.7, alpha=0.7, zorder=1)
    for block in house.blocks:
        if block.kind != 'wall':
            _draw_furniture(axes, block)
    for block in house.blocks:
        if block.kind == 'wall':
            axes.add_patch(_rectangle(block, color=SOLIDS['wall'], lw=0, zorder=4))
    _draw_front_door(axes)
    _draw_scale(axes)


def _rectangle(block: Block, **style) -> Rectangle:
    return Rectangle((block.x - block.width / 2, block.y - block.depth / 2),
                     block.width, block.depth, **style)


def _draw_furniture(axes: Axes, block: Block) -> None:
    style = {'facecolor': SOLIDS[block.kind], 'edgecolor': '#00000026', 'lw': 1.0, 'zorder': 3}
    if block.is_round:
        axes.add_patch(Circle((block.x, block.y), block.width / 2, **style))
        if block.kind == 'plant':
            axes.add_patch(Circle((block.x, block.y), block.width / 5, color='#7fae7a', zorder=3))
        return
    radius = 0.25 * min(block.width, block.depth, 0.4)
    axes.add_patch(FancyBboxPatch(
        (block.x - block.width / 2 + radius, block.y - block.depth / 2 + radius),
        block.width - 2 * radius, block.depth - 2 * radius,
        boxstyle=f'round,pad={radius}', **style))
    if block.kind == 'bed':
        for side in (-0.28, 0.28):
            axes.add_patch(FancyBboxPatch(
                (block.x + side - 0.2, block.y - 0.68), 0.4, 0.22, boxstyle='round,pad=0.04',
                facecolor='#f7f4fc', edgecolor='#00000018', zorder=3))


def _draw_front_door(axes: Axes) -> None:
    """Draw the closed front door in the right wall, and how it would open."""
    axes.add_patch(Rectangle((4.9, -0.5), 0.2, 1.0, color='#b98b5e', lw=0, zorder=5))
    axes.add_patch(Arc((4.9, -0.5), 2.0, 2.0, theta1=90, theta2=180, color='#b98b5e', lw=0.9,
                       ls=(0, (3, 3)), zorder=2))


def _draw_scale(axes: Axes) -> None:
    axes.plot([-5.05, -4.05], [-4.26, -4.26], color=PALE, lw=2, solid_capstyle='butt', zorder=6)
    axes.text(-3.98, -4.26, '1 m', color=PALE, fontsize=8, va='center')


def _draw_places(axes: Axes, places: dict[str, Pose]) -> None:
    for name, place in places.items():
        axes.plot(place.x, place.y, 'o', ms=4.5, color=PALE, mec='white', mew=1.0, zorder=6)
        axes.text(place.x, place.y - 0.28, readable(name), fontsize=9, color='#6a7280',
                  ha='center', va='top', zorder=12,
                  path_effects=[withStroke(linewidth=3, foreground='white')])


def _draw_path(axes: Axes, path: np.ndarray) -> None:
    """Draw the way in the colours of time, on a white rim so that it reads over anything."""
    points = path[:, 1:3]
    axes.plot(*points.T, color='white', lw=6, alpha=0.9, solid_capstyle='round',
              solid_joinstyle='round', zorder=7)
    if len(points) < 2:
        return
    line = LineCollection(np.stack([points[:-1], points[1:]], axis=1), cmap=TIME, lw=3,
                          capstyle='round', zorder=8)
    line.set_array(_moving_time(path)[1:])
    axes.add_collection(line)


def _moving_time(path: np.ndarray) -> np.ndarray:
    """Return the time in s at each pose, shape (n,), without the pauses between sentences."""
    return np.concatenate([[0], np.cumsum(np.minimum(np.diff(path[:, 0]), PAUSE_S))])


def _draw_goal(axes: Axes, goal: Pose) -> None:
    for radius, width in ((0.24, 1.6), (0.06, 3.0)):
        axes.add_patch(Circle((goal.x, goal.y), radius, fill=False, color='#c2336f', lw=width,
                              zorder=9))


def _draw_robot(axes: Axes, pose: Pose, is_ghost: bool = False) -> None:
    """Draw the robot a little larger than life; a ghost stands where it started."""
    size = 1.5 * RADIUS
    face, rim = ('white', PALE) if is_ghost else ('#c2336f', 'white')
    axes.add_patch(Circle((pose.x, pose.y), size, facecolor=face, edgecolor=rim, lw=1.8,
                          zorder=10 + (not is_ghost)))
    tip, left, right = (
        (pose.x + reach * size * math.cos(pose.yaw + side),
         pose.y + reach * size * math.sin(pose.yaw + side))
        for reach, side in ((0.8, 0.0), (0.55, 2.4), (0.55, -2.4)))
    axes.add_patch(Polygon([tip, left, (pose.x, pose.y), right], lw=0, color=rim,
                           zorder=10 + (not is_ghost)))
