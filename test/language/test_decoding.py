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

"""The token loop, with an engine that wants to write one given text."""

from llguidance import LLTokenizer
from nl2ros.language.constraint import Constraint
from nl2ros.language.decoding import write
import numpy as np
import pytest


class Wishful:
    """Gives the next token of a wished text the highest logit, and counts its calls."""

    def __init__(self, tokenizer, wish: str, end: int):
        self.tokens = tokenizer.tokenize_str(wish) + [end]
        self.vocabulary = tokenizer.vocab_size
        self.begin()

    def begin(self):
        self.read = []
        self.calls = 0

    def append(self, tokens):
        self.calls += 1
        self.read += tokens
        logits = np.zeros(self.vocabulary, dtype=np.float32)
        written = len(self.read) - 1  # after the prompt of one token
        if written < len(self.tokens):
            logits[self.tokens[written]] = 5
        return logits


@pytest.fixture(scope='module')
def tokenizer():
    return LLTokenizer('byte')


def run(tokenizer, wish, grammar, **options):
    engine = Wishful(tokenizer, wish, tokenizer.eos_token)
    constraint = Constraint(tokenizer, grammar)
    return engine, write(engine, [65], constraint, tokenizer.eos_token, **options)


def test_writes_what_the_engine_wants_where_the_grammar_allows(tokenizer):
    _, decoded = run(tokenizer, 'left', 'start: "left" | "right"')
    assert tokenizer.decode_str(list(decoded.tokens)) == 'left'
    assert 0.9 < decoded.probability < 1


def test_the_grammar_overrules(tokenizer):
    _, decoded = run(tokenizer, 'up', 'start: "left" | "right"')
    assert tokenizer.decode_str(list(decoded.tokens)) in ('left', 'right')
    assert decoded.probability == pytest.approx(0.5)


def test_forced_tokens_are_read_in_one_call_with_the_next_choice(tokenizer):
    engine, decoded = run(tokenizer, 'forward left', 'start: "forward " ("left" | "right")')
    assert tokenizer.decode_str(list(decoded.tokens)) == 'forward left'
    assert engine.calls == 1
    assert tokenizer.decode_str(engine.read[1:]) == 'forward '


def test_a_text_without_end_is_not_complete(tokenizer):
    _, decoded = run(tokenizer, 'a' * 50, 'start: /a+/', max_tokens=20)
    assert not decoded.is_complete and len(decoded.tokens) == 20


def test_what_can_only_go_on_in_one_way_is_not_asked_for(tokenizer):
    engine, decoded = run(tokenizer, '( bay)', 'start: "(" PIECE ")"', text=' go bar bay')
    assert tokenizer.decode_str(list(decoded.tokens)) == '( bay)'
    assert engine.calls == 2  # bar or bay, not go; then bay, not bar: b, a and ) are given
    assert decoded.probability > 0.9


def test_every_token_is_read_once(tokenizer):
    """So time grows with the text and the plan, not with their product."""
    wish = '( ' + 'long ' * 50 + 'bay)'
    engine, decoded = run(tokenizer, wish, 'start: "(" PIECE ")"', text=wish[1:-1])
    assert tokenizer.decode_str(list(decoded.tokens)) == wish
    assert tokenizer.decode_str(engine.read[1:]) == wish[:len(engine.read) - 1]
    assert engine.calls < len(decoded.tokens)
