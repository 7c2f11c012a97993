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
The constrained token loop: a language model writes, a constraint decides what it may write.

The loop does not know sentences, plans or how logits come about. Tokens that are forced are not
sampled; they are appended together with the next choice, in one forward pass.
"""

from collections.abc import Sequence
from dataclasses import dataclass
import math
from typing import Protocol

from nl2ros.language.constraint import Constraint
import numpy as np


class Engine(Protocol):
    """A frozen language model with its soft prompt, reading one text at a time."""

    def begin(self) -> None:
        """Forget the text; only the soft prompt precedes what comes."""

    def append(self, tokens: Sequence[int]) -> np.ndarray:
        """Read token ids and return the logits (vocabulary,) of what follows."""


@dataclass(frozen=True)
class Decoded:
    """
    What was written, how sure the model was of all its choices together, and if it ended.

    ``sure[i]`` is the probability that ``tokens[i]`` was given, 1 where there was no choice.
    """

    tokens: tuple[int, ...]
    probability: float
    is_complete: bool = True
    sure: tuple[float, ...] = ()


def write(engine: Engine, prompt: Sequence[int], constraint: Constraint, end: int,
          text: str = '', max_tokens: int = 400) -> Decoded:
    """
    Continue ``prompt`` greedily until the token ``end``; pieces are those of ``text``.

    ``probability`` is the product over the free choices, each renormalised over what is
    allowed. A text that does not end in time is not complete.

    :raises ModelError: the grammar is broken
    """
    constraint.begin(text)
    engine.begin()
    tokens: list[int] = []
    sure: list[float] = []
    unread = list(prompt)
    while len(tokens) < max_tokens:
        forced = constraint.force()
        tokens += forced
        sure += [1.0] * len(forced)
        unread += forced
        if constraint.is_stopped:
            break
        choices = constraint.choices()
        token, probability = int(choices[0]), 1.0
        if len(choices) > 1:
            logits = engine.append(unread)[choices]
            unread = []
            best = int(logits.argmax())
            token = choices[best]
            probability = 1 / float(np.exp(logits - logits[best]).sum())
        constraint.write(token)
        unread.append(token)
        tokens.append(token)
        sure.append(probability)
        if token == end or constraint.is_stopped:
            break
    kept = [i for i, token in enumerate(tokens) if token != end]
    return Decoded(tuple(tokens[i] for i in kept), math.prod(sure), constraint.is_stopped,
                   tuple(sure[i] for i in kept))
