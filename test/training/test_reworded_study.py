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


"""The same plans in other words: nothing is lost on the way there and back."""

from nl2ros.language.grammar import PLANS
from nl2ros.language.plan_format import ACTIONS, read, write
from nl2ros.resources import share_path
from nl2ros.training.corpus import parse_label, read_labelled
from nl2ros.training.dataset import shipped_files
from nl2ros.training.reworded_study import NEW_WORDS, restore, reword, RewordedStudy
import pytest


@pytest.fixture(scope='module')
def study():
    return RewordedStudy(share_path('data'))


def test_every_plan_that_was_written_comes_back():
    for item in read_labelled(shipped_files(share_path('data'))[1]):
        assert read(restore(reword(write(item.plan)))) == item.plan


def test_pieces_of_the_sentence_keep_their_words():
    plan = parse_label('go to ( move ) hall', 'navigate place="( move ) hall"')
    assert reword(write(plan)) == '( visit( there ( move ) hall))'


def test_the_grammar_allows_the_new_words_and_no_old_one():
    grammar = reword(PLANS)
    for old, new in NEW_WORDS.items():
        assert f'"( {new}"' in grammar and f'"( {old}"' not in grammar
    assert set(ACTIONS) < set(NEW_WORDS) and not set(NEW_WORDS) & set(NEW_WORDS.values())


def test_it_learns_from_what_command_learns_from(study):
    examples = study.examples(5, 0, seed=1)
    assert len(examples) == 5
    assert all(example.target == reword(restore(example.target)) for example in examples)
    assert not {example.source for example in study.development(50)} & {
        example.source for example in study.examples(2000, 0, seed=1)}


def test_what_the_model_writes_in_other_words_is_measured(study, make_base):
    from nl2ros.language.frozen_lm import FrozenLM
    from nl2ros.language.template import Template
    assert study.measure(FrozenLM.load(make_base('llama')), None, Template(), 4)[1] == 4
