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


"""The benchmark as a page: tables by steps and by length, the floor, start-up and memory."""

from collections.abc import Callable, Iterable
from pathlib import Path
import statistics

from nl2ros.training.benchmark import Benchmark, Measured, WAYS
import numpy as np

STEPS = ((0, 0, 'refused'), (1, 1, '1 step'), (2, 2, '2 steps'), (3, 4, '3 to 4 steps'),
         (5, 99, '5 steps and more'))
LENGTHS = ((1, 5, 'up to 5 units'), (6, 10, '6 to 10 units'), (11, 20, '11 to 20 units'),
           (21, 9999, 'over 20 units'))


def write_report(benchmark: Benchmark, folder: Path) -> None:
    """Write benchmark.json, benchmark.md and benchmark.png into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / 'benchmark.json').write_text(benchmark.to_json() + '\n', encoding='utf-8')
    (folder / 'benchmark.md').write_text(markdown(benchmark), encoding='utf-8')
    draw(benchmark, folder / 'benchmark.png')


def draw(benchmark: Benchmark, path: Path) -> None:
    """Draw each sentence by each way: its length and the milliseconds to its plan."""
    from matplotlib.figure import Figure
    figure = Figure(figsize=(7, 4.5), layout='constrained')
    panel = figure.subplots()
    units = [m.units for m in benchmark.sentences]
    for way in WAYS:
        panel.scatter(units, [m.cpu_ms[way] for m in benchmark.sentences], s=12, label=way)
    panel.scatter(units, [m.passes * benchmark.floor_ms for m in benchmark.sentences], s=8,
                  color='black', marker='_', label='floor: all weights read once a pass')
    panel.set(yscale='log', xlabel='units of the sentence', ylabel='computed milliseconds')
    panel.grid(alpha=0.3)
    panel.legend()
    figure.savefig(path, dpi=150)


def markdown(benchmark: Benchmark) -> str:
    """Return the figures of a benchmark as a Markdown page."""
    found, machine = benchmark.sentences, benchmark.machine
    passes = statistics.median(m.passes for m in found)
    engine = statistics.median(m.engine_ms for m in found)
    rate = sum(m.tokens for m in found) / sum(m.engine_ms for m in found) * 1000
    floor = statistics.median(m.passes * benchmark.floor_ms for m in found)
    over = statistics.median(m.engine_ms / (m.passes * benchmark.floor_ms) for m in found)
    ratio = {way: statistics.median(m.cpu_ms[way] / m.cpu_ms['onnx'] for m in found)
             for way in WAYS}
    same = sum(m.same_plan for m in found)
    lines = [
        '# From sentence to plan', '',
        f'{machine["processor"]}, {machine["cores"]} cores, one of them used; load '
        f'{machine["load"]:.1f} at the beginning; Python {machine["python"]}. {len(found)} '
        f'sentences. Milliseconds by the clock, median / 95th percentile, and in brackets the '
        'median of what was computed, which other processes lengthen less.', '',
        *_table(found, STEPS, lambda m: m.steps), '', *_table(found, LENGTHS, lambda m: m.units),
        '',
        f'- The fast engine gives the plan of the torch engine for {same} of {len(found)} '
        'sentences.',
        f'- Computed time, median over sentences: torch engine {ratio["torch"]:.1f} times, '
        f'generate {ratio["generate"]:.1f} times that of the fast engine.',
        f'- A plan takes {passes:.0f} forward passes (median) and {engine:.1f} ms of the engine; '
        f'{rate:.0f} tokens per second are read and written. The grammar and what reads it take '
        f'{statistics.median(m.grammar_ms for m in found):.1f} ms.',
        f'- Floor: {benchmark.bytes_per_pass / 1e6:.1f} MB a pass, at '
        f'{benchmark.bandwidth / 1e9:.1f} GB/s {benchmark.floor_ms:.2f} ms; a plan '
        f'{floor:.1f} ms (median). The engine takes {over:.1f} times its floor (median), its '
        'first, long pass included.',
        f'- Energy of the processor: {_energy(found)}', '',
        '| new process, to the first plan | seconds | computed | MB at most |',
        '|---|---|---|---|',
        *(f'| {name} | {v["wall_s"]:.2f} | {v["cpu_s"]:.2f} | {v["memory_mb"]:.0f} |'
          for name, v in benchmark.start_up.items())]
    return '\n'.join(lines) + '\n'


def _energy(found: list[Measured]) -> str:
    known = [m.joules for m in found if m.joules]
    if not known:
        return 'this machine does not tell (RAPL).'
    return ', '.join(f'{way} {1000 * statistics.median(j[way] for j in known):.0f} mJ'
                     for way in WAYS) + ' a sentence (median).'


def _table(found: list[Measured], groups: Iterable[tuple[int, int, str]],
           size: Callable[[Measured], int]) -> list[str]:
    lines = ['| | sentences | ' + ' | '.join(WAYS) + ' |', '|---' * (2 + len(WAYS)) + '|']
    for low, high, name in (*groups, (0, 9999, 'all')):
        inside = [m for m in found if low <= size(m) <= high]
        if inside:
            lines.append(f'| {name} | {len(inside)} | '
                         + ' | '.join(_cell(inside, way) for way in WAYS) + ' |')
    return lines


def _cell(found: list[Measured], way: str) -> str:
    middle, high = np.percentile([m.wall_ms[way] for m in found], [50, 95])
    return f'{middle:.1f} / {high:.1f} ({statistics.median(m.cpu_ms[way] for m in found):.1f})'
