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

"""
Turn a piece of a sentence into a quantity in SI units: ``read_quantity`` is the one door.

The language model only points at the piece ("a foot and a half", "ninety degrees", "၂ မီတာခွဲ");
what it is worth is computed here, so that no number is ever guessed. Units follow REP-103. Words
that are no number ("a few metres") raise, they are never given a value.
"""

from dataclasses import dataclass
from enum import Enum
from functools import cache
import math
import re

from nl2ros.errors import QuantityError
from nl2ros.language import number_words as words
from nl2ros.language.number_reader import Amount, NumberReader
from nl2ros.language.quantity_tokens import (
    build_lexicon, fold_burmese, Lexicon, Mark, normalise, tokenise,
)
from nl2ros.language.units import MINOR_UNITS, unit_registry
import pint

MAX_PIECE_LENGTH = 200   # characters; a quantity that somebody says is far shorter
MAX_MAGNITUDE = 1e6      # the plan's own bound
MAX_COUNT = 1000


class Kind(Enum):
    """What a piece is read as; the value says it to a person."""

    LENGTH = 'a length, such as "2 metres"'
    ANGLE = 'an angle, such as "90 degrees"'
    DURATION = 'a duration, such as "5 seconds"'
    SPEED = 'a speed, such as "0.5 m/s"'
    ANGULAR_SPEED = 'a turning speed, such as "30 degrees per second"'
    COORDINATE = 'a coordinate, such as "-1.5"'
    HEADING = 'a heading, such as "90 degrees"'
    COUNT = 'a number of times, such as "three times"'


_SI = {
    Kind.LENGTH: 'metre', Kind.ANGLE: 'radian', Kind.DURATION: 'second',
    Kind.SPEED: 'metre/second', Kind.ANGULAR_SPEED: 'radian/second', Kind.COORDINATE: 'metre',
    Kind.HEADING: 'radian', Kind.COUNT: 'repetition',
}
_SIGNED = (Kind.COORDINATE, Kind.HEADING)
_RATES = (Kind.SPEED, Kind.ANGULAR_SPEED)


@dataclass(frozen=True)
class _Part:
    """A number with its unit, if one was said."""

    amount: Amount
    unit: str | None
    is_bare: bool = False   # a unit without a number


def read_quantity(piece: str, kind: Kind) -> float:
    """
    Return what the piece is worth in SI units: m, rad, s, m/s, rad/s, or a count.

    Without a unit, lengths and coordinates are metres, durations seconds, speeds m/s, angles
    degrees (turns if a fraction, radians with pi). A bare heading is radians when it has pi, or
    a decimal point and at most 2 pi; otherwise degrees. A bare turning speed is rad/s as in ROS,
    or degrees per second above 2 pi. Only coordinates and headings may be negative or zero.

    Raises QuantityError naming the piece and what was expected.
    """
    shown = repr(piece) if len(piece) <= 60 else repr(piece[:57]) + '...'
    try:
        if len(piece) > MAX_PIECE_LENGTH:
            raise QuantityError(f'it is longer than {MAX_PIECE_LENGTH} characters')
        return _check(_read(piece, kind), kind)
    except pint.DimensionalityError:
        reason = 'its unit measures something else'
    except QuantityError as error:
        reason = str(error)
    raise QuantityError(f'{shown}: {reason}; expected {kind.value}')


def is_unit(word: str, kind: Kind) -> bool:
    """Tell whether a word by itself names a unit that measures this kind."""
    mark, unit = _lexicon(kind).get(fold_burmese(normalise(word)), (None, ''))
    return mark is Mark.UNIT and unit_registry().Quantity(1., unit).is_compatible_with(_SI[kind])


def _read(piece: str, kind: Kind) -> float:
    """Read, and convert to the kind's SI unit."""
    if kind is Kind.DURATION:
        piece = _spell_clock(piece)
    reader = NumberReader(tokenise(piece, _lexicon(kind)))
    sign = -1. if reader.peek() is Mark.MINUS else 1.
    reader.skip(Mark.MINUS, Mark.PLUS)
    above, below = _read_parts(reader, kind)
    if kind in _RATES and below is None and len(above) > 1 and _is_time(above[0].unit):
        below, *above = above   # Burmese says the time first
    if not above or above[0].is_bare:
        raise QuantityError('there is no number in it')
    total = sum(_quantities(above, kind, below is not None), start=0)
    if below:
        if below.amount.value <= 0:
            raise QuantityError('its time has to be more than zero')
        total = total / unit_registry().Quantity(below.amount.value, below.unit)
    return sign * total.to(_SI[kind]).magnitude


def _check(value: float, kind: Kind) -> float:
    """Hold the value to the bounds of a plan, and drop what floating point added to it."""
    if not math.isfinite(value) or abs(value) > MAX_MAGNITUDE:
        raise QuantityError(f'it has to be at most {MAX_MAGNITUDE:.0f}')
    value = float(f'{value:.15g}')
    if kind is Kind.COUNT:
        if not (value.is_integer() and 1 <= value <= MAX_COUNT):
            raise QuantityError(f'it has to be a whole number from 1 to {MAX_COUNT}')
    elif kind not in _SIGNED and value <= 0:
        raise QuantityError('it has to be more than zero')
    return value


def _read_parts(reader: NumberReader, kind: Kind) -> tuple[list[_Part], _Part | None]:
    """Read all parts; the second value is what stands after "per"."""
    parts: list[_Part] = []
    while reader.peek() is not None:
        if parts and _skip_per(reader, kind):
            below = _read_part(reader, kind)
            if below.unit is None or reader.peek() is not None:
                raise QuantityError('it says per what in no way that can be read')
            return parts, below
        while parts and reader.skip(Mark.AND, Mark.COMMA, Mark.LINK):
            pass
        parts.append(_read_part(reader, kind))
    return parts, None


def _skip_per(reader: NumberReader, kind: Kind) -> bool:
    """Go past "per", "/", or the "a" of "feet a second"."""
    if kind in _RATES and reader.peek() is Mark.ARTICLE and reader.peek(1) is Mark.UNIT:
        return reader.skip(Mark.ARTICLE)
    return reader.skip(Mark.PER, Mark.SLASH)


def _read_part(reader: NumberReader, kind: Kind) -> _Part:
    """Read a number and its unit in either order, or one of them alone."""
    if reader.peek() is Mark.TIMES and kind is Kind.COUNT:
        return _Part(Amount(float(reader.take().value)), 'repetition')
    amount = reader.amount()
    if amount is None:
        if reader.peek() is Mark.UNIT:
            return _read_unit_first(reader, kind)
        raise QuantityError(
            f'{reader.next_text!r} has no place in it' if reader.peek() else 'it breaks off')
    if reader.peek() is Mark.COMMA and reader.peek(1) is Mark.UNIT:
        reader.take()
    if reader.peek() is not Mark.UNIT:
        return _Part(amount, None)
    unit = str(reader.take().value)
    if reader.skip(Mark.HALF_MORE):
        amount = Amount(amount.value + 0.5)
    elif reader.skip(Mark.PART_OF):
        amount = Amount(amount.value * _fraction(reader))
    return _Part(amount, unit)


def _read_unit_first(reader: NumberReader, kind: Kind) -> _Part:
    """Read "မီတာ ၂၀", "cm 20", "မီတာရဲ့ သုံးပုံနှစ်ပုံ"; a unit alone is one of it."""
    unit = reader.take()
    name = str(unit.value)
    if reader.skip(Mark.PART_OF):
        return _Part(Amount(_fraction(reader)), name)
    start = reader.position
    # "metre fifty" has lost its "a": it is 1.5 m; "မီတာ ငါးဆယ်", "cm 20", "times four" are not
    if kind is Kind.COUNT or not (unit.text.isascii() and reader.next_text.isalpha()):
        amount = reader.amount()
        if amount and reader.peek() is not Mark.UNIT:
            return _Part(amount, name)
        reader.position = start
    return _Part(Amount(1.), name, is_bare=kind is Kind.COUNT or not _names_one(unit.text))


def _names_one(word: str) -> bool:
    """Tell whether a unit without a number can be "(another) metre": not a symbol or plural."""
    return word.isascii() and word.isalpha() and len(word) > 2 and not (
        word.endswith('s') or word in ('feet', 'feat', 'mtr', 'deg', 'rad', 'mil', 'rpm', 'mph'))


def _fraction(reader: NumberReader) -> float:
    """Read the part in "မီတာရဲ့ သုံးပုံနှစ်ပုံ"."""
    amount = reader.amount()
    if amount is None or not amount.is_fraction:
        raise QuantityError('it does not say which part is meant')
    return amount.value


def _quantities(parts: list[_Part], kind: Kind, is_per: bool):
    """Give every part a unit; what follows the first has to be smaller than what stands before."""
    unit = parts[0].unit or _implied_unit(parts[0].amount, kind, is_per)
    size = unit_registry().Quantity(1., unit)
    yield parts[0].amount.value * size
    for number, part in enumerate(parts[1:], 2):
        value = part.amount.value
        if parts[0].unit is None:
            raise QuantityError('it has two numbers side by side')
        if part.unit is not None:
            smaller = unit_registry().Quantity(1., part.unit)
        elif part.amount.is_fraction:
            smaller = size   # "a metre and a half"
        else:
            minor, limit = MINOR_UNITS.get(unit, (None, 0))
            if minor is None or not value < limit or number < len(parts):
                raise QuantityError('it has two numbers side by side')
            smaller = unit_registry().Quantity(1., minor)
        if part.unit is not None and not smaller < size:
            raise QuantityError('its units do not go from large to small')
        yield value * smaller
        unit, size = part.unit or unit, smaller


def _implied_unit(amount: Amount, kind: Kind, is_per: bool) -> str:
    """Return the unit that is meant where none was said."""
    if kind is Kind.ANGLE and amount.is_fraction:
        return 'turn'
    in_radians = amount.has_pi
    if kind is Kind.HEADING:
        in_radians |= amount.has_point and amount.value <= 2 * math.pi
    if kind is Kind.ANGULAR_SPEED:
        in_radians |= amount.value <= 2 * math.pi
    if kind in (Kind.ANGLE, Kind.HEADING, Kind.ANGULAR_SPEED):
        unit = 'radian' if in_radians else 'degree'
    else:
        unit = _SI[kind].split('/')[0]
    return f'{unit}/second' if kind in _RATES and not is_per else unit


def _is_time(unit: str | None) -> bool:
    return unit is not None and unit_registry().Quantity(1., unit).check('[time]')


def _spell_clock(piece: str) -> str:
    """Write "1:30 minutes" as "1 min 30 s", "1:30 hours" as "1 h 30 min"."""
    piece = re.sub(r'([0-9]+):([0-5][0-9])\s*h\w*', r'\1 h \2 min', piece)
    return re.sub(r'([0-9]+):([0-5][0-9])(?:\s*(?:m\w*|မိနစ်))?', r'\1 min \2 s', piece)


@cache
def _lexicon(kind: Kind) -> Lexicon:
    """Build the words that may stand in a piece of this kind."""
    units = {word: unit for unit, forms in words.UNITS.items() for word in forms.split()}
    if kind is Kind.COUNT:
        units = dict.fromkeys(words.COUNTED.split(), 'repetition')
        return build_lexicon(units, words.COUNTING_FILLERS)
    if kind is Kind.DURATION:
        units |= words.TIME_SYMBOLS
    return build_lexicon(units)
