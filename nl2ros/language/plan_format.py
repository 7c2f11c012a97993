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
What the model writes: a plan that points into the sentence.

Quantities and names are not values here but pieces, runs of units of the sentence; a few literals
stand for what is implied and not said. The text form is private to the language room::

    ( move forward( distance two metres)( pace slow))( turn left( angle half))( repeat twice)
    ( no unsafe)

Words carry a space before them, as every unit of the sentence does; the parentheses that delimit
carry none, so that no unit can ever be taken for one.
"""

from dataclasses import dataclass
import re

from nl2ros.errors import PlanError

TURNS = ('quarter', 'third', 'half', 'full')
PLACES = ('home', 'start')
PACES = ('slow', 'fast')
REASONS = {'scope': 'out_of_scope', 'ambiguous': 'ambiguous', 'unsafe': 'unsafe'}
MAX_STEPS = 16

_WORDS = {reason: word for word, reason in REASONS.items()}

_SIDES = ('left', 'right', 'any')
_MOTION_END = (('duration', None), ('speed', None), ('pace', PACES))
# action -> (what it may be followed by, slots in order with the literals they may hold)
ACTIONS = {
    'move': (('forward', 'backward'),
             (('distance', None), *_MOTION_END, ('continuous', ('yes',)))),
    'turn': (_SIDES, (('angle', TURNS), *_MOTION_END, ('continuous', ('yes',)))),
    'arc': (_SIDES, (('radius', None), ('diameter', None), ('angle', TURNS), *_MOTION_END)),
    'navigate': ((), (('place', PLACES), ('x', None), ('y', None), ('yaw', None))),
    'wait': ((), (('duration', None),)),
    'stop': ((), ()),
    'save': ((), (('name', None),)),
    'report': (('pose', 'places', 'status'), ()),
}
REPEATS = tuple(str(n) for n in range(2, 11))  # "a square" implies four sides


@dataclass(frozen=True)
class Slot:
    """
    One attribute: a piece of the sentence (its units) or an implied literal word.

    A single unit that is a literal of its slot is read as the literal, which means the same.
    """

    name: str
    piece: tuple[str, ...] = ()
    literal: str = ''


@dataclass(frozen=True)
class PointedStep:
    """An action, its direction (or what is reported) and its attributes."""

    action: str
    direction: str = ''
    slots: tuple[Slot, ...] = ()


@dataclass(frozen=True)
class PointedPlan:
    """Steps in order of execution and how often to do them all; or why not."""

    steps: tuple[PointedStep, ...] = ()
    repeat: Slot | None = None
    reason: str = ''

    def pieces(self) -> list[Slot]:
        """Return every slot that points into the sentence."""
        slots = [slot for step in self.steps for slot in step.slots]
        return [s for s in slots + ([self.repeat] if self.repeat else []) if s.piece]


def write(plan: PointedPlan) -> str:
    """Write the text form."""
    if plan.reason:
        return f'( no {_WORDS[plan.reason]})'
    steps = [f'( {step.action}' + (f' {step.direction}' if step.direction else '')
             + ''.join(map(_write_slot, step.slots)) + ')' for step in plan.steps]
    return ''.join(steps) + (_write_slot(plan.repeat) if plan.repeat else '')


def _write_slot(slot: Slot) -> str:
    return f'( {slot.name}' + ''.join(f' {unit}' for unit in slot.piece or (slot.literal,)) + ')'


_UNIT = r' (?:[()]|[^\s()]+)'  # a parenthesis with a space before it is a unit of the sentence
_SLOT = re.compile(rf'\( (\w+)((?:{_UNIT})+)\)')
_STEP = re.compile(rf'\( (\w+)(?: (\w+))?((?:\( \w+(?:{_UNIT})+\))*)\)')


def read(text: str) -> PointedPlan:
    """Read the text form; PlanError when it is not well-formed."""
    if text.startswith('( no '):
        word = text.removeprefix('( no ').removesuffix(')')
        if word not in REASONS or not text.endswith(')'):
            raise PlanError(f'{text!r} is not a rejection')
        return PointedPlan(reason=REASONS[word])
    steps, repeat, end = [], None, 0
    while end < len(text):
        if text.startswith('( repeat ', end):
            (repeat,) = _slots(text[end:], {'repeat': REPEATS}) or (None,)
            break
        match = _STEP.match(text, end)
        if not match:
            raise PlanError(f'{text[end:]!r} is not a step')
        steps.append(_step(*match.groups()))
        end = match.end()
    if not steps:
        raise PlanError(f'{text!r} has no step')
    return PointedPlan(tuple(steps), repeat)


def _step(action: str, direction: str | None, slots: str) -> PointedStep:
    if action not in ACTIONS:
        raise PlanError(f'unknown action {action!r}')
    directions, allowed = ACTIONS[action]
    if (direction or None) not in (directions or (None,)):
        raise PlanError(f'{action} needs one of {directions}, not {direction!r}')
    return PointedStep(action, direction or '', _slots(slots, dict(allowed)))


def _slots(text: str, allowed: dict[str, tuple[str, ...] | None]) -> tuple[Slot, ...]:
    slots, end = [], 0
    while end < len(text):
        match = _SLOT.match(text, end)
        if not match or match[1] not in allowed or match[1] in {slot.name for slot in slots}:
            raise PlanError(f'unexpected {text[end:]!r}')
        end = match.end()
        name, units = match[1], tuple(match[2].split(' ')[1:])
        literal = len(units) == 1 and units[0] in (allowed[name] or ())
        if not literal and name in ('pace', 'continuous'):
            raise PlanError(f'{name} is one of {allowed[name]}, not {match[2]!r}')
        slots.append(Slot(name, literal=units[0]) if literal else Slot(name, units))
    return tuple(slots)
