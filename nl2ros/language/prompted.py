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
A frozen base with a soft prompt: the files in, what writes with them out.

Every task loads through this door. The exported graph of the base is used where there is one
(``nl2ros export``), which needs neither torch nor transformers; other bases, and prompts of input
embeddings, run on torch.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nl2ros.errors import ModelError
from nl2ros.language.decoding import Engine
from tokenizers import Tokenizer

if TYPE_CHECKING:
    from nl2ros.language.frozen_lm import FrozenLM
    from nl2ros.language.identity import BaseIdentity
    from nl2ros.language.soft_prompt import SoftPrompt, SoftPromptValue
    from nl2ros.language.template import Template

Encode = Callable[[str], list[int]]  # a text to the token ids of it among the soft tokens


@dataclass(frozen=True)
class Prompted:
    """What writes: an engine that holds the prompt, and the tokens that it reads and writes."""

    engine: Engine
    tokenizer: Tokenizer
    end: int
    base: 'BaseIdentity'
    encoder: Callable[['Template'], Encode]


def read_prompt(folder: Path, task: str) -> 'SoftPrompt':
    """
    Read the prompt in a folder; one that does not say its task is taken at its word.

    :raises ModelError: it is missing or damaged, or was trained for another task.
    """
    from nl2ros.language.soft_prompt import SoftPrompt
    if not folder.is_dir():
        known = sorted(path.name for path in folder.parent.glob('*/') if path.is_dir())
        raise ModelError(f'there is no prompt {folder}; expected a folder, or one of: '
                         + (', '.join(known) or 'none there'))
    soft = SoftPrompt.load(folder)
    if (trained := soft.about.get('task', task)) != task:
        raise ModelError(f'{folder} was trained for the task {trained!r}, expected {task!r}')
    return soft


def load(base: Path, soft: 'SoftPrompt') -> Prompted:
    """
    Load the base in a folder with a prompt made for it.

    :raises ModelError: a file is missing or damaged, or prompt, base and graph do not fit.
    """
    from nl2ros.language.onnx_engine import GRAPH_FILE, OnnxEngine
    from nl2ros.language.soft_prompt import KeyValuePrefix
    if (base / GRAPH_FILE).is_file() and isinstance(soft.value, KeyValuePrefix):
        engine = OnnxEngine.load(base, soft)
        tokenizer = Tokenizer.from_file(str(base / 'tokenizer.json'))
        record = engine.record

        def encoder(template: 'Template') -> Encode:
            first = [record.begin] if template.bos and record.begin is not None else []
            return lambda text: first + tokenizer.encode(text).ids
        return Prompted(engine, tokenizer, record.end, record.base, encoder)
    from nl2ros.language.frozen_lm import FrozenLM
    lm = FrozenLM.load(base)
    soft.check_fits(lm.identity)
    return over(lm, soft.value)


def over(lm: 'FrozenLM', soft: 'SoftPromptValue | None') -> Prompted:
    """Put a prompt, or none, over a base that is loaded already: the reference, on torch."""
    from nl2ros.language.torch_engine import TorchEngine
    return Prompted(
        TorchEngine(lm, soft), lm.tokenizer.backend_tokenizer, lm.tokenizer.eos_token_id,
        lm.identity,
        lambda template: lambda text: template.encode(lm.tokenizer, text, lm.soft_start))
