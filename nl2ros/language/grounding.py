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
The grounding guard: nothing is executed that the sentence does not contain.

Pieces are runs of units of the sentence by grammar, so quantities and names are grounded when they
are; checked again here, because nothing that a model wrote is trusted. A direction that has to be
said (left, right, backward) must have a word for it in the sentence, as people, recognisers and
typing fingers write it. Forward needs none: "go two metres" is forward.
"""

from itertools import pairwise

from nl2ros.language.plan_format import PointedPlan
from nl2ros.language.sentence import Sentence
from rapidfuzz import fuzz, process

# Words that say a direction; a unit that merely contains one ("turnleft", "reversed") counts too.
_SAID = {
    'left': ('left', 'anticlockwise', 'counterclockwise', 'port', 'larboard', 'ccw', 'lefft',
             'ဘယ်', 'ဝဲ', 'ပြောင်း', 'ဆန့်'),
    'right': ('right', 'clockwise', 'starboard', 'cw', 'ညာ', 'ယာ'),
    'backward': ('back', 'revers', 'retreat', 'withdraw', 'reced', 'retract', 'retrograd',
                 'behind', 'rear', 'retir', 'recoil', 'revert', 'astern', 'opposite', 'tail',
                 'နောက်', 'ဆုတ်', 'ပြန်', 'နောက'),
}
# Whole units only: too short, or too ordinary, to look for inside other words.
_ALONE = {
    'left': ('l', 'lt', 'lft', 'lef', 'lift', 'anti', 'counter', 'contra', 'against', 'louie'),
    'right': ('r', 'rt', 'rgt', 'rite', 'write', 'wright', 'ralph'),
    'backward': ('b', 'bk', 'rev', 'bwd', 'bck', 'aft', 'rivers', 'bottom', 'gostan'),
}
_TYPED = {'left': ('left', 'anticlockwise'), 'right': ('right', 'clockwise'),
          'backward': ('backward', 'backwards', 'back', 'reverse', 'reversing', 'retreat')}
_TYPO_SCORE = 74  # of 100: two letters exchanged in a word of five, one lost of four
_OPPOSITE = ('other', 'opposite', 'back', 'တစ်ဖက်', 'ဆန့်', 'ပြောင်း', 'ပြန်')
_SIGNED = {'+': ('left',), '-': ('right', 'backward')}  # "rot +45 deg", REP-103
_CLOCK = ('clock', 'တံ')  # the way the hands go, or "your three o'clock"


def ungrounded(plan: PointedPlan, sentence: Sentence) -> str | None:
    """Return the first claim of a plan that the sentence does not bear out, or None."""
    for slot in plan.pieces():
        if not sentence.find(slot.piece):
            return ' '.join(slot.piece)
    said = {direction for direction in _SAID if _is_said(direction, sentence.units)}
    signs = {sign for sign, after in pairwise(sentence.units) if after.isdigit()}
    said |= {d for sign, directions in _SIGNED.items() if sign in signs for d in directions}
    if any(unit in _CLOCK for unit in sentence.units):
        said |= {'left', 'right'}
    if said & {'left', 'right'} and any(unit in _OPPOSITE for unit in sentence.units):
        said |= {'left', 'right'}  # "ten degrees left, then as far the other way"
    return next((step.direction for step in plan.steps
                 if step.direction in _SAID and step.direction not in said), None)


def _is_said(direction: str, units: tuple[str, ...]) -> bool:
    if any(unit in _ALONE[direction] or any(part in unit for part in _SAID[direction])
           for unit in units):
        return True
    words = [unit for unit in units if len(unit) > 2 and unit.isalpha() and unit.isascii()]
    return any(process.extractOne(typed, words, scorer=fuzz.ratio, score_cutoff=_TYPO_SCORE)
               for typed in _TYPED[direction])
