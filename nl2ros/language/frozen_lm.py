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
A frozen causal language model: load, place a soft prompt, compute logits, generate.

It does not know how prompts are trained, which method made one, or what the text means.
"""

from collections.abc import Sequence
import hashlib
from pathlib import Path
from typing import Any

from nl2ros.errors import ModelError
from nl2ros.language.identity import BaseIdentity, find_base
from nl2ros.language.soft_prompt import Embeddings, KeyValuePrefix, SoftPromptValue
from nl2ros.language.template import Template
import torch
from torch import Tensor
from transformers import AutoModelForCausalLM, AutoTokenizer, DynamicCache


class FrozenLM:
    """
    Any Hugging Face causal LM with its tokenizer; no parameter of it ever changes here.

    Batches are padded on the left, positions are counted from each row's first real token, and a
    soft token k stands in ``input_ids`` as ``soft_start + k``: a further row of the table.
    """

    def __init__(self, model: Any, tokenizer: Any, identity: BaseIdentity) -> None:
        """Freeze ``model`` (a transformers causal LM) and keep its tokenizer beside it."""
        self.model = model.eval().requires_grad_(False)
        self.tokenizer = tokenizer
        self.identity = identity

    @classmethod
    def load(cls, base: str | Path, device: str | torch.device = 'cpu',
             dtype: torch.dtype = torch.float32, **options: Any) -> 'FrozenLM':
        """
        Load a base from a local folder or from the Hugging Face hub, safetensors only.

        ``options`` go to ``from_pretrained``: ``quantization_config``, ``attn_implementation``.

        :raises ModelError: it is missing, damaged, pickled, or not a causal LM.
        """
        folder, name = find_base(base)
        identity = BaseIdentity.of_folder(folder, name)
        try:
            model = AutoModelForCausalLM.from_pretrained(
                folder, dtype=dtype, use_safetensors=True, local_files_only=True,
                trust_remote_code=False, **options)
            tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            raise ModelError(f'{base} cannot be loaded as a causal LM: {error}') from error
        if 'quantization_config' not in options:
            model = model.to(device)
        return cls(model, tokenizer, identity)

    @property
    def soft_start(self) -> int:
        """Return the number of rows of the embedding table, the id of soft token 0."""
        return self.model.get_input_embeddings().weight.shape[0]

    @property
    def device(self) -> torch.device:
        """Return where the model computes."""
        return self.model.device

    def fingerprint(self) -> str:
        """Hash all parameters in memory; equal before and after any training of a prompt."""
        digest = hashlib.sha256()
        for name, value in sorted(self.model.state_dict().items()):
            digest.update(name.encode())
            digest.update(value.detach().cpu().contiguous().view(torch.uint8).numpy())
        return digest.hexdigest()

    def encode(self, texts: Sequence[str], template: Template = Template()
               ) -> tuple[Tensor, Tensor]:
        """Return ids and attention mask, each (B, T), of texts in ``template``, left-padded."""
        return self.pad([template.encode(self.tokenizer, text, self.soft_start)
                         for text in texts])

    def pad(self, rows: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
        """Return ids and attention mask, each (B, T), of rows of ids, left-padded."""
        length = max(map(len, rows))
        # Padding is masked everywhere, so any id will do.
        ids = torch.tensor([[0] * (length - len(row)) + list(row) for row in rows])
        mask = torch.tensor([[0] * (length - len(row)) + [1] * len(row) for row in rows])
        return ids.to(self.device), mask.to(self.device)

    def forward(self, input_ids: Tensor, attention_mask: Tensor,
                soft: SoftPromptValue | None = None, *, keep: int | Tensor = 0) -> Tensor:
        """
        Return logits (B, T, vocabulary) of ids (B, T) under a mask (B, T) of ones and zeros.

        ``keep`` n > 0 keeps only the last n positions; a bool mask (B, T) only those it marks,
        (N, vocabulary). Gradients reach ``soft``.
        """
        inputs, mask, cache = self.start(input_ids, attention_mask, soft)
        return self.step(inputs, mask, cache, keep)

    @torch.inference_mode()
    def generate(self, input_ids: Tensor, attention_mask: Tensor,
                 soft: SoftPromptValue | None = None, *, max_new_tokens: int = 64,
                 eos_token_id: int | None = None) -> list[list[int]]:
        """
        Continue each row greedily until ``eos_token_id`` (default: the tokenizer's), left out.

        :raises ValueError: a row ends in padding; batches must be padded on the left.
        """
        if not bool(attention_mask[:, -1].all()):
            raise ValueError('attention_mask ends in a 0: batches must be padded on the left')
        eos = self.tokenizer.eos_token_id if eos_token_id is None else eos_token_id
        inputs, mask, cache = self.start(input_ids, attention_mask, soft)
        cache = DynamicCache(config=self.model.config) if cache is None else cache
        rows: list[list[int]] = [[] for _ in range(len(input_ids))]
        running = set(range(len(rows)))
        for _ in range(max_new_tokens):
            token = self.step(inputs, mask, cache, keep=1)[:, -1].argmax(-1)
            for row, value in enumerate(token.tolist()):
                if row in running and value == eos:
                    running.discard(row)
                elif row in running:
                    rows[row].append(value)
            if not running:
                break
            inputs = {'input_ids': token[:, None]}
            mask = torch.cat([mask, mask.new_ones(len(rows), 1)], 1)
        return rows

    def capture_prefix(self, ids: Sequence[int]) -> Tensor:
        """Return the base's own keys and values (L, 2, kv heads, P, head dim) of P tokens."""
        with torch.no_grad():
            cache = DynamicCache()
            row = torch.tensor([list(ids)], device=self.device)
            self.step({'input_ids': row}, torch.ones_like(row), cache, keep=1)
        return torch.stack([torch.cat([layer.keys, layer.values]) for layer in cache.layers])

    def start(self, ids: Tensor, mask: Tensor, soft: SoftPromptValue | None
              ) -> tuple[dict[str, Tensor], Tensor, DynamicCache | None]:
        """
        Bring the prompt in: the only place that asks which kind of value it is.

        Returns the first inputs of ``step``, the mask over prompt and text, and the cache that a
        prefix begins, or None.
        """
        if isinstance(soft, KeyValuePrefix):
            values = self._like_base(soft.values)
            cache = DynamicCache(config=self.model.config)
            for layer, pair in enumerate(values):
                keys, states = pair[:, None].expand(-1, len(ids), -1, -1, -1)
                cache.update(keys, states, layer)
            mask = torch.cat([mask.new_ones(len(ids), soft.tokens), mask], 1)
            return {'input_ids': ids}, mask, cache
        if isinstance(soft, Embeddings):
            return {'inputs_embeds': self._place(ids, self._like_base(soft.values))}, mask, None
        return {'input_ids': ids}, mask, None

    def step(self, inputs: dict[str, Tensor], mask: Tensor, cache: DynamicCache | None,
             keep: int | Tensor) -> Tensor:
        """Run the base on the positions after the cache; ``mask`` covers cache and inputs."""
        length = next(iter(inputs.values())).shape[1]
        positions = (mask.cumsum(-1) - 1).clamp(min=0)[:, -length:]
        return self.model(**inputs, attention_mask=mask, position_ids=positions,
                          past_key_values=cache, use_cache=cache is not None,
                          logits_to_keep=keep).logits

    def _place(self, ids: Tensor, values: Tensor) -> Tensor:
        """Return embeddings (B, T, D) with row k of ``values`` where the id is soft_start + k."""
        soft = ids - self.soft_start
        is_soft = soft >= 0
        if not bool(is_soft.any(-1).all()):
            raise ValueError('input_ids without soft tokens: encode the text with the template of '
                             'its prompt')
        words = self.model.get_input_embeddings()(ids.masked_fill(is_soft, 0))
        return torch.where(is_soft[..., None], values[soft.clamp(min=0)], words)

    def _like_base(self, values: Any) -> Tensor:
        """Return prompt values as a tensor of the base's type on its device."""
        return torch.as_tensor(values).to(self.device, self.model.dtype)
