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
How well sentences are translated, measured through the Translator that the node runs.

Gold sentences come from labelled files (data/README.md) or from JSON lines with ``text``,
``stratum`` and ``gold``; plan_match.py tells when a plan is right.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
import json
import math
from pathlib import Path
import statistics
import time

from nl2ros.errors import DataError, QuantityError
from nl2ros.language.resolve import resolve
from nl2ros.language.translator import Translator
from nl2ros.plan import Plan
from nl2ros.training.corpus import Labelled, read_labelled, read_lines
from nl2ros.training.plan_match import same_plan, same_slot


@dataclass(frozen=True)
class Gold:
    """A sentence and the plans (plain data) that are right for it."""

    text: str
    plans: tuple[dict, ...]
    kind: str


@dataclass(frozen=True)
class Outcome:
    """What became of a sentence; ``plan`` is plain data, ``seconds`` what translating took."""

    gold: Gold
    plan: dict
    is_right: bool
    seconds: float

    @property
    def wanted(self) -> dict:
        """Return the first of the right plans."""
        return self.gold.plans[0]


@dataclass
class Score:
    """Outcomes, and the figures they give."""

    outcomes: list[Outcome] = field(default_factory=list)

    def kinds(self) -> dict[str, tuple[int, int]]:
        """Return (right, all) by kind of sentence."""
        return tally((outcome.gold.kind, outcome.is_right) for outcome in self.outcomes)

    def actions(self) -> dict[str, tuple[int, int]]:
        """Return (in plans that are right, all) by action of the wanted steps."""
        return tally((step['action'], outcome.is_right) for outcome in self.outcomes
                     for step in outcome.wanted['steps'])

    def slots(self) -> dict[str, tuple[int, int]]:
        """Return (right, all) by attribute of the wanted steps, where the plan has the action."""
        pairs = (pair for outcome in self.outcomes for pair in zip(
            outcome.wanted['steps'], outcome.plan['steps'], strict=False))
        return tally((name, same_slot(name, value, got.get(name))) for wanted, got in pairs
                     if wanted['action'] == got['action']
                     for name, value in wanted.items() if value and name != 'action')

    def exact(self) -> tuple[int, int]:
        """Return (right, all)."""
        return sum(outcome.is_right for outcome in self.outcomes), len(self.outcomes)

    def refused(self, wanted: str) -> tuple[int, int]:
        """Return (rejected, all) of the sentences whose wanted plan is 'ok' or 'rejected'."""
        some = [o.plan['status'] == 'rejected' for o in self.outcomes
                if o.wanted['status'] == wanted]
        return sum(some), len(some)

    def accepted(self) -> list[Outcome]:
        """Return the outcomes in which something would move."""
        return [outcome for outcome in self.outcomes if outcome.plan['status'] == 'ok']

    def mistakes(self) -> list[Outcome]:
        """Return what went wrong, the most confident first."""
        return sorted((outcome for outcome in self.outcomes if not outcome.is_right),
                      key=lambda outcome: -(outcome.plan['confidence'] or 0))

    def bins(self, count: int = 10) -> list[tuple[float, float, int]]:
        """Return (mean confidence, share right, number) of accepted plans by confidence."""
        rows: dict[int, list[tuple[float, bool]]] = {}
        for outcome in self.accepted():
            confidence = outcome.plan['confidence']
            rows.setdefault(min(int(confidence * count), count - 1), []).append(
                (confidence, outcome.is_right))
        return [(*(statistics.fmean(column) for column in zip(*row, strict=True)), len(row))
                for _, row in sorted(rows.items())]

    def calibration_error(self) -> float:
        """Return the expected calibration error of accepted plans (Guo et al. 2017)."""
        bins = self.bins()
        return sum(abs(sure - right) * n for sure, right, n in bins) / max(
            sum(n for *_, n in bins), 1)


def tally(items: Iterable[tuple[str, bool]]) -> dict[str, tuple[int, int]]:
    """Return (right, all) by key."""
    figures: dict[str, tuple[int, int]] = {}
    for key, is_right in items:
        right, total = figures.get(key, (0, 0))
        figures[key] = (right + is_right, total + 1)
    return figures


def read_gold(paths: Iterable[Path]) -> Iterator[Gold]:
    """Read gold sentences; DataError names a bad line."""
    for path in paths:
        yield from (_read_json_lines(path) if path.suffix == '.jsonl' else _read_labels(path))


def _read_labels(path: Path) -> Iterator[Gold]:
    for item in read_labelled([path]):
        yield gold_of(item, item.kind or path.stem)


def gold_of(item: Labelled, kind: str) -> Gold:
    """Return a labelled sentence with its plan in SI units; DataError names a bad piece."""
    try:
        steps, repeat = resolve(item.plan, item.sentence) if item.plan.steps else ((), 1)
    except QuantityError as error:
        raise DataError(f'{item.origin}: {error}') from error
    plan = Plan(steps=steps, repeat=repeat) if steps else \
        Plan.rejected('', item.plan.reason, '')
    return Gold(item.sentence.text, (plan.to_dict(),), kind)


def _read_json_lines(path: Path) -> Iterator[Gold]:
    read = 0
    for number, line in enumerate(read_lines(path), 1):
        if not line.strip():
            continue
        read += 1
        try:
            record = json.loads(line)
            gold = record['gold']
            yield Gold(record['text'], (gold, *gold.get('alts', ())), record['stratum'])
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            raise DataError(f'{path}:{number}: not a gold line: {error!r}') from error
    if not read:
        raise DataError(f'{path}:1: no sentence in this file')


def evaluate(translator: Translator, golds: Iterable[Gold]) -> Score:
    """Translate every sentence and compare what comes out."""
    score = Score()
    for gold in golds:
        begun = time.perf_counter()
        plan = translator.translate(gold.text).to_dict()
        seconds = time.perf_counter() - begun
        right = any(same_plan(wanted, plan) for wanted in gold.plans)
        score.outcomes.append(Outcome(gold, plan, right, seconds))
    return score


def percent(figures: tuple[int, int]) -> float:
    """Return a part of a whole in percent, nan when there is nothing to count."""
    part, whole = figures
    return 100 * part / whole if whole else math.nan


def summary(score: Score, mistakes: int = 0) -> str:
    """Return the figures as lines of text, and the worst mistakes."""
    rows = {**score.kinds(), 'all': score.exact()}
    lines = [f'{name:<24} {percent(row):5.1f} %  ({row[0]}/{row[1]})'
             for name, row in rows.items()]
    lines += [
        f'refused of those to refuse {percent(score.refused("rejected")):.1f} %, '
        f'of those to execute {percent(score.refused("ok")):.1f} %',
        f'calibration error {score.calibration_error():.3f}; median '
        f'{1000 * statistics.median(o.seconds for o in score.outcomes):.1f} ms a sentence']
    for outcome in score.mistakes()[:mistakes]:
        lines += [f'- {outcome.gold.text}', f'    wanted {short(outcome.wanted)}',
                  f'    got    {short(outcome.plan)}']
    return '\n'.join(lines)


def figures(score: Score) -> dict:
    """Return the figures of ``summary`` as JSON can hold them; counts are right and all."""
    def count(row: tuple[int, int]) -> dict[str, int]:
        return {'right': row[0], 'all': row[1]}
    return {
        'exact': count(score.exact()),
        'kinds': {name: count(row) for name, row in score.kinds().items()},
        'refused_percent': {wanted: round(percent(score.refused(wanted)), 2)
                            for wanted in ('rejected', 'ok')},
        'calibration_error': round(score.calibration_error(), 4),
        'median_ms': round(1000 * statistics.median(o.seconds for o in score.outcomes), 2)}


def short(plan: dict) -> str:
    """Return a plan (plain data) on one line."""
    steps = [' '.join(f'{v:g}' if isinstance(v, float) else str(v) for v in step.values()
                      if v is not None) for step in plan['steps']]
    return '; '.join(steps + ([f'x {plan["repeat"]}'] if plan.get('repeat', 1) > 1 else [])) \
        or f'rejected, {plan["reason"]}'
