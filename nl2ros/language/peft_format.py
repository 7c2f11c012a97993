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
PEFT's adapter files for soft prompts, read and written without PEFT.

``adapter_config.json`` and ``adapter_model.safetensors`` with one tensor ``prompt_embeddings``
(P, width), as PEFT 0.21 saves PROMPT_TUNING, P_TUNING and PREFIX_TUNING; see
https://huggingface.co/docs/peft/developer_guides/checkpoint.
"""

from pathlib import Path
from typing import Any, TYPE_CHECKING

from nl2ros.errors import ModelError
from nl2ros.language.identity import BaseIdentity, read_json

if TYPE_CHECKING:
    import numpy

CONFIG = 'adapter_config.json'
WEIGHTS = 'adapter_model.safetensors'
METHODS = {'PROMPT_TUNING': 'prompt_tuning', 'P_TUNING': 'p_tuning_v1',
           'PREFIX_TUNING': 'p_tuning_v2'}


def read_values(folder: Path) -> 'numpy.ndarray':
    """
    Read the matrix (P, width), as float32.

    :raises ModelError: the file is missing, damaged or holds something else.
    """
    from safetensors import safe_open, SafetensorError
    path = folder / WEIGHTS
    if not path.is_file():
        raise ModelError(f'{path} is missing (pickled adapters, adapter_model.bin, are not read)')
    try:
        with safe_open(path, framework='numpy') as file:
            matrix = file.get_tensor('prompt_embeddings').astype('float32')
    except (SafetensorError, TypeError) as error:
        raise ModelError(f'{path} holds no readable prompt_embeddings: {error}') from error
    if matrix.ndim != 2:
        raise ModelError(f'{path}: prompt_embeddings must be (P, width), not {matrix.shape}')
    return matrix


def interpret(folder: Path, matrix: 'numpy.ndarray') -> tuple[str, 'numpy.ndarray']:
    """
    Return the method and the values, a prefix as (layers, 2, kv heads, P, head dim).

    :raises ModelError: the configuration is missing, of another kind, or contradicts the matrix.
    """
    path = folder / CONFIG
    config = read_json(path)
    kind = config.get('peft_type')
    if kind not in METHODS:
        raise ModelError(f'{path}: peft_type {kind!r} is no soft prompt; '
                         f'expected one of {", ".join(METHODS)}')
    if (config.get('num_transformer_submodules') or 1) != 1:
        raise ModelError(f'{path}: num_transformer_submodules '
                         f'{config["num_transformer_submodules"]} is for encoder-decoder models')
    if kind != 'PREFIX_TUNING':
        return METHODS[kind], matrix
    layers, heads = (config.get(name) for name in ('num_layers', 'num_attention_heads'))
    if not all(isinstance(size, int) and size > 0 for size in (layers, heads)):
        raise ModelError(f'{path}: num_layers {layers!r} and num_attention_heads {heads!r} '
                         'must be positive')
    if matrix.shape[1] % (layers * 2 * heads):
        raise ModelError(f'{path}: a width of {matrix.shape[1]} cannot be {layers} layers of '
                         f'keys and values of {heads} heads')
    values = matrix.reshape(len(matrix), layers, 2, heads, -1).transpose(1, 2, 3, 0, 4)
    return METHODS[kind], values


def write_values(folder: Path, values: 'numpy.ndarray') -> None:
    """Write embeddings (P, D) or a prefix (layers, 2, kv heads, P, head dim) as one matrix."""
    import numpy
    from safetensors.numpy import save
    if values.ndim == 5:
        values = values.transpose(3, 0, 1, 2, 4).reshape(values.shape[3], -1)
    (folder / WEIGHTS).write_bytes(
        save({'prompt_embeddings': numpy.ascontiguousarray(values)}, {'format': 'pt'}))


def config_of(method: str, shape: tuple[int, ...], base: BaseIdentity) -> dict[str, Any]:
    """Return what PEFT's ``save_pretrained`` would write for values of ``shape``."""
    config = {
        'peft_type': next(key for key, name in METHODS.items() if name == method),
        'task_type': 'CAUSAL_LM', 'inference_mode': True, 'auto_mapping': None,
        'base_model_name_or_path': base.name, 'revision': None,
        'num_transformer_submodules': 1, 'num_layers': base.layers}
    if len(shape) == 5:
        width = base.kv_heads * base.head_dim
        return config | {
            'num_virtual_tokens': shape[3], 'token_dim': width, 'prefix_projection': False,
            'num_attention_heads': base.kv_heads, 'encoder_hidden_size': width}
    config |= {'num_virtual_tokens': shape[0], 'token_dim': shape[1],
               'num_attention_heads': base.hidden_size // base.head_dim}
    if method == 'p_tuning_v1':
        return config | {'encoder_reparameterization_type': 'LSTM', 'encoder_num_layers': 2,
                         'encoder_hidden_size': shape[1], 'encoder_dropout': 0.0}
    return config | {'prompt_tuning_init': 'RANDOM'}
