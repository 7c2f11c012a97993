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
Endless variety from the labelled sentences: other numbers and names, noise, and joined commands.

A label points into its sentence, so a piece can be exchanged in both at once: the label stays
right whatever number or name stands there. What is added, dropped or misheard comes from
data/variation.yaml. Everything is drawn from one ``random.Random``: same seed, same sentences.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
import random

from nl2ros.language.plan_format import PointedPlan, PointedStep, Slot
from nl2ros.language.sentence import units_of
from nl2ros.resources import read_yaml
from nl2ros.training.corpus import Labelled

Units = tuple[str, ...]

_ONES = 'two three four five six seven eight nine'.split()
_TEENS = 'ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split()
_TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split()
_MY_ONES = 'တစ် နှစ် သုံး လေး ငါး ခြောက် ရှစ် ကိုး'.split()
_NUMBER_CLASSES = {word: group for group in (_ONES, _TEENS, _TENS, _MY_ONES) for word in group}
_KINDS = {'distance': 'length', 'radius': 'length', 'diameter': 'length', 'x': 'coordinate',
          'y': 'coordinate', 'place': 'name'}
_VOWELS, _CONSONANTS = 'aeiou', 'bcdfghjklmnprstvwz'


@dataclass(frozen=True)
class Variant:
    """A varied sentence: what the model reads, and its plan."""

    units: Units
    plan: PointedPlan

    @property
    def view(self) -> str:
        """Return the model's text, as Sentence.view does."""
        return ''.join(' ' + unit for unit in self.units)


def _is_burmese(units: Units) -> bool:
    return sum('\u1000' <= unit[0] <= '\u109f' for unit in units) * 2 > len(units)


def _kind(step: PointedStep | None, slot: Slot) -> str:
    if step and slot.name == 'speed' and step.action == 'turn':
        return 'angular speed'
    return _KINDS.get(slot.name, slot.name)


class Variation:
    """Draws variants of labelled sentences; banks of pieces are taken from the sentences."""

    def __init__(self, labelled: Sequence[Labelled], phrases: Path, rng: random.Random):
        self.rng = rng
        self.phrases = read_yaml(phrases)
        self.units = {language: self._cut(self.phrases[language]) for language in ('en', 'my')}
        self.items = [Variant(item.sentence.units, item.plan) for item in labelled]
        self.bank: dict[tuple[str, str], list[Units]] = defaultdict(list)
        self.short: dict[str, list[Variant]] = defaultdict(list)
        self.refused: dict[str, list[Variant]] = defaultdict(list)
        for item in self.items:
            language = self._language(item)
            for step in item.plan.steps:
                for slot in step.slots:
                    self.bank[_kind(step, slot), language].append(slot.piece)
            if item.plan.reason == 'out_of_scope':
                self.refused[language].append(item)
            elif 1 <= len(item.plan.steps) <= 2 and not item.plan.repeat:
                self.short[language].append(item)
        for key, pieces in self.bank.items():  # each counts once, however often it is said
            self.bank[key] = sorted({p for p in pieces if p})

    @staticmethod
    def _cut(phrases: dict) -> dict:
        return {key: [units_of(p) for p in value] for key, value in phrases.items()
                if isinstance(value, list)}

    @staticmethod
    def _language(item: Variant) -> str:
        return 'my' if _is_burmese(item.units) else 'en'

    def draw(self, item: Variant) -> Variant:
        """Return one variant of a sentence (sometimes joined with another sentence)."""
        language, chance = self._language(item), self.rng.random()
        can_go_on = item.plan.steps and not item.plan.repeat and len(item.plan.steps) < 4
        second = self.short if chance < 0.12 and can_go_on else \
            self.refused if chance < 0.14 and item.plan.steps else {}
        if second.get(language):
            item = self._join(item, self.rng.choice(second[language]), language)
        item = self._exchange(item, language)
        return self._disturb(item, language) if self.rng.random() < 0.6 else item

    def _join(self, first: Variant, second: Variant, language: str) -> Variant:
        start = first.units
        while start and start[-1] in '.!?။၊,':
            start = start[:-1]
        units = start + self.rng.choice(self.units[language]['joins']) + second.units
        if second.plan.reason:
            return Variant(units, second.plan)
        return Variant(units, PointedPlan(first.plan.steps + second.plan.steps))

    def _exchange(self, item: Variant, language: str) -> Variant:
        """Put other numbers and names where the plan points, in sentence and plan alike."""
        wanted: dict[Units, set[str]] = defaultdict(set)
        for step in item.plan.steps:
            for slot in step.slots:
                wanted[slot.piece].add(_kind(step, slot))
        new = {piece: self._other(piece, next(iter(kinds)), language)
               for piece, kinds in wanted.items()
               if piece and len(kinds) == 1 and self.rng.random() < 0.65}
        units, i, out = item.units, 0, []
        longest = sorted((p for p in wanted if p), key=len, reverse=True)
        while i < len(units):
            piece = next((p for p in longest if units[i:i + len(p)] == p), None)
            out.extend(new.get(piece, piece) if piece else units[i:i + 1])
            i += len(piece) if piece else 1
        steps = tuple(replace(step, slots=tuple(
            replace(slot, piece=new.get(slot.piece, slot.piece)) for slot in step.slots))
            for step in item.plan.steps)
        varied = Variant(tuple(out), replace(item.plan, steps=steps))
        return varied if self._is_sound(varied) else item

    @staticmethod
    def _is_sound(item: Variant) -> bool:
        """Tell whether all pieces are there: one inside another may have been torn."""
        def found(p: Units) -> bool:
            return any(item.units[i:i + len(p)] == p for i in range(len(item.units)))
        return all(found(slot.piece) for slot in item.plan.pieces())

    def _other(self, piece: Units, kind: str, language: str) -> Units:
        if kind == 'name':
            return self._name(language)
        if self.rng.random() < 0.5:
            return tuple(self._number(unit) for unit in piece)
        return self.rng.choice(self.bank[kind, language] or [piece])

    def _number(self, unit: str) -> str:
        if unit.isdigit():
            digits = max(1, len(unit) + self.rng.choice((-1, 0, 0, 0, 1)))
            return str(self.rng.randint(1, 10 ** min(digits, 3) - 1))
        return self.rng.choice(_NUMBER_CLASSES[unit]) if unit in _NUMBER_CLASSES else unit

    def _name(self, language: str) -> Units:
        chance, rng, names = self.rng.random(), self.rng, self.phrases['names']
        if chance < 0.5:
            return rng.choice(self.bank['name', language])
        number = (str(rng.randint(1, 10 ** rng.randint(1, 3))),)
        if language == 'my' and chance < 0.85:
            stem = rng.choice(self.bank['name', 'my'])[:rng.randint(1, 3)]
            end = units_of(rng.choice(names['nouns_my']))
            return stem + end + (number if rng.random() < 0.25 else ())
        noun, who = (rng.choice(names['nouns']),), rng.choice((self._pseudo(), None))
        who = who or rng.choice(names['people'])
        code = (rng.choice('abcdefghjklmnpqrstwx'),)
        return rng.choice((
            (who,), (who, "'s") + noun, noun + number, noun + code, code + number,
            (rng.choice(names['qualifiers']),) + noun, (who,) + noun, noun + code + number,
            (who, rng.choice(names['people'])), noun + (rng.choice(_ONES),)))

    def _pseudo(self) -> str:
        return ''.join(self.rng.choice(_CONSONANTS) + self.rng.choice(_VOWELS)
                       + (self.rng.choice(_CONSONANTS) if self.rng.random() < 0.4 else '')
                       for _ in range(self.rng.randint(1, 3)))

    def _disturb(self, item: Variant, language: str) -> Variant:
        """Add, drop and mishear as people and recognisers do, never inside a piece."""
        rng, phrases = self.rng, self.units[language]
        pieces = sorted({s.piece for s in item.plan.pieces()}, key=len, reverse=True)
        bare = rng.random() < 0.45
        typo = rng.random() < 0.12
        units, i, out = item.units, 0, []
        while i < len(units):
            piece = next((p for p in pieces if units[i:i + len(p)] == p), None)
            if piece:
                out.extend(piece)
                i += len(piece)
                continue
            unit, i = units[i], i + 1
            if bare and not unit[0].isalnum() and unit in '.,!?;:။၊"':
                continue
            if (unit,) in phrases['droppable'] and rng.random() < 0.05:
                continue
            heard = self.phrases[language]['homophones'].get(unit)
            if heard and rng.random() < 0.06:
                unit = rng.choice(heard)
            elif typo and unit.isascii() and unit.isalpha() and len(unit) > 3 \
                    and rng.random() < 0.35:
                unit = self._typo(unit)
            if rng.random() < 0.015:
                out.extend(rng.choice(phrases['fillers']))
            out.extend(units_of(unit))
        if rng.random() < 0.12:
            out = [*rng.choice(phrases['openers']), *out]
        if rng.random() < 0.12:
            out = [*out, *rng.choice(phrases['closers'])]
        varied = Variant(tuple(out), item.plan)
        return varied if out and self._is_sound(varied) else item

    def _typo(self, word: str) -> str:
        i, kind = self.rng.randrange(len(word) - 1), self.rng.randrange(4)
        if kind == 0:
            return word[:i] + word[i + 1] + word[i] + word[i + 2:]
        if kind == 1:
            return word[:i] + word[i + 1:]
        if kind == 2:
            return word[:i] + word[i] + word[i:]
        return word[:i] + self.rng.choice('abcdefghijklmnopqrstuvwxyz') + word[i + 1:]
