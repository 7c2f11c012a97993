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
What identifies a base model, so that a soft prompt is never used with another one.

Reads files only: no torch, no transformers, so that a lean runtime can check a prompt as well.
"""

from dataclasses import asdict, dataclass, fields
import hashlib
import json
from pathlib import Path
import re
from typing import Any

from nl2ros.errors import ModelError

TOKENIZER_FILES = ('tokenizer.json', 'tokenizer.model', 'spiece.model', 'vocab.json',
                   'merges.txt', 'vocab.txt')
# The same quantity under the names that different architectures gave it in config.json.
CONFIG_NAMES = {
    'hidden_size': ('hidden_size', 'n_embd', 'd_model'),
    'layers': ('num_hidden_layers', 'n_layer', 'num_layers'),
    'heads': ('num_attention_heads', 'n_head', 'num_heads'),
    'vocab_size': ('vocab_size',),
}


@dataclass(frozen=True)
class BaseIdentity:
    """Content hashes and shape of a base model; ``name`` is for people and is not compared."""

    name: str
    architecture: str
    weights_sha256: str
    tokenizer_sha256: str
    hidden_size: int
    layers: int
    kv_heads: int
    head_dim: int
    vocab_size: int

    @classmethod
    def of_folder(cls, folder: Path, name: str | None = None) -> 'BaseIdentity':
        """
        Read the identity of a base model in a folder of the Hugging Face layout.

        :raises ModelError: a file is missing or damaged, or the weights are not safetensors.
        """
        folder = Path(folder)
        config = read_json(folder / 'config.json')
        config = config.get('text_config', config)
        size = {key: _first(config, names, folder) for key, names in CONFIG_NAMES.items()}
        heads = size.pop('heads')
        return cls(
            name=name or folder.name,
            architecture=str(config.get('model_type', 'unknown')),
            weights_sha256=hash_weights(folder),
            tokenizer_sha256=hash_tokenizer(folder),
            kv_heads=config.get('num_key_value_heads') or heads,
            head_dim=config.get('head_dim') or size['hidden_size'] // heads,
            **size)

    @classmethod
    def from_json(cls, value: Any, where: Path) -> 'BaseIdentity':
        """Check and build an identity from decoded JSON; ``where`` is the file for messages."""
        names = {field.name for field in fields(cls)}
        if not isinstance(value, dict) or set(value) != names:
            raise ModelError(f'{where}: "base" must be an object with exactly {sorted(names)}')
        return cls(**value)

    def to_json(self) -> dict[str, Any]:
        """Return a dictionary that ``from_json`` reads back."""
        return asdict(self)

    def differences(self, other: 'BaseIdentity') -> list[str]:
        """Name the fields, other than ``name``, in which two bases differ."""
        names = [field.name for field in fields(self) if field.name != 'name']
        return [name for name in names if getattr(self, name) != getattr(other, name)]

    def __str__(self) -> str:
        """Return one line for messages."""
        return (f'{self.name} ({self.architecture}, {self.layers} layers, hidden size '
                f'{self.hidden_size}, {self.kv_heads} x {self.head_dim} key/value heads, '
                f'vocabulary {self.vocab_size}, weights {self.weights_sha256[:8]}, '
                f'tokenizer {self.tokenizer_sha256[:8]})')


def read_json(path: Path) -> dict[str, Any]:
    """Read a JSON object from a file of a model folder, or raise ModelError."""
    try:
        value = json.loads(path.read_text(encoding='utf-8'))
    except FileNotFoundError:
        raise ModelError(f'{path} is missing') from None
    except (OSError, ValueError) as error:
        raise ModelError(f'{path} cannot be read as JSON: {error}') from error
    if not isinstance(value, dict):
        raise ModelError(f'{path} must hold a JSON object, not {type(value).__name__}')
    return value


def hash_weights(folder: Path) -> str:
    """
    Hash names, types, shapes and bytes of all tensors, whichever files they are spread over.

    The layout is that of https://github.com/huggingface/safetensors: eight bytes of header length,
    a JSON header with the offsets, then the bytes.

    :raises ModelError: there are no ``model*.safetensors`` files, or one is damaged.
    """
    tensors: dict[str, tuple[Path, int, dict[str, Any]]] = {}
    for path in sorted(folder.glob('model*.safetensors')):
        with path.open('rb') as file:
            length = int.from_bytes(file.read(8), 'little')
            try:
                header = json.loads(file.read(length))
            except (ValueError, OverflowError, MemoryError) as error:
                raise ModelError(f'{path} is not a safetensors file: {error}') from error
        header.pop('__metadata__', None)
        tensors.update((name, (path, 8 + length, entry)) for name, entry in header.items())
    if not tensors:
        raise ModelError(f'{folder} has no model*.safetensors; pickled weights are never loaded')
    digest = hashlib.sha256()
    for name, (path, start, entry) in sorted(tensors.items()):
        begin, end = entry['data_offsets']
        digest.update(f'{name} {entry["dtype"]} {entry["shape"]}\n'.encode())
        with path.open('rb') as file:
            file.seek(start + begin)
            _update(digest, file, end - begin)
    return digest.hexdigest()


def hash_tokenizer(folder: Path) -> str:
    """
    Hash what decides how text becomes tokens; padding and truncation settings do not.

    :raises ModelError: there is no tokenizer file.
    """
    present = [folder / name for name in TOKENIZER_FILES if (folder / name).is_file()]
    if not present:
        raise ModelError(f'{folder} has no tokenizer: none of {", ".join(TOKENIZER_FILES)}')
    if present[0].name == 'tokenizer.json':
        content = read_json(present[0])
        for setting in ('padding', 'truncation'):
            content.pop(setting, None)
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    digest = hashlib.sha256()
    for path in present:
        digest.update(path.name.encode() + b'\n' + path.read_bytes())
    return digest.hexdigest()


def find_base(base: str | Path) -> tuple[Path, str]:
    """
    Return the folder of a base model and the name to call it by.

    ``base`` is a local folder or the id of a repository on the Hugging Face hub (``owner/name`` or
    ``name``), of which only safetensors, JSON and tokenizer files are fetched.

    :raises ModelError: there is neither such a folder nor such a repository.
    """
    folder = Path(base)
    if folder.is_dir():
        # A card or an error message should not show where somebody's home folder is.
        return folder, folder.resolve().name if folder.is_absolute() else folder.as_posix()
    if not re.fullmatch(r'[\w.-]+(/[\w.-]+)?', str(base)) or str(base).startswith('.'):
        raise ModelError(f'{base} is neither a folder nor the id of a model on the hub')
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError
    try:
        fetched = snapshot_download(str(base), allow_patterns=[
            'config.json', 'generation_config.json', 'model*.safetensors*', 'tokenizer*',
            'special_tokens_map.json', 'added_tokens.json', *TOKENIZER_FILES])
    except (HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OSError) as error:
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise ModelError(f'{base} is no folder here and cannot be fetched: {reason}') from error
    return Path(fetched), str(base)


def _first(config: dict[str, Any], names: tuple[str, ...], folder: Path) -> int:
    for name in names:
        if isinstance(config.get(name), int):
            return config[name]
    raise ModelError(f'{folder / "config.json"} has none of {", ".join(names)}')


def _update(digest: Any, file: Any, count: int, block: int = 1 << 22) -> None:
    while count:
        data = file.read(min(block, count))
        if not data:
            raise ModelError(f'{file.name} is shorter than its header says')
        digest.update(data)
        count -= len(data)
