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
The ways to write a plan that the base model learns; ``lisp`` is the product's own.

The base learns robot language by writing plans in all of these dialects, so that it has to
understand rather than to remember one form. Every dialect is a function from a plan to text;
words carry a space before them, as the units of a sentence do.
"""

from collections.abc import Callable

from nl2ros.language.plan_format import PointedPlan, PointedStep, REASONS, Slot, write

_WORD_OF = {reason: word for word, reason in REASONS.items()}


def _spaced(units: tuple[str, ...]) -> str:
    return ''.join(' ' + unit for unit in units)


def _value(slot: Slot) -> str:
    return _spaced(slot.piece or (slot.literal,))


def json_lines(plan: PointedPlan) -> str:
    """Write ``{" action":" move"," direction":" forward"," distance":" two metres"}``."""
    if plan.reason:
        return f'{{" refused":" {_WORD_OF[plan.reason]}"}}'
    return ''.join(_object(step) for step in plan.steps) + (
        f'{{" repeat":"{_value(plan.repeat)}"}}' if plan.repeat else '')


def _object(step: PointedStep) -> str:
    fields = [('action', f' {step.action}')]
    fields += [('direction', f' {step.direction}')] if step.direction else []
    fields += [(slot.name, _value(slot)) for slot in step.slots]
    return '{' + ','.join(f'" {name}":"{value}"' for name, value in fields) + '}'


def table(plan: PointedPlan) -> str:
    """Write one step a line: the values first, then the action."""
    if plan.reason:
        return f' reject | {_WORD_OF[plan.reason]}'
    rows = [''.join(f'{_value(slot)} = {slot.name} |' for slot in step.slots)
            + f' {step.action} {step.direction}'.rstrip() for step in plan.steps]
    return '\n'.join(rows + ([f'{_value(plan.repeat)} = repeat'] if plan.repeat else []))


def outline(plan: PointedPlan) -> str:
    """Write only what is done in which order: ``1 move forward 2 turn left``."""
    if plan.reason:
        return f' 0 {_WORD_OF[plan.reason]}'
    return ''.join(f' {i} {step.action} {step.direction}'.rstrip()
                   for i, step in enumerate(plan.steps, 1)) + (' again' if plan.repeat else '')


def mentions(plan: PointedPlan) -> str:
    """Write only what is pointed at: ``[ two metres distance][ kitchen place]``."""
    return ''.join(f'[{_spaced(slot.piece)} {slot.name}]' for slot in plan.pieces()) or '[]'


_ENGLISH = {'move': 'drive', 'arc': 'curve', 'navigate': 'go to', 'save': 'remember this as',
            'report': 'tell', 'any': 'either way', 'continuous': 'until told'}
_BURMESE = {'move': 'သွား', 'turn': 'လှည့်', 'arc': 'ဝိုက်', 'navigate': 'ဆီ သွား',
            'wait': 'စောင့်', 'stop': 'ရပ်', 'save': 'မှတ် ထား', 'report': 'ပြော',
            'forward': 'ရှေ့ ကို', 'backward': 'နောက် ကို', 'left': 'ဘယ် ကို',
            'right': 'ညာ ကို', 'any': '', 'continuous': 'ဆက် တိုက်', 'slow': 'ဖြည်း ဖြည်း',
            'fast': 'မြန် မြန်', 'half': 'ပတ် ဝက်', 'full': 'တစ် ပတ်',
            'quarter': 'ထောင့် မှန်', 'home': 'အိမ်', 'start': 'အ စ မှတ်',
            'repeat': 'ထပ်', 'radius': 'အ ချင်း ဝက်', 'speed': 'နှုန်း'}


def english(plan: PointedPlan) -> str:
    """Say the plan in plain English words."""
    if plan.reason:
        return f' no , that is {_WORD_OF[plan.reason]}'
    said = [' '.join(filter(None, (
        _ENGLISH.get(step.action, step.action), _ENGLISH.get(step.direction, step.direction),
        *(f'{_ENGLISH.get(s.name, s.name)}{_value(s)}' for s in step.slots))))
        for step in plan.steps]
    return ' ' + ' then '.join(said) + (f' ,{_value(plan.repeat)} times' if plan.repeat else '')


def burmese(plan: PointedPlan) -> str:
    """Say the plan in plain Burmese syllables: object first, verb last."""
    if plan.reason:
        return f' မ ရ ဘူး {_WORD_OF[plan.reason]}'
    said = [' '.join(filter(None, (
        _BURMESE.get(step.direction, step.direction),
        *(_slot_burmese(slot) for slot in step.slots), _BURMESE[step.action])))
        for step in plan.steps]
    return ' ' + ' ပြီး ရင် '.join(said) + (f'{_value(plan.repeat)} ထပ်' if plan.repeat else '')


def _slot_burmese(slot: Slot) -> str:
    if slot.piece:
        return ' '.join(filter(None, (_BURMESE.get(slot.name, ''), ' '.join(slot.piece))))
    return _BURMESE.get(slot.name if slot.name == 'continuous' else slot.literal, slot.literal)


# name in the prompt -> (dialect, share of the pretraining examples)
DIALECTS: dict[str, tuple[Callable[[PointedPlan], str], float]] = {
    'lisp': (write, 0.54), 'json': (json_lines, 0.08), 'table': (table, 0.12),
    'english': (english, 0.07), 'burmese': (burmese, 0.07), 'outline': (outline, 0.06),
    'mentions': (mentions, 0.06)}
