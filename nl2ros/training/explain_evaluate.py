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
How well lines are explained, measured through the Explainer that `nl2ros explain` runs.

Measured on two kinds of lines that are never trained on: one more wording of each family
(data/explain/held_out.yaml) with invented names, and lines as robots and people wrote them
(data/explain/free_validation.txt, ``LINE => FAMILY slot="as in the line"``).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
import random
import re
import statistics
import time

from nl2ros.assistant.explain import Explainer, Explanation
from nl2ros.assistant.explain_families import Families
from nl2ros.assistant.explain_format import UNKNOWN
from nl2ros.errors import DataError
from nl2ros.language.sentence import units_of
from nl2ros.resources import read_yaml
from nl2ros.training.corpus import rows
from nl2ros.training.evaluate import tally
from nl2ros.training.explain_task import ExplainLines

HELD_OUT, FREE = 'held_out.yaml', 'free_validation.txt'
_SLOT = re.compile(r'(\w+)="([^"]*)"\s*')
Slots = dict[str, tuple[str, ...]]  # as runs of units, so that case and spacing do not matter


@dataclass(frozen=True)
class Gold:
    """A line, the family that is right for it, and the names that it says."""

    line: str
    family: str
    slots: Slots
    kind: str


@dataclass(frozen=True)
class Outcome:
    """What became of a line, and how many seconds it took."""

    gold: Gold
    got: Explanation
    seconds: float

    @property
    def family_is_right(self) -> bool:
        """Tell whether the family is right."""
        return self.got.family == self.gold.family

    @property
    def slots_are_right(self) -> bool:
        """Tell whether exactly the names of the line are pointed at, whatever the family."""
        return {name: units_of(text) for name, text in self.got.slots.items()} == self.gold.slots

    @property
    def is_right(self) -> bool:
        """Tell whether family and slots are right."""
        return self.family_is_right and self.slots_are_right


@dataclass
class ExplainScore:
    """Outcomes, and the figures they give."""

    outcomes: list[Outcome] = field(default_factory=list)

    def figures(self, is_right: Callable[[Outcome], bool]) -> dict[str, tuple[int, int]]:
        """Return (right, all) by kind of line."""
        return tally((outcome.gold.kind, is_right(outcome)) for outcome in self.outcomes)

    def exact(self) -> tuple[int, int]:
        """Return (right in family and slots, all)."""
        return sum(outcome.is_right for outcome in self.outcomes), len(self.outcomes)

    def unknown(self) -> tuple[int, int]:
        """Return (answered with unknown, all) of the known lines."""
        known = [outcome for outcome in self.outcomes if outcome.gold.family != UNKNOWN]
        return sum(not outcome.got.is_known for outcome in known), len(known)

    def sure(self, confidence: float = 0.5) -> tuple[int, int]:
        """Return (right in family, all) of the explanations that are at least so sure."""
        sure = [outcome for outcome in self.outcomes
                if outcome.got.is_known and outcome.got.confidence >= confidence]
        return sum(outcome.family_is_right for outcome in sure), len(sure)

    def mistakes(self) -> list[Outcome]:
        """Return what went wrong, the most confident first."""
        return sorted((outcome for outcome in self.outcomes if not outcome.is_right),
                      key=lambda outcome: -outcome.got.confidence)


def read_gold(folder: Path, seed: int = 0) -> list[Gold]:
    """
    Return all lines to measure on.

    :raises DataError: a line is wrong; names file and line
    """
    return [*_held_out(folder, seed), *_free(folder / FREE, Families.load(folder))]


def _held_out(folder: Path, seed: int) -> Iterator[Gold]:
    lines = ExplainLines(folder, random.Random(seed), known_share=0)
    held_out = read_yaml(folder / HELD_OUT)
    for family in lines.families:
        if family.name not in held_out:
            raise DataError(f'{folder / HELD_OUT}: no wording of {family.name}')
        for wording in held_out[family.name].splitlines():
            text, pointed = lines.line(family, wording)
            yield Gold(text, pointed.family, dict(pointed.slots), 'held-out wording')


def _free(path: Path, families: Families) -> Iterator[Gold]:
    for number, row, kind in rows(path):
        line, _, answer = row.rpartition(' => ')
        family, _, rest = answer.partition(' ')
        slots = {name: units_of(text) for name, text in _SLOT.findall(rest)}
        if not line or _SLOT.sub('', rest) or \
                not set(slots) <= set(families.slots.get(family, ())) or \
                family != UNKNOWN and family not in families.all:
            raise DataError(f"{path}:{number}: expected 'LINE => FAMILY slot=\"...\"', "
                            f'not {row!r}')
        yield Gold(line, family, slots, kind)


def evaluate_explain(explainer: Explainer, golds: Iterable[Gold]) -> ExplainScore:
    """Explain every line and compare what comes out."""
    score = ExplainScore()
    for gold in golds:
        begun = time.perf_counter()
        got = explainer.explain(gold.line)
        score.outcomes.append(Outcome(gold, got, time.perf_counter() - begun))
    return score


def summary(score: ExplainScore, mistakes: int = 0) -> str:
    """Return the figures as lines of text, and the worst mistakes."""
    lines = [f'{"":<18} {"family":>14} {"slots":>14} {"both":>14}']
    columns = [score.figures(lambda outcome: outcome.family_is_right),
               score.figures(lambda outcome: outcome.slots_are_right),
               score.figures(lambda outcome: outcome.is_right)]
    lines += [f'{kind:<18} ' + ' '.join(_figure(*column[kind]) for column in columns)
              for kind in columns[0]]
    lines.append(f'{"all":<18} ' + ' '.join(
        _figure(*map(sum, zip(*column.values(), strict=True))) for column in columns))
    lines.append('known lines answered with unknown: {}/{}; right family where at least half '
                 'sure: {}/{}'.format(*score.unknown(), *score.sure()))
    lines.append(f'median {1000 * statistics.median(o.seconds for o in score.outcomes):.1f} ms '
                 'a line')
    for outcome in score.mistakes()[:mistakes]:
        wanted = ' '.join(f'{n}="{" ".join(u)}"' for n, u in outcome.gold.slots.items())
        got = ' '.join(f'{n}="{text}"' for n, text in outcome.got.slots.items())
        lines += [f'- {outcome.gold.line}', f'    wanted {outcome.gold.family} {wanted}',
                  f'    got    {outcome.got.family} {got} ({outcome.got.confidence:.2f})']
    return '\n'.join(lines)


def _figure(right: int, total: int) -> str:
    return f'{100 * right / total:5.1f} % {f"{right}/{total}":>6}'
