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
The soft prompt as an artifact: what it holds, how it is stored, whether it fits a base model.

On disk it is a PEFT adapter (``adapter_config.json``, ``adapter_model.safetensors``), so prompts
trained with plain PEFT load here and ours load there, plus ``nl2ros.json`` with the identity of
the base and the template. Soft tokens between words have no PEFT form: such a prompt is stored
without ``adapter_config.json``, so that PEFT refuses it instead of silently prepending.

Loading needs neither torch nor PEFT; values are numpy arrays then, and tensors while training.
"""

from dataclasses import dataclass, field
import json
from pathlib import Path
from typing import Any, TYPE_CHECKING, Union

from nl2ros.errors import ModelError, PromptMismatchError
from nl2ros.language.identity import BaseIdentity, read_json
from nl2ros.language.template import Template

if TYPE_CHECKING:
    import numpy
    import torch

    Array = Union[numpy.ndarray, torch.Tensor]

ADAPTER_CONFIG = 'adapter_config.json'
ADAPTER_WEIGHTS = 'adapter_model.safetensors'
OUR_RECORD = 'nl2ros.json'
RECORD_VERSION = 1
PEFT_TYPES = {'PROMPT_TUNING': 'prompt_tuning', 'P_TUNING': 'p_tuning_v1',
              'PREFIX_TUNING': 'p_tuning_v2'}


@dataclass(frozen=True)
class Embeddings:
    """Input embeddings of the soft tokens, shape (P, hidden size), placed by the template."""

    values: 'Array'
    template: Template

    def __post_init__(self) -> None:
        """Reject a number of rows that is not the number of soft tokens."""
        if len(self.values.shape) != 2 or self.values.shape[0] != self.template.soft_tokens:
            raise ModelError(f'{self.template.soft_tokens} soft tokens in {self.template.pattern!r}'
                             f' but values of shape {tuple(self.values.shape)}')


@dataclass(frozen=True)
class KeyValuePrefix:
    """
    Keys and values that precede the text in every layer, shape (layers, 2, kv heads, P, head dim).

    Keys are as the cache holds them, so after any rotary embedding; the text starts at position P.
    """

    values: 'Array'
    template: Template = field(default_factory=Template)

    def __post_init__(self) -> None:
        """Reject another shape, and soft tokens in the text besides."""
        if len(self.values.shape) != 5 or self.values.shape[1] != 2:
            raise ModelError('a key/value prefix has shape (layers, 2, kv heads, P, head dim), not '
                             f'{tuple(self.values.shape)}')
        if self.template.soft_tokens:
            raise ModelError(f'a key/value prefix cannot have {self.template.pattern!r}')

    @property
    def tokens(self) -> int:
        """Return P, the length of the prefix."""
        return self.values.shape[3]


SoftPromptValue = Union[Embeddings, KeyValuePrefix]


@dataclass(frozen=True)
class SoftPrompt:
    """
    A trained prompt: its value, the method that made it, and the base it was made for.

    ``base`` is None for a prompt that plain PEFT wrote; then only shapes can be checked. ``about``
    is free JSON (task, data, scores) that travels with the prompt.
    """

    value: SoftPromptValue
    method: str
    base: BaseIdentity | None = None
    about: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: str | Path) -> 'SoftPrompt':
        """
        Read a prompt from a folder written by ``save`` or by PEFT.

        :raises ModelError: a file is missing or damaged, is a pickle, or is no soft prompt.
        """
        folder = Path(folder)
        record = read_json(folder / OUR_RECORD) if (folder / OUR_RECORD).is_file() else {}
        if record.get('version', RECORD_VERSION) != RECORD_VERSION:
            raise ModelError(f'{folder / OUR_RECORD}: version {record["version"]!r}, '
                             f'expected {RECORD_VERSION}')
        matrix = _read_matrix(folder / ADAPTER_WEIGHTS)
        if record and not (folder / ADAPTER_CONFIG).is_file():
            method, shape = record.get('method'), None
        else:
            config = read_json(folder / ADAPTER_CONFIG)
            method, shape = _read_config(config, folder / ADAPTER_CONFIG)
        pattern = record.get('template') or (
            '{text}' if shape else Template.prefix(len(matrix)).pattern)
        template = Template(pattern, bool(record.get('bos', False)))
        base = record.get('base')
        return cls(
            value=(KeyValuePrefix(_unflatten(matrix, *shape, folder), template)
                   if shape else Embeddings(matrix, template)),
            method=method,
            base=None if base is None else BaseIdentity.from_json(base, folder / OUR_RECORD),
            about=record.get('about', {}))

    def save(self, folder: str | Path) -> None:
        """Write the prompt into ``folder``; it must know its base (ModelError otherwise)."""
        from safetensors.numpy import save
        if self.base is None:
            raise ModelError(f'a {self.method} prompt is only saved together with its base')
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        values = _to_numpy(self.value.values)
        prefix = isinstance(self.value, KeyValuePrefix)
        (folder / ADAPTER_WEIGHTS).write_bytes(save(
            {'prompt_embeddings': _flatten(values) if prefix else values}, {'format': 'pt'}))
        if prefix or self.value.template.only_prepends:
            _write_json(folder / ADAPTER_CONFIG, self._peft_config())
        else:
            (folder / ADAPTER_CONFIG).unlink(missing_ok=True)
        _write_json(folder / OUR_RECORD, {
            'version': RECORD_VERSION, 'method': self.method,
            'template': self.value.template.pattern, 'bos': self.value.template.bos,
            'base': self.base.to_json(), 'about': self.about})

    def check_fits(self, base: BaseIdentity) -> None:
        """
        Make sure that the prompt belongs to ``base``.

        :raises PromptMismatchError: it was made for another one; the message names both.
        """
        if self.base is not None and (different := self.base.differences(base)):
            raise PromptMismatchError(
                f'this {self.method} prompt was made for {self.base}, not for {base}: '
                f'{", ".join(different)} differ')
        shape = tuple(self.value.values.shape)
        if isinstance(self.value, KeyValuePrefix):
            wanted = (base.layers, 2, base.kv_heads, shape[3], base.head_dim)
        else:
            wanted = (shape[0], base.hidden_size)
        if shape != wanted:
            raise PromptMismatchError(f'this {self.method} prompt of shape {shape} does not fit '
                                      f'{base}, which needs {wanted}')

    def _peft_config(self) -> dict[str, Any]:
        """Return what PEFT's ``save_pretrained`` would write for this prompt."""
        shape = self.value.values.shape
        config = {
            'peft_type': next(key for key, name in PEFT_TYPES.items() if name == self.method),
            'task_type': 'CAUSAL_LM', 'inference_mode': True, 'auto_mapping': None,
            'base_model_name_or_path': self.base.name, 'revision': None,
            'num_transformer_submodules': 1, 'num_layers': self.base.layers}
        if isinstance(self.value, KeyValuePrefix):
            width = self.base.kv_heads * self.base.head_dim
            return config | {
                'num_virtual_tokens': shape[3], 'token_dim': width, 'prefix_projection': False,
                'num_attention_heads': self.base.kv_heads, 'encoder_hidden_size': width}
        config |= {'num_virtual_tokens': shape[0], 'token_dim': shape[1],
                   'num_attention_heads': self.base.hidden_size // self.base.head_dim}
        if self.method == 'p_tuning_v1':
            return config | {'encoder_reparameterization_type': 'LSTM', 'encoder_num_layers': 2,
                             'encoder_hidden_size': shape[1], 'encoder_dropout': 0.0}
        return config | {'prompt_tuning_init': 'RANDOM'}


def _read_config(config: dict[str, Any], path: Path) -> tuple[str, tuple[int, int] | None]:
    """Return the method and, for a key/value prefix, (layers, kv heads)."""
    kind = config.get('peft_type')
    if kind not in PEFT_TYPES:
        raise ModelError(f'{path}: peft_type {kind!r} is no soft prompt; '
                         f'expected one of {", ".join(PEFT_TYPES)}')
    if (config.get('num_transformer_submodules') or 1) != 1:
        raise ModelError(f'{path}: num_transformer_submodules '
                         f'{config["num_transformer_submodules"]} is for encoder-decoder models')
    if kind != 'PREFIX_TUNING':
        return PEFT_TYPES[kind], None
    shape = config.get('num_layers'), config.get('num_attention_heads')
    if not all(isinstance(size, int) and size > 0 for size in shape):
        raise ModelError(f'{path}: num_layers and num_attention_heads must be positive, not {shape}')
    return PEFT_TYPES[kind], shape


def _read_matrix(path: Path) -> 'numpy.ndarray':
    """Read ``prompt_embeddings`` (P, width) from a safetensors file, as float32."""
    from safetensors import safe_open, SafetensorError
    if not path.is_file():
        raise ModelError(f'{path} is missing (pickled adapters, adapter_model.bin, are not read)')
    try:
        with safe_open(path, framework='numpy') as file:
            matrix = file.get_tensor('prompt_embeddings').astype('float32')
    except (SafetensorError, TypeError) as error:
        raise ModelError(f'{path} holds no readable prompt_embeddings: {error}') from error
    if matrix.ndim != 2:
        raise ModelError(f'{path}: prompt_embeddings has shape {matrix.shape}, expected (P, width)')
    return matrix


def _unflatten(matrix: 'numpy.ndarray', layers: int, heads: int, folder: Path) -> 'numpy.ndarray':
    """Turn PEFT's (P, layers * 2 * heads * dim) into (layers, 2, heads, P, dim)."""
    if matrix.shape[1] % (layers * 2 * heads):
        raise ModelError(f'{folder}: a width of {matrix.shape[1]} cannot be {layers} layers of '
                         f'keys and values of {heads} heads')
    return matrix.reshape(len(matrix), layers, 2, heads, -1).transpose(1, 2, 3, 0, 4)


def _flatten(values: 'numpy.ndarray') -> 'numpy.ndarray':
    """Turn (layers, 2, heads, P, dim) into PEFT's (P, layers * 2 * heads * dim)."""
    import numpy
    return numpy.ascontiguousarray(values.transpose(3, 0, 1, 2, 4).reshape(values.shape[3], -1))


def _to_numpy(values: 'Array') -> 'numpy.ndarray':
    """Return float32 numpy values of an array or a tensor on any device."""
    import numpy
    if not isinstance(values, numpy.ndarray):
        values = values.detach().float().cpu().numpy()
    return numpy.ascontiguousarray(values, dtype='float32')


def _write_json(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + '\n', encoding='utf-8')
