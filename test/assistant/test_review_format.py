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

"""What is written about a chunk reads back, and the grammar allows nothing else."""

from llguidance import LLMatcher, LLTokenizer
from nl2ros.assistant.review_format import FINE, grammar_of, MAX_FINDINGS, read, write
import pytest

RULES = ('timer_ms', 'degrees', 'int_in_float')


@pytest.mark.parametrize('findings', [
    [], [(1, 'degrees')], [(3, 'timer_ms'), (12, 'int_in_float')],
    [(2, 'degrees'), (2, 'timer_ms')],
])
def test_what_is_written_reads_back(findings):
    assert read(write(findings)) == findings


def test_findings_are_read_in_order_and_once():
    assert read('( 9 degrees)( 2 timer ms)( 9 degrees)') == [(2, 'timer_ms'), (9, 'degrees')]


@pytest.mark.parametrize('text', ['', '( fine)( 1 degrees)', '( degrees)', '( 1 degrees',
                                  'x( 1 degrees)', '( 1 degrees) '])
def test_what_is_not_well_formed_is_refused(text):
    with pytest.raises(ValueError, match='does not say'):
        read(text)


def accepts(grammar: str, text: str) -> bool:
    tokenizer = LLTokenizer('byte')
    matcher = LLMatcher(tokenizer, grammar)
    return matcher.consume_tokens(tokenizer.tokenize_str(text)) and matcher.is_accepting()


@pytest.mark.parametrize('text, is_allowed', [
    (FINE, True), ('( 12 degrees)', True), ('( 1 timer ms)( 2 int in float)', True),
    ('( 13 degrees)', False), ('( 0 degrees)', False), ('( 1 beauty)', False), ('', False),
    ('( fine)( 1 degrees)', False), ('( 1 degrees)' * (MAX_FINDINGS + 1), False),
])
def test_the_grammar(text, is_allowed):
    assert accepts(grammar_of(12, RULES), text) == is_allowed
