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
What the model writes about a line: a family of errors, and the names that it points at.

``( tf unconnected( frame base _ link)( parent map))`` or ``( unknown)``. Names are runs of units
of the line, each with a space before it; the parentheses that delimit have none (see
language/plan_format.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
import json
import re

UNKNOWN = 'unknown'

_SLOT = re.compile(r'\( (\w+)((?: (?:[()]|[^\s()]+))+)\)')
_ANSWER = re.compile(r'\( ([\w ]+)((?:\( .*)?)\)', re.DOTALL)


@dataclass(frozen=True)
class Pointed:
    """A family (with underscores) and the slots that the line fills, as runs of its units."""

    family: str = UNKNOWN
    slots: tuple[tuple[str, tuple[str, ...]], ...] = ()


def write(pointed: Pointed) -> str:
    """Write the text form."""
    slots = ''.join(f'( {name}{_spaced(units)})' for name, units in pointed.slots)
    return f'( {spoken(pointed.family)}{slots})'


def read(text: str) -> Pointed:
    """
    Read the text form.

    :raises ValueError: it is not well-formed
    """
    match = _ANSWER.fullmatch(text)
    slots = _SLOT.findall(match[2]) if match else []
    if not match or ''.join(f'( {name}{units})' for name, units in slots) != match[2]:
        raise ValueError(f'{text!r} names no family')
    return Pointed(match[1].replace(' ', '_'), tuple(
        (name, tuple(units.split(' ')[1:])) for name, units in slots))


def grammar_of(families: Mapping[str, Sequence[str]]) -> str:
    """
    Return the Lark grammar (llguidance's dialect) of what may be written about any message.

    ``families`` maps each family to its slots; any of them may be left out, in this order. A
    PIECE is a run of whole units of the message (language/constraint.py).
    """
    bodies = {UNKNOWN: (), **families}
    lines = ['start: ' + ' | '.join(
        ' '.join((json.dumps(f'( {spoken(family)}'), *(f'{slot}?' for slot in slots), '")"'))
        for family, slots in bodies.items())]
    lines += [f'{slot}: "( {slot}" PIECE ")"'
              for slot in sorted({slot for slots in bodies.values() for slot in slots})]
    return '\n'.join(lines)


def spoken(family: str) -> str:
    """Return the name of a family in words, as the model writes it."""
    return family.replace('_', ' ')


def _spaced(units: Sequence[str]) -> str:
    return ''.join(' ' + unit for unit in units)
