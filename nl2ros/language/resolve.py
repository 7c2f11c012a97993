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
From what the model points at to what a robot executes: pieces become SI quantities and names.

All arithmetic happens here, in code: the model never writes a number.
"""

from math import pi

from nl2ros.errors import QuantityError
from nl2ros.language.plan_format import PointedPlan, PointedStep, Slot
from nl2ros.language.quantities import is_unit, Kind, read_quantity
from nl2ros.language.sentence import Sentence
from nl2ros.plan import Arc, Move, Navigate, Report, SavePlace, Step, Stop, Turn, Wait

_TURNS = {'quarter': pi / 2, 'third': 2 * pi / 3, 'half': pi, 'full': 2 * pi}
_KINDS = {'distance': Kind.LENGTH, 'radius': Kind.LENGTH, 'diameter': Kind.LENGTH,
          'angle': Kind.ANGLE, 'duration': Kind.DURATION, 'speed': Kind.SPEED,
          'x': Kind.COORDINATE, 'y': Kind.COORDINATE, 'yaw': Kind.HEADING, 'repeat': Kind.COUNT}
_MOTIONS = {'move': Move, 'turn': Turn, 'arc': Arc}
_ALSO_A_WORD = ('in', 'd', 'h', 's')  # units only after a number: "go in reverse 2"
_LINKS = (',', 'then', 'and', 'or', '၊')
_ARTICLES = ('the ', 'a ', 'an ')


def resolve(plan: PointedPlan, sentence: Sentence) -> tuple[tuple[Step, ...], int]:
    """Return the steps in SI units and the repeat count; QuantityError names a bad piece."""
    steps = tuple(_step(step, sentence) for step in plan.steps)
    if plan.repeat is None:
        return steps, 1
    return steps, int(_value(plan.repeat, plan.repeat.name, sentence))


def _step(step: PointedStep, sentence: Sentence) -> Step:
    values = {slot.name: _value(slot, step.action, sentence) for slot in step.slots}
    if step.action in _MOTIONS:
        if 'diameter' in values:
            values.setdefault('radius', values.pop('diameter') / 2)
        return _MOTIONS[step.action](direction=step.direction, **values)
    if step.action == 'report':
        return Report(what=step.direction)
    simple = {'navigate': Navigate, 'wait': Wait, 'stop': Stop, 'save': SavePlace}
    return simple[step.action](**values)


def _value(slot: Slot, action: str, sentence: Sentence) -> float | str | bool:
    if slot.literal:
        if slot.name == 'angle':
            return _TURNS[slot.literal]
        if slot.name == 'continuous':
            return True
        return int(slot.literal) if slot.name == 'repeat' else slot.literal
    written = sentence.written(slot.piece)
    if slot.name in ('place', 'name'):
        return _name(written)
    kind = Kind.ANGULAR_SPEED if (action, slot.name) == ('turn', 'speed') else _KINDS[slot.name]
    if kind in (Kind.LENGTH, Kind.DURATION):
        written += _unit_left_out(slot.piece, kind, sentence)
    return read_quantity(written, kind)


def _unit_left_out(piece: tuple[str, ...], kind: Kind, sentence: Sentence) -> str:
    """
    Return the unit that a bare number takes over from its neighbours, or nothing.

    "Fifty centimetres, sorry, fifteen" and "two feet, then three" leave a unit out that was said
    before, "two, then four inches" one that follows at once.
    """
    if _last_unit(piece, kind):
        return ''
    place = sentence.find(piece)[-1]
    unit = _last_unit(sentence.units[:place], kind) \
        or _next_unit(sentence.units[place + len(piece):], kind)
    return f' {unit}' if unit else ''


def _last_unit(units: tuple[str, ...], kind: Kind) -> str:
    for end in range(len(units), 0, -1):
        if units[end - 1] in _ALSO_A_WORD and not _is_number(units[max(end - 2, 0):end - 1]):
            continue
        for length in (1, 2, 3, 4):  # a Burmese unit of measure has several syllables
            word = ''.join(units[max(end - length, 0):end])
            if is_unit(word, kind):
                return word
    return ''


def _next_unit(units: tuple[str, ...], kind: Kind) -> str:
    """Return the unit of the number that follows at once, if one does."""
    start = next((i for i, unit in enumerate(units) if unit not in _LINKS), 0)
    return units[start + 1] if _is_number(units[start:start + 1]) and is_unit(
        ''.join(units[start + 1:start + 2]), kind) else ''


def _is_number(units: tuple[str, ...]) -> bool:
    try:
        return bool(units) and read_quantity(units[0], Kind.COORDINATE) >= 0
    except QuantityError:
        return False


def _name(written: str) -> str:
    name = written.lower()
    return next((name[len(a):] for a in _ARTICLES if name.startswith(a) and name != a), name)
