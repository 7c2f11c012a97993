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

from llguidance import LLTokenizer
from nl2ros.language.constraint import Constraint
from nl2ros.language.grammar import PLANS
from nl2ros.language.plan_format import write
from nl2ros.language.sentence import Sentence
from nl2ros.resources import share_path
from nl2ros.training.corpus import parse_label
import pytest

TEXT = 'go two metres forward, then to "bay \\ 7" and do it twice'


@pytest.fixture(scope='module')
def plans():
    return Constraint(LLTokenizer('byte'), PLANS)


def accepts(plans: Constraint, text: str, plan: str) -> bool:
    plans.begin(Sentence.of(text).view)
    for byte in plan.encode():
        if byte not in plans.choices():
            return False
        plans.write(byte)
    return plans.is_stopped or LLTokenizer('byte').eos_token in plans.choices()


@pytest.mark.parametrize('plan', [
    '( move forward( distance two metres))( navigate( place bay \\ 7))( repeat twice)',
    '( no unsafe)', '( stop)', '( turn any( angle half)( pace slow)( continuous yes))',
    '( save( name " bay))', '( navigate( x two)( y 7))', '( navigate( place home))( repeat 4)',
    '( report pose)',
])
def test_lets_through(plans, plan):
    assert accepts(plans, TEXT, plan)


@pytest.mark.parametrize('plan', [
    '( move forward( distance three metres))',     # not said
    '( move forward( distance two forward))',      # not contiguous
    '( move forward( distance metre))',            # not a whole unit
    '( move forward( distance))',                  # nothing
    '( navigate( place kitchen))', '( navigate( x two))', '( fly)', '( stop stop)',
    '( repeat twice)', '( turn left( distance two metres))', '( move forward( pace two))',
])
def test_stops(plans, plan):
    assert not accepts(plans, TEXT, plan)


def test_every_validation_label_can_be_written(plans):
    lines = [line for name in ('en', 'my') for line in
             share_path('data', f'{name}_validation.txt').read_text('utf-8').splitlines()
             if line.strip() and not line.startswith('#')]
    for line in lines[::5]:
        text, _, label = line.rpartition(' => ')
        assert accepts(plans, text, write(parse_label(text, label))), line
