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
Run a study: every cell of its grids is trained and measured, or taken over when it is there.

A cell is a folder with what was trained and result.json. Its name holds a hash of everything that
decides the result (settings, base, data), so a changed study reuses exactly what is still valid,
and after a kill the same command goes on, in the middle of a training as well, or with measuring
what is trained. Whatever made a cell, it is measured alike: on the torch engine, in single
precision, within the task's grammar.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
import hashlib
import json
from pathlib import Path
from time import monotonic
from typing import Any

from nl2ros.errors import ConfigError
from nl2ros.language.frozen_lm import FrozenLM
from nl2ros.language.soft_prompt import KeyValuePrefix, SoftPrompt, SoftPromptValue
from nl2ros.language.template import Template
from nl2ros.training.compare_config import Cell, Experiments, SOFT
from nl2ros.training.compare_task import StudyTask
from nl2ros.training.config import TrainConfig
from nl2ros.training.examples import Example
from nl2ros.training.report import METRICS
from nl2ros.training.train import train
import torch

CELLS = 'cells'
RESULT = 'result.json'
LEARNT = 'trained.json'  # what training gave, for when measuring is cut short


@dataclass(frozen=True)
class Outcome:
    """
    What a cell gave: ``right`` of ``total`` held-out inputs were answered exactly.

    Times are seconds; where nothing is trained, there are no steps, no loss and no training time.
    """

    right: int
    total: int
    trainable: int
    parameters: int
    dev_loss: float | None = None
    steps: int = 0
    best_step: int = 0
    train_seconds: float = 0.0
    measure_seconds: float = 0.0

    @property
    def accuracy(self) -> float:
        """Return the share that is exactly right, in percent."""
        return 100 * self.right / self.total


@dataclass(frozen=True)
class Result:
    """A cell, where it lies, the base it is over, and what it gave."""

    cell: Cell
    folder: Path
    base: str
    outcome: Outcome
    is_new: bool

    def curve(self, key: str) -> list[tuple[int, float]]:
        """Return (step, value) of 'loss' or 'dev_loss' while the cell was trained."""
        path = self.folder / METRICS
        lines = path.read_text(encoding='utf-8').splitlines() if path.is_file() else []
        return [(line['step'], line[key]) for line in map(json.loads, lines) if key in line]


def compare(experiments: Experiments, base: str, tasks: Mapping[str, StudyTask], out: Path,
            tell: Callable[[Cell, Result | None], Any] = lambda cell, result: None
            ) -> list[Result]:
    """
    Return the results of all cells, in order.

    ``tell`` hears of each cell when its turn comes (without a result) and when it stands.

    :raises ConfigError: a task is unknown, or two cells would be taken for one
    :raises ModelError: the base cannot be loaded
    """
    cells = experiments.cells()
    for cell in cells:
        if cell.task not in tasks:
            raise ConfigError(f'task {cell.task!r} must be one of {", ".join(tasks)}')
    study = _Study(base, tasks, out)
    results = []
    for cell in cells:
        tell(cell, None)
        results.append(study.result(cell))
        tell(cell, results[-1])
    return results


class _Study:
    """The base, loaded once, and the data that cells share."""

    def __init__(self, base: str, tasks: Mapping[str, StudyTask], out: Path) -> None:
        device = torch.accelerator.current_accelerator() \
            if torch.accelerator.is_available() else 'cpu'
        self.base, self.tasks, self.out = base, tasks, out
        self.lm = FrozenLM.load(base, device)
        self.identity = self.lm.identity.to_json() | {'name': ''}
        self.examples: dict[tuple, list[Example]] = {}
        self.development: dict[tuple, list[Example]] = {}

    def result(self, cell: Cell) -> Result:
        """Take a cell over, or make it."""
        folder = self.out / CELLS / cell.folder({'base': self.identity, 'data': self._data(cell)})
        path, base = folder / RESULT, str(self.lm.identity)
        if path.is_file():
            outcome = Outcome(**json.loads(path.read_text(encoding='utf-8'))['outcome'])
            return Result(cell, folder, base, outcome, is_new=False)
        outcome = self._make(cell, folder)
        folder.mkdir(parents=True, exist_ok=True)
        record = {'cell': cell.to_json(), 'base': base, 'accuracy': outcome.accuracy,
                  'outcome': asdict(outcome)}
        _write(path, record)
        return Result(cell, folder, base, outcome, is_new=True)

    def _examples(self, cell: Cell) -> list[Example]:
        """Return what a cell learns from or shows; cells with one seed share them."""
        if not cell.is_trained and cell.method != 'few_shot':
            return []
        settings = cell.settings
        wanted = (settings.examples, settings.variants) if cell.is_trained else (settings.shots, 0)
        key = (cell.task, *wanted, cell.seed)
        if key not in self.examples:
            self.examples[key] = self.tasks[cell.task].examples(*wanted, cell.seed)
        return self.examples[key]

    def _development(self, cell: Cell) -> list[Example]:
        """Return what the best step is chosen by; cells of one task share it."""
        key = (cell.task, cell.settings.development)
        if key not in self.development:
            self.development[key] = self.tasks[cell.task].development(key[1])
        return self.development[key]

    def _data(self, cell: Cell) -> str:
        """Hash all that a cell learns from and is measured on."""
        task, settings = self.tasks[cell.task], cell.settings
        examples = self._examples(cell)
        if cell.is_trained:
            examples = examples + self._development(cell)
        parts = [(example.source, example.target) for example in examples]
        return hashlib.sha256(repr(
            [parts, task.words, task.held_out(settings.held_out)]).encode()).hexdigest()

    def _make(self, cell: Cell, folder: Path) -> Outcome:
        """Train what there is to train, and measure."""
        learnt: dict[str, Any] = {
            'trainable': 0, 'parameters': sum(p.numel() for p in self.lm.model.parameters())}
        if cell.is_trained:
            path = folder / LEARNT
            if path.is_file():
                learnt = json.loads(path.read_text(encoding='utf-8'))
            else:
                learnt = self._train(cell, folder)
                _write(path, learnt)
        begun = monotonic()
        right, total = self.tasks[cell.task].measure(
            *self._contender(cell, folder), cell.settings.held_out)
        return Outcome(right, total, **learnt, measure_seconds=monotonic() - begun)

    def _train(self, cell: Cell, folder: Path) -> dict[str, Any]:
        """Train a cell in its folder; return what its outcome tells of that."""
        task, settings = self.tasks[cell.task], cell.settings
        result = train(
            TrainConfig(
                base=self.base, out=folder, method=cell.config(task.words), task=cell.task,
                learning_rate=cell.learning_rate, max_steps=settings.steps,
                batch_size=settings.batch_size, warmup_steps=settings.warmup_steps,
                evaluate_every=settings.evaluate_every, patience=settings.patience,
                checkpoint_every=settings.evaluate_every, seed=cell.seed, progress=False),
            self._examples(cell), self._development(cell))
        return {
            'trainable': result.parameters.trainable, 'parameters': result.parameters.total,
            'dev_loss': result.dev_loss, 'steps': result.steps,
            'best_step': result.best_step, 'train_seconds': result.seconds}

    def _contender(self, cell: Cell, folder: Path
                   ) -> tuple[FrozenLM, SoftPromptValue | None, Template]:
        """Return what is measured: a model, its soft prompt, and how it wants its texts."""
        lm, words = self.lm, self.tasks[cell.task].words
        if cell.method in SOFT:
            soft = SoftPrompt.load(folder)
            soft.check_fits(lm.identity)
            return lm, soft.value, soft.value.template
        if cell.method == 'empty':
            return lm, None, Template(bos=lm.tokenizer.bos_token_id is not None)
        if not cell.is_trained:  # words before the text are a prefix that nobody trained
            shots = [f'{words}{example.source}{example.target}{lm.tokenizer.eos_token}'
                     for example in self._examples(cell)]
            ids = lm.tokenizer(''.join([*shots, words]), add_special_tokens=False)['input_ids']
            return lm, KeyValuePrefix(lm.capture_prefix(ids)), Template()
        config = cell.config(words)
        template = Template(config.template, config.bos)
        if cell.method == 'full':
            return FrozenLM.load(folder, lm.device), None, template
        import peft
        model = peft.PeftModel.from_pretrained(FrozenLM.load(self.base, lm.device).model, folder)
        return FrozenLM(model.merge_and_unload(), lm.tokenizer, lm.identity), None, template


def _write(path: Path, record: dict[str, Any]) -> None:
    """Write JSON in a single step, so that a kill leaves no half file."""
    partial = path.with_suffix('.partial')
    partial.write_text(json.dumps(record, indent=2) + '\n', encoding='utf-8')
    partial.replace(path)
