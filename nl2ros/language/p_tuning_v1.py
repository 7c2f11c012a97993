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
P-Tuning v1: soft tokens between the words, made by a small recurrent encoder.

Liu et al. 2021, https://arxiv.org/abs/2103.10385. Only the encoder's output is ever stored.
"""

from dataclasses import dataclass

from nl2ros.errors import ConfigError
from nl2ros.language.frozen_lm import FrozenLM
from nl2ros.language.soft_prompt import Embeddings
from nl2ros.language.template import Template
import torch
from torch import nn


@dataclass(frozen=True)
class PTuningV1Config:
    """
    Where the soft tokens stand, and how wide the encoder is.

    ``template`` is a pattern such as ``[P3] Command: [P3] {text} [P4]``; ``hidden`` is the width
    of the LSTM's two directions together and of the projection, by default that of the base.
    """

    template: str = '[P10] {text} [P10]'
    hidden: int | None = None
    bos: bool = False

    def __post_init__(self) -> None:
        """Reject a template without soft tokens and a width that two directions cannot share."""
        if not Template(self.template).soft_tokens:
            raise ConfigError(f'template={self.template!r} has no soft tokens')
        if self.hidden is not None and (self.hidden < 2 or self.hidden % 2):
            raise ConfigError(f'hidden={self.hidden!r} must be even and positive')

    @property
    def tokens(self) -> int:
        """Count the soft tokens of the template."""
        return Template(self.template).soft_tokens


class PTuningV1(nn.Module):
    """A table (P, hidden size), a bidirectional two-layer LSTM over it, a two-layer projection."""

    def __init__(self, config: PTuningV1Config, lm: FrozenLM) -> None:
        """Build the encoder; its output starts as wide as the vocabulary of ``lm``."""
        super().__init__()
        self.template = Template(config.template, config.bos)
        table = lm.model.get_input_embeddings().weight
        size = table.shape[1]
        hidden = config.hidden or size + size % 2
        self.embedding = nn.Parameter(torch.randn(config.tokens, size))
        self.lstm = nn.LSTM(size, hidden // 2, num_layers=2, bidirectional=True, batch_first=True)
        self.projection = nn.Sequential(
            nn.Linear(hidden, hidden), nn.ReLU(), nn.Linear(hidden, size))
        self.to(table.device)

    def forward(self) -> Embeddings:
        """Return the soft tokens (P, hidden size) and where they stand."""
        states, _ = self.lstm(self.embedding[None])
        return Embeddings(self.projection(states)[0], self.template)
