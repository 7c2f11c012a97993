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

     move forward distance( two metres) pace slow
     turn left angle half
     repeat( twice)

or `` reject unsafe``. Words carry a space before them, as every unit of the sentence does; the
parentheses carry none, so that no unit can ever be taken for one.
"""

from dataclasses import dataclass
import re

from nl2ros.errors import PlanError

TURNS = ('quarter', 'third', 'half', 'full')
PLACES = ('home', 'start')
PACES = ('slow', 'fast')
REASONS = {'scope': 'out_of_scope', 'ambiguous': 'ambiguous', 'unsafe': 'unsafe'}
MAX_STEPS = 16

_SIDES = ('left', 'right', 'any')
_MOTION_END = (('duration', None), ('speed', None), ('pace', PACES))
# action -> (what it may be followed by, slots in order with the literals they may hold)
ACTIONS = {
    'move': (('forward', 'backward'), (('distance', None), *_MOTION_END, ('continuous', ()))),
    'turn': (_SIDES, (('angle', TURNS), *_MOTION_END, ('continuous', ()))),
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
    """One attribute: a piece of the sentence (its units) or an implied literal word."""

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
        return ' reject ' + {v: k for k, v in REASONS.items()}[plan.reason]
    parts = []
    for step in plan.steps:
        words = ' ' + step.action + (f' {step.direction}' if step.direction else '')
        parts.append(words + ''.join(map(_write_slot, step.slots)))
    if plan.repeat:
        parts.append(_write_slot(plan.repeat))
    return '\n'.join(parts)


def _write_slot(slot: Slot) -> str:
    if slot.piece:
        return f' {slot.name}(' + ''.join(' ' + unit for unit in slot.piece) + ')'
    return f' {slot.name}' + (f' {slot.literal}' if slot.literal else '')


_SLOT = re.compile(r' (\w+)(?:\(((?: (?:\)|[^\s)]+))+)\))?(?![^ ])')  # ')' is a unit only alone


def read(text: str) -> PointedPlan:
    """Read the text form; PlanError when it is not well-formed."""
    words = text.split(' ')
    if words[:2] == ['', 'reject']:
        if len(words) != 3 or words[2] not in REASONS:
            raise PlanError(f'{text!r} is not a rejection')
        return PointedPlan(reason=REASONS[words[2]])
    steps, repeat = [], None
    for part in text.split('\n'):
        tokens = [(m[1], tuple(m[2].split(' ')[1:]) if m[2] else ()) for m in _SLOT.finditer(part)]
        if ''.join(m[0] for m in _SLOT.finditer(part)) != part or not tokens or repeat:
            raise PlanError(f'{part!r} is not a step')
        if tokens[0][0] == 'repeat':
            repeat = _slots(tokens, {'repeat': REPEATS}, part)[0]
        else:
            steps.append(_step(tokens, part))
    if not steps:
        raise PlanError(f'{text!r} has no step')
    return PointedPlan(tuple(steps), repeat)


def _step(tokens: list, part: str) -> PointedStep:
    action = tokens.pop(0)[0]
    if action not in ACTIONS:
        raise PlanError(f'{part!r}: unknown action {action!r}')
    directions, slots = ACTIONS[action]
    direction = ''
    if directions:
        direction = tokens.pop(0)[0] if tokens else ''
        if direction not in directions:
            raise PlanError(f'{part!r}: {action} needs one of {directions}, not {direction!r}')
    return PointedStep(action, direction, _slots(tokens, dict(slots), part))


def _slots(tokens: list, allowed: dict, part: str) -> tuple[Slot, ...]:
    slots = []
    while tokens:
        name, piece = tokens.pop(0)
        if name not in allowed or name in {slot.name for slot in slots}:
            raise PlanError(f'{part!r}: unexpected {name!r}')
        literal = ''
        if not piece and allowed[name] != ():
            literal = tokens.pop(0)[0] if tokens else ''
            if literal not in (allowed[name] or ()):
                raise PlanError(f'{part!r}: {name} is neither a piece nor one of {allowed[name]}')
        slots.append(Slot(name, piece, literal))
    return tuple(slots)
