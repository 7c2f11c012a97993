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
From a plan back to what the model shall write: each value is sought in the sentence.

People correct plans, in SI units, as ``nl2ros translate --format json`` prints them; the model
learns plans that point into their sentence. So for every value the run of words is found that is
worth it, by trying all runs on the very code that will read them.
"""

from collections.abc import Callable, Iterator, Mapping
import json
from pathlib import Path

from nl2ros.errors import DataError, Nl2RosError, QuantityError
from nl2ros.language.grounding import ungrounded
from nl2ros.language.plan_format import (
    ACTIONS, PLACES, PointedPlan, PointedStep, REASONS, REPEATS, Slot, TURNS,
)
from nl2ros.language.quantities import is_unit, Kind, read_quantity
from nl2ros.language.resolve import resolve
from nl2ros.language.sentence import Sentence, units_of
from nl2ros.plan import Plan, Step
from nl2ros.training.corpus import Labelled, read_labelled, read_lines
from nl2ros.training.plan_match import same_plan

MAX_UNITS = 14  # of a quantity; "one hundred and twenty three point five centimetres" has eight

Units = tuple[str, ...]
Aliases = Mapping[str, tuple[str, ...]]  # name of a place -> how else it may be said


def read_examples(path: Path, aliases: Aliases) -> list[Labelled]:
    """
    Read labelled sentences from a .txt as data/README.md tells, or plans from JSON lines.

    A line of JSON is a plan with its ``text``, or ``text`` and ``plan`` beside each other.

    :raises DataError: a line is wrong; names file and line
    """
    if path.suffix != '.jsonl':
        return list(read_labelled([path]))
    items = list(_read_json_lines(path, aliases))
    if not items:
        raise DataError(f'{path}:1: no sentence in this file')
    return items


def _read_json_lines(path: Path, aliases: Aliases) -> Iterator[Labelled]:
    for number, line in enumerate(read_lines(path), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            if not isinstance(record, dict) or not isinstance(record.get('text'), str):
                raise ValueError('expected an object with "text" and "plan"')
            if 'plan' not in record and 'steps' not in record and 'status' not in record:
                raise ValueError('there is no "plan" for the text')
            plan = Plan.from_dict(record.get('plan', record))
            sentence = Sentence.of(record['text'])
            yield Labelled(sentence, point(sentence, plan, aliases), f'{path}:{number}')
        except (ValueError, Nl2RosError) as error:
            raise DataError(f'{path}:{number}: {error}') from error


def point(sentence: Sentence, plan: Plan, aliases: Aliases | None = None) -> PointedPlan:
    """
    Return a plan that points into the sentence and means the same.

    :raises DataError: a value, name or direction is not in the sentence, or cannot be learnt
    """
    if not plan.is_ok:
        if plan.reason not in REASONS.values():
            raise DataError(f'reason {plan.reason!r} is not for the model to give; it gives '
                            f'{", ".join(REASONS.values())}')
        return PointedPlan(reason=plan.reason)
    finder = _Finder(sentence, aliases or {})
    pointed = PointedPlan(tuple(map(finder.step, plan.steps)), finder.repeat(plan.repeat))
    if claim := ungrounded(pointed, sentence):
        raise DataError(f'nothing in the text says {claim!r}')
    steps, repeat = resolve(pointed, sentence)
    if not same_plan(plan.to_dict(), Plan(steps=finder.said(steps), repeat=repeat).to_dict()):
        raise DataError('what the words of the text are worth is another plan')
    return pointed


class _Finder:
    """Finds pieces in one sentence."""

    def __init__(self, sentence: Sentence, aliases: Aliases) -> None:
        self._sentence, self._aliases = sentence, aliases
        count = len(sentence.units)
        # from long to short: "two and a half metres" before its "two", "half a metre" and "half"
        self._runs = [sentence.units[i:i + size] for size in range(min(count, MAX_UNITS), 0, -1)
                      for i in range(count - size + 1)]
        self._meant: dict[str, str] = {}
        self._coordinate: Units = ()  # a heading is only read beside coordinates

    def step(self, step: Step) -> PointedStep:
        """Return a step with its pieces."""
        values = {name: value for name, value in step if value is not None and name != 'action'}
        action = {'save_place': 'save'}.get(step.action, step.action)
        direction = values.pop('direction', values.pop('what', ''))
        slots = [self._slot(action, direction, name, value) for name, value in values.items()
                 if value is not False]
        order = [name for name, _ in ACTIONS[action][1]]
        return PointedStep(action, direction,
                           tuple(sorted(slots, key=lambda slot: order.index(slot.name))))

    def repeat(self, count: int) -> Slot | None:
        """Return what says that everything is done several times."""
        if count == 1:
            return None

        def is_good(run: Units) -> bool:
            plan = PointedPlan((PointedStep('stop'),), Slot('repeat', run))
            return self._is_worth(plan, lambda steps, repeat: repeat == count)

        for run in filter(is_good, self._runs):
            return Slot('repeat', self._trim(run, is_good))
        if str(count) not in REPEATS:
            raise DataError(f'repeat = {count}: no words of the text say so')
        return Slot('repeat', literal=str(count))

    def said(self, steps: tuple[Step, ...]) -> tuple[Step, ...]:
        """Return steps with the names of places where the text says an alias."""
        return tuple(step.model_copy(update={'place': self._meant.get(step.place, step.place)})
                     if step.action == 'navigate' else step for step in steps)

    def _slot(self, action: str, direction: str, name: str, value: float | str | bool) -> Slot:
        if name in ('pace', 'continuous'):
            return Slot(name, literal='yes' if value is True else value)
        if name in ('place', 'name'):
            return self._name(name, str(value))
        turns = [literal for literal in TURNS if name == 'angle'
                 and self._has(action, direction, Slot(name, literal=literal), name, value)]
        for said in ('radius', 'diameter') if name == 'radius' else (name,):
            for run in self._runs:
                if self._has(action, direction, Slot(said, run), name, value) and not (
                        turns and _says_turns(run)):
                    piece = self._trim(run, lambda piece, said=said: self._has(
                        action, direction, Slot(said, piece), name, value))
                    self._coordinate = piece if name == 'x' else self._coordinate
                    return Slot(said, piece)
        if turns:  # "half a turn", "all the way round"
            return Slot(name, literal=turns[0])
        raise DataError(f'{name} = {value:g}: no words of the text are worth that')

    def _trim(self, run: Units, is_good: Callable[[Units], bool]) -> Units:
        """Drop what stands at the ends of a quantity and is no part of it: "about", a comma."""
        while len(run) > 1 and not _begins(run) and is_good(run[1:]):
            run = run[1:]
        while len(run) > 1 and not _ends(run) and is_good(run[:-1]):
            run = run[:-1]
        return run

    def _has(self, action: str, direction: str, slot: Slot, name: str, value: float) -> bool:
        """Tell whether a step with this slot has that value."""
        others = {'x': (Slot('y', slot.piece),), 'y': (Slot('x', slot.piece),),
                  'yaw': (Slot('x', self._coordinate), Slot('y', self._coordinate))}
        plan = PointedPlan((PointedStep(action, direction, (slot, *others.get(name, ()))),))
        return self._is_worth(plan, lambda steps, repeat: abs(
            getattr(steps[0], name) - value) <= max(1e-3 * abs(value), 1e-4))

    def _is_worth(self, plan: PointedPlan, holds: Callable[..., bool]) -> bool:
        try:
            return holds(*resolve(plan, self._sentence))
        except (QuantityError, ValueError):  # pydantic's too
            return False

    def _name(self, name: str, value: str) -> Slot:
        """Point to a place by the name in the plan, or by an alias of it."""
        for said in (value, *self._aliases.get(value, ())):
            units = units_of(said)
            if len(units) == 1 and units[0] in PLACES and name == 'place':
                return Slot(name, literal=units[0])
            if self._sentence.find(units):
                self._meant[said.lower()] = value
                return Slot(name, units)
        known = f' (nor {", ".join(self._aliases[value])})' if self._aliases.get(value) else ''
        raise DataError(f'{name} = {value!r}{known} is not in the text')


_MEASURES = (Kind.LENGTH, Kind.ANGLE, Kind.DURATION, Kind.SPEED, Kind.ANGULAR_SPEED, Kind.COUNT)
_ARTICLES, _LARGE = ('a', 'an'), ('hundred', 'thousand', 'dozen', 'couple')


def _begins(run: Units) -> bool:
    """Tell whether a quantity may begin as a run does: a number, an article, a unit."""
    if run[0] in _ARTICLES:  # "a metre" and "a hundred", but not "a two-metre square"
        return run[1] in _LARGE or not _is_number(run[1])
    return _is_number(run[0]) or any(
        _is_any_unit(''.join(run[:size])) for size in range(1, 5))


def _ends(run: Units) -> bool:
    """Tell whether a quantity may end as a run does; a Burmese unit has several syllables."""
    return _is_number(run[-1]) or any(_is_any_unit(''.join(run[-size:])) for size in range(1, 5))


def _is_any_unit(word: str) -> bool:
    return any(is_unit(word, kind) for kind in _MEASURES)


def _is_number(word: str) -> bool:
    return _worth(word, Kind.COORDINATE) is not None and not _is_any_unit(word)


def _says_turns(run: Units) -> bool:
    """Tell whether a piece counts turns, as "circle" and "half" do, and not degrees or radians."""
    share = _worth(' '.join(run), Kind.COORDINATE)  # a fraction without a unit is of a turn
    return share is not None and share < 1 or any(
        is_unit(word, Kind.ANGLE) and (_worth(f'1 {word}', Kind.ANGLE) or 0) > 1.1
        for word in run)


def _worth(piece: str, kind: Kind) -> float | None:
    try:
        return read_quantity(piece, kind)
    except QuantityError:
        return None
