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

"""A study in pictures: exactness against size and length, and how the losses fell."""

from collections.abc import Sequence
from pathlib import Path
import statistics
from typing import Any

from nl2ros.training.compare import Result


def draw_figures(results: Sequence[Result], out: Path) -> list[Path]:
    """Draw the three figures as PNG into ``out``; return those that there is data for."""
    drawn = []
    for name, draw in (('accuracy_by_parameters', _by_parameters),
                       ('accuracy_by_length', _by_length), ('loss_curves', _curves)):
        figure = draw(results)
        if figure is not None:
            drawn.append(out / f'{name}.png')
            figure.savefig(drawn[-1], dpi=150)
    return drawn


def _panels(names: Sequence[str], width: float = 5.2, legend: float = 2.4
            ) -> tuple[Any, list[Any]]:
    """Return a figure with a titled panel for each name, at most four a row, one y axis."""
    from matplotlib.figure import Figure
    columns = min(len(names), 4)
    rows = -(-len(names) // columns)
    figure = Figure(figsize=(width * columns + legend, 0.8 * width * rows), layout='constrained')
    panels = list(figure.subplots(rows, columns, sharey=True, squeeze=False).flat)
    for panel, name in zip(panels, names, strict=False):
        panel.set_title(name, fontsize=10)
        panel.grid(alpha=0.3)
    for panel in panels[len(names):]:
        panel.set_axis_off()
    return figure, panels[:len(names)]


def _tasks(results: Sequence[Result]) -> list[str]:
    return list(dict.fromkeys(result.cell.task for result in results))


def _colours(results: Sequence[Result]) -> dict[str, Any]:
    from matplotlib import colormaps
    labels = dict.fromkeys(result.cell.label for result in results)
    return {label: colormaps['tab20'](index % 20) for index, label in enumerate(labels)}


def _spread(results: Sequence[Result], label: str, key: Any) -> list[tuple[Any, list[float]]]:
    """Return (key, accuracies over seeds) of one label, the keys ascending."""
    groups: dict[Any, list[float]] = {}
    for result in results:
        if result.cell.label == label:
            groups.setdefault(key(result), []).append(result.outcome.accuracy)
    return sorted(groups.items())


def _draw_points(panel: Any, points: list[tuple[Any, list[float]]], label: str, colour: Any,
                 line: str) -> None:
    """Draw means over seeds; bars reach from the lowest to the highest."""
    means = [statistics.fmean(values) for _, values in points]
    below = [mean - min(values) for mean, (_, values) in zip(means, points, strict=True)]
    above = [max(values) - mean for mean, (_, values) in zip(means, points, strict=True)]
    panel.errorbar([key for key, _ in points], means, (below, above), fmt=f'o{line}', capsize=3,
                   color=colour, label=label, markersize=5)


def _draw_lines(panel: Any, results: Sequence[Result], colours: dict[str, Any]) -> None:
    """Draw what has no length and no parameters as levels across the panel."""
    for label in dict.fromkeys(result.cell.label for result in results):
        mean = statistics.fmean(values[0] for _, values in _spread(
            results, label, lambda result: result.cell.seed))
        panel.axhline(mean, color=colours[label], linestyle='--', label=label, linewidth=1.2)


def _by_parameters(results: Sequence[Result]) -> Any:
    colours = _colours(results)
    figure, panels = _panels(_tasks(results))
    for panel, task in zip(panels, _tasks(results), strict=True):
        here = [result for result in results if result.cell.task == task]
        trained = [result for result in here if result.cell.is_trained]
        for label in dict.fromkeys(result.cell.label for result in trained):
            _draw_points(panel, _spread(trained, label, lambda r: r.outcome.trainable), label,
                         colours[label], '-')
        _draw_lines(panel, [result for result in here if not result.cell.is_trained], colours)
        if trained:
            panel.set_xscale('log')
        panel.set_xlabel('trained parameters')
    return _finish(figure, panels, 'exact on held-out inputs (%)')


def _by_length(results: Sequence[Result]) -> Any:
    soft = [result for result in results if result.cell.tokens is not None]
    if not soft:
        return None
    colours = _colours(results)
    figure, panels = _panels(_tasks(soft))
    for panel, task in zip(panels, _tasks(soft), strict=True):
        here = [result for result in soft if result.cell.task == task]
        for label in dict.fromkeys(result.cell.label for result in here):
            _draw_points(panel, _spread(here, label, lambda r: r.cell.tokens), label,
                         colours[label], '-')
        _draw_lines(panel, [result for result in results if result.cell.task == task
                            and result.cell.tokens is None], colours)
        lengths = sorted({result.cell.tokens for result in here})
        panel.set_xscale('log')
        panel.set_xticks(lengths, map(str, lengths))
        panel.minorticks_off()
        panel.set_xlabel('soft tokens')
    return _finish(figure, panels, 'exact on held-out inputs (%)')


def _curves(results: Sequence[Result]) -> Any:
    """Draw training loss (thin) and dev loss of each method's first seed, a line a length."""
    from matplotlib import colormaps
    trained = [result for result in results if result.cell.is_trained]
    names = list(dict.fromkeys((r.cell.task, r.cell.label) for r in trained))
    if not names:
        return None
    figure, panels = _panels([': '.join(name) for name in names], width=4.0, legend=0.0)
    for panel, name in zip(panels, names, strict=True):
        here = [r for r in trained if (r.cell.task, r.cell.label) == name]
        here = [r for r in here if r.cell.seed == here[0].cell.seed]
        for index, result in enumerate(here):
            colour = colormaps['viridis'](0.9 * index / max(len(here) - 1, 1))
            length = 'dev' if result.cell.tokens is None else f'{result.cell.tokens} tokens'
            for key, width, label in (('loss', 0.8, None), ('dev_loss', 2, length)):
                if points := result.curve(key):
                    panel.plot(*zip(*points, strict=True), color=colour, linewidth=width,
                               label=label, marker='.' if len(points) == 1 else '')
        panel.set_xlabel('step')
        panel.set_yscale('log')
        panel.legend(fontsize=8)
    figure.supylabel('loss per target token (nats); thin: training', fontsize=10)
    return figure


def _finish(figure: Any, panels: list[Any], label: str) -> Any:
    panels[0].set_ylabel(label)
    handles = {text: handle for panel in panels
               for handle, text in zip(*panel.get_legend_handles_labels(), strict=True)}
    figure.legend(handles.values(), handles.keys(), loc='outside right upper', fontsize=8)
    return figure
