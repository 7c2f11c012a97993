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
from dataclasses import dataclass
from functools import cache
import math
from pathlib import Path
import textwrap

import matplotlib
from matplotlib import font_manager, ft2font
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Arc, Circle, FancyBboxPatch, Polygon, Rectangle
from matplotlib.patheffects import withStroke
from nl2ros.robot.motion import Pose
from nl2ros.simulation.robot import RADIUS
from nl2ros.simulation.world import Block, HOUSE, House
import numpy as np

INK, PALE, PAPER = '#2b303b', '#8b93a1', '#fdfcfa'
FLOORS = {
    'Living room': '#f6eee1', 'Lab': '#e8eff4', 'Kitchen': '#f8ebe2', 'Hall': '#faf7f2',
    'Bedroom': '#eeeaf4', 'Bathroom': '#e4f1f0', 'Office': '#ecf1e6'}
SOLIDS = {
    'wall': '#3a4150', 'wood': '#dcc7a8', 'sofa': '#b8c5d6', 'plant': '#a9cba4',
    'metal': '#c5ccd6', 'counter': '#e3d3c6', 'bed': '#cfc6e2', 'ceramic': '#ffffff'}
OUTCOMES = {'succeeded': '#2e9e6b', 'failed': '#d1495b', 'rejected': '#d1495b',
            'cancelled': '#e0912f'}
TIME = LinearSegmentedColormap.from_list('time', ['#7cc6fe', '#3d7bd9', '#5b3fb5', '#c2336f'])
SHOWN = 7
PAUSE_S = 0.5
FONTS = ('DejaVu Sans',)  # comes with matplotlib
MYANMAR_FONTS = ('NotoSansMyanmar-Regular', 'Padauk-Regular', 'Pyidaungsu-Regular')


@dataclass(frozen=True)
class Told:
    """One sentence: the plan as readable lines, and how it ended, as a word and a sentence."""

    text: str
    steps: tuple[str, ...] = ()
    state: str = ''
    message: str = ''


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
        _write_story(figure, told, path)
        file.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(file, dpi=130)


@cache
def myanmar_fonts() -> list[str]:
    """Name a font at hand that holds Burmese; none where this matplotlib could not shape it."""
    if not hasattr(ft2font, '__libraqm_version__'):
        return []
    # matplotlib remembers its list of fonts; one that was installed since is not in it
    for file in font_manager.findSystemFonts():
        if Path(file).stem in MYANMAR_FONTS:
            for weight in ('Regular', 'Bold'):
                sibling = Path(file.replace('Regular', weight))
                if sibling.exists():
                    font_manager.fontManager.addfont(sibling)
            return [font_manager.FontProperties(fname=file).get_name()]
    return []


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


def _write_story(figure: Figure, told: Sequence[Told], path: np.ndarray) -> None:
    """Write on the right, from top to bottom: each sentence, its steps, how it ended."""
    axes = figure.add_axes((0.725, 0.03, 0.265, 0.94))
    axes.set(xlim=(0, 1), ylim=(1, 0))
    axes.axis('off')
    y = 0.045
    if len(told) > SHOWN:
        axes.text(0, y, f'… {len(told) - SHOWN} before', color=PALE, fontsize=9, va='top')
        y += 0.04
    for entry in told[-SHOWN:]:
        y = _write_told(axes, entry, y)
    _write_summary(axes, path)


def _write_told(axes: Axes, told: Told, y: float) -> float:
    for line in textwrap.wrap(f'“{readable(told.text)}”', 34)[:4]:
        axes.text(0, y, line, fontsize=12.5, weight='bold', va='top')
        y += 0.037
    for step in told.steps[:8]:
        for indent, line in enumerate(textwrap.wrap(readable(step), 44)):
            axes.text(0.045 + 0.04 * bool(indent), y, line, fontsize=9.5, color='#596273',
                      va='top')
            y += 0.028
    if told.state:
        colour = OUTCOMES.get(told.state, PALE)
        ending = told.state if told.state in ('succeeded', '') else readable(
            f'{told.state}: {told.message}' if told.message else told.state)
        axes.plot(0.012, y + 0.0125, 'o', ms=6, color=colour, clip_on=False)
        for line in textwrap.wrap(ending, 44)[:3]:
            axes.text(0.045, y, line, fontsize=9.5, color=colour, va='top')
            y += 0.028
    return y + 0.03


def _write_summary(axes: Axes, path: np.ndarray) -> None:
    """Write how far and how long at the bottom, with the colours of time."""
    length = float(np.linalg.norm(np.diff(path[:, 1:3], axis=0), axis=1).sum())
    seconds = float(_moving_time(path)[-1])
    axes.imshow(np.linspace(0, 1, 256)[None, :], cmap=TIME, aspect='auto',
                extent=(0.0, 1.0, 0.962, 0.952))
    axes.set(xlim=(0, 1), ylim=(1, 0))
    axes.text(0, 0.972, 'start', fontsize=8.5, color=PALE, va='top')
    axes.text(0.5, 0.972, f'{length:.1f} m in {seconds:.0f} s', fontsize=8.5, color=PALE, va='top',
              ha='center')
    axes.text(1, 0.972, 'end', fontsize=8.5, color=PALE, va='top', ha='right')


def readable(text: str) -> str:
    """Return the text without what the fonts at hand cannot show, never boxes in its place."""
    shown = ''.join(char for char in text if ord(char) in _glyphs() or char.isspace())
    is_burmese_lost = any(0x1000 <= ord(char) < 0x10a0 for char in set(text) - set(shown))
    return ' '.join(f'{shown} (in Burmese)'.split()) if is_burmese_lost else shown


@cache
def _glyphs() -> frozenset[int]:
    """Return the code points that the fonts of the picture can show."""
    files = (font_manager.findfont(name) for name in (*FONTS, *myanmar_fonts()))
    return frozenset().union(*(font_manager.get_font(file).get_charmap() for file in files))
