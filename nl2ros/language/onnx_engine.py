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
The fast engine: the exported graph of a base in ONNX Runtime, with neither torch nor transformers.

It knows no architecture: what a base needs is in its graph (training/llama_graph.py), which
appends to key/value buffers in place. A key/value prefix is written to their start once, so
forgetting a text is setting a length back.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
import json
from pathlib import Path

from nl2ros.errors import ModelError
from nl2ros.language.identity import BaseIdentity
from nl2ros.language.soft_prompt import KeyValuePrefix, SoftPrompt, SoftPromptValue
import numpy as np
import onnxruntime

GRAPH_FILE = 'model.onnx'  # in the folder of its base
RECORD_KEY = 'nl2ros'
RECORD_VERSION = 1


@dataclass(frozen=True)
class GraphRecord:
    """What a graph says about itself: whose it is, and which tokens open and close a text."""

    base: BaseIdentity
    precision: str
    begin: int | None
    end: int

    def to_json(self) -> str:
        """Return the text that travels in the graph's metadata."""
        return json.dumps(asdict(self) | {'version': RECORD_VERSION})

    @classmethod
    def from_json(cls, text: str, where: Path) -> 'GraphRecord':
        """Read what ``to_json`` wrote; ``where`` is the file for messages."""
        try:
            record = json.loads(text)
            if record['version'] != RECORD_VERSION:
                raise ModelError(f'{where}: version {record["version"]!r}, expected '
                                 f'{RECORD_VERSION}: run `nl2ros export`')
            return cls(BaseIdentity.from_json(record['base'], where), record['precision'],
                       record['begin'], record['end'])
        except (ValueError, KeyError, TypeError) as error:
            raise ModelError(f'{where} was not written by `nl2ros export`: {error!r}') from error


class OnnxEngine:
    """Reads one text at a time, on one thread unless told otherwise; see decoding.Engine."""

    def __init__(self, graph: Path, soft: SoftPromptValue | None = None,
                 base: BaseIdentity | None = None, threads: int = 1):
        """
        Load a graph, made for exactly ``base``, and write the prompt to the start of its buffers.

        :raises ModelError: the file is missing, damaged or another base's, or does not take the
            prompt
        """
        self.graph = graph
        self._session = _load(graph, threads)
        self.record = GraphRecord.from_json(
            self._session.get_modelmeta().custom_metadata_map.get(RECORD_KEY, '{}'), graph)
        if base and (different := self.record.base.differences(base)):
            raise ModelError(f'{graph} was exported from {self.record.base}, not from {base}: '
                             f'{", ".join(different)} differ; run `nl2ros export`')
        caches = self._session.get_inputs()[2:]
        self.capacity = caches[0].shape[2]
        self._binding = self._session.io_binding()
        # the key, then the value of each layer; a binding does not keep alive what is bound
        self._buffers = [np.zeros(cache.shape, np.float32) for cache in caches]
        self._bound = [self._bind(*pair) for pair in zip(caches, self._buffers, strict=True)]
        self._logits = onnxruntime.OrtValue.ortvalue_from_shape_and_type(
            self._session.get_outputs()[0].shape, np.float32)
        self._binding.bind_ortvalue_output('logits', self._logits)
        self.use(soft)

    @classmethod
    def load(cls, base: Path, soft: SoftPrompt, threads: int = 1) -> 'OnnxEngine':
        """Load the graph that lies in the folder of a base, with a prompt for that base."""
        identity = BaseIdentity.of_folder(base)
        soft.check_fits(identity)
        return cls(base / GRAPH_FILE, soft.value, identity, threads)

    def check(self, soft: SoftPromptValue) -> None:
        """Raise ModelError when the graph does not take a prompt of this kind or shape."""
        self._check_prefix(soft)

    def use(self, soft: SoftPromptValue | None) -> None:
        """Write another prompt to the start of the buffers, and forget the text."""
        self._prefix = 0 if soft is None else self._check_prefix(soft)
        if soft is not None:
            for index, buffer in enumerate(self._buffers):
                buffer[0, :, :self._prefix] = soft.values[index // 2][index % 2]
        self.begin()

    def begin(self) -> None:
        """Forget the text; only the soft prompt precedes what comes."""
        self._length = self._prefix

    def append(self, tokens: Sequence[int]) -> np.ndarray:
        """
        Read token ids and return the logits (vocabulary,) of what follows.

        :raises ModelError: the text is longer than the buffers
        """
        length = self._length + len(tokens)
        if length > self.capacity:
            raise ModelError(f'a text of {length - self._prefix} tokens is too long: '
                             f'{self.capacity - self._prefix} fit')
        # Bound, not copied: the arrays have to live until the run is over.
        ids, size = np.array([tokens], np.int64), np.array([length], np.int32)
        self._binding.bind_cpu_input('ids', ids)
        self._binding.bind_cpu_input('length', size)
        self._session.run_with_iobinding(self._binding)
        self._length = length
        return self._logits.numpy()[0].copy()  # or the next run would change it

    def _check_prefix(self, soft: SoftPromptValue) -> int:
        """Return the length of a prefix that suits the graph."""
        if not isinstance(soft, KeyValuePrefix):
            raise ModelError(f'{self.graph} runs key/value prefixes (p_tuning_v2); prompts of '
                             'input embeddings run on the torch engine')
        base = self.record.base
        wanted = (len(self._buffers) // 2, 2, base.kv_heads, soft.tokens, base.head_dim)
        if soft.values.shape != wanted or soft.tokens >= self.capacity:
            raise ModelError(f'a prefix of shape {soft.values.shape} does not fit {self.graph}, '
                             f'which needs {wanted} and holds {self.capacity} tokens')
        return soft.tokens

    def _bind(self, cache: onnxruntime.NodeArg, buffer: np.ndarray) -> onnxruntime.OrtValue:
        """Let the graph read and write one buffer in place."""
        value = onnxruntime.OrtValue.ortvalue_from_numpy(buffer)    # shares the memory
        self._binding.bind_ortvalue_input(cache.name, value)
        self._binding.bind_ortvalue_output(f'{cache.name}.new', value)
        return value


def _load(graph: Path, threads: int) -> onnxruntime.InferenceSession:
    if not graph.is_file():
        raise ModelError(f'{graph} is missing: run `nl2ros export`')
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3  # its warnings are for its makers
    try:
        return onnxruntime.InferenceSession(graph, options, providers=['CPUExecutionProvider'])
    except Exception as error:  # ONNX Runtime's errors have no public root
        raise ModelError(f'{graph} cannot be loaded: {error}') from error
