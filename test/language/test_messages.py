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

"""What is said to people: complete in both languages, in the language they used."""

from string import Formatter
from typing import get_args

from hypothesis import given, settings, strategies as st
from nl2ros.language.messages import language_of, message, MESSAGES
from nl2ros.plan import Reason
import pytest


def fields(text: str) -> set[str]:
    """List the values that a message names."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize('key', MESSAGES)
def test_both_languages_say_the_same(key):
    english, burmese = MESSAGES[key]
    assert fields(english) == fields(burmese)
    assert english.isascii()
    assert english.endswith(('.', '?'))
    assert burmese.endswith('။')
    assert language_of(burmese) == 'my'


def test_every_reason_of_a_plan_has_a_message():
    # an unknown place is found out by the robot, which has its own words for it
    assert set(get_args(Reason)) - {'unknown_place'} <= set(MESSAGES)


def test_values_are_filled_in_as_they_are():
    assert message('did_you_mean', 'en', guess='{2 m} forward') == (
        'I am not sure that I understood. Did you mean: {2 m} forward?')
    assert '1000' in message('too_long', 'my', limit=1000)


@pytest.mark.parametrize(('key', 'language', 'why'), (
    ('nonsense', 'en', "message 'nonsense'"), ('empty', 'fr', "language 'fr'"),
    ('too_long', 'en', 'limit')))
def test_what_is_missing_is_named(key, language, why):
    with pytest.raises(KeyError, match=why):
        message(key, language)


@pytest.mark.parametrize(('text', 'language'), (
    ('go forward', 'en'), ('ရှေ့ကို သွား', 'my'), ('robot ရှေ့ကို ၂ မီတာ သွားပါ', 'my'),
    ('go to ရုံး please, quickly', 'en'), ('', 'en'), ('123 !?', 'en'), ('၂', 'my')))
def test_language_is_that_of_most_letters(text, language):
    assert language_of(text) == language


@settings(deadline=None)
@given(st.text())
def test_any_text_has_a_language(text):
    assert language_of(text) in ('en', 'my')
    assert language_of(text + 'a' * (len(text) + 1)) == 'en'
