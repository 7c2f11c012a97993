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

"""Sentences are cut into the same units however they are spaced, cased or typed."""

from hypothesis import given, strategies as st
from nl2ros.language.sentence import clean, Sentence, units_of
import pytest


@pytest.mark.parametrize('text, units', [
    ("Go to Dr. Patel's office!", ('go', 'to', 'dr', '.', 'patel', "'s", 'office', '!')),
    ('forward 1.5m', ('forward', '1', '.', '5', 'm')),
    ('(3,-1)', ('(', '3', ',', '-', '1', ')')),
    ('ရှေ့ကို ၂ မီတာခွဲ သွားပါ', ('ရှေ့', 'ကို', '2', 'မီ', 'တာ', 'ခွဲ', 'သွား', 'ပါ')),
    ('ယောက်ျား သမ္မတ မင်္ဂလာ', ('ယောက်ျား', 'သမ္မ', 'တ', 'မင်္ဂ', 'လာ')),
    ('', ()),
])
def test_units(text, units):
    assert units_of(text) == units


def test_burmese_spacing_makes_no_difference():
    joined, spaced = 'ညာဘက်ကိုလှည့်ပါ', 'ညာ ဘက် ကို လှည့် ပါ'
    assert Sentence.of(joined).view == Sentence.of(spaced).view


def test_invisible_characters_disappear():
    assert clean('go\u200b \u202eto\x00 \n the\ufeff lab ') == 'go to the lab'


def test_a_piece_leads_back_to_what_was_written():
    sentence = Sentence.of('Drive to Dr. Patel’s Office, then 1.5 m back')
    assert sentence.written(units_of("dr. patel's office")) == 'Dr. Patel’s Office'
    assert sentence.written(('1', '.', '5', 'm')) == '1.5 m'
    assert sentence.find(('kitchen',)) == []
    assert sentence.find(()) == []


@given(st.text(max_size=200))
def test_any_text_is_cut_without_loss(text):
    sentence = Sentence.of(text)
    covered = ''.join(sentence.text[a:b] for a, b in sentence.spans)
    assert covered == sentence.text.replace(' ', '')
    assert all(unit and ' ' not in unit for unit in sentence.units)


@given(st.text(alphabet='abc ကခါ့် 12.,', max_size=60))
def test_cutting_again_changes_nothing(text):
    sentence = Sentence.of(text)
    assert Sentence.of(sentence.view).units == sentence.units
