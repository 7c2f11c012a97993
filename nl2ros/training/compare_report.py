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

"""What a study found, as a table for people (study.md) and for programs (study.csv)."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
import csv
from dataclasses import asdict
import math
from pathlib import Path
import statistics
from typing import Any, TYPE_CHECKING

from nl2ros.training.compare import Result
from nl2ros.training.compare_config import Cell
from nl2ros.training.study_figures import draw_figures

if TYPE_CHECKING:
    from rich.table import Table

TABLE, ROWS = 'study.md', 'study.csv'
COLUMNS = ('task', 'method', 'tokens', 'trained', '% of all', 'seeds', 'exact %', 'dev loss',
           'training s', 'ms a step')


def write_study(results: Sequence[Result], out: Path) -> Path:
    """Write table, rows and figures; return the path of the table."""
    out.mkdir(parents=True, exist_ok=True)
    _write_rows(results, out / ROWS)
    figures = draw_figures(results, out)
    totals = sorted({result.outcome.total for result in results})
    lines = [
        '# Comparison of methods', '', f'Base: {results[0].base}.', '',
        '| ' + ' | '.join(COLUMNS) + ' |', '|' + '---|' * len(COLUMNS),
        *('| ' + ' | '.join(row) + ' |' for row in summary_rows(results)), '',
        'Exact: the share of held-out inputs answered exactly, the mean over seeds with the '
        'lowest and the highest. Dev loss: nats a target token, at the best step.', '',
        *(f'Of {total} inputs one is {100 / total:.1f} points; chance alone moves a figure near '
          f'90 % by {chance(90, total):.1f} and one near 50 % by {chance(50, total):.1f} points '
          'either way (95 %).' for total in totals), '',
        *(f'![{path.stem.replace("_", " ")}]({path.name})' for path in figures), '']
    (out / TABLE).write_text('\n'.join(lines), encoding='utf-8')
    return out / TABLE


def chance(percent: float, total: int) -> float:
    """Return half the width of a 95 % interval of a share, in points (normal approximation)."""
    return 1.96 * math.sqrt(percent * (100 - percent) / total)


def summary_rows(results: Sequence[Result]) -> list[tuple[str, ...]]:
    """Return one row of COLUMNS for each task, method and length, over its seeds."""
    groups: dict[tuple, list[Result]] = defaultdict(list)
    for result in results:
        groups[result.cell.task, result.cell.label, result.cell.tokens].append(result)
    return [_row(*key, group) for key, group in groups.items()]


def _row(task: str, label: str, tokens: int | None, group: list[Result]) -> tuple[str, ...]:
    outcomes = [result.outcome for result in group]
    exact = [outcome.accuracy for outcome in outcomes]
    shown = f'{statistics.fmean(exact):.1f}'
    if len(exact) > 1:
        shown += f' ({min(exact):.1f} to {max(exact):.1f})'
    first = outcomes[0]
    trained = first.steps > 0
    return (task, label, '' if tokens is None else str(tokens), f'{first.trainable:,}',
            f'{100 * first.trainable / first.parameters:.3f}', str(len(group)), shown,
            f'{statistics.fmean(o.dev_loss for o in outcomes):.4f}' if trained else '',
            f'{statistics.fmean(o.train_seconds for o in outcomes):.0f}' if trained else '',
            f'{1000 * statistics.fmean(o.train_seconds / o.steps for o in outcomes):.0f}'
            if trained else '')


def _write_rows(results: Sequence[Result], path: Path) -> None:
    with path.open('w', encoding='utf-8', newline='') as file:
        rows = [{'task': result.cell.task, 'label': result.cell.label, **result.cell.to_json(),
                 **asdict(result.outcome), 'accuracy': result.outcome.accuracy,
                 'folder': result.folder.name} for result in results]
        writer = csv.DictWriter(file, list(dict.fromkeys(key for row in rows for key in row)))
        writer.writeheader()
        writer.writerows(rows)


def table(results: Sequence[Result]) -> 'Table':
    """Return the columns that fit a terminal."""
    from rich.table import Table
    chosen = [COLUMNS.index(name)
              for name in ('task', 'method', 'tokens', 'trained', 'exact %', 'dev loss')]
    shown = Table(*(COLUMNS[index] for index in chosen))
    for row in summary_rows(results):
        shown.add_row(*(row[index] for index in chosen))
    return shown


@contextmanager
def study_progress(total: int) -> Iterator[Callable[[Cell, Result | None], Any]]:
    """Show cells, time left and each result on standard error; yields what compare() tells."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeElapsedColumn, TimeRemainingColumn
    from transformers.utils import logging
    bar = Progress(
        TextColumn('{task.description}'), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        TextColumn('left'), TimeRemainingColumn(elapsed_when_finished=False),
        console=Console(stderr=True))
    task = bar.add_task('', total=total)

    def tell(cell: Cell, result: Result | None) -> None:
        if result is None:
            bar.update(task, description=str(cell))
            return
        outcome = result.outcome
        bar.console.print(
            f'{cell}: {outcome.accuracy:.1f} % of {outcome.total}' + (
                f', {outcome.trainable:,} trained, {outcome.train_seconds:.0f} s'
                if cell.is_trained else '') + ('' if result.is_new else ' (there already)'),
            highlight=False)
        bar.advance(task)

    logging.disable_progress_bar()  # the base is loaded once a cell
    try:
        with bar:
            yield tell
    finally:
        logging.enable_progress_bar()
