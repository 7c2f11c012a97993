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


"""The text form of what the model writes about a line, and its grammar."""

from hypothesis import given, strategies as st
from llguidance import LLTokenizer
from nl2ros.assistant.explain_format import grammar_of, Pointed, read, write
from nl2ros.language.constraint import Constraint
from nl2ros.language.sentence import Sentence, units_of
import pytest
from tokenizers import Tokenizer

FAMILIES = {'tf_unconnected': ('frame', 'parent'), 'init_twice': (), 'tf_future': ('frame',)}
PIECE = st.text(max_size=12).map(units_of) | st.lists(st.sampled_from('()ab_'), max_size=5)


@given(st.dictionaries(st.sampled_from(('frame', 'parent', 'x')), PIECE.filter(bool)))
def test_what_is_written_reads_back(slots):
    pointed = Pointed('tf_unconnected', tuple((n, tuple(units)) for n, units in slots.items()))
    assert read(write(pointed)) == pointed


def test_form():
    assert write(Pointed()) == '( unknown)'
    assert write(Pointed('tf_unconnected', (('frame', ('base', '_', 'link')),))) == \
        '( tf unconnected( frame base _ link))'


@pytest.mark.parametrize('text', ['', '(', '( )', 'tf', '( tf', '( tf( frame))', '( tf( frame a)',
                                  '( tf)x', '( tf( frame a)b)', '( tf)( tf)'])
def test_malformed(text):
    with pytest.raises(ValueError, match='names no family'):
        read(text)


@pytest.mark.parametrize('text, allowed', [
    ('( tf unconnected( frame base _ link)( parent map))', True),
    ('( tf unconnected( parent map))', True),
    ('( tf unconnected)', True), ('( init twice)', True), ('( unknown)', True),
    ('( tf unconnected( parent map)( frame base _ link))', False),
    ('( tf unconnected( frame odom))', False),
    ('( tf unconnected( frame))', False),
    ('( init twice( frame map))', False),
    ('( tf)', False), ('( tf unconnected', False), ('', False),
])
def test_grammar(make_base, text, allowed):
    tokenizer = Tokenizer.from_file(str(make_base('llama') / 'tokenizer.json'))
    constraint = Constraint(LLTokenizer(tokenizer.to_str(), eos_token=1, slices=[]),
                            grammar_of(FAMILIES))
    constraint.begin(Sentence.of('from map to base_link').view)
    tokens = [*tokenizer.encode(text).ids, 1]
    while tokens and not constraint.is_stopped:
        if forced := constraint.force():
            if tokens[:len(forced)] != forced:
                break
            del tokens[:len(forced)]
        elif tokens[0] in constraint.choices():
            constraint.write(tokens.pop(0))
        else:
            break
    assert (constraint.is_stopped and tokens in ([], [1])) == allowed
