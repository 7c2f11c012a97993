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
Cut a piece of a sentence into the tokens that numbers and units are made of.

English words, Burmese written with or without spaces, digits of both scripts, fractions, symbols
and the slips of keyboards and speech recognisers all end as one stream of tokens, so that the
grammar in ``number_reader.py`` need not ask which language it reads.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import auto, Enum
import re
import unicodedata

from nl2ros.errors import QuantityError
from nl2ros.language import number_words as words
from rapidfuzz.distance import OSA


class Mark(Enum):
    """What a token is."""

    NUMERAL = auto()    # digits
    SMALL = auto()      # a word for 0 to 19
    TENS = auto()       # twenty to ninety
    SCALE = auto()      # ten (Burmese), dozen, hundred, ...
    FRACTION = auto()   # half, third, quarter; the value is the divisor
    RATIO = auto()      # 2/3, ½
    PORTION = auto()    # the ပုံ of "four parts, one part"
    HALF_MORE = auto()  # ခွဲ after a unit
    TIMES = auto()      # once, twice
    POINT = auto()
    MINUS = auto()
    PLUS = auto()
    PI = auto()
    ROOT = auto()
    OVER = auto()
    SLASH = auto()
    PER = auto()
    LINK = auto()       # after the time in "in one second two feet"
    PART_OF = auto()
    ARTICLE = auto()
    AND = auto()
    COMMA = auto()
    UNIT = auto()       # the value is the unit's name
    FILLER = auto()     # says nothing; never leaves this module


@dataclass(frozen=True)
class Token:
    """A word of a quantity: what it is, its value, and how it was written."""

    mark: Mark
    value: float | str
    text: str


MAX_NUMERAL = 1e12   # keeps all arithmetic finite
Lexicon = Mapping[str, tuple[Mark, float | str]]

# After one of these a number has to follow, so "to" can be the "two" of a speech recogniser.
_BEFORE_NUMBER = {None, Mark.TENS, Mark.AND, Mark.POINT, Mark.MINUS, Mark.PLUS}
_MYANMAR = '\u1000-\u103f\u104c-\u104f'
_MYANMAR_DIGITS = str.maketrans('၀၁၂၃၄၅၆၇၈၉ဝရ', '012345678907')
_LOOKALIKES = str.maketrans({
    '−': '-', '–': '-', '‐': '-', '‑': '-', '’': "'", '‘': "'", '”': '"', '“': '"', '⁄': '/',
    '\u200b': None, '\u200c': None, '\u200d': None, '\ufeff': None, '·': '.'})
_REWRITES = tuple((re.compile(pattern), replacement) for pattern, replacement in (
    # 1,250 and 1,5: three digits after the comma are thousands, anything else decimals
    (r'(?<![0-9.,])([1-9][0-9]{0,2}),([0-9]{3})(?![0-9,.])', r'\1\2'),
    (r'(?<=[0-9]),(?=[0-9])', '.'), (r'(?<![0-9.,])([1-9][0-9]{0,2}) 000\b', r'\g<1>000'),
    (r'(?<=[0-9])\s*\.\s+(?=[0-9])|(?<=[0-9])\s+\.(?=[0-9])', '.'),
    (r'(?<=[a-z0-9])-(?=[a-z])|(?<=[a-z])-(?=[0-9])', ' '),
    (r'\bright angle', 'rightangle'), (r'\bround trip', 'roundtrip'), (r'\bor so\b', ' '),
    (r'\b(figures?) of eight', r'\1'), (r'\bshuttle (?=runs?)', ''),
    (r'\b([kmr]) p ([hm])\b', r'\1p\2'),
    (r'\b(centi|milli|kilo) (?=met)', r'\1'), (r'\bsenti (?=met)', 'centi'),
    (r'(?<=[0-9]) of (?:an? |the )?', ' '), (r'\bpie (?=over\b)', 'pi '),
))
_HEARD_TENS = re.compile(rf'\b({"|".join(words.HEARD_TENS)}) (?:tea|ty|tee|ti|e|y)\b')
_HEARD_TEENS = re.compile(rf'\b({"|".join(words.HEARD_TEENS)}) teen\b')
# the letters ဝ and ရ in the place of the digits ၀ and ၇: not where they start a syllable
_LETTER_DIGIT = re.compile('[ဝရ](?![\u102b-\u103e]|[က-အ]္|[က-အ]့?်)')
_TOKEN = re.compile(
    r'(?P<ratio>[0-9]+\s*/\s*[0-9]+(?![0-9.]))'
    r'|(?P<numeral>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:e[-+]?[0-9]+(?![0-9a-z]))?)'
    rf'|(?P<myanmar>[{_MYANMAR}]+)|(?P<word>π|[a-z]+)|(?P<symbol>[-+/°º\'′"″√×&])'
    r'|(?P<comma>[,;.!?၊။])|(?P<blank>[\s()\[\]]+)')


def normalise(text: str) -> str:
    """Return the text in one spelling: NFC, lower case, digits 0-9, plain marks, no commas."""
    text = unicodedata.normalize('NFC', text).casefold().translate(_LOOKALIKES)
    text = _LETTER_DIGIT.sub(lambda match: match[0].translate(_MYANMAR_DIGITS), text)
    text = re.sub('[၀-၉]+', lambda match: match[0].translate(_MYANMAR_DIGITS), text)
    for glyph, (over, under) in words.GLYPHS.items():
        text = text.replace(glyph, f' {over}/{under} ')
    for pattern, replacement in _REWRITES:
        text = pattern.sub(replacement, text)
    text = _HEARD_TENS.sub(lambda match: words.HEARD_TENS[match[1]], text)
    text = _HEARD_TEENS.sub(lambda match: words.HEARD_TEENS[match[1]], text)
    return re.sub(rf'(?<=[{_MYANMAR}])\s+(?=[{_MYANMAR}])', '', text.strip())


def fold_burmese(text: str) -> str:
    """Make spellings equal that people mix up: creaky dot, short and long vowels, ျ and ြ."""
    text = text.replace('့', '').replace('ိ', 'ီ').replace('ု', 'ူ').replace('ျ', 'ြ')
    return text.replace('က္က', 'က်က')


def build_lexicon(units: Mapping[str, str], fillers: tuple[str, ...] = words.FILLERS) -> Lexicon:
    """Join the number words with unit words: ``units`` maps a word to the unit's name."""
    lexicon: dict[str, tuple[Mark, float | str]] = {}

    def add(mark: Mark, table: Mapping | tuple | str) -> None:
        pairs = table.items() if isinstance(table, Mapping) else ((word, 0.) for word in table)
        lexicon.update((fold_burmese(word), (mark, value)) for word, value in pairs)

    for mark, table in (
            (Mark.FILLER, fillers), (Mark.SMALL, words.SMALL), (Mark.TENS, words.TENS),
            (Mark.SCALE, words.SCALES), (Mark.FRACTION, words.FRACTIONS),
            (Mark.PORTION, words.PORTION_WORDS), (Mark.HALF_MORE, words.HALF_MORE_WORDS),
            (Mark.POINT, words.POINT_WORDS), (Mark.MINUS, (*words.MINUS_WORDS, '-')),
            (Mark.PLUS, (*words.PLUS_WORDS, '+')), (Mark.PI, words.PI_WORDS),
            (Mark.OVER, words.OVER_WORDS), (Mark.PER, words.PER_WORDS),
            (Mark.LINK, words.LINK_WORDS), (Mark.PART_OF, words.PART_OF_WORDS),
            (Mark.ARTICLE, words.ARTICLES), (Mark.AND, words.AND_WORDS), (Mark.ROOT, '√'),
            (Mark.SLASH, '/'), (Mark.UNIT, units)):
        add(mark, table)
    return lexicon


def tokenise(text: str, lexicon: Lexicon) -> list[Token]:
    """
    Cut text into tokens without fillers.

    Raises QuantityError at the first thing that is no part of a number or unit. Time is linear
    in the length of the text.
    """
    text = normalise(text)
    tokens: list[Token] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if not match:
            raise QuantityError(f'{text[position]!r} has no place in it')
        position = match.end()
        previous = tokens[-1].mark if tokens else None
        tokens += (token for token in _tokens_of(match, previous, lexicon)
                   if token.mark is not Mark.FILLER)
    while tokens and tokens[-1].mark is Mark.COMMA:
        tokens.pop()
    return tokens


def _tokens_of(match: re.Match, previous: Mark | None, lexicon: Lexicon) -> list[Token]:
    """Turn one match of the token pattern into tokens."""
    kind, text = match.lastgroup, match[0]
    if kind == 'blank':
        return []
    if kind == 'comma':
        return [Token(Mark.COMMA, 0., text)]
    if kind == 'ratio':
        over, under = (float(part) for part in text.split('/'))
        if not under:
            raise QuantityError(f'{text!r} divides by zero')
        return [Token(Mark.RATIO, over / under, text)]
    if kind == 'numeral':
        if float(text) > MAX_NUMERAL:
            raise QuantityError(f'it has to be at most {MAX_NUMERAL:.0f}')
        return [Token(Mark.NUMERAL, float(text), text)]
    if kind == 'myanmar':
        return _cut_burmese(fold_burmese(text), lexicon)
    if text in lexicon:
        return [Token(*lexicon[text], text)]
    if text in words.TIMES_WORDS:
        return [Token(Mark.TIMES, float(words.TIMES_WORDS[text]), text)]
    if text in words.HOMOPHONES:
        if previous in _BEFORE_NUMBER:
            return [Token(*lexicon[words.HOMOPHONES[text]], text)]
        raise QuantityError(f'{text!r} has no place in it')
    return _cut_glued(text, lexicon) or [_nearest(text, lexicon)]


def _cut_burmese(text: str, lexicon: Lexicon) -> list[Token]:
    """Cut a run of Burmese into the longest words that the lexicon has."""
    tokens, position = [], 0
    while position < len(text):
        for end in range(min(len(text), position + 20), position, -1):
            if text[position:end] in lexicon:
                break
        else:
            raise QuantityError(f'{text[position:]!r} is neither a number nor a unit')
        tokens.append(Token(*lexicon[text[position:end]], text[position:end]))
        position = end
    return tokens


def _cut_glued(word: str, lexicon: Lexicon) -> list[Token]:
    """Cut 'halfametre' and 'twohundred'; an empty list when the parts are not all words."""
    tokens, position = [], 0
    while position < len(word):
        for end in range(min(len(word), position + 12), position, -1):
            part = word[position:end]
            if part in lexicon and (len(part) > 2 or part == 'a'):
                break
        else:
            return []
        tokens.append(Token(*lexicon[part], part))
        position = end
    return tokens


def _nearest(word: str, lexicon: Lexicon) -> Token:
    """Read a misspelt word as the one lexicon word that is close, if there is only one."""
    allowed = 0 if len(word) < 3 else 1 if len(word) < 8 else 2
    found: dict[tuple[Mark, float | str], int] = {}
    for known in lexicon if allowed else ():
        if known[0] == word[0] and known.isascii() and not _is_another_word(word, known, lexicon):
            distance = OSA.distance(word, known, score_cutoff=allowed)
            if distance <= allowed:
                found[lexicon[known]] = min(distance, found.get(lexicon[known], distance))
    best = [meaning for meaning in found if found[meaning] == min(found.values())]
    if len(best) != 1:
        raise QuantityError(f'{word!r} is neither a number nor a unit')
    return Token(*best[0], word)


def _is_another_word(word: str, known: str, lexicon: Lexicon) -> bool:
    """Tell if a short word differs by more than a slip: "fine" is no "five", "tow" is "two"."""
    is_exact = lexicon[known][0] in (Mark.UNIT, Mark.FRACTION)
    if len(word) >= (4 if is_exact else 5) and len(known) >= 4:
        return False
    letter_is_missing = len(known) == len(word) + 1
    letters_are_swapped = sorted(known) == sorted(word)
    return not (letter_is_missing and len(known) >= 4 or letters_are_swapped and len(known) >= 3)
