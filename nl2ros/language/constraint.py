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
What may be written next: a Lark grammar, compiled once, with slots for pieces of a text.

A grammar may use a terminal PIECE that it does not define: a run of whole units of the text at
hand. llguidance never sees that text. To it a slot holds one control character, which no text
contains; whether a token begins or continues a piece is found by comparing it with the tokens of
the text, where every unit begins with a space and has the same tokens wherever it stands.
"""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from llguidance import LLMatcher, LLTokenizer
from nl2ros.errors import ModelError
import numpy as np

_SLOT = '\x01'


@dataclass
class _Branch:
    """One way to read what is written; ``at`` lists where in the text its piece may go on."""

    matcher: LLMatcher
    at: Sequence[int] = ()
    allowed: Set[int] = frozenset()  # by the grammar, where the piece may be over


class Constraint:
    """
    Knows which tokens may be written next; one text at a time.

    What is both a piece and a word of the grammar (a place called home) is read in both ways.
    """

    def __init__(self, tokenizer: LLTokenizer, grammar: str) -> None:
        """
        Compile a grammar in llguidance's dialect of Lark, which takes a millisecond or two.

        :raises ModelError: the grammar is broken, or the tokenizer cannot write every byte
        """
        self._tokenizer = tokenizer
        slot = tokenizer.tokenize_str(_SLOT)
        if len(slot) != 1:
            raise ModelError(f'the tokenizer writes {_SLOT!r} as {slot}, expected one token')
        self._slot = slot[0]
        self._matcher = LLMatcher(tokenizer, f'{grammar}\nPIECE: "\\u0001"\n')
        self.begin('')
        self._check()

    def begin(self, text: str) -> None:
        """Forget what was written; pieces are those of ``text``, a space before each unit."""
        self._text = self._tokenizer.tokenize_str(text)
        self._units = [index for index, token in enumerate(self._text)
                       if self._tokenizer.decode_bytes([token]).startswith(b' ')]
        self._ends = {*self._units, len(self._text)}
        self._matcher.reset()  # and not a copy, which would learn the same anew each time
        self._branches = [_Branch(self._matcher)]

    @property
    def is_stopped(self) -> bool:
        """Tell whether what is written is whole and nothing may follow."""
        return any(branch.matcher.is_stopped() for branch in self._branches)

    def force(self) -> list[int]:
        """Write what the grammar leaves no choice about, and return its tokens."""
        first = self._branches[0]
        if len(self._branches) > 1 or first.at:
            return []
        forced = first.matcher.compute_ff_tokens()
        if self._slot in forced:
            del forced[forced.index(self._slot):]
        first.matcher.consume_tokens(forced)
        self._check()
        return forced

    def choices(self) -> list[int]:
        """
        Return the ids of the tokens that may be written next, in order.

        :raises ModelError: there are none, as the grammar wants a piece and the text has no unit
        """
        allowed: set[int] = set()
        for branch in self._branches:
            branch.allowed = self._allowed(branch)
            allowed |= branch.allowed
            begun = self._units if self._slot in branch.allowed else ()
            allowed.update(self._text[index] for index in (*branch.at, *begun)
                           if index < len(self._text))
        allowed.discard(self._slot)
        if not allowed:
            raise ModelError('nothing can be written next: the grammar wants a piece of a text '
                             f'of {len(self._text)} tokens')
        return sorted(allowed)

    def write(self, token: int) -> None:
        """Write one of the tokens that ``choices`` has just returned."""
        branches = []
        for branch in self._branches:
            ways = list(self._ways(branch, token))
            for number, (read, at) in enumerate(ways, 1):
                matcher = branch.matcher if number == len(ways) else branch.matcher.deep_copy()
                matcher.consume_tokens(read)
                branches.append(_Branch(matcher, at))
        self._branches = branches
        self._check()

    def _ways(self, branch: _Branch, token: int) -> Iterator[tuple[list[int], list[int]]]:
        """Yield what the matcher reads, and where the piece may go on, if a token is written."""
        if at := self._after(token, branch.at):
            yield [], at
        if self._slot in branch.allowed and (at := self._after(token, self._units)):
            yield [self._slot], at
        if token in branch.allowed:
            yield [token], []

    def _allowed(self, branch: _Branch) -> set[int]:
        """Return what the grammar allows, which is nothing in the middle of a unit."""
        if branch.at and self._ends.isdisjoint(branch.at):
            return set()
        mask = np.frombuffer(branch.matcher.compute_logit_bias(), np.uint8)
        return set(np.flatnonzero(mask).tolist())

    def _after(self, token: int, indices: Sequence[int]) -> list[int]:
        """Return what follows a token of the text, of those that are at ``indices``."""
        return [index + 1 for index in indices if self._text[index:index + 1] == [token]]

    def _check(self) -> None:
        for branch in self._branches:
            if branch.matcher.is_error():
                raise ModelError(f'the decoding grammar failed: {branch.matcher.get_error()}')
