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
The labelled sentences of data/: ``TEXT => STEP ; STEP ; ...`` (data/README.md tells the form).

A label points into its sentence, so reading one checks that every quoted piece is a run of whole
units of it. All problems of a file are found before anything is trained on it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
import random
import re

from nl2ros.errors import DataError
from nl2ros.language.plan_format import ACTIONS, PointedPlan, PointedStep, REASONS, Slot
from nl2ros.language.sentence import Sentence, units_of

_STEP_START = r'(?:move|turn|arc|navigate|wait|stop|save_place|report|repeat)\b'
_NEXT_STEP = re.compile(rf'\s*;\s*(?={_STEP_START})')
_ATTRIBUTE = re.compile(r'(\w+)(?:=(?:"([^"]*)"|(\w+)))?\s*')


@dataclass(frozen=True)
class Labelled:
    """A sentence with its plan, and where it stands (``file:line``)."""

    sentence: Sentence
    plan: PointedPlan
    origin: str
    kind: str = ''


def parse_label(text: str, label: str) -> PointedPlan:
    """Read the right-hand side of a line; ValueError says what is wrong."""
    label = label.strip()
    if label.startswith('reject '):
        reason = label.removeprefix('reject ').strip()
        if reason not in REASONS.values():
            raise ValueError(f'unknown reason {reason!r}')
        return PointedPlan(reason=reason)
    sentence = Sentence.of(text)
    parts = _NEXT_STEP.split(label)
    repeat = None
    if parts[-1].startswith('repeat='):
        repeat = _slots(sentence, parts.pop(), {'repeat'})[0]
    if not parts:
        raise ValueError('no step')
    return PointedPlan(tuple(_step(sentence, part) for part in parts), repeat)


def _step(sentence: Sentence, part: str) -> PointedStep:
    word, _, rest = part.partition(' ')
    action = {'save_place': 'save'}.get(word, word)
    if action not in ACTIONS:
        raise ValueError(f'unknown step {part!r}')
    directions, slots = ACTIONS[action]
    direction = ''
    if directions:
        direction, _, rest = rest.strip().partition(' ')
        if direction not in directions:
            raise ValueError(f'{action} needs one of {directions}, not {direction!r}')
    order = [name for name, _ in slots]
    found = _slots(sentence, rest, set(order))
    if action == 'navigate' and {s.name for s in found} - {'yaw'} not in ({'place'}, {'x', 'y'}):
        raise ValueError('navigate needs place, or x and y')
    return PointedStep(action, direction,
                       tuple(sorted(found, key=lambda slot: order.index(slot.name))))


def _slots(sentence: Sentence, text: str, allowed: set[str]) -> list[Slot]:
    slots, end = [], 0
    for match in _ATTRIBUTE.finditer(text.strip()):
        name, quoted, literal = match.groups()
        if match.start() != end or name not in allowed or name in {s.name for s in slots}:
            raise ValueError(f'unexpected {match[0].strip()!r} in {text.strip()!r}')
        end = match.end()
        piece = units_of(quoted) if quoted is not None else ()
        if quoted is not None and not sentence.find(piece):
            raise ValueError(f'{name} {quoted!r} is not a run of whole words of the text')
        if quoted is None and (literal is None) != (name == 'continuous'):
            raise ValueError(f'{name} needs a value')
        if name == 'continuous':
            literal = 'yes'
        slots.append(Slot(name, piece, (literal or '').removesuffix('_turn')))
    if end != len(text.strip()):
        raise ValueError(f'cannot read {text.strip()[end:]!r}')
    return slots


def read_labelled(paths: Iterable[Path]) -> Iterator[Labelled]:
    """Read files of labelled sentences; DataError names the first bad line of all."""
    for path in paths:
        read = 0
        for number, line, kind in rows(path):
            text, arrow, label = line.rpartition(' => ')
            try:
                if not arrow or not text.strip():
                    raise ValueError("expected 'TEXT => STEP ; STEP ...'")
                plan = parse_label(text, label)
            except ValueError as error:
                raise DataError(f'{path}:{number}: {error}') from error
            yield Labelled(Sentence.of(text), plan, f'{path}:{number}', kind)
            read += 1
        if not read:
            raise DataError(f'{path}:1: no sentence in this file')


def rows(path: Path) -> Iterator[tuple[int, str, str]]:
    """Yield (number, line, kind) of what is neither blank nor a note; '# kind:' names a kind."""
    kind = ''
    for number, line in enumerate(read_lines(path), 1):
        if line.startswith('# kind:'):
            kind = line.removeprefix('# kind:').strip()
        if line.strip() and not line.startswith('#'):
            yield number, line, kind


def read_lines(path: Path) -> list[str]:
    """Return the lines of a text file; DataError names one that cannot be read."""
    try:
        return path.read_text(encoding='utf-8').splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f'{path}: {error}') from error


# A request to another machine that holds such a word may well be one that this robot can do.
_MOTION = re.compile(
    r'\b(?:stop|halt|go|move|turn|back|left|right|forward|drive|wait|hold|pause|cancel|repeat|'
    r'circle|spin|come|head|status|home|remember|save|where are you|'
    r'what are you doing)\b', re.IGNORECASE)


def read_refusals(paths: Iterable[Path], limit: int = 2500, seed: int = 0) -> list[Labelled]:
    """Return up to ``limit`` lines of texts meant for other machines, as out of scope."""
    lines = [line.strip() for path in paths
             for line in read_lines(path)
             if len(line.split()) > 2 and not _MOTION.search(line)]
    random.Random(seed).shuffle(lines)
    return [Labelled(Sentence.of(line), PointedPlan(reason='out_of_scope'), 'refusals')
            for line in lines[:limit]]
