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
A frozen model with a soft prompt that answers texts in a form that a grammar gives.

This is what every assistant shares; what is read and what may be written is theirs.
"""

from dataclasses import dataclass
from pathlib import Path

from llguidance import LLTokenizer
from nl2ros.language.constraint import Constraint
from nl2ros.language.decoding import Engine, write
from nl2ros.language.prompted import Encode, load, read_prompt
from tokenizers import Tokenizer

MAX_TOKENS = 700  # of a text, which leaves room for the answer in 1024 positions


@dataclass(frozen=True)
class Answer:
    """
    What the model wrote, how sure it was of all of it, and whether it came to an end.

    ``parts`` is the text token by token, each with how sure the model was of it.
    """

    text: str
    probability: float
    is_complete: bool
    parts: tuple[tuple[str, float], ...] = ()


class Writer:
    """Answers one text at a time; not thread-safe, keep each in one thread."""

    def __init__(self, engine: Engine, tokenizer: Tokenizer, end: int,
                 encode: Encode | None = None):
        """Use an engine; ``encode`` places a text among soft tokens, else it stands alone."""
        self._engine, self._tokenizer, self._end = engine, tokenizer, end
        self._encode = encode or (lambda text: tokenizer.encode(text).ids)
        self._grammar_tokens = LLTokenizer(tokenizer.to_str(), eos_token=end, slices=[])

    @classmethod
    def load(cls, models: Path, prompt: str, task: str) -> 'Writer':
        """
        Load ``models``/base with ``models``/prompts/``prompt``, which has to be for ``task``.

        :raises ModelError: a file is missing or damaged, or prompt, base and graph do not fit.
        """
        soft = read_prompt(models / 'prompts' / prompt, task)
        loaded = load(models / 'base', soft)
        return cls(loaded.engine, loaded.tokenizer, loaded.end,
                   loaded.encoder(soft.value.template))

    def fits(self, text: str) -> bool:
        """Tell whether a text is short enough to be answered."""
        return len(self._encode(text)) <= MAX_TOKENS

    def compiled(self, grammar: str) -> Constraint:
        """Compile a Lark grammar (llguidance's dialect) that serves for many texts."""
        return Constraint(self._grammar_tokens, grammar)

    def answer(self, text: str, grammar: str | Constraint, pieces: str = '') -> Answer:
        """Continue a text within a grammar, greedily; its PIECEs are those of ``pieces``."""
        constraint = self.compiled(grammar) if isinstance(grammar, str) else grammar
        decoded = write(self._engine, self._encode(text), constraint, self._end, pieces)
        return Answer(self._tokenizer.decode(decoded.tokens), decoded.probability,
                      decoded.is_complete, tuple(
                          (self._tokenizer.decode([token]), sure) for token, sure in
                          zip(decoded.tokens, decoded.sure, strict=True)))
