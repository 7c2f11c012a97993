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
Recognise a stop before any model runs.

A person who shouts "stop!" must not wait for a language model, and one who says "keep going until
I say stop" must not be stopped. No list of sentences can do that; what is listed in
``stop_words.py`` is the part that words play around a stop. A sentence is a plain stop when it
says stop, commands nothing else, and every word of the clause that says so is one of stopping,
urgency, courtesy or address; what is said beside that ("there's a child!") may be anything.

In doubt ``is_stop`` says no: the sentence goes to the model, and ``starts_with_stop`` tells that
the robot should brake meanwhile. Time is linear in the text, and only the beginning of a long one
is looked at.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
import re
import unicodedata

from nl2ros.language.quantity_tokens import fold_burmese
from nl2ros.language.stop_words import BURMESE, BURMESE_GOING, ENGLISH, Role

MAX_LENGTH = 200   # characters; what is longer is no plain stop

_LONGEST_PHRASE = 6   # words
_LONGEST_BURMESE = 24   # characters
_MYANMAR = '\u1000-\u103f\u104c-\u104f'
_CHUNK = re.compile(
    rf'[a-z]+|[{_MYANMAR}]+|[0-9\u1040-\u1049]+(?:[.,][0-9\u1040-\u1049]+)*|\s+|[^\s]')
_ACCENTED = re.compile('[\u00e0-\u00ff]')
_SENTENCE_PAUSES = '.!?…။'
_SYLLABLE = '[က-ဪ][\u102b-\u103e]*(?:[က-အ]့?့်?း?)?'
_SYLLABLES = re.compile(f'(?:{_SYLLABLE} ){{2,}}{_SYLLABLE}')
_INSIDE_SYLLABLE = re.compile('[\u102b-\u103e]|[က-အ]်')
_ZAWGYI_KILLER = re.compile('\u1039(?![\u1000-\u1021])')   # "ရပ္": a stop is a stop in it too
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff'’‘`´"))


@dataclass
class _Clause:
    """What was found between two pauses."""

    stops: bool = False
    is_clean: bool = True      # no word beside the stop that could be its object
    leads: bool = False        # nothing was said before the stop
    commands: bool = False
    is_cried: bool = False     # a sentence of its own
    repairs: bool = False      # takes back what was said before


def is_stop(text: str) -> bool:
    """Tell whether the text says stop and nothing else, so that no model has to read it."""
    if len(text) > MAX_LENGTH:
        return False
    clauses = _clauses(text)
    stopping = [clause for clause in clauses if clause.stops]
    return bool(stopping) and all(clause.is_clean for clause in stopping) and not any(
        clause.commands for clause in clauses)


def starts_with_stop(text: str) -> bool:
    """
    Tell whether to brake before the model reads the text.

    So it is when a stop stands at the beginning, whatever follows, and when one stands at the
    end, in a sentence of its own or of a text that commands nothing else.
    """
    clauses = _clauses(text[:MAX_LENGTH])
    said = [clause for clause in clauses if clause.stops or clause.commands]
    if said and said[0].leads:
        return True
    return len(text) <= MAX_LENGTH and bool(said) and said[-1].stops and (
        not any(clause.commands for clause in said)
        or clauses[-1].is_cried and clauses[-1].is_clean and not clauses[-1].commands)


def _clauses(text: str) -> list[_Clause]:
    """Cut the text at its pauses and judge each clause; what was taken back is left out."""
    clauses: list[_Clause] = []
    tokens: list[tuple[Role, str]] = []
    pause = '.'
    for role, word in (*_tokens(text), (Role.PAUSE, '.')):
        if role is not Role.PAUSE:
            tokens.append((role, word))
            continue
        if tokens and any(role is not Role.REPAIR for role, _ in tokens):   # not yet at "no, ..."
            clause = _judge(tokens)
            clause.is_cried = pause in _SENTENCE_PAUSES
            if clause.repairs:
                clauses.clear()
            if clauses and clauses[-1].stops and tokens[0][0] is Role.EXPLAIN:
                clause.commands = False   # "stop, you'll hit the table"
            clauses.append(clause)
            tokens = []
        pause = word
    return clauses


def _judge(tokens: list[tuple[Role, str]]) -> _Clause:
    """Read one clause from left to right."""
    clause = _Clause()
    strangers, has_reason, is_going, previous = 0, False, False, None
    has_place = tokens[0][0] is Role.PLACE
    at = 0
    while at < len(tokens):
        word = tokens[at][1]
        role, at = _role_at(tokens, at, previous, clause.stops)
        if role is Role.REPAIR:
            clause, strangers, is_going = _Clause(repairs=True), 0, False
        elif role is Role.STOP:
            is_going &= not word.startswith('မ')   # "နောက်မဆုတ်နဲ့": a way not to go
            clause.leads |= not (clause.stops or clause.commands or is_going or strangers > 1)
            # "... robot, stop": who is spoken to begins anew
            clause.is_clean &= not strangers or previous is Role.MACHINE
            clause.stops, strangers = True, 0
        elif role is Role.UNKNOWN:
            strangers += 1
        elif role is Role.PLACE:
            has_place |= clause.stops
        elif role is Role.EXPLAIN:
            has_reason |= clause.stops and strangers < 3
        elif role is Role.SENTENCE:   # "ခွေးလာနေတယ်", a dog is coming: a reason
            has_reason, strangers, is_going = clause.stops, 0, False
        elif role in (Role.GOING, Role.MOTION):   # "လှည့်နေတာ", the turning, takes its way along
            is_going = role is Role.GOING
        elif role in (Role.ELSEWHERE, Role.WHEN, Role.THEN):
            clause.commands = True
        previous = role
    clause.commands |= is_going or has_place and not has_reason
    clause.is_clean &= not clause.stops or has_reason or not strangers
    return clause


def _role_at(tokens: list[tuple[Role, str]], at: int, previous: Role | None, stops: bool
             ) -> tuple[Role, int]:
    """Return what the word at this place does among its neighbours, and where the next begins."""
    role = tokens[at][0]
    follower, after = _next_of_weight(tokens, at)
    following = tokens[at + 1][0] if at + 1 < len(tokens) else None
    if role is Role.STOP:
        word = tokens[at][1]
        is_noun = previous is Role.LINK and not stops and ' ' not in word   # "the bus stop"
        is_later = following is Role.WHEN and at + 2 < len(tokens)   # "stop when I say"
        if is_noun or is_later or word.isascii() and following is Role.PLACE:
            return Role.ELSEWHERE, at + 1
    if role is Role.EXPLAIN and tokens[at][1].startswith('before') and not stops:
        return Role.WHEN, at + 1
    if role is Role.NEGATION:
        if follower in (Role.GOING, Role.MOTION):
            return Role.STOP, after
        return (Role.ELSEWHERE, after) if follower in (Role.STOP, Role.HALT) else (
            Role.UNKNOWN, at + 1)
    if role is Role.HALT:
        if follower in (Role.MOTION, Role.MACHINE, Role.GOING):
            return Role.STOP, after
        return Role.NEUTRAL if follower is Role.STOP else Role.UNKNOWN, at + 1
    if role is Role.REPAIR:
        if following is Role.MOTION:
            return Role.STOP, at + 2   # "no moving"
        return Role.REPAIR if follower in (Role.STOP, Role.HALT) else Role.NEUTRAL, at + 1
    if role is Role.GOING:
        if previous is Role.LINK:
            return Role.MOTION, at + 1   # "cancel the turn"
        is_coming = at + 1 < len(tokens) and tokens[at + 1][1].startswith('to ')
        return Role.NEUTRAL if is_coming and follower is Role.STOP else role, at + 1
    if role is Role.HOLD:
        return Role.ELSEWHERE if stops else Role.NEUTRAL, at + 1
    if role is Role.WAY:
        is_of_motion = stops and previous in (Role.STOP, Role.MOTION, Role.WAY)
        return role if is_of_motion else Role.ELSEWHERE, at + 1
    return role, at + 1


def _next_of_weight(tokens: list[tuple[Role, str]], at: int) -> tuple[Role | None, int]:
    """Return the role of the next word that is no filler, and the place after it."""
    for place in range(at + 1, min(len(tokens), at + 6)):
        role = tokens[place][0]
        is_object = tokens[at][0] is Role.HALT and role is Role.MACHINE
        if is_object or role not in (Role.NEUTRAL, Role.LINK, Role.MACHINE, Role.WAY):
            return role, place + 1
    return None, at + 1


def _tokens(text: str) -> Iterable[tuple[Role, str]]:
    """Cut the text into words and phrases with the roles they play."""
    text = unicodedata.normalize('NFC', text).casefold().translate(_INVISIBLE).strip()
    text = _ZAWGYI_KILLER.sub('\u103a', text)
    text = _ACCENTED.sub(lambda m: unicodedata.normalize('NFD', m[0])[0], text)
    text = re.sub(r'([a-z])\1{2,}', r'\1', re.sub('!1+', '!', text.replace('&', ' and ')))
    text = re.sub(r'\b(?:[a-z][ .-]){3,}[a-z]\b', lambda m: re.sub('[ .-]', '', m[0]), text)
    if _SYLLABLES.fullmatch(text.rstrip(' .!?…၊။')):
        text = text.replace(' ', '')
    words: list[str] = []
    is_glued = False   # the Burmese before was no word that is known, and no space came between
    for chunk in _CHUNK.findall(re.sub(r'(?<=\w)-(?=\w)', ' ', text)):
        if chunk[0].isascii() and chunk[0].isalnum():
            words.append(chunk)
            continue
        if chunk.isspace() and '\n' not in chunk or chunk in '=~*_':
            is_glued = False
            continue
        yield from _english(words)
        words = []
        if re.match(f'[{_MYANMAR}]', chunk):
            for role, word in _within(list(_burmese(fold_burmese(chunk))), is_glued):
                is_glued = role is Role.UNKNOWN
                yield role, word
        else:
            yield (Role.ELSEWHERE if chunk[0].isdigit() else Role.PAUSE), chunk
            is_glued = False
    yield from _english(words)


def _within(run: list[tuple[Role, str]], is_glued: bool) -> Iterable[tuple[Role, str]]:
    """Tell a Burmese stop from one within a word (ဇရပ်, a rest house) or quoted (ရပ်ဆိုမှ)."""
    for at, (role, word) in enumerate(run):
        following = next((r for r, _ in run[at + 1:at + 4] if r is not Role.NEUTRAL), None)
        if role is Role.STOP and (is_glued or following in (
                Role.ELSEWHERE, Role.UNKNOWN, Role.PLACE)):
            role = Role.ELSEWHERE
        is_glued = role is Role.UNKNOWN
        yield role, word


def _english(words: list[str]) -> Iterable[tuple[Role, str]]:
    """Read the longest phrases that the tables have."""
    at = 0
    while at < len(words):
        for size in range(min(_LONGEST_PHRASE, len(words) - at), 0, -1):
            phrase = ' '.join(words[at:at + size])
            if phrase in _roles():
                break
            if size == 1:   # "haltt"
                phrase = re.sub(r'(.)\1', r'\1', phrase)
        yield _roles().get(phrase, Role.ELSEWHERE if phrase[0].isdigit() else Role.UNKNOWN), phrase
        at += size


def _burmese(run: str) -> Iterable[tuple[Role, str]]:
    """Cut a run without spaces into the longest words that the tables have."""
    at = unknown = 0
    while at < len(run):
        for end in range(min(len(run), at + _LONGEST_BURMESE), at, -1):
            if run[at:end] in _roles() and not _INSIDE_SYLLABLE.match(run, end):
                break
        else:
            at, unknown = at + 1, unknown + 1
            continue
        if unknown:
            yield Role.UNKNOWN, run[at - unknown:at]
            unknown = 0
        yield _roles()[run[at:end]], run[at:end]
        at = end
    if unknown:
        yield Role.UNKNOWN, run[-unknown:]


@cache
def _roles() -> Mapping[str, Role]:
    """Join the tables into one; the first table to name a word gives its role."""
    roles: dict[str, Role] = {}
    for role, phrases in ENGLISH.items():
        for phrase in phrases.split(','):
            roles.setdefault(' '.join(phrase.split()), role)
    for verb in BURMESE_GOING:
        for stop in (f'မ{verb}နဲ့', f'မ{verb}ပါနဲ့', f'{verb}မနေနဲ့', f'{verb}မနေပါနဲ့',
                     f'မ{verb}ပါနှင့်', f'မ{verb}နှင့်'):
            roles[fold_burmese(stop)] = Role.STOP
        for motion in (f'{verb}နေတာ', f'{verb}တာ', f'{verb}မှု', f'{verb}ခြင်း'):
            roles[fold_burmese(motion)] = Role.MOTION
    for role, phrases in BURMESE.items():
        for phrase in phrases.split():
            roles.setdefault(fold_burmese(phrase), role)
    for verb in BURMESE_GOING:
        roles.setdefault(fold_burmese(verb), Role.GOING)
    return roles
