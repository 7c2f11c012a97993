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

"""Write beside a picture what the robot was told, in fonts that can show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
import textwrap
from typing import NamedTuple

from matplotlib import font_manager, ft2font
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
import numpy as np

INK, PALE = '#2b303b', '#8b93a1'
OUTCOMES = {'succeeded': '#2e9e6b', 'failed': '#d1495b', 'rejected': '#d1495b',
            'cancelled': '#e0912f'}
TIME = LinearSegmentedColormap.from_list('time', ['#7cc6fe', '#3d7bd9', '#5b3fb5', '#c2336f'])
TOP, BOTTOM, GAP = 0.045, 0.94, 0.03
FONTS = ('DejaVu Sans',)  # comes with matplotlib
MYANMAR_FONTS = ('NotoSansMyanmar-Regular', 'Padauk-Regular', 'Pyidaungsu-Regular')


@dataclass(frozen=True)
class Told:
    """One sentence: the plan as readable lines, and how it ended, as a word and a sentence."""

    text: str
    steps: tuple[str, ...] = ()
    state: str = ''
    message: str = ''


class _Line(NamedTuple):
    """One line of the story; ``height`` is in parts of the panel's."""

    text: str
    indent: float
    height: float
    size: float
    colour: str
    weight: str = 'normal'
    has_mark: bool = False


def write_story(figure: Figure, told: Sequence[Told], length: float, seconds: float) -> None:
    """
    Write on the right, from top to bottom: each sentence, its steps and how it ended.

    Where there is not enough room the oldest are left out. Below: how far (m) and how long (s).
    """
    axes = figure.add_axes((0.725, 0.03, 0.265, 0.94))
    axes.set(xlim=(0, 1), ylim=(1, 0))
    axes.axis('off')
    entries = [_lines(entry) for entry in told]
    room, shown = BOTTOM - TOP, []
    while entries and (not shown or room > _height(entries[-1])):
        shown.insert(0, entries.pop())
        room -= _height(shown[0])
    y = TOP
    if entries:
        axes.text(0, TOP - 0.01, f'… {len(entries)} before', color=PALE, fontsize=9, va='bottom')
    for lines in shown:
        for line in lines:
            axes.text(line.indent, y, line.text, fontsize=line.size, color=line.colour,
                      weight=line.weight, va='top')
            if line.has_mark:
                axes.plot(0.012, y + 0.0115, 'o', ms=6, color=line.colour, clip_on=False)
            y += line.height
        y += GAP
    _write_summary(axes, length, seconds)


def _lines(told: Told) -> list[_Line]:
    """Break a sentence and what became of it into lines that fit the width."""
    lines = [_Line(text, 0.0, 0.037, 12.5, INK, 'bold')
             for text in textwrap.wrap(f'“{readable(told.text)}”', 34)[:4]]
    for step in told.steps[:8]:
        for number, text in enumerate(textwrap.wrap(readable(step), 44)):
            lines.append(_Line(text, 0.085 if number else 0.045, 0.028, 9.5, '#596273'))
    is_telling = told.message and told.state != 'succeeded'
    ending = readable(f'{told.state}: {told.message}' if is_telling else told.state)
    for number, text in enumerate(textwrap.wrap(ending, 44)[:3]):
        lines.append(_Line(text, 0.045, 0.028, 9.5, OUTCOMES.get(told.state, PALE),
                           has_mark=number == 0))
    return lines


def _height(lines: list[_Line]) -> float:
    return sum(line.height for line in lines) + GAP


def _write_summary(axes: Axes, length: float, seconds: float) -> None:
    """Write how far and how long at the bottom, with the colours of time."""
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
