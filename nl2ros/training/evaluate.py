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

A plan is right when it would make the robot do the same: numbers within 1 % or 0.01, ``any`` is
either side, names without case and articles, repeats unrolled. Gold sentences come from labelled
files (data/README.md) or from JSON lines with ``text``, ``stratum`` and ``gold``.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
import json
import math
from pathlib import Path
import re
import statistics
import time

from nl2ros.errors import DataError, QuantityError
from nl2ros.language.resolve import resolve
from nl2ros.language.translator import Translator
from nl2ros.plan import Plan
from nl2ros.training.corpus import read_labelled

MAX_UNROLLED = 1000


@dataclass(frozen=True)
class Gold:
    """A sentence and the plans (plain data) that are right for it."""

    text: str
    plans: tuple[dict, ...]
    kind: str


@dataclass
class Score:
    """What was counted; ``confidences`` holds (confidence, was right) of accepted plans."""

    kinds: dict[str, list[int]] = field(default_factory=dict)
    counts: Counter = field(default_factory=Counter)
    confidences: list[tuple[float, bool]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    mistakes: list[tuple[str, dict, dict]] = field(default_factory=list)

    def share(self, part: str, whole: str) -> float:
        """Return one count over another, nan when there is nothing to count."""
        return self.counts[part] / self.counts[whole] if self.counts[whole] else math.nan

    def calibration_error(self, bins: int = 10) -> float:
        """Return the expected calibration error of accepted plans (Guo et al. 2017)."""
        total = 0.0
        for low in range(bins):
            inside = [(c, right) for c, right in self.confidences
                      if low / bins <= c < (low + 1) / bins or (c == 1 and low == bins - 1)]
            total += abs(sum(c for c, _ in inside) - sum(right for _, right in inside))
        return total / max(len(self.confidences), 1)


def read_gold(paths: Iterable[Path]) -> Iterator[Gold]:
    """Read gold sentences; DataError names a bad line."""
    for path in paths:
        yield from (_read_json_lines(path) if path.suffix == '.jsonl' else _read_labels(path))


def _read_labels(path: Path) -> Iterator[Gold]:
    for item in read_labelled([path]):
        try:
            steps, repeat = resolve(item.plan, item.sentence) if item.plan.steps else ((), 1)
        except QuantityError as error:
            raise DataError(f'{item.origin}: {error}') from error
        plan = Plan(steps=steps, repeat=repeat) if steps else \
            Plan.rejected('', item.plan.reason, '')
        yield Gold(item.sentence.text, (plan.to_dict(),), item.kind or path.stem)


def _read_json_lines(path: Path) -> Iterator[Gold]:
    for number, line in enumerate(path.read_text(encoding='utf-8').splitlines(), 1):
        try:
            record = json.loads(line)
            gold = record['gold']
            yield Gold(record['text'], (gold, *gold.get('alts', ())), record['stratum'])
        except (ValueError, KeyError, AttributeError) as error:
            raise DataError(f'{path}:{number}: not a gold line: {error!r}') from error


def evaluate(translator: Translator, golds: Iterable[Gold]) -> Score:
    """Translate every sentence and count what is right."""
    score = Score()
    for gold in golds:
        begun = time.perf_counter()
        plan = translator.translate(gold.text).to_dict()
        score.seconds.append(time.perf_counter() - begun)
        right = any(same_plan(wanted, plan) for wanted in gold.plans)
        kind = score.kinds.setdefault(gold.kind, [0, 0])
        kind[0] += right
        kind[1] += 1
        wanted = gold.plans[0]['status']
        score.counts.update(['all', wanted, f'{wanted} {plan["status"]}'] + ['right'] * right)
        for step in gold.plans[0]['steps']:
            score.counts.update([f'action {step["action"]}'] + [f'right {step["action"]}'] * right)
        if plan['status'] == 'ok':
            score.confidences.append((plan['confidence'], right))
        if not right:
            score.mistakes.append((gold.text, gold.plans[0], plan))
    return score


def same_plan(gold: dict, plan: dict) -> bool:
    """Tell whether two plans make the robot do the same."""
    if gold['status'] != plan['status']:
        return False
    if gold['status'] == 'rejected':
        return True
    wanted, got = _unroll(gold), _unroll(plan)
    return len(wanted) == len(got) and all(map(_same_step, wanted, got))


def _unroll(plan: dict) -> list[dict]:
    return (plan['steps'] * plan.get('repeat', 1))[:MAX_UNROLLED]


def _same_step(gold: dict, step: dict) -> bool:
    if gold['action'] != step['action']:
        return False
    for name, wanted in gold.items():
        got = step.get(name)
        if name == 'direction' and wanted == 'any':
            continue
        if name == 'pace' and wanted is None:
            continue
        if name in ('place', 'name'):
            names = wanted if isinstance(wanted, list) else [wanted]
            if not isinstance(got, str) or _plain(got) not in map(_plain, names):
                return False
        elif isinstance(wanted, float | int) and not isinstance(wanted, bool):
            if got is None or not _close(wanted, got, turns=name == 'yaw'):
                return False
        elif wanted != got and not (name == 'continuous' and not wanted):
            return False
    return True


def _close(a: float, b: float, turns: bool) -> bool:
    difference = abs(a - b)
    if turns:
        difference = abs(math.remainder(difference, 2 * math.pi))
    return difference <= max(0.01, 0.01 * abs(a)) + 1e-9


def _plain(name: str) -> str:
    words = re.sub(r'[^\w\u1000-\u109f]+', ' ', re.sub("['’]", '', name.lower())).split()
    return ' '.join(w for w in words if w not in ('the', 'a', 'an')) or name


def summary(score: Score, mistakes: int = 0) -> str:
    """Return the figures as lines of text, and the first mistakes."""
    lines = [f'{kind:<24} {100 * right / total:5.1f} %  ({right}/{total})'
             for kind, (right, total) in score.kinds.items()]
    lines += [
        f'{"all":<24} {100 * score.share("right", "all"):5.1f} %  '
        f'({score.counts["right"]}/{score.counts["all"]})',
        f'refused of those to refuse {100 * score.share("rejected rejected", "rejected"):.1f} %, '
        f'of those to execute {100 * score.share("ok rejected", "ok"):.1f} %',
        f'calibration error {score.calibration_error():.3f}; median '
        f'{1000 * statistics.median(score.seconds):.1f} ms a sentence']
    for text, gold, plan in score.mistakes[:mistakes]:
        lines += [f'- {text}', f'    wanted {_short(gold)}', f'    got    {_short(plan)}']
    return '\n'.join(lines)


def _short(plan: dict) -> str:
    steps = [' '.join(f'{v:g}' if isinstance(v, float) else str(v) for k, v in step.items()
                      if v is not None) for step in plan['steps']]
    return '; '.join(steps + ([f'x {plan["repeat"]}'] if plan.get('repeat', 1) > 1 else [])) \
        or f'rejected, {plan["reason"]}'
