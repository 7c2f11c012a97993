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
The page of an evaluation: tables by kind and language, confusion, mistakes, confidence.

The cost of a threshold of confidence is what it lets through, wrong plans executed, and what it
holds up, good commands asked back; a wrong execution counts several times as much.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import zip_longest
from pathlib import Path
import statistics

from nl2ros.language.messages import language_of
from nl2ros.training.evaluate import Outcome, percent, Score, short

PAGE, RELIABILITY, COST = 'evaluation.md', 'reliability.png', 'threshold.png'
WRONG_EXECUTION = 3.0  # as bad as so many questions that were not needed
THRESHOLDS = tuple(i / 100 for i in range(0, 100, 2))
NOTHING = 'nothing'


def costs(score: Score, thresholds: Iterable[float] = THRESHOLDS,
          wrong_execution: float = WRONG_EXECUTION) -> list[tuple[float, int, int, float]]:
    """
    Return (threshold, wrong plans executed, good commands refused, cost) for each threshold.

    The cost is in good commands refused.
    """
    good = [outcome for outcome in score.outcomes if outcome.wanted['status'] == 'ok']
    rows = []
    for threshold in thresholds:
        def is_held(outcome: Outcome, least: float = threshold) -> bool:
            return outcome.plan['status'] != 'ok' or outcome.plan['confidence'] < least
        wrong = sum(not o.is_right and not is_held(o) for o in score.outcomes)
        refused = sum(is_held(o) for o in good)
        rows.append((threshold, wrong, refused, wrong * wrong_execution + refused))
    return rows


def best_threshold(score: Score, wrong_execution: float = WRONG_EXECUTION) -> float:
    """Return the threshold of the lowest cost; the lower one of two that cost the same."""
    return min(costs(score, wrong_execution=wrong_execution), key=lambda row: (row[3], row[0]))[0]


def confusion(score: Score) -> Counter:
    """Count (wanted action, action got) over the steps of all plans, in their order."""
    def actions(plan: dict) -> list[str]:
        return [step['action'] for step in plan['steps']] or ['rejected']
    return Counter(pair for outcome in score.outcomes for pair in zip_longest(
        actions(outcome.wanted), actions(outcome.plan), fillvalue=NOTHING))


def write_page(score: Score, folder: Path, title: str, mistakes: int = 30) -> Path:
    """Write evaluation.md with its two pictures into a folder; returns its path."""
    folder.mkdir(parents=True, exist_ok=True)
    _draw_reliability(score, folder / RELIABILITY)
    _draw_costs(score, folder / COST)
    languages: dict[str, Score] = {}
    for outcome in score.outcomes:
        languages.setdefault(language_of(outcome.gold.text), Score()).outcomes.append(outcome)
    seconds = sorted(outcome.seconds for outcome in score.outcomes)
    page = '\n\n'.join([
        f'# {title}',
        _shares('kind', {**score.kinds(), '**all**': score.exact()}),
        _shares('language', {name: part.exact() for name, part in languages.items()}),
        _shares('refused', {'of those to refuse': score.refused('rejected'),
                            'of those to execute': score.refused('ok')}),
        f'Median {1000 * statistics.median(seconds):.1f} ms a sentence, 95th percentile '
        f'{1000 * seconds[int(0.95 * (len(seconds) - 1))]:.1f} ms.',
        '## Actions and their attributes', _shares('action', score.actions()),
        _shares('attribute', score.slots()),
        'Wanted actions (rows) and what was got (columns):', _matrix(confusion(score)),
        '## Confidence', f'Expected calibration error {score.calibration_error():.3f} over '
        f'accepted plans. The lowest cost, one wrong execution as bad as {WRONG_EXECUTION:g} '
        f'needless questions, is at a threshold of {best_threshold(score):g}.',
        f'![reliability]({RELIABILITY}) ![cost of a threshold]({COST})',
        '## The most confident mistakes', *(
            f'- {_code(outcome.gold.text)}  \n  wanted {_code(short(outcome.wanted))}  \n'
            f'  got {_code(short(outcome.plan))}, {outcome.plan["confidence"] or 0:.2f}'
            for outcome in score.mistakes()[:mistakes])])
    path = folder / PAGE
    path.write_text(page + '\n', encoding='utf-8')
    return path


def _code(text: str) -> str:
    return '`' + text.replace('`', "'").replace('\n', ' ') + '`'


def _shares(name: str, rows: Mapping[str, tuple[int, int]]) -> str:
    return '\n'.join([f'| {name} | right | of | % |', '|---|---|---|---|', *(
        f'| {key} | {part} | {whole} | {percent((part, whole)):.1f} |'
        for key, (part, whole) in rows.items())])


def _matrix(pairs: Counter) -> str:
    names = sorted({name for pair in pairs for name in pair})
    return '\n'.join(['| | ' + ' | '.join(names) + ' |', '|---' * (len(names) + 1) + '|', *(
        f'| **{wanted}** | ' + ' | '.join(str(pairs[wanted, got] or '') for got in names) + ' |'
        for wanted in names if any(pairs[wanted, got] for got in names))])


def _draw_reliability(score: Score, path: Path) -> None:
    from matplotlib.figure import Figure
    figure = Figure(figsize=(4.5, 4.5), layout='constrained')
    axes = figure.add_subplot()
    axes.plot([0, 1], [0, 1], color='0.7', linestyle='--')
    sure, right, number = zip(*score.bins(), strict=True) if score.accepted() else ((), (), ())
    axes.scatter(sure, right, s=[20 + 3 * n for n in number], alpha=0.6)
    axes.set(title='confidence of accepted plans', xlabel='mean confidence', ylabel='share right',
             xlim=(0, 1.02), ylim=(0, 1.02))
    figure.savefig(path, dpi=120)


def _draw_costs(score: Score, path: Path) -> None:
    from matplotlib.figure import Figure
    figure = Figure(figsize=(6, 4.5), layout='constrained')
    axes = figure.add_subplot()
    thresholds, wrong, refused, cost = zip(*costs(score), strict=True)
    for values, label in ((wrong, 'wrong plans executed'), (refused, 'good commands refused'),
                          (cost, f'cost ({WRONG_EXECUTION:g} : 1)')):
        axes.plot(thresholds, values, label=label)
    axes.set(title='what a threshold costs', xlabel='threshold', ylabel='sentences')
    axes.legend()
    figure.savefig(path, dpi=120)
