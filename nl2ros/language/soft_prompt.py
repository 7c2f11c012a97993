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
from nl2ros.language import peft_format
from nl2ros.language.identity import BaseIdentity, read_json
from nl2ros.language.template import Template

if TYPE_CHECKING:
    import numpy
    import torch

    Array = Union[numpy.ndarray, torch.Tensor]

OUR_RECORD = 'nl2ros.json'
RECORD_VERSION = 1


@dataclass(frozen=True)
class Embeddings:
    """Input embeddings of the soft tokens, shape (P, hidden size), placed by the template."""

    values: 'Array'
    template: Template

    def __post_init__(self) -> None:
        """Reject a number of rows that is not the number of soft tokens."""
        if len(self.values.shape) != 2 or self.values.shape[0] != self.template.soft_tokens:
            raise ModelError(f'{self.template.pattern!r} has {self.template.soft_tokens} soft '
                             f'tokens, but the values have shape {tuple(self.values.shape)}')


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
            raise ModelError('a key/value prefix has shape (layers, 2, kv heads, P, head dim), '
                             f'not {tuple(self.values.shape)}')
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
        values = peft_format.read_values(folder)
        if record and not (folder / peft_format.CONFIG).is_file():
            method = record.get('method')
        else:
            method, values = peft_format.interpret(folder, values)
        prefix = values.ndim == 5
        pattern = '{text}' if prefix else Template.prefix(len(values)).pattern
        pattern, about = record.get('template', pattern), record.get('about', {})
        if not isinstance(pattern, str) or not isinstance(about, dict):
            raise ModelError(f'{folder / OUR_RECORD}: "template" must be a string and "about" an '
                             f'object, not {pattern!r} and {about!r}')
        template = Template(pattern, bool(record.get('bos', False)))
        base = record.get('base')
        return cls(
            value=(KeyValuePrefix if prefix else Embeddings)(values, template),
            method=method,
            base=None if base is None else BaseIdentity.from_json(base, folder / OUR_RECORD),
            about=about)

    def save(self, folder: str | Path) -> None:
        """
        Write the prompt into ``folder``, replacing one that is there.

        :raises ModelError: it came from plain PEFT, so that its base is not known.
        """
        if self.base is None:
            raise ModelError(f'a {self.method} prompt is only saved together with its base')
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        values = _to_numpy(self.value.values)
        peft_format.write_values(folder, values)
        if isinstance(self.value, KeyValuePrefix) or self.value.template.only_prepends:
            config = peft_format.config_of(self.method, values.shape, self.base)
            _write_json(folder / peft_format.CONFIG, config)
        else:
            (folder / peft_format.CONFIG).unlink(missing_ok=True)
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


def _to_numpy(values: 'Array') -> 'numpy.ndarray':
    """Return float32 numpy values of an array or a tensor on any device."""
    import numpy
    if not isinstance(values, numpy.ndarray):
        values = values.detach().float().cpu().numpy()
    return numpy.ascontiguousarray(values, dtype='float32')


def _write_json(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + '\n', encoding='utf-8')
