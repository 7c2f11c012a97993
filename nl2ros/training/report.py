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


"""What a training run leaves for people: progress bar, metrics, loss curve, model card."""

from collections.abc import Iterator
from contextlib import contextmanager
import json
from pathlib import Path
from typing import Any

METRICS = 'metrics.jsonl'
CURVE = 'loss.png'
CARD = 'README.md'
SUMMARY = 'training.json'
MEASURED = '## Measured'


class Metrics:
    """One JSON object a line: ``step`` with ``loss`` and ``rate``, or with ``dev_loss``."""

    def __init__(self, folder: Path, last_step: int) -> None:
        """Open the file of a run that stands at ``last_step``; later lines are dropped."""
        self.path = folder / METRICS
        self.lines = []
        if last_step and self.path.is_file():
            lines = map(_decode, self.path.read_text(encoding='utf-8').splitlines())
            self.lines = [line for line in lines if line and line['step'] <= last_step]
        folder.mkdir(parents=True, exist_ok=True)
        self._file = self.path.open('w', encoding='utf-8')
        for line in self.lines:
            self._write(line)

    def add(self, step: int, **values: float) -> None:
        """Append a line and flush it."""
        self.lines.append({'step': step, **values})
        self._write(self.lines[-1])

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _write(self, line: dict[str, Any]) -> None:
        self._file.write(json.dumps(line) + '\n')
        self._file.flush()


@contextmanager
def progress_bar(title: str, total: int, done: int, shown: bool) -> Iterator[Any]:
    """Show steps, loss, rate, time left on standard error; yields ``show(step, loss, rate)``."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn
    bar = Progress(
        TextColumn('{task.description}'), BarColumn(), MofNCompleteColumn(),
        TextColumn('loss {task.fields[loss]:.4f}  rate {task.fields[rate]:.2e}  '
                   '{task.fields[speed]:.1f} steps/s  left'),
        TimeRemainingColumn(), console=Console(stderr=True), disable=not shown)
    task = bar.add_task(title, total=total, completed=done, loss=float('nan'), rate=0.0, speed=0.0)

    def show(step: int, loss: float, rate: float) -> None:
        bar.update(task, completed=step, loss=loss, rate=rate, speed=bar.tasks[0].speed or 0.0)

    with bar:
        yield show


def draw_curve(lines: list[dict[str, Any]], title: str, path: Path) -> None:
    """Draw training and dev loss over steps into a PNG."""
    from matplotlib.figure import Figure
    figure = Figure(figsize=(7, 4), layout='constrained')
    axes = figure.add_subplot()
    for key, label in (('loss', 'training'), ('dev_loss', 'dev')):
        points = [(line['step'], line[key]) for line in lines if key in line]
        if points:
            axes.plot(*zip(*points, strict=True), label=label, markersize=3,
                      marker='o' if key == 'dev_loss' else '')
    axes.set(title=title, xlabel='step', ylabel='loss per target token (nats)', yscale='log')
    axes.grid(alpha=0.3)
    axes.legend()
    figure.savefig(path, dpi=150)


def write_card(folder: Path, summary: dict[str, Any]) -> None:
    """Write the model card and, beside it, the same facts as JSON."""
    (folder / SUMMARY).write_text(json.dumps(summary, indent=2, ensure_ascii=False) + '\n',
                                  encoding='utf-8')
    result, settings = summary['result'], summary['settings']
    facts = {
        'Task': settings['task'], 'Method': settings['method']['name'],
        'Base (frozen)' if summary['frozen'] else 'Base': summary['base'],
        'Parameters': summary['parameters'],
        'Examples': f'{summary["examples"]:,} for training, {summary["dev_examples"]:,} dev',
        'Steps': f'{result["steps"]:,}, best at {result["best_step"]:,}',
        'Dev loss': f'{result["dev_loss"]:.4f} nats per target token',
        'Training time': f'{result["seconds"]:.0f} s on {summary["device"]}'}
    if result['metric'] is not None:
        facts['Dev metric'] = f'{result["metric"]:.4f}'
    options = {**{f'method.{key}': value for key, value in settings['method'].items()},
               **{key: value for key, value in settings.items() if key != 'method'}}
    options = {key: value for key, value in options.items() if value is not None}
    (folder / CARD).write_text('\n'.join([
        '---', 'library_name: peft', f'base_model: {summary["base_name"]}',
        f'tags: [nl2ros, {settings["method"]["name"]}]', '---', '',
        f'# {settings["method"]["name"]} for the task `{settings["task"]}`', '',
        *_table('what', '', facts), '', f'![loss curve]({CURVE})', '',
        '## Settings', '', *_table('setting', 'value', options), '',
        'Trained with nl2ros; `nl2ros.json` records the base that it belongs to.', '',
    ]), encoding='utf-8')


def write_figures(folder: Path, figures: str, how: str) -> None:
    """
    Write measured figures, and how they were measured, at the end of a prompt's card.

    Those that stand there are replaced. A prompt without a card gets one.
    """
    path = folder / CARD
    card = path.read_text(encoding='utf-8') if path.is_file() else f'# {folder.name}\n'
    before = card.partition(f'\n{MEASURED}\n')[0].rstrip('\n')
    path.write_text('\n'.join([
        before, '', MEASURED, '', f'By {how}, with the files that lie here:', '', '```',
        figures.rstrip('\n'), '```', '']), encoding='utf-8')


def _table(left: str, right: str, rows: dict[str, Any]) -> list[str]:
    lines = [f'| {left} | {right} |', '|---|---|']
    for key, value in rows.items():
        text = str(value).replace('|', '\\|').replace('\n', ' ')
        lines.append(f'| {key} | {text} |')
    return lines


def _decode(line: str) -> dict[str, Any] | None:
    try:
        return json.loads(line)
    except ValueError:  # the last line of a killed run may be half written
        return None
