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
A Llama as one ONNX graph that appends tokens to a key/value buffer, written node by node.

Inputs are ``ids`` (1, T), ``length`` (the tokens in the buffers after this call, the T new ones
included) and per layer two buffers ``key.i``, ``value.i`` (1, kv heads, capacity, head dim);
outputs are the ``logits`` (1, vocabulary) of what follows and the same buffers. Bound to one place
as input and output, a buffer is appended to where it lies: nothing is copied, and a soft prompt at
its start stays there. The fused operators are those of ONNX Runtime:
https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md

Nothing here knows torch, files or what the text means.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import onnx
from onnx import helper, numpy_helper, TensorProto

PRECISIONS = ('int8', 'fp32')
BLOCK = 64  # weights that share a scale, along the input side; chosen in docs/performance.md
_ORT = 'com.microsoft'


@dataclass(frozen=True)
class LlamaShape:
    """The sizes of a Llama, by their names in transformers' LlamaConfig."""

    hidden_size: int
    intermediate_size: int
    num_hidden_layers: int
    num_attention_heads: int
    num_key_value_heads: int
    head_dim: int
    vocab_size: int
    rms_norm_eps: float


def llama_graph(weights: Mapping[str, np.ndarray], shape: LlamaShape, cos: np.ndarray,
                sin: np.ndarray, precision: str = 'int8') -> onnx.ModelProto:
    """
    Return the graph of a Llama (Touvron et al. 2023, https://arxiv.org/abs/2302.13971).

    ``weights`` has transformers' names and layouts, float32; tied embeddings lack ``lm_head``.
    ``cos`` and ``sin`` (capacity, head dim / 2) hold the rotary angles of every position.
    """
    graph = _Graph(precision)
    table = weights['model.embed_tokens.weight']
    graph.tensor('cos', cos)
    graph.tensor('sin', sin)
    graph.tensor('halves', np.array([shape.intermediate_size] * 2))
    graph.node('Sub', ['length', graph.tensor('one', np.array([1], np.int32))], ['last'])
    graph.weight('embedding', table)
    stream = graph.lookup('embedding', table.shape, 'ids')
    normed = graph.node(
        'SimplifiedLayerNormalization',
        [stream, graph.tensor('norm.0', weights['model.layers.0.input_layernorm.weight'])],
        ['normed.0'], epsilon=shape.rms_norm_eps, axis=-1, stash_type=1)
    for layer in range(shape.num_hidden_layers):
        stream, normed = _layer(graph, weights, shape, layer, stream, normed)
    last = graph.node('Gather', [normed, graph.tensor('end', np.array(-1))], ['hidden'], axis=1)
    if 'lm_head.weight' in weights:
        graph.weight('head', weights['lm_head.weight'])
    graph.linear('head' if 'lm_head.weight' in weights else 'embedding', table.shape, last,
                 'logits')
    return graph.model(shape, len(cos))


def _layer(graph: '_Graph', weights: Mapping[str, np.ndarray], shape: LlamaShape, layer: int,
           stream: str, normed: str) -> tuple[str, str]:
    """Add one layer; return the residual stream (1, T, D) after it and its norm for the next."""
    def stacked(*names: str) -> np.ndarray:
        return np.concatenate([weights[f'model.layers.{layer}.{name}.weight'] for name in names])

    def project(name: str, weight: np.ndarray, value: str) -> str:
        graph.weight(f'{name}.{layer}', weight)
        return graph.linear(f'{name}.{layer}', weight.shape, value, f'{name}.{layer}.out')

    def add_and_norm(name: str, value: str, scale: str) -> tuple[str, str]:
        graph.node('SkipSimplifiedLayerNormalization',
                   [stream, value, graph.tensor(f'{name}.scale', weights[scale])],
                   [f'{name}.normed', '', '', name], _ORT, epsilon=shape.rms_norm_eps)
        return name, f'{name}.normed'

    qkv = project('qkv', stacked('self_attn.q_proj', 'self_attn.k_proj', 'self_attn.v_proj'),
                  normed)
    attended = graph.node(
        'GroupQueryAttention',
        [qkv, '', '', f'key.{layer}', f'value.{layer}', 'last', 'length', 'cos', 'sin'],
        [f'attended.{layer}', f'key.{layer}.new', f'value.{layer}.new'], _ORT, do_rotary=1,
        num_heads=shape.num_attention_heads, kv_num_heads=shape.num_key_value_heads)
    out = project('out', stacked('self_attn.o_proj'), attended)
    stream, normed = add_and_norm(f'between.{layer}', out,
                                  f'model.layers.{layer}.post_attention_layernorm.weight')
    both = project('gate_up', stacked('mlp.gate_proj', 'mlp.up_proj'), normed)
    gate, up = f'gate.{layer}', f'up.{layer}'
    graph.node('Split', [both, 'halves'], [gate, up], axis=-1)
    silu = graph.node('QuickGelu', [gate], [f'silu.{layer}'], _ORT, alpha=1.0)
    gated = graph.node('Mul', [silu, up], [f'gated.{layer}'])
    down = project('down', stacked('mlp.down_proj'), gated)
    following = 'model.norm.weight' if layer + 1 == shape.num_hidden_layers else \
        f'model.layers.{layer + 1}.input_layernorm.weight'
    return add_and_norm(f'after.{layer}', down, following)


class _Graph:
    """Nodes and tensors as they are added; ``precision`` is that of all matrices."""

    def __init__(self, precision: str) -> None:
        self._quantised = precision == 'int8'
        self._nodes: list[onnx.NodeProto] = []
        self._tensors: list[onnx.TensorProto] = []

    def tensor(self, name: str, value: np.ndarray) -> str:
        """Add a constant."""
        self._tensors.append(numpy_helper.from_array(np.asarray(value, order='C'), name))
        return name

    def node(self, kind: str, inputs: list[str], outputs: list[str], domain: str = '',
             **attributes: float) -> str:
        """Add an operator and return the name of its first output."""
        self._nodes.append(helper.make_node(kind, inputs, outputs, name=outputs[0], domain=domain,
                                            **attributes))
        return outputs[0]

    def weight(self, name: str, matrix: np.ndarray) -> None:
        """Add a matrix (N, K), in blocks of eight bits where the graph is quantised."""
        if self._quantised:
            codes, scales = quantise(matrix)
            self.tensor(f'{name}.codes', codes)
            self.tensor(f'{name}.scales', scales)
        else:
            self.tensor(name, matrix)

    def linear(self, weight: str, shape: tuple[int, ...], value: str, output: str) -> str:
        """Multiply ``value`` (..., K) with a weight (N, K): (..., N)."""
        if self._quantised:  # accuracy_level 4: activations in blocks of eight bits as well
            return self.node('MatMulNBits', [value, f'{weight}.codes', f'{weight}.scales'],
                             [output], _ORT, N=shape[0], K=shape[1], bits=8, block_size=BLOCK,
                             accuracy_level=4)
        return self.node('FusedMatMul', [value, weight], [output], _ORT, transB=1)

    def lookup(self, weight: str, shape: tuple[int, ...], ids: str) -> str:
        """Return the rows (1, T, K) of a weight (N, K)."""
        if not self._quantised:
            return self.node('Gather', [weight, ids], ['embedded'])
        flat = self.node('Reshape', [f'{weight}.codes',
                                     self.tensor('table', np.array(shape))], ['rows'])
        return self.node('GatherBlockQuantized', [flat, ids, f'{weight}.scales'], ['embedded'],
                         _ORT, bits=8, block_size=BLOCK, gather_axis=0, quantize_axis=1)

    def model(self, shape: LlamaShape, capacity: int) -> onnx.ModelProto:
        """Close the graph."""
        buffer = [1, shape.num_key_value_heads, capacity, shape.head_dim]
        names = [f'{kind}.{layer}' for layer in range(shape.num_hidden_layers)
                 for kind in ('key', 'value')]
        floats = TensorProto.FLOAT
        info = helper.make_tensor_value_info
        return helper.make_model(
            helper.make_graph(
                self._nodes, 'llama',
                [info('ids', TensorProto.INT64, [1, 'T']), info('length', TensorProto.INT32, [1]),
                 *(info(name, floats, buffer) for name in names)],
                [info('logits', floats, [1, shape.vocab_size]),
                 *(info(f'{name}.new', floats, buffer) for name in names)],
                self._tensors),
            producer_name='nl2ros', ir_version=10,
            opset_imports=[helper.make_opsetid('', 21), helper.make_opsetid(_ORT, 1)])


def quantise(matrix: np.ndarray, block: int = BLOCK) -> tuple[np.ndarray, np.ndarray]:
    """
    Return codes uint8 (N, blocks, block) and scales float32 (N, blocks) of a matrix (N, K).

    A weight is (code - 128) * scale, the scale that of the largest in its block; what is missing
    in the last block is zero.
    """
    rows, columns = matrix.shape
    blocks = -(-columns // block)
    padded = np.zeros((rows, blocks * block), np.float32)
    padded[:, :columns] = matrix
    padded = padded.reshape(rows, blocks, block)
    scales = np.abs(padded).max(axis=2) / 127
    scales[scales == 0] = 1
    codes = np.rint(padded / scales[..., None]) + 128
    return codes.astype(np.uint8), scales.astype(np.float32)
