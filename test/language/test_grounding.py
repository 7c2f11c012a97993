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

"""A direction that was not said is never executed."""

from nl2ros.language.grounding import ungrounded
from nl2ros.language.plan_format import PointedPlan, PointedStep, read, Slot
from nl2ros.language.sentence import Sentence
from nl2ros.resources import share_path
from nl2ros.training.corpus import read_labelled
import pytest


def turn(direction):
    return PointedPlan((PointedStep('turn', direction),))


@pytest.mark.parametrize('text, direction', [
    ('turn left', 'left'), ('TURN LFET', 'left'), ('turnleft now', 'left'), ('lt 90', 'left'),
    ('spin anti-clockwise', 'left'), ('tern write', 'right'), ('clockwise please', 'right'),
    ("face your three o'clock", 'right'), ('ဘယ်ဘက်လှည့်', 'left'), ('ညာကိုကွေ့', 'right'),
    ('နာရီလက်တံအတိုင်း လှည့်', 'right'), ('left, then the other way', 'right'),
    ('rot -30', 'right'),
])
def test_said(text, direction):
    assert ungrounded(turn(direction), Sentence.of(text)) is None


@pytest.mark.parametrize('text, direction', [
    ('turn left', 'right'), ('turn', 'left'), ('ဘယ်ဘက်လှည့်', 'right'),
    ('go to the kitchen', 'left'), ('turn around', 'right'),
])
def test_not_said(text, direction):
    assert ungrounded(turn(direction), Sentence.of(text)) == direction


def test_backward_needs_a_word_and_forward_none():
    text = Sentence.of('go two metres')
    assert ungrounded(read('( move forward( distance two metres))'), text) is None
    assert ungrounded(read('( move backward( distance two metres))'), text) == 'backward'


def test_a_piece_that_is_not_in_the_sentence():
    step = PointedStep('navigate', '', (Slot('place', ('kitchen',)),))
    assert ungrounded(PointedPlan((step,)), Sentence.of('go to the lab')) == 'kitchen'


@pytest.mark.parametrize('language', ['en', 'my'])
def test_it_lets_good_labels_through(language):
    items = list(read_labelled([share_path('data', f'{language}_validation.txt')]))
    wrong = [item.sentence.text for item in items if ungrounded(item.plan, item.sentence)]
    assert len(wrong) <= len(items) / 200, wrong
