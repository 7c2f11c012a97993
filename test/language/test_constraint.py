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

"""Pieces are runs of whole units, by any tokenizer, whatever else the grammar allows."""

import itertools

from hypothesis import given, settings, strategies as st
from llguidance import LLTokenizer
from nl2ros.errors import ModelError
from nl2ros.language.constraint import Constraint
import pytest

WORDS = 'start: "(" (PIECE | " home") ")" (" or(" PIECE ")")?\n'
BYTES = LLTokenizer('byte')


def texts(constraint: Constraint, text: str) -> set[str]:
    """Return everything that may be written, by trying every choice (with bytes as tokens)."""
    found, todo = set(), [b'']
    while todo:
        written = todo.pop()
        constraint.begin(text)
        for byte in written:
            constraint.choices()
            constraint.write(byte)
        choices = constraint.choices()
        if BYTES.eos_token in choices or constraint.is_stopped:
            found.add(written.decode())
        todo += [written + bytes([c]) for c in choices if c < 256]
    return found


def runs(units):
    return {''.join(' ' + unit for unit in units[a:b])
            for a, b in itertools.combinations(range(len(units) + 1), 2)}


@pytest.mark.parametrize('units', [
    ['go'], ['go', 'home'], ['home', 'office', 'home', 'bar'], ['go', 'gone', 'go', 'good'],
    ['ab', 'a', 'ab', 'a', 'b'], ['(', ')', ')'], ['ရှေ့', 'ကို', 'ရှေ့']])
def test_exactly_the_runs_of_units_and_the_words_of_the_grammar(units):
    constraint = Constraint(BYTES, 'start: "(" (PIECE | " home" | " home!") ")"\n')
    assert texts(constraint, ''.join(' ' + unit for unit in units)) == {
        f'({piece})' for piece in runs(units) | {' home', ' home!'}}


def test_one_compiled_grammar_serves_text_after_text():
    constraint = Constraint(BYTES, WORDS)
    for units in (['a', 'b'], ['home'], ['c']):
        pieces = runs(units)
        wanted = {f'({one})' for one in pieces | {' home'}}
        wanted |= {first + f' or({two})' for first in wanted for two in pieces}
        assert texts(constraint, ''.join(' ' + unit for unit in units)) == wanted


def test_without_a_text_only_the_grammar_speaks():
    assert texts(Constraint(BYTES, 'start: "(" (PIECE | " home") ")"'), '') == {'( home)'}


@settings(deadline=None, max_examples=30)
@given(st.lists(st.text('ab', min_size=1, max_size=2), min_size=1, max_size=5))
def test_a_grammar_may_put_pieces_and_words_in_a_row(units):
    constraint = Constraint(BYTES, 'start: PIECE " a" PIECE? "."\n')
    pieces = runs(units)
    assert texts(constraint, ''.join(' ' + unit for unit in units)) == {
        f'{one} a{two}.' for one in pieces for two in pieces | {''}}


def test_forced_tokens_stop_before_a_piece():
    constraint = Constraint(BYTES, 'start: "to(" PIECE ") ok"\n')
    constraint.begin(' a b')
    assert bytes(constraint.force()) == b'to('
    for byte in b' b':
        assert byte in constraint.choices()
        constraint.write(byte)
    assert constraint.force() == []  # a piece is not over until something else is written
    assert list(constraint.choices()) == [ord(')')]
    constraint.write(ord(')'))
    assert bytes(constraint.force()).startswith(b' ok')


def test_a_broken_grammar_is_an_error():
    with pytest.raises(ModelError, match='grammar failed'):
        Constraint(BYTES, 'start: "a')


def test_a_piece_of_nothing_is_an_error():
    constraint = Constraint(BYTES, 'start: PIECE')
    with pytest.raises(ModelError, match='a piece of a text of 0 tokens'):
        constraint.choices()
