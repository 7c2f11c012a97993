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
Prompt tuning: trainable input embeddings before the text.

Lester et al. 2021, https://arxiv.org/abs/2104.08691.
"""

from dataclasses import dataclass
from typing import Literal

from nl2ros.errors import ConfigError
from nl2ros.language.frozen_lm import FrozenLM
from nl2ros.language.soft_prompt import Embeddings
from nl2ros.language.template import Template
import torch
from torch import nn


@dataclass(frozen=True)
class PromptTuningConfig:
    """
    How many soft tokens, and where they start.

    ``random`` draws from a normal distribution as wide as the vocabulary's embeddings,
    ``sample_vocab`` takes random tokens of it, ``text`` the tokens of ``text``, repeated or cut.
    """

    tokens: int = 20
    init: Literal['random', 'text', 'sample_vocab'] = 'random'
    text: str | None = None
    bos: bool = False

    def __post_init__(self) -> None:
        """Reject values that contradict each other."""
        if self.tokens < 1:
            raise ConfigError(f'tokens={self.tokens!r} must be at least 1')
        if self.init not in ('random', 'text', 'sample_vocab'):
            raise ConfigError(f'init={self.init!r} must be random, text or sample_vocab')
        if (self.init == 'text') != bool(self.text):
            raise ConfigError(f'init={self.init!r} contradicts text={self.text!r}: text is given '
                              "with init='text' and only then")


class PromptTuning(nn.Module):
    """The trainable table (P, hidden size) of Lester et al."""

    def __init__(self, config: PromptTuningConfig, lm: FrozenLM) -> None:
        """Start the table as ``config`` says, from the vocabulary of ``lm``."""
        super().__init__()
        self.template = Template.prefix(config.tokens, config.bos)
        table = lm.model.get_input_embeddings().weight.detach().float()
        if config.init == 'random':
            start = torch.randn(config.tokens, table.shape[1]).to(table) * table.std()
        elif config.init == 'sample_vocab':
            start = table[torch.randint(len(table), (config.tokens,))]
        else:
            start = table[tokens_of(config.text, config.tokens, lm)]
        self.embedding = nn.Parameter(start.clone())

    def forward(self) -> Embeddings:
        """Return the soft tokens (P, hidden size), before the text."""
        return Embeddings(self.embedding, self.template)


def tokens_of(text: str, count: int, lm: FrozenLM) -> list[int]:
    """Return exactly ``count`` token ids of ``text``, repeated or cut as needed."""
    ids = lm.tokenizer(text, add_special_tokens=False)['input_ids']
    if not ids:
        raise ConfigError(f'text={text!r} has no tokens to start from')
    return (ids * (count // len(ids) + 1))[:count]
