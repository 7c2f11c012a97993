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

"""Numbers written out in words, digits and both scripts, and read back."""

import math

from hypothesis import given, settings, strategies as st
from nl2ros.errors import QuantityError
from nl2ros.language.number_reader import Amount, NumberReader
from nl2ros.language.number_words import FILLERS, UNITS
from nl2ros.language.quantity_tokens import build_lexicon, Mark, normalise, tokenise
import pytest

LEXICON = build_lexicon({word: unit for unit, forms in UNITS.items() for word in forms.split()})
ONES = ('zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen '
        'fifteen sixteen seventeen eighteen nineteen').split()
TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split()
BURMESE = 'သုည တစ် နှစ် သုံး လေး ငါး ခြောက် ခုနစ် ရှစ် ကိုး'.split()


def read(text: str) -> Amount | None:
    """Read a number that fills the text to its end."""
    reader = NumberReader(tokenise(text, LEXICON))
    amount = reader.amount()
    assert reader.peek() is None
    return amount


def english(number: int, joint: str = ' and ', hyphen: str = '-') -> str:
    """Write a number below a million in words."""
    if number < 20:
        return ONES[number]
    if number < 100:
        return TENS[number // 10 - 2] + (hyphen + ONES[number % 10] if number % 10 else '')
    size, name = (1000, ' thousand') if number >= 1000 else (100, ' hundred')
    rest = number % size
    link = joint if rest < 100 else ' '
    return english(number // size, joint, hyphen) + name + (
        link + english(rest, joint, hyphen) if rest else '')


def burmese(number: int, creaky: bool = True, space: str = '') -> str:
    """Write a number below a hundred thousand in words."""
    said = []
    for size, name in ((10000, 'သောင်း'), (1000, 'ထောင်'), (100, 'ရာ'), (10, 'ဆယ်')):
        if number >= size:
            said += [BURMESE[number // size], name]
            number %= size
            if creaky and number and size < 10000:
                said[-1] = {'ထောင်': 'ထောင့်', 'ရာ': 'ရာ့', 'ဆယ်': 'ဆယ့်'}[name]
    return space.join(said + [BURMESE[number]] if number or not said else said)


@settings(deadline=None)
@given(st.integers(0, 999_999), st.sampled_from((' and ', ' ')), st.sampled_from(('-', ' ')))
def test_english_words_are_read_back(number, joint, hyphen):
    assert read(english(number, joint, hyphen)) == Amount(number)


@settings(deadline=None)
@given(st.integers(0, 99_999), st.booleans())
def test_burmese_words_are_read_back(number, creaky):
    assert read(burmese(number, creaky)) == Amount(number)


@settings(deadline=None)
@given(st.integers(0, 99_999))
def test_spaces_between_burmese_words_change_nothing(number):
    assert read(burmese(number, space=' ')) == Amount(number)


@settings(deadline=None)
@given(st.integers(0, 999), st.text('0123456789', min_size=1, max_size=6))
def test_decimals_are_read_digit_by_digit(whole, decimals):
    value = float(f'{whole}.{decimals}')
    spelt = ' '.join(ONES[int(digit)] for digit in decimals)
    spelt_burmese = ''.join(BURMESE[int(digit)] for digit in decimals)
    for text in (f'{whole}.{decimals}', f'{english(whole)} point {spelt}',
                 f'{burmese(whole)}ဒသမ{spelt_burmese}', f'{whole} dot {decimals}'):
        assert read(text) == Amount(value, has_point=True)


@settings(deadline=None)
@given(st.integers(2, 99), st.integers(1, 98))
def test_fractions_of_both_languages_agree(under, over):
    assert read(f'{over}/{under}').value == pytest.approx(over / under)
    assert read(f'{burmese(under)}ပုံ{burmese(over)}ပုံ') == Amount(over / under, True)


@settings(deadline=None)
@given(st.integers(1, 19), st.sampled_from(('half', 'third', 'quarter', 'fifth', 'eighth')))
def test_mixed_numbers_add_their_fraction(whole, part):
    parts = {'half': 2, 'third': 3, 'quarter': 4, 'fifth': 5, 'eighth': 8}
    assert read(f'{english(whole)} and a {part}').value == pytest.approx(whole + 1 / parts[part])


@pytest.mark.parametrize(('text', 'value'), (
    ('pi', math.pi), ('π/2', math.pi / 2), ('2pi', 2 * math.pi), ('3 pi / 4', 3 * math.pi / 4),
    ('half pi', math.pi / 2), ('pi over three', math.pi / 3), ('a quarter of pi', math.pi / 4)))
def test_pi_is_marked(text, value):
    amount = read(text)
    assert amount.has_pi
    assert amount.value == pytest.approx(value)


def test_number_ends_where_the_unit_begins():
    reader = NumberReader(tokenise('two and a half metres', LEXICON))
    assert reader.amount() == Amount(2.5)
    assert (reader.peek(), reader.take().value) == (Mark.UNIT, 'metre')


def test_reader_takes_nothing_where_there_is_no_number():
    reader = NumberReader(tokenise('metres', LEXICON))
    assert reader.amount() is None
    assert reader.position == 0


def test_recogniser_words_count_only_where_a_number_has_to_stand():
    assert read('to') == Amount(2)
    assert read('twenty to') == Amount(22)
    with pytest.raises(QuantityError, match="'to' has no place"):
        read('three to five')


@pytest.mark.parametrize(('slip', 'meant'), (
    ('seckonds', 'second'), ('meeters', 'metre'), ('degrese', 'degree'), ('yadrs', 'yard'),
    ('centimetrs', 'centimetre'), ('minuets', 'minute'), ('fet', 'foot'), ('fot', 'foot')))
def test_slips_of_the_keyboard_are_read(slip, meant):
    assert tokenise(f'two {slip}', LEXICON)[1].value == meant


@pytest.mark.parametrize(('slip', 'meant'), (
    ('tow', 2), ('thre', 3), ('fity', 50), ('sevn', 7), ('ninty', 90)))
def test_letters_left_out_or_swapped_in_short_numbers_are_read(slip, meant):
    assert tokenise(f'{slip} metres', LEXICON)[0].value == meant


@pytest.mark.parametrize('text', (
    'sixt metres', 'fine metres', 'nice metres', 'tan metres', 'see metres', 'few metres',
    'two tables', 'then', 'ရှေ့'))
def test_words_that_are_not_close_to_one_meaning_are_refused(text):
    with pytest.raises(QuantityError, match='neither a number nor a unit'):
        tokenise(text, LEXICON)


@pytest.mark.parametrize('filler', FILLERS)
def test_fillers_leave_no_token(filler):
    assert tokenise(filler, LEXICON) == []


@settings(deadline=None)
@given(st.text(max_size=100))
def test_normalising_twice_changes_nothing_more(text):
    once = normalise(text)
    assert normalise(once) == once


@settings(deadline=None)
@given(st.text(max_size=100))
def test_any_text_is_tokens_or_a_quantity_error(text):
    try:
        tokens = tokenise(text, LEXICON)
    except QuantityError:
        return
    assert all(token.text for token in tokens)
