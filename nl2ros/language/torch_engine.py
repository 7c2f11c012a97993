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

"""The reference engine: any FrozenLM with any soft prompt, in PyTorch, with a key/value cache."""

from collections.abc import Sequence

from nl2ros.language.frozen_lm import FrozenLM
from nl2ros.language.soft_prompt import SoftPromptValue
import numpy as np
import torch
from transformers import DynamicCache


class TorchEngine:
    """Reads one text at a time through a :class:`FrozenLM`; see decoding.Engine."""

    def __init__(self, lm: FrozenLM, soft: SoftPromptValue | None = None):
        self._lm = lm
        self.use(soft)

    def check(self, soft: SoftPromptValue) -> None:
        """Accept every value that fits the base."""

    def use(self, soft: SoftPromptValue | None) -> None:
        """Let another soft prompt precede every text from now on; forget the text."""
        self._soft = soft
        self.begin()

    def begin(self) -> None:
        """Forget the text; only the soft prompt precedes what comes."""
        self._cache, self._mask = None, None

    @torch.inference_mode()
    def append(self, tokens: Sequence[int]) -> np.ndarray:
        """Read token ids and return the logits (vocabulary,) of what follows."""
        ids = torch.tensor([list(tokens)], device=self._lm.device)
        new = torch.ones_like(ids)
        if self._mask is None:
            inputs, self._mask, cache = self._lm.start(ids, new, self._soft)
            self._cache = cache or DynamicCache(config=self._lm.model.config)
        else:
            inputs, self._mask = {'input_ids': ids}, torch.cat([self._mask, new], 1)
        logits = self._lm.step(inputs, self._mask, self._cache, keep=1)
        return logits[0, -1].float().cpu().numpy()
