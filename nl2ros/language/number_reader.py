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
Read numbers as people say them.

"Two and a half", "one-eighty", "သုံးပုံနှစ်ပုံ", "3/4", "half pi".

A cursor over the tokens of ``quantity_tokens.py``, one method a rule of the grammar. It knows no
units: where a number ends and the unit begins is all it tells.
"""

from dataclasses import dataclass, replace
import math

from nl2ros.errors import QuantityError
from nl2ros.language.quantity_tokens import Mark, Token

_DIGITS = (Mark.SMALL, Mark.TENS, Mark.NUMERAL)


@dataclass(frozen=True)
class Amount:
    """A number, and what of its form decides the unit where none was said."""

    value: float
    is_fraction: bool = False   # a part of something: "a half", "three quarters", "2/3"
    has_point: bool = False     # "1.57", "one point five"
    has_pi: bool = False


class NumberReader:
    """A cursor over tokens that reads one number at a time; QuantityError where it cannot."""

    def __init__(self, tokens: list[Token]):
        self._tokens = tokens
        self._at = 0

    def peek(self, ahead: int = 0) -> Mark | None:
        """Return what the token is that comes next, or None behind the last."""
        index = self._at + ahead
        return self._tokens[index].mark if index < len(self._tokens) else None

    def take(self) -> Token:
        """Return the next token and go on."""
        self._at += 1
        return self._tokens[self._at - 1]

    def skip(self, *marks: Mark) -> bool:
        """Go past the next token if it is one of these; tell whether it was."""
        found = self.peek() in marks
        self._at += found
        return found

    @property
    def next_text(self) -> str:
        """Return how the next token was written; empty behind the last."""
        return self._tokens[self._at].text if self.peek() else ''

    @property
    def position(self) -> int:
        """Where the cursor is; assign an earlier value to go back."""
        return self._at

    @position.setter
    def position(self, value: int):
        self._at = value

    def amount(self) -> Amount | None:
        """Read a number with its fractions; None, and nothing taken, when there is none."""
        start = self._at
        article = self.skip(Mark.ARTICLE)
        if article and self.peek() is Mark.UNIT:
            return Amount(1.)
        if self.skip(Mark.ROOT):
            whole = self._needed(self.cardinal(), 'the number under the root')
            return Amount(math.sqrt(whole), has_point=True)
        amount = self._with_fraction(self._decimal())
        if amount is None and self.peek() is not Mark.PI:
            self._at = start
            return None
        return self._times_pi(amount)

    def cardinal(self) -> float | None:
        """Read a whole number in words or digits: "two hundred and five", "တစ်ရာ့ငါးဆယ်"."""
        total, limit, found = 0., math.inf, False
        while True:
            group = self._group(limit)
            if self.peek() is not Mark.SCALE:
                return None if group is None and not found else total + (group or 0.)
            scale = float(self.take().value)
            if total and scale > total:   # "two hundred thousand"
                total = (total + (group or 0.)) * scale
            elif scale < limit:
                total += (1. if group is None else group) * scale
            else:
                raise QuantityError('its numbers do not fit together')
            if self.skip(Mark.HALF_MORE):   # တစ်ရာခွဲ
                return total + scale / 2
            found, limit = True, scale if scale % 10 == 0 else 0.
            if (limit >= 100 and self.peek() is Mark.AND and self.peek(1) in _DIGITS
                    and self.peek(2) is not Mark.FRACTION):
                self.take()

    def _group(self, limit: float) -> float | None:
        """Read what stands before or after a scale word, if it is below the limit."""
        start = self._at
        value = None
        if self.peek() is Mark.NUMERAL:
            value = float(self.take().value)
        elif self.peek() is Mark.TENS:
            value = self._tens()
        elif self.peek() is Mark.SMALL:
            value = self._small()
        if value is not None and value >= limit:
            self._at = start
            return None
        return value

    def _tens(self) -> float:
        """Read "forty" or "forty five"."""
        value = float(self.take().value)
        if self.peek() is Mark.SMALL and 1 <= self._tokens[self._at].value <= 9:
            value += float(self.take().value)
        return value

    def _small(self) -> float:
        """Read "five", "one eighty", "one fifteen", or digits one by one: "one oh five"."""
        run = []
        while self.peek(len(run)) is Mark.SMALL:
            run.append(int(self._tokens[self._at + len(run)].value))
        first = run[0]
        if len(run) == 1 and 1 <= first <= 9 and self.peek(1) is Mark.TENS:
            self.take()
            return first * 100 + self._tens()
        if len(run) == 2 and 1 <= first <= 9 and run[1] >= 10:
            self._at += 2
            return float(first * 100 + run[1])
        # two digits side by side may be a slip or a change of mind, unless a zero holds a place
        if len(run) > 1 and max(run) <= 9 and (len(run) > 2 or 0 in run):
            self._at += len(run)
            return float(''.join(map(str, run)))
        self._at += 1
        return float(first)

    def _decimal(self) -> Amount | None:
        """Read a whole number and what follows its decimal point."""
        has_point = self.peek() is Mark.NUMERAL and '.' in self._tokens[self._at].text
        whole = self.cardinal()
        if self.peek() is not Mark.POINT:
            return None if whole is None else Amount(whole, has_point=has_point)
        self.take()
        if whole is not None and (has_point or not whole.is_integer()):
            raise QuantityError('it has two decimal points')
        value = float(f'{int(whole or 0)}.{self._decimals()}')
        if self.peek() is Mark.SCALE:
            value *= float(self.take().value)
        return Amount(value, has_point=True)

    def _decimals(self) -> str:
        """Read the digits behind a decimal point: "seven five", "oh five", "25", "နှစ်ငါး"."""
        if self._is_ten() or self.peek() is Mark.SMALL and self._is_ten(1):
            return str(int(self._needed(self.cardinal(), 'decimals')))   # ဒသမ နှစ်ဆယ့်ငါး
        digits = ''
        while self.peek() in _DIGITS:
            if self.peek() is Mark.TENS:
                digits += str(int(self._tens()))
            else:
                token = self.take()
                digits += token.text if token.mark is Mark.NUMERAL else str(int(token.value))
        if not digits.isdigit():
            raise QuantityError('digits have to follow its decimal point')
        return digits

    def _is_ten(self, ahead: int = 0) -> bool:
        """Tell whether the Burmese word for ten comes next."""
        return self.peek(ahead) is Mark.SCALE and self._tokens[self._at + ahead].value == 10

    def _with_fraction(self, whole: Amount | None) -> Amount | None:
        """Read what makes a fraction of the number before it, or adds one to it."""
        if whole and self.skip(Mark.PORTION):   # "of four parts one part"
            part = self._needed(self.cardinal(), 'how many parts are meant')
            if not self.skip(Mark.PORTION) or not whole.value:
                raise QuantityError('its fraction is incomplete')
            return Amount(part / whole.value, is_fraction=True)
        if self.peek() is Mark.FRACTION:
            return self._of_scale(
                Amount((whole.value if whole else 1.) / float(self.take().value), True))
        if self.peek() is Mark.RATIO:
            ratio = float(self.take().value)
            return self._of_scale(
                replace(whole, value=whole.value + ratio) if whole else Amount(ratio, True))
        if whole and self.peek() is Mark.AND:
            start = self._at
            self.take()
            self.skip(Mark.ARTICLE)
            added = self._with_fraction(self._decimal())
            if added and added.is_fraction:
                return replace(whole, value=whole.value + added.value)
            self._at = start
        return whole

    def _of_scale(self, part: Amount) -> Amount:
        """Read on after a fraction: "half a dozen", "half a metre", "a quarter of pi"."""
        if self.peek() is Mark.ARTICLE and self.peek(1) in (Mark.UNIT, Mark.SCALE, Mark.PI):
            self.take()
        if self.peek() is Mark.SCALE:
            return Amount(part.value * float(self.take().value))
        return part

    def _times_pi(self, amount: Amount | None) -> Amount:
        """Read "pi", "pi over two", "3π/4"."""
        amount = amount or Amount(1.)
        if not self.skip(Mark.PI):
            return amount
        value = amount.value * math.pi
        if self.peek() in (Mark.OVER, Mark.SLASH) and self.peek(1) in _DIGITS:
            self.take()
            under = self._needed(self.cardinal(), 'what pi is divided by')
            if not under:
                raise QuantityError('it divides by zero')
            value /= under
        return Amount(value, has_pi=True)

    @staticmethod
    def _needed(value: float | None, what: str) -> float:
        if value is None:
            raise QuantityError(f'{what} is missing')
        return value
