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
The task ``explain``: lines of logs to families of errors and the names in the lines.

Examples are drawn without end from the wordings of data/explain/families.yaml, with other names
and numbers in their marked places, prefixes of logs, and the changes that people and releases
make. The held-out wordings are not read here.
"""

from collections.abc import Iterator
from pathlib import Path
import random
import re

from nl2ros.assistant.explain_families import FAMILIES, Families, Family
from nl2ros.assistant.explain_format import Pointed, spoken, UNKNOWN, write
from nl2ros.assistant.explain_line import LogLine
from nl2ros.language.sentence import SEPARATOR, units_of
from nl2ros.resources import share_path
from nl2ros.training.corpus import read_lines
from nl2ros.training.examples import Example
from nl2ros.training.explain_values import KNOWN_SHARE, Values

UNKNOWN_SHARE = 0.12
START_TEXT = '<s>explain:'  # what stood before such lines when the base was made
_PREFIXES = (  # of rclcpp and rclpy, launch, Gazebo, Python
    '[{level}] [{time}] [{logger}]: ', '[{logger}-{int}] [{level}] [{time}] [{logger}]: ',
    '[{level}] [{logger}-{int}]: ', '[{level}] [launch]: ', '[{logger}-{int}] ',
    '{time} [{level}] ', '[{logger}-{int}] [Err] [{camel}.cc:{digits3}] ', '{level}: ')
_LEVELS = ('ERROR', 'WARN', 'FATAL', 'INFO')
Units = tuple[str, ...]


class ExplainLines:
    """Draws lines with what the model shall write about them; same seed, same lines."""

    def __init__(self, folder: Path, rng: random.Random, known_share: float = KNOWN_SHARE):
        self.rng, self.values = rng, Values(folder, rng, known_share)
        self.families = list(Families.load(folder).all.values())
        lines = read_lines(folder / 'unknown.txt')
        self.others = [line for line in lines if line and not line.startswith('#')]
        noise = self.values.record
        self._openers, self._closers = (list(map(units_of, noise[key]))
                                        for key in ('openers', 'closers'))
        self._synonyms = {word: list(map(units_of, others))
                          for word, others in noise['synonyms'].items()}

    def draw(self) -> tuple[Units, Pointed]:
        """Return the units of a line and what is to be written about it."""
        if self.rng.random() < UNKNOWN_SHARE:
            return self.unknown(), Pointed()
        family = self.rng.choice(self.families)
        return self.varied(family, self.rng.choice(self.wordings(family)))

    @staticmethod
    def wordings(family: Family) -> tuple[str, ...]:
        """
        Return what a family is trained on: its wordings, and what its explanation begins with.

        People who have understood an error tell it so.
        """
        told = re.split(r'[;:.] ', family.cause)[0].rstrip('.')
        return *family.wordings, told

    def varied(self, family: Family, wording: str) -> tuple[Units, Pointed]:
        """Return the units of a line in this wording, half of them said in other words."""
        text, pointed = self.line(family, wording)
        units = LogLine.of(text).message.units
        if self.rng.random() < 0.5:
            units = self._disturb(units, [piece for _, piece in pointed.slots])
        return units, pointed

    def line(self, family: Family, wording: str) -> tuple[str, Pointed]:
        """Return a line of a log in this wording, with names, and what is to be written."""
        while True:
            text, slots = self.values.fill(wording, family.kinds)
            pieces = {slot: units_of(slots[slot]) for slot in family.slots if slot in slots}
            for prefix in ('', self._prefix()) if self.rng.random() < 0.7 else (self._prefix(),):
                message = LogLine.of(prefix + text).message
                if all(map(message.find, pieces.values())):
                    return prefix + text, Pointed(family.name, tuple(pieces.items()))

    def _prefix(self) -> str:
        pattern = self.rng.choice(_PREFIXES).replace('{level}', self.rng.choice(_LEVELS))
        return self.values.fill(pattern.replace('{', '{_'), {})[0]

    def unknown(self) -> Units:
        """Return a line of no family, sometimes one that is hardly a line."""
        text, _ = self.values.fill(self.rng.choice(self.others), {})
        units = LogLine.of(self._prefix() + text if self.rng.random() < 0.5 else text
                           ).message.units
        if self.rng.random() < 0.15:  # the words of a known error alone do not make one
            family = self.rng.choice(self.families)
            text, _ = self.line(family, self.rng.choice(family.wordings))
            units = LogLine.of(text).message.units
            units = tuple(self.rng.sample(units, len(units)))
        return self._disturb(units, []) if self.rng.random() < 0.3 else units

    def _disturb(self, units: Units, pieces: list[Units]) -> Units:
        """Say it in other words, add and drop some, never inside what is pointed at."""
        rng = self.rng
        changed: list[str] = []
        quotes = rng.choice(('keep', 'keep', 'drop', "'", '"'))
        dropping, replacing = rng.choice((0, 0, 0.08)), rng.choice((0, 0.3, 0.6))
        i = 0
        while i < len(units):
            if piece := max((p for p in pieces if units[i:i + len(p)] == p), key=len, default=()):
                changed += piece
                i += len(piece)
                continue
            unit, i = units[i], i + 1
            if unit in ('"', "'") and quotes != 'keep':
                changed += [] if quotes == 'drop' else [quotes]
            elif unit in self._synonyms and rng.random() < replacing:
                changed += rng.choice(self._synonyms[unit])
            elif rng.random() >= dropping:
                changed.append(unit)
        if rng.random() < 0.2:
            changed = [*rng.choice(self._openers), *changed]
        if rng.random() < 0.2:
            changed += rng.choice(self._closers)
        sound = all(any(tuple(changed[i:i + len(p)]) == p for i in range(len(changed)))
                    for p in pieces)
        return tuple(changed) if changed and sound else units


def _view(units: Units) -> str:
    return ''.join(' ' + unit for unit in units)


def _cause(pointed: Pointed) -> str:
    """Write only the family: ``tf frame missing``."""
    return f' {spoken(pointed.family)}'


def _names(pointed: Pointed) -> str:
    """Write only what is pointed at: ``[ base _ link frame][ map parent]``."""
    return ''.join(f'[{_view(units)} {name}]' for name, units in pointed.slots) or '[]'


# name in the prompt -> (how it is written, share of the pretraining examples)
DIALECTS = {'explain': (write, 0.6), 'cause': (_cause, 0.2), 'names': (_names, 0.2)}


def explain_pairs(rng: random.Random) -> Iterator[tuple[str, str]]:
    """Yield source and target texts without end, for the base to learn such lines from."""
    lines = ExplainLines(share_path('data', 'explain'), rng)
    names, shares = list(DIALECTS), [share for _, share in DIALECTS.values()]
    while True:
        units, pointed = lines.draw()
        name = rng.choices(names, shares)[0]
        if name == 'names' and pointed.family == UNKNOWN:
            name = 'cause'  # an unknown line names things as well, so that [] would be wrong
        yield f'{name}:{_view(units)}{SEPARATOR}', DIALECTS[name][0](pointed)


def explain_examples(folder: Path, variants: int, seed: int = 0) -> list[Example]:
    """Return ``variants`` lines of every wording, and lines of no family in their share."""
    lines = ExplainLines(folder, random.Random(seed))
    examples = [_example(*lines.varied(family, wording), f'{FAMILIES}:{family.name}')
                for family in lines.families for wording in lines.wordings(family)
                for _ in range(variants)]
    others = round(len(examples) * UNKNOWN_SHARE / (1 - UNKNOWN_SHARE))
    return examples + [_example(lines.unknown(), Pointed(), 'unknown.txt')
                       for _ in range(others)]


def _example(units: Units, pointed: Pointed, origin: str) -> Example:
    return Example(f'{_view(units)}{SEPARATOR}', write(pointed), origin)
