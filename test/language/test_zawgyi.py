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

"""Zawgyi is recognised and refused, Unicode is let through, and a stop stops in both."""

from pathlib import Path

from nl2ros.language.stop_guard import is_stop
from nl2ros.language.zawgyi import is_zawgyi
from nl2ros.training.corpus import read_labelled
import pytest

DATA = Path(__file__).parents[2] / 'data'
ZAWGYI = """ေရွ႕ကို ၂ မီတာ သြား
ဘယ္ဘက္ကို လွည့္ပါ
ရပ္လိုက္
မီးဖိုေခ်ာင္ကို သြားပါ
ေနာက္ကို တစ္မီတာ ဆုတ္
ဒီမွာ ခဏ ေစာင့္
အခန္း ၃ ကို သြား
မင္း ဘယ္မွာလဲ
ေနာက္ျပန္လွည့္""".splitlines()


@pytest.mark.parametrize('text', ZAWGYI)
def test_zawgyi_is_recognised(text):
    assert is_zawgyi(text)


def test_unicode_and_english_are_let_through():
    sentences = [item.sentence.text for item in read_labelled([DATA / 'my_validation.txt'])]
    assert [text for text in [*sentences, 'go to the lab', ''] if is_zawgyi(text)] == []


def test_a_stop_in_zawgyi_stops():
    assert is_stop('ရပ္') and is_stop('ရပ္ ရပ္!')
    assert not is_stop('မရပ္နဲ႔')
