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
The only training loop: every method, one process or many, CPU or GPU, from nothing or resumed.

It minimises the mean loss over target tokens of each batch. It knows neither tasks nor methods:
examples come in, a Learner says what is trained, the best state on the dev split is saved.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
import hashlib
import math
from pathlib import Path
import time

from accelerate import Accelerator
from nl2ros.language.frozen_lm import FrozenLM
from nl2ros.language.soft_prompt import SoftPrompt, SoftPromptValue
from nl2ros.training.checkpoint import load_checkpoint, Progress, save_checkpoint
from nl2ros.training.config import TrainConfig
from nl2ros.training.examples import (
    encode_examples, Encoded, epoch_batches, Example, fingerprint, sorted_batches,
)
from nl2ros.training.learner import Learner, ParameterCount
from nl2ros.training.report import CURVE, draw_curve, Metrics, progress_bar, write_card
import torch

# Higher is better; called on the main process with the model as it is at that moment.
Metric = Callable[[FrozenLM, SoftPromptValue | None], float]
CHECKPOINT = 'checkpoint.safetensors'
LOG_EVERY = 10
# Where a run writes and how it shows and speeds itself do not change what it computes.
NOT_PART_OF_A_RUN = ('out', 'start', 'progress', 'compile_base', 'device', 'checkpoint_every')


@dataclass(frozen=True)
class TrainResult:
    """The outcome: scores of the best step, which is what ``out`` holds."""

    out: Path
    steps: int
    best_step: int
    dev_loss: float
    metric: float | None
    parameters: ParameterCount
    seconds: float


def train(config: TrainConfig, examples: Sequence[Example], dev: Sequence[Example], *,
          metric: Metric | None = None) -> TrainResult:
    """
    Train as ``config`` says and save the best state, its metrics and its card in ``config.out``.

    A checkpoint of the same run in ``config.out`` is continued exactly. With ``metric`` the best
    state is the one that scores highest, otherwise the one of the lowest dev loss.

    :raises DataError: an example cannot be used; the message names its origin.
    :raises ConfigError: the checkpoint in ``config.out`` is of another run.
    :raises ModelError: the base cannot be loaded.
    """
    # Said outright, since with neither flag nor GPU launched processes would not find each other.
    accelerator = Accelerator(cpu=config.device == 'cpu' or not torch.accelerator.is_available())
    torch.manual_seed(config.seed)
    lm = FrozenLM.load(config.base, accelerator.device, getattr(torch, config.dtype))
    learner = Learner(config.method, lm)
    if config.start is not None:
        learner.start_from(SoftPrompt.load(config.start))
    encoded = [encode_examples(rows, lm, learner.template, config.max_tokens)
               for rows in (examples, dev)]
    if config.compile_base:
        lm.model.compile(dynamic=True)
    run = _Run(config, accelerator, lm, learner, *encoded, metric)
    run.resume()
    with run.recording():
        run.train()
        return run.finish()


def learning_rate(step: int, total: int, config: TrainConfig) -> float:
    """Return the rate of update ``step`` (from 0): linear warm-up, then a cosine."""
    if step < config.warmup_steps:
        return config.learning_rate * (step + 1) / config.warmup_steps
    share = (step - config.warmup_steps) / max(1, total - config.warmup_steps)
    cosine = 0.5 * (1 + math.cos(math.pi * min(1.0, share)))
    return config.learning_rate * (
        config.final_rate_share + (1 - config.final_rate_share) * cosine)


class _Run:
    """One run's parts and progress."""

    def __init__(self, config: TrainConfig, accelerator: Accelerator, lm: FrozenLM,
                 learner: Learner, encoded: list[Encoded], dev: list[Encoded],
                 metric: Metric | None) -> None:
        self.config, self.accelerator, self.lm, self.learner = config, accelerator, lm, learner
        self.encoded, self.metric = encoded, metric
        self.dev_size = len(dev)
        self.dev_batches = sorted_batches(dev, config.batch_size)
        self.parameters = learner.trainable()
        self.optimizer = torch.optim.AdamW(
            self.parameters.values(), lr=config.learning_rate, weight_decay=config.weight_decay)
        self.module = accelerator.prepare(learner)
        self.epoch_steps = math.ceil(len(encoded) / config.batch_size)
        bounds = (config.epochs and config.epochs * self.epoch_steps, config.max_steps)
        self.total = min(bound for bound in bounds if bound is not None)
        self.evaluate_every = config.evaluate_every or self.epoch_steps
        self.checkpoint = config.out / CHECKPOINT
        self.identity = {
            **{key: value for key, value in config.to_json().items()
               if key not in NOT_PART_OF_A_RUN},
            'start': self._start_name(),
            'base': lm.identity.to_json() | {'name': ''},  # it is for people, not compared
            'examples': fingerprint(encoded), 'dev examples': fingerprint(dev)}
        self.progress = Progress()
        self.best = self._snapshot()
        self.metrics: Metrics | None = None

    def _start_name(self) -> str | None:
        """Return the name of the prompt that the run goes on from, and a hash of it."""
        if self.config.start is None:
            return None
        values = b''.join(value.detach().cpu().numpy().tobytes()
                          for value in self.parameters.values())
        return f'{Path(self.config.start).name} {hashlib.sha256(values).hexdigest()[:8]}'

    def resume(self) -> None:
        """Continue from the checkpoint, if there is one."""
        if self.checkpoint.is_file():
            self.progress, self.best = load_checkpoint(
                self.checkpoint, self.parameters, self.optimizer, self.identity)
            if not self.accelerator.is_main_process:
                self.progress.window_loss = 0.0

    @contextmanager
    def recording(self) -> Iterator[None]:
        """Keep the metrics file open, on the main process only."""
        if self.accelerator.is_main_process:
            self.metrics = Metrics(self.config.out, self.progress.step)
        try:
            yield
        finally:
            if self.metrics:
                self.metrics.close()

    def train(self) -> None:
        """Update until the steps are done or the dev split has not improved for long enough."""
        config, progress = self.config, self.progress
        main = self.accelerator.is_main_process
        started = time.monotonic() - progress.seconds
        title = f'{config.method_name} for {config.task}'
        with progress_bar(title, self.total, progress.step, main and config.progress) as show:
            while progress.step < self.total and progress.rounds < config.patience:
                loss, rate = self._update()
                progress.seconds = time.monotonic() - started
                show(progress.step, loss, rate)
                if progress.step % LOG_EVERY == 0:
                    self._log(rate)
                if progress.step % self.evaluate_every == 0 or progress.step == self.total:
                    self._evaluate()
                if progress.step % config.checkpoint_every == 0:
                    self._keep()

    def finish(self) -> TrainResult:
        """Go back to the best state, save it with its card, and remove the checkpoint."""
        with torch.no_grad():
            for name, value in self.parameters.items():
                value.copy_(self.best[name])
        progress = self.progress
        result = TrainResult(
            self.config.out, progress.step, progress.best_step, progress.best_loss,
            None if self.metric is None else -progress.best_score, self.learner.count(),
            progress.seconds)
        if self.accelerator.is_main_process:
            self._save(result)
            self.checkpoint.unlink(missing_ok=True)
        self.accelerator.wait_for_everyone()
        return result

    def _update(self) -> tuple[float, float]:
        """Do one optimizer step; return the loss on this process's share and the rate."""
        progress = self.progress
        epoch, position = divmod(progress.step, self.epoch_steps)
        if position == 0 or not hasattr(self, 'batches'):
            self.batches = epoch_batches(
                self.encoded, self.config.batch_size, self.config.seed, epoch)
        batch = self.batches[position]
        rate = learning_rate(progress.step, self.total, self.config)
        for group in self.optimizer.param_groups:
            group['lr'] = rate
        tokens = sum(row.target_length for row in batch)
        loss = self._summed_loss(batch)
        # Gradients are averaged over processes; the mean that counts is over all tokens.
        self.accelerator.backward(loss * (self.accelerator.num_processes / tokens))
        torch.nn.utils.clip_grad_norm_(self.parameters.values(), self.config.clip_norm)
        self.optimizer.step()
        self.optimizer.zero_grad()
        progress.step += 1
        progress.window_loss += loss.item()
        progress.window_tokens += tokens
        return loss.item() * self.accelerator.num_processes / tokens, rate

    def _summed_loss(self, batch: list[Encoded]) -> torch.Tensor:
        """Return the summed loss of this process's share of a batch, 0 for an empty share."""
        accelerator = self.accelerator
        share = batch[accelerator.process_index::accelerator.num_processes]
        # Every process must take part in every step, so an idle one repeats a row for nothing.
        return self.module(share) if share else self.module(batch[:1]) * 0

    def _log(self, rate: float) -> None:
        """Record the mean loss since the last time."""
        progress = self.progress
        loss = self._sum_over_processes(progress.window_loss) / progress.window_tokens
        progress.window_loss, progress.window_tokens = 0.0, 0
        if self.metrics:
            self.metrics.add(progress.step, loss=loss, rate=rate,
                             seconds=round(progress.seconds, 3))

    def _evaluate(self) -> None:
        """Score the dev split and keep the state if it is the best so far."""
        progress = self.progress
        with torch.no_grad():
            local = sum(self._summed_loss(batch).item() for batch in self.dev_batches)
        loss = self._sum_over_processes(local) / sum(
            row.target_length for batch in self.dev_batches for row in batch)
        record = {'dev_loss': loss}
        score = loss
        if self.metric is not None:
            main = self.accelerator.is_main_process
            with torch.no_grad():
                value = self.metric(self.lm, self.learner.value()) if main else 0.0
            record['metric'] = self._sum_over_processes(value)
            score = -record['metric']
        progress.rounds += 1
        if score < progress.best_score:
            progress.best_score, progress.best_loss = score, loss
            progress.best_step, progress.rounds = progress.step, 0
            self.best = self._snapshot()
        if self.metrics:
            self.metrics.add(progress.step, **record)

    def _keep(self) -> None:
        """Write a checkpoint, from the main process, with what the others have summed up."""
        progress = self.progress
        total = self._sum_over_processes(progress.window_loss)
        progress.window_loss = total if self.accelerator.is_main_process else 0.0
        if self.accelerator.is_main_process:
            save_checkpoint(self.checkpoint, progress, self.parameters, self.best, self.optimizer,
                            self.identity)

    def _snapshot(self) -> dict[str, torch.Tensor]:
        return {name: value.detach().clone() for name, value in self.parameters.items()}

    def _sum_over_processes(self, value: float) -> float:
        tensor = torch.tensor(value, dtype=torch.float32, device=self.accelerator.device)
        return self.accelerator.reduce(tensor, 'sum').item()

    def _save(self, result: TrainResult) -> None:
        """Write the prompt (or the changed base), the curve and the card."""
        config, out = self.config, self.config.out
        settings = {key: value for key, value in self.identity.items()
                    if key not in ('base', 'examples', 'dev examples')}
        self.learner.save(out, config.method_name, config.task)
        draw_curve(self.metrics.lines, f'{config.method_name}, {config.task}', out / CURVE)
        outcome = {key: value for key, value in asdict(result).items()
                   if key not in ('out', 'parameters')}
        write_card(out, {
            'settings': settings, 'result': outcome, 'base': str(self.lm.identity),
            'base_name': self.lm.identity.name, 'frozen': self.learner.encoder is not None,
            'parameters': str(result.parameters), 'examples': len(self.encoded),
            'dev_examples': self.dev_size,
            'device': f'{self.accelerator.num_processes} x {self.accelerator.device.type}'})
