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
P-Tuning v2: trainable keys and values before the text in every layer.

Liu et al. 2022, https://arxiv.org/abs/2110.07602, after the prefix tuning of Li and Liang 2021,
https://arxiv.org/abs/2101.00190.
"""

from dataclasses import dataclass
from typing import Literal

from nl2ros.errors import ConfigError
from nl2ros.language.frozen_lm import FrozenLM
from nl2ros.language.prompt_tuning import tokens_of
from nl2ros.language.soft_prompt import KeyValuePrefix
from nl2ros.language.template import Template
import torch
from torch import nn


@dataclass(frozen=True)
class PTuningV2Config:
    """
    How long the prefix is, where it starts, and whether an encoder makes it.

    ``activations`` starts from the base's own keys and values on ``text`` (by far the best on
    small bases); ``reparameterize`` trains an embedding and a two-layer network of width
    ``hidden`` (default: the base's) instead of the prefix itself, folded away when saved.
    """

    tokens: int = 20
    init: Literal['activations', 'random'] = 'random'
    text: str | None = None
    reparameterize: bool = False
    hidden: int | None = None
    bos: bool = False

    def __post_init__(self) -> None:
        """Reject values that contradict each other."""
        if self.tokens < 1:
            raise ConfigError(f'tokens={self.tokens!r} must be at least 1')
        if self.init not in ('activations', 'random'):
            raise ConfigError(f'init={self.init!r} must be activations or random')
        if (self.init == 'activations') != bool(self.text):
            raise ConfigError(f'init={self.init!r} contradicts text={self.text!r}: text is given '
                              "with init='activations' and only then")
        if self.reparameterize and self.init != 'random':
            raise ConfigError(f'init={self.init!r} contradicts reparameterize=True: a network '
                              'cannot be started from given keys and values')
        if self.hidden is not None and (self.hidden < 1 or not self.reparameterize):
            raise ConfigError(f'hidden={self.hidden!r} is the width of the network of '
                              f'reparameterize={self.reparameterize!r}, at least 1')


class PTuningV2(nn.Module):
    """A prefix (layers, 2, kv heads, P, head dim), held directly or made by a network."""

    def __init__(self, config: PTuningV2Config, lm: FrozenLM) -> None:
        """Start the prefix as ``config`` says; grouped-query attention has fewer kv heads."""
        super().__init__()
        base = lm.identity
        self.template = Template(bos=config.bos)
        self.shape = (base.layers, 2, base.kv_heads, base.head_dim)
        if config.reparameterize:
            hidden = config.hidden or base.hidden_size
            self.network = nn.Sequential(
                nn.Embedding(config.tokens, base.hidden_size), nn.Linear(base.hidden_size, hidden),
                nn.Tanh(), nn.Linear(hidden, torch.Size(self.shape).numel()))
            self.register_buffer('rows', torch.arange(config.tokens), persistent=False)
        elif config.init == 'activations':
            start = lm.capture_prefix(tokens_of(config.text, config.tokens, lm))
            self.prefix = nn.Parameter(start.float().clone())
        else:
            self.prefix = nn.Parameter(torch.randn(*self.shape[:3], config.tokens, self.shape[3]))
        self.to(lm.device)

    def forward(self) -> KeyValuePrefix:
        """Return the prefix of all layers."""
        if not hasattr(self, 'network'):
            return KeyValuePrefix(self.prefix, self.template)
        flat = self.network(self.rows)
        return KeyValuePrefix(flat.view(-1, *self.shape).permute(1, 2, 3, 0, 4), self.template)
