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

"""The grammar of a sentence lets through its plans and nothing that it does not say."""

from llguidance import LLMatcher, LLTokenizer
from nl2ros.language.grammar import grammar_of
from nl2ros.language.plan_format import write
from nl2ros.language.sentence import Sentence
from nl2ros.resources import share_path
from nl2ros.training.corpus import parse_label
import pytest

TEXT = 'go two metres forward, then to "bay \\ 7" and do it twice'


@pytest.fixture(scope='module')
def tokenizer():
    return LLTokenizer('byte')


def accepts(tokenizer, text: str, plan: str) -> bool:
    matcher = LLMatcher(tokenizer, grammar_of(Sentence.of(text)))
    assert not matcher.get_error()
    tokens = tokenizer.tokenize_str(plan)
    return matcher.validate_tokens(tokens) == len(tokens) and matcher.consume_tokens(tokens) \
        and matcher.is_accepting()


@pytest.mark.parametrize('plan', [
    '( move forward( distance two metres))( navigate( place bay \\ 7))( repeat twice)',
    '( no unsafe)', '( stop)', '( turn any( angle half)( pace slow)( continuous yes))',
    '( save( name " bay))', '( navigate( x two)( y 7))', '( navigate( place home))( repeat 4)',
    '( report pose)',
])
def test_lets_through(tokenizer, plan):
    assert accepts(tokenizer, TEXT, plan)


@pytest.mark.parametrize('plan', [
    '( move forward( distance three metres))',     # not said
    '( move forward( distance two forward))',      # not contiguous
    '( move forward( distance metre))',            # not a whole unit
    '( move forward( distance))',                  # nothing
    '( navigate( place kitchen))', '( navigate( x two))', '( fly)', '( stop stop)',
    '( repeat twice)', '( turn left( distance two metres))', '( move forward( pace two))',
])
def test_stops(tokenizer, plan):
    assert not accepts(tokenizer, TEXT, plan)


def test_every_validation_label_can_be_written(tokenizer):
    lines = [line for name in ('en', 'my') for line in
             share_path('data', f'{name}_validation.txt').read_text('utf-8').splitlines()
             if line.strip() and not line.startswith('#')]
    for line in lines[::5]:
        text, _, label = line.rpartition(' => ')
        assert accepts(tokenizer, text, write(parse_label(text, label))), line
