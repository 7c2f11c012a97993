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
Teach the shipped prompt a user's own places and ways to speak, without forgetting the rest.

The prompt goes on from where it is, on a mix: the user's sentences and variants of them, shipped
sentences with the user's places in them, and shipped sentences as they are. What is held out of
each (adapt_data.py) is measured before and after, so that it shows if anything was forgotten.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nl2ros.errors import ConfigError
from nl2ros.language.p_tuning_v2 import PTuningV2Config
from nl2ros.language.prompt_tuning import PromptTuningConfig
from nl2ros.language.soft_prompt import KeyValuePrefix, SoftPrompt
from nl2ros.language.translator import Translator
from nl2ros.training.adapt_data import AdaptationData, REST
from nl2ros.training.config import MethodConfig, TrainConfig
from nl2ros.training.evaluate import evaluate, Outcome
from nl2ros.training.train import train, TrainResult

if TYPE_CHECKING:
    from rich.table import Table


@dataclass(frozen=True)
class Settings:
    """How the prompt is trained on; the rate is below that of training from nothing."""

    steps: int = 240
    batch_size: int = 32
    learning_rate: float = 2e-2
    seed: int = 0


@dataclass(frozen=True)
class Adaptation:
    """What came of it: (right, all) by set before and after, and what is still wrong."""

    before: dict[str, tuple[int, int]]
    after: dict[str, tuple[int, int]]
    mistakes: list[Outcome]
    training: TrainResult


def adapt(data: AdaptationData, models: Path, out: Path, prompt: str = 'command',
          settings: Settings = Settings()) -> Adaptation:
    """
    Train a prompt in ``out`` that goes on from ``models``/prompts/``prompt``.

    :raises ConfigError: the prompt is one that cannot be trained on
    """
    start = models / 'prompts' / prompt
    method = _method_of(SoftPrompt.load(start))
    tests = data.tests()
    before = evaluate(Translator.load(models, prompt), tests)
    result = train(
        TrainConfig(
            base=str(models / 'base'), out=out, method=method, start=start,
            max_steps=settings.steps, batch_size=settings.batch_size,
            learning_rate=settings.learning_rate, warmup_steps=min(10, settings.steps),
            evaluate_every=max(settings.steps // 4, 1), seed=settings.seed),
        data.examples(settings.seed), data.development())
    after = evaluate(Translator.load(models, str(out.resolve())), tests)
    mistakes = [outcome for outcome in after.mistakes() if outcome.gold.kind != REST]
    return Adaptation(before.kinds(), after.kinds(), mistakes, result)


def _method_of(prompt: SoftPrompt) -> MethodConfig:
    """Return the configuration that trains a stored prompt's very values."""
    template = prompt.value.template
    if isinstance(prompt.value, KeyValuePrefix):
        return PTuningV2Config(prompt.value.tokens, bos=template.bos)
    if not template.only_prepends:
        raise ConfigError(f'a {prompt.method} prompt between words, {template.pattern!r}, cannot '
                          'be trained on: its encoder is not stored')
    return PromptTuningConfig(template.soft_tokens, bos=template.bos)


def scorecard(done: Adaptation) -> 'Table':
    """Return before and after as a table for the terminal."""
    from rich.table import Table
    shown = Table('exact on (held out)', 'before', 'after', 'of')
    for name, (right, total) in done.after.items():
        first = done.before[name][0]
        shown.add_row(name, f'{100 * first / total:.1f} %', f'{100 * right / total:.1f} %',
                      str(total))
    return shown
