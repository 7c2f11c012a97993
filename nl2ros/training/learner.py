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


"""What is trained: a prompt before a frozen base, or, as baselines, parts or all of a base."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nl2ros.errors import ConfigError
from nl2ros.language.frozen_lm import FrozenLM
from nl2ros.language.p_tuning_v1 import PTuningV1, PTuningV1Config
from nl2ros.language.p_tuning_v2 import PTuningV2, PTuningV2Config
from nl2ros.language.prompt_tuning import PromptTuning, PromptTuningConfig
from nl2ros.language.soft_prompt import SoftPrompt, SoftPromptValue
from nl2ros.language.template import Template
from nl2ros.training.config import LoraConfig, MethodConfig
from nl2ros.training.examples import Encoded
import torch
from torch import nn, Tensor


@dataclass(frozen=True)
class ParameterCount:
    """How many parameters are trained, and how many there are with the base."""

    trainable: int
    total: int

    @property
    def percent(self) -> float:
        """Return the trained share in percent."""
        return 100 * self.trainable / self.total

    def __str__(self) -> str:
        """Return the line of the report."""
        return f'trainable {self.trainable:,} of {self.total:,} parameters ({self.percent:.4f} %)'


class Learner(nn.Module):
    """
    The trained module and the loss it lowers.

    With a prompt, the base is reachable but no part of this module: nothing of it is synchronised
    between processes, stored in checkpoints or shown to the optimizer.
    """

    def __init__(self, method: MethodConfig, lm: FrozenLM) -> None:
        """Make the parameters that ``method`` trains; they alone require gradients."""
        super().__init__()
        self._lm = lm
        self.encoder: nn.Module | None = None
        self.template = Template('{text}')
        if isinstance(method, PromptTuningConfig):
            self.encoder = PromptTuning(method, lm)
        elif isinstance(method, PTuningV1Config):
            self.encoder = PTuningV1(method, lm)
        elif isinstance(method, PTuningV2Config):
            self.encoder = PTuningV2(method, lm)
        else:
            self.template = Template(method.template, method.bos)
            self.model = _unfreeze(method, lm)
        if self.encoder is not None:
            self.template = self.encoder.template

    def start_from(self, prompt: SoftPrompt) -> None:
        """
        Go on from a stored prompt, where the method trains its very values.

        :raises PromptMismatchError: it was made for another base
        :raises ConfigError: it is not what this method trains
        """
        prompt.check_fits(self._lm.identity)
        held = [] if self.encoder is None else list(self.encoder.parameters())
        shape = tuple(prompt.value.values.shape)
        if [tuple(value.shape) for value in held] != [shape] \
                or prompt.value.template != self.template:
            raise ConfigError(f'a {prompt.method} prompt of shape {shape} with the template '
                              f'{prompt.value.template.pattern!r} is not what this method trains')
        with torch.no_grad():
            held[0].copy_(torch.as_tensor(prompt.value.values))

    def forward(self, batch: Sequence[Encoded]) -> Tensor:
        """Return the summed loss (nats) over all target tokens of ``batch``."""
        ids, mask = self._lm.pad([row.ids for row in batch])
        width = ids.shape[1]
        lengths = torch.tensor([row.target_length for row in batch], device=ids.device)
        targets = torch.arange(width, device=ids.device) >= (width - lengths)[:, None]
        # The position before a token predicts it; only those meet the output layer.
        logits = self._lm.forward(ids, mask, self.value(), keep=targets.roll(-1, dims=1)
                                  & (torch.arange(width, device=ids.device) < width - 1))
        return nn.functional.cross_entropy(logits.float(), ids[targets], reduction='sum')

    def value(self) -> SoftPromptValue | None:
        """Return the soft prompt as it is now, or None where the base itself is trained."""
        return None if self.encoder is None else self.encoder()

    def save(self, folder: Path, method: str, task: str) -> None:
        """Store the prompt, the low-rank updates, or the changed base, each in its own format."""
        value = self.value()
        if value is not None:
            SoftPrompt(value, method, self._lm.identity, {'task': task}).save(folder)
        else:
            self._lm.model.save_pretrained(folder, safe_serialization=True)
            self._lm.tokenizer.save_pretrained(folder)

    def trainable(self) -> dict[str, nn.Parameter]:
        """Return the trained parameters by name."""
        return {name: value for name, value in self.named_parameters() if value.requires_grad}

    def count(self) -> ParameterCount:
        """Count the trained parameters and all, the base's included."""
        trainable = sum(value.numel() for value in self.trainable().values())
        base = sum(value.numel() for value in self._lm.model.parameters())
        return ParameterCount(trainable, base + (trainable if self.encoder is not None else 0))


def _unfreeze(method: MethodConfig, lm: FrozenLM) -> nn.Module:
    """Make the base in memory trainable, wholly or through low-rank updates."""
    if isinstance(method, LoraConfig):
        import peft
        lm.model = peft.get_peft_model(lm.model, peft.LoraConfig(
            task_type='CAUSAL_LM', r=method.rank, lora_alpha=method.alpha,
            target_modules='all-linear'))
    else:
        lm.model.requires_grad_(True)
    return lm.model.eval()
