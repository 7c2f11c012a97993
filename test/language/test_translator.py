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

"""The shipped model translates; whatever an engine writes or a person types, no plan is wild."""

from math import pi

from hypothesis import given, settings, strategies as st
from nl2ros.errors import ModelError
from nl2ros.language.plan_format import PointedPlan, PointedStep, read, Slot
from nl2ros.language.sentence import MAX_CHARACTERS, Sentence
from nl2ros.language.translator import Translator
from nl2ros.plan import Move, Navigate, Stop, Turn
from nl2ros.resources import share_path
import pytest

SEEDS = [  # what this project started from
    ('Move forward 2 meters', Move(direction='forward', distance=2)),
    ('Turn left 90 degrees', Turn(direction='left', angle=pi / 2)),
    ('Move the robot forward at 0.5 m/s', Move(direction='forward', speed=0.5)),
    ('Rotate the robot 180 degrees', Turn(direction='any', angle=pi)),
    ('Stop the robot immediately', Stop()),
    ('Navigate to the charging station', Navigate(place='charging station')),
    ('Move robot to charging station', Navigate(place='charging station')),
    ('ရှေ့ကို ၂ မီတာ သွားပါ', Move(direction='forward', distance=2)),
]


@pytest.fixture(scope='module')
def translator():
    return Translator.load(share_path('models'))


@pytest.mark.parametrize('text, step', SEEDS)
def test_seed_sentences(translator, text, step):
    plan = translator.translate(text)
    assert plan.is_ok and plan.repeat == 1 and 0 < plan.confidence <= 1
    (found,) = plan.steps
    assert {k: pytest.approx(v) if isinstance(v, float) else v
            for k, v in step.model_dump().items()} == found.model_dump()


def test_it_refuses_in_the_language_of_the_command(translator):
    english = translator.translate('sing me a song')
    burmese = translator.translate('သီချင်းဆိုပြပါ')
    assert english.reason == burmese.reason == 'out_of_scope'
    assert english.message.isascii() and not burmese.message.isascii()


@pytest.mark.parametrize('text', ['', '   ', '?!', '\x00\x1b', '🙂🙂', '\u202e\u200b', '။၊'])
def test_text_without_words_is_ambiguous(translator, text):
    plan = translator.translate(text)
    assert (plan.status, plan.reason) == ('rejected', 'ambiguous') and plan.message


def test_zawgyi_is_refused_with_a_word_on_unicode(translator):
    plan = translator.translate('ေရွ႕ကို ၂ မီတာ သြား')
    assert plan.reason == 'ambiguous' and 'Unicode' in plan.message


def test_long_text_is_refused_before_the_model(translator):
    plan = translator.translate('go ' * 400_000)
    assert plan.reason == 'ambiguous' and str(MAX_CHARACTERS) in plan.message


@pytest.mark.parametrize('text', [
    '😀' * 599 + 'a', '漢' * 600, 'x1' * 300, 'go ' * 200, '(' * 599 + 'a'])
def test_strange_text_of_full_length_is_answered(translator, text):
    plan = translator.translate(text)
    assert plan.is_ok or plan.message


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=80) | st.lists(st.sampled_from(
    'go turn left 90 ( ) " \\ {} ; reject </s> repeat distance မီတာ သွား ၂ -1 1e9 kitchen'.split()
), max_size=12).map(' '.join))
def test_no_text_raises_and_no_number_is_invented(translator, text):
    plan = translator.translate(text)
    if plan.is_ok:
        digits = {c for c in Sentence.of(text).view if c.isdigit()}
        words = set(Sentence.of(text).units)
        for step in plan.steps:
            if isinstance(step, Navigate) and step.place not in ('home', 'start'):
                assert step.place is None or set(Sentence.of(step.place).units) <= words
            if isinstance(step, Move) and step.distance is not None:
                assert digits or words & {'မီတာ', 'မီ', 'တာ'}
    else:
        assert plan.reason and plan.message and not plan.steps


@pytest.fixture
def check(translator):
    """Return a function that gives the plan when the model writes ``written`` about ``text``."""
    return lambda text, written: translator.plan_of(Sentence.of(text), written, 0.9)


def test_an_unsaid_direction_is_refused(check):
    plan = check('turn right', read('( turn left)'))
    assert plan.reason == 'ambiguous' and 'left' in plan.message


def test_an_unsaid_piece_is_refused(check):
    step = PointedStep('navigate', '', (Slot('place', ('kitchen',)),))
    assert check('go to the lab', PointedPlan((step,))).reason == 'ambiguous'


def test_what_is_no_quantity_is_refused(check):
    plan = check('go a few metres', read('( move forward( distance a few metres))'))
    assert plan.reason == 'ambiguous' and 'few' in plan.message


def test_quantities_beyond_the_contract_are_refused(check):
    written = '( move forward( distance 9999999 km))'
    assert not check('go 9999999 km', read(written)).is_ok


def test_low_confidence_asks(translator):
    unsure = Translator(translator._engine, translator._tokenizer, translator._end, threshold=0.5)
    plan = unsure.plan_of(Sentence.of('go two metres'),
                          read('( move forward( distance two metres))'), 0.3)
    assert plan.reason == 'low_confidence' and '?' in plan.message


def test_the_question_tells_the_whole_plan(translator):
    unsure = Translator(translator._engine, translator._tokenizer, translator._end, threshold=0.5)
    plan = unsure.plan_of(
        Sentence.of('go two metres slowly and turn left, three times'),
        read('( move forward( distance two metres)( pace slow))( turn left)( repeat three times)'),
        0.3)
    assert 'move forward 2 m, slowly, then turn left; all of it 3 times?' in plan.message


def test_missing_models_are_named(tmp_path):
    with pytest.raises(ModelError, match=str(tmp_path)):
        Translator.load(tmp_path)
