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
from nl2ros.assistant.review_format import grammar_of, read, write
import pytest

RULES = ('timer_ms', 'degrees', 'int_in_float')


def parts(text: str, sure: float = 1.0) -> list[tuple[str, float]]:
    """Return a text word by word."""
    return [(f' {word}', sure) for word in text.split()]


@pytest.mark.parametrize('lines, findings, text', [
    (1, [], ' 1 ok'),
    (3, [(2, 'timer_ms')], ' 1 ok 2 timer ms 3 ok'),
    (2, [(1, 'degrees'), (1, 'timer_ms'), (2, 'int_in_float')],
     ' 1 degrees and timer ms 2 int in float'),
    (12, [(12, 'degrees')], ''.join(f' {i} ok' for i in range(1, 12)) + ' 12 degrees'),
])
def test_what_is_written_reads_back(lines, findings, text):
    assert write(lines, findings) == text
    assert read(parts(text)) == [(*finding, 1.0) for finding in findings]
    assert accepts(grammar_of(lines, RULES), text)


def test_each_line_has_its_own_certainty():
    text = [(' 1', 1.0), (' ti', 0.5), ('mer', 0.8), (' ms', 1.0), (' 2', 1.0), (' ok', 0.3),
            (' 3', 1.0), (' degrees', 0.9)]
    assert read(text) == [(1, 'timer_ms', pytest.approx(0.4)), (3, 'degrees', 0.9)]


@pytest.mark.parametrize('text', ['', ' 2 ok', ' 1 ok 3 ok', ' 1', ' ok', 'x 1 ok', ' 1 ok ',
                                  ' 1 ok 2', ' 1 OK'])
def test_what_is_not_well_formed_is_refused(text):
    with pytest.raises(ValueError, match='no verdict'):
        read([(text, 1.0)])


def accepts(grammar: str, text: str) -> bool:
    tokenizer = LLTokenizer('byte')
    matcher = LLMatcher(tokenizer, grammar)
    return matcher.consume_tokens(tokenizer.tokenize_str(text)) and matcher.is_accepting()


@pytest.mark.parametrize('text', [
    '', ' 1 ok', ' 1 ok 2 ok 3 ok', ' 2 ok 1 ok', ' 1 ok 2 beauty', ' 1 ok and degrees 2 ok',
    ' 1 degrees and timer ms and degrees 2 ok'])
def test_the_grammar_allows_nothing_else(text):
    assert not accepts(grammar_of(2, RULES), text)
