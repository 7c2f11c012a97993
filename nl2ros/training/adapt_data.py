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

"""The data of an adaptation: the user's sentences, their places in shipped ones, and the rest."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
import random

from nl2ros.errors import ConfigError, DataError
from nl2ros.language.plan_format import PLACES, PointedPlan
from nl2ros.language.sentence import Sentence, units_of
from nl2ros.training.command_task import example_of, split
from nl2ros.training.corpus import Labelled, read_labelled
from nl2ros.training.dataset import shipped_files
from nl2ros.training.evaluate import Gold, gold_of
from nl2ros.training.examples import Example
from nl2ros.training.pointing import Aliases, read_examples, Units
from nl2ros.training.variation import Variant, Variation

FEWEST = 8       # of the user's sentences: two are held out then
HELD_OUT = 4     # every so many-th
WEIGHT = 24      # how often each of the user's sentences is seen, half of the times varied
PLACES_LEARNT, PLACES_HELD_OUT = 400, 40    # shipped sentences with the user's places in them
SHIPPED, SHIPPED_DEVELOPMENT, VALIDATION = 1500, 64, 150  # shipped sentences as they are
OWN, PLACE, REST = 'your sentences', 'your places', 'shipped validation sentences'


@dataclass(frozen=True)
class AdaptationData:
    """What is learnt, what chooses the best step, and what is measured, each apart."""

    own: Sequence[Labelled]
    own_held_out: Sequence[Labelled]
    places: Sequence[Labelled]
    places_held_out: Sequence[Labelled]
    shipped: Sequence[Labelled]
    shipped_development: Sequence[Labelled]
    validation: Sequence[Labelled]
    phrases: Path

    @classmethod
    def read(cls, path: Path | None, places: Aliases, data: Path, seed: int) -> 'AdaptationData':
        """
        Read the user's sentences and the labelled files in ``data``; draw from both.

        :raises DataError: a line is wrong, or there are too few sentences of the user's
        :raises ConfigError: there is nothing to adapt to
        """
        own = read_examples(path, places) if path else []
        if path and len(own) < FEWEST:
            raise DataError(f'{path}: {len(own)} sentences; at least {FEWEST} are needed, since '
                            f'every {HELD_OUT}th is held out')
        if not path and not places:
            raise ConfigError('there is nothing to adapt to: give examples, places, or both')
        rng = random.Random(seed)
        files, validation = shipped_files(data)
        shipped, development = split(list(read_labelled(files)))
        return cls(
            [item for i, item in enumerate(own) if i % HELD_OUT], own[::HELD_OUT],
            list(rename(shipped, places, PLACES_LEARNT, rng)),
            list(rename(development, places, PLACES_HELD_OUT, rng)),
            _draw(shipped, SHIPPED, rng), _draw(development, SHIPPED_DEVELOPMENT, rng),
            # the same ones whatever the seed: scorecards are compared
            _draw(list(read_labelled(validation)), VALIDATION, random.Random(0)),
            data / 'variation.yaml')

    def examples(self, seed: int) -> list[Example]:
        """Return what is learnt."""
        items = [*self.shipped, *self.places, *(list(self.own) * (WEIGHT // 2))]
        examples = [_example(item) for item in items]
        variation = Variation([*self.own, *self.shipped], self.phrases, random.Random(seed))
        variants = ((item, variation.draw(varied)) for _ in range(WEIGHT // 2)
                    for item, varied in zip(self.own, variation.items, strict=False))
        examples += [example_of(variant.view, variant.plan, item.origin)
                     for item, variant in variants]
        measured = {_example(item).source for items in (
            self.own_held_out, self.places_held_out, self.validation) for item in items}
        # a variant with another number may be a sentence that is measured
        return [example for example in examples if example.source not in measured]

    def development(self) -> list[Example]:
        """Return what the best step is chosen by."""
        return [_example(item) for item in (*self.shipped_development, *self.own)]

    def tests(self) -> list[Gold]:
        """Return what is measured, each set under its name."""
        return [gold_of(item, name) for name, items in (
            (OWN, self.own_held_out), (PLACE, self.places_held_out), (REST, self.validation))
            for item in items]


def rename(shipped: Sequence[Labelled], places: Aliases, count: int, rng: random.Random
           ) -> Iterator[Labelled]:
    """
    Yield up to ``count`` sentences about one place, with a place of the user's in it instead.

    Every name and alias has its turn, in sentences of its own language.
    """
    names = [units_of(name) for place in places for name in (place, *places[place])]
    names = [name for name in names if name and not (len(name) == 1 and name[0] in PLACES)]
    about = {is_burmese: [item for item in shipped if _one_place(item.plan)
                          and _is_burmese(item.sentence.units) == is_burmese]
             for is_burmese in (False, True)}
    for index in range(count if names else 0):
        name = names[index % len(names)]
        candidates = about[_is_burmese(name)]
        item = _put(rng.choice(candidates), name) if candidates else None
        if item is not None:
            yield item


def _one_place(plan: PointedPlan) -> Units:
    """Return the piece that names a place, if there is exactly one."""
    pieces = {slot.piece for step in plan.steps for slot in step.slots
              if slot.name in ('place', 'name') and slot.piece}
    return pieces.pop() if len(pieces) == 1 else ()


def _put(item: Labelled, name: Units) -> Labelled | None:
    """Exchange the place of a sentence in text and plan; None where that tears another piece."""
    piece, units = _one_place(item.plan), item.sentence.units
    for start in reversed(item.sentence.find(piece)):
        units = units[:start] + name + units[start + len(piece):]
    plan = replace(item.plan, steps=tuple(
        replace(step, slots=tuple(replace(slot, piece=name) if slot.piece == piece else slot
                                  for slot in step.slots)) for step in item.plan.steps))
    sentence = Sentence.of(Variant(units, plan).view)
    if all(sentence.find(slot.piece) for slot in plan.pieces()):
        return Labelled(sentence, plan, item.origin)
    return None


def _example(item: Labelled) -> Example:
    return example_of(item.sentence.view, item.plan, item.origin)


def _draw(items: Sequence[Labelled], count: int, rng: random.Random) -> list[Labelled]:
    return rng.sample(items, min(count, len(items)))


def _is_burmese(units: Units) -> bool:
    return any('\u1000' <= unit[0] <= '\u109f' for unit in units)
