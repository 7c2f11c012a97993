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
A sentence as the language model sees it: units of text, one space before each.

People write Burmese with, without or between all words; recognisers drop case and punctuation.
So the model never sees spacing or case: the text is cut into units (a word, a run of digits, a
Burmese syllable, a punctuation mark) and every unit is written as a space and the unit, in lower
case, with ASCII digits. Whatever the model points at is then a run of whole units, which leads
back to the very letters that the person wrote.
"""

from dataclasses import dataclass
import re
import unicodedata

SEPARATOR = '\n'  # between what the model reads and what it answers, in every task
MAX_CHARACTERS = 600  # a spoken command is far shorter; longer text is refused before the model

_INVISIBLE = re.compile('[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]')
_CONTROL = re.compile(r'[\x00-\x1f\x7f-\x9f\u2028\u2029]')
_MYANMAR_LETTER = '\u1000-\u102a\u103f\u104c-\u104f'
_SYLLABLE = (  # Unicode Technical Note 11: consonant, stacked consonant, signs, killed finals
    rf'[{_MYANMAR_LETTER}](?:\u1039[\u1000-\u1021])?[\u102b-\u1038\u103a-\u103e]*'
    r'(?:[\u1000-\u1021]\u1037?\u103a[\u102b-\u1038\u103b-\u103e]*(?!\u1039)'
    r'|[\u1000-\u1021]\u103a?\u1039[\u1000-\u1021]?)*')
_WORD = r'[^\W\d_\u1000-\u109f]+'
_CLITIC = r"['\u2019](?:s|t|d|m|ll|re|ve)\b"
_UNIT = re.compile(rf'[0-9]+|[\u1040-\u1049]+|{_SYLLABLE}|{_WORD}|{_CLITIC}|\S', re.IGNORECASE)
_ASCII_DIGITS = str.maketrans('၀၁၂၃၄၅၆၇၈၉’', "0123456789'")


def clean(text: str) -> str:
    """Return NFC text without invisible and control characters, at most one space in a row."""
    text = _CONTROL.sub(' ', _INVISIBLE.sub('', unicodedata.normalize('NFC', text)))
    return ' '.join(text.split())


@dataclass(frozen=True)
class Sentence:
    """
    A cleaned text and its units.

    ``units[i]`` is what the model reads where ``text[spans[i][0]:spans[i][1]]`` was written.
    """

    text: str
    units: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, text: str) -> 'Sentence':
        """Cut any text into units; never fails."""
        text = clean(text)
        spans = tuple(match.span() for match in _UNIT.finditer(text))
        units = tuple(text[a:b].lower().translate(_ASCII_DIGITS) for a, b in spans)
        return cls(text, units, spans)

    @property
    def view(self) -> str:
        """Return the text that the model reads: a space before each unit."""
        return ''.join(' ' + unit for unit in self.units)

    def find(self, piece: tuple[str, ...]) -> list[int]:
        """Return the indices at which a run of units starts."""
        n = len(piece)
        return [i for i in range(len(self.units) - n + 1) if self.units[i:i + n] == piece] if n \
            else []

    def written(self, piece: tuple[str, ...]) -> str:
        """Return a run of units as the person wrote it (its first occurrence)."""
        first = self.find(piece)[0]
        return self.text[self.spans[first][0]:self.spans[first + len(piece) - 1][1]]


def units_of(text: str) -> tuple[str, ...]:
    """Return just the units of a text."""
    return Sentence.of(text).units
