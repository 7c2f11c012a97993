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

"""Yes and no are recognised plainly, in either language, and nothing else is."""

from nl2ros.language.answers import answer_of, NO, YES
from nl2ros.language.stop_guard import is_stop
import pytest


@pytest.mark.parametrize('text', [
    'yes', 'Yes!', ' YES, please. ', 'ok', 'Okay', 'go ahead', "that's right", 'do it, robot',
    'ဟုတ်ကဲ့', 'ဟုတ် ကဲ့ ။', 'လုပ်ပါ', 'အိုကေ', 'yes\u200b'])
def test_yes(text):
    assert answer_of(text) is True


@pytest.mark.parametrize('text', [
    'no', 'No.', 'nope', "don't do it", 'no, thank you', 'never mind', 'မဟုတ်ဘူး', 'မ လုပ် နဲ့။',
    'ဟင့်အင်း'])
def test_no(text):
    assert answer_of(text) is False


@pytest.mark.parametrize('text', [
    '', '?', 'stop', 'yes and no', 'yes, but slower', 'go forward', 'no, turn left', 'yesterday',
    'not yes', 'right', 'go right', 'okay google play', 'ရှေ့ကိုသွားပါ', 'ရပ်',
    'y' * 10_000, 'yes ' * 30])
def test_neither(text):
    assert answer_of(text) is None


def test_no_word_is_both_and_no_yes_is_a_stop():
    assert not YES & NO
    assert not any(is_stop(word) for word in YES)
