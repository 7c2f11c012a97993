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
Yes or no, in either language, without a model.

Only whole sentences count: an answer sets a robot in motion, so whatever is not plainly a yes is
none. What says stop is the business of ``stop_guard.py``, and comes first.
"""

import re
import unicodedata

YES = frozenset("""
    y, yes, yes please, yes do it, yes go ahead, yes go, yeah, yep, yup, aye, ok, okay,
    ok go, okay go, ok do it, sure, go ahead, do it, do that, please do, confirm, confirmed,
    i confirm, affirmative, correct, thats right, that is right, proceed, alright,
    all right, ဟုတ်, ဟုတ်ကဲ့, ဟုတ်တယ်, ဟုတ်ပါတယ်, ဟုတ်ကဲ့ပါ, ဟုတ်ပြီ, အေး, အေးပါ, အင်း,
    အိုကေ, ကောင်းပြီ, ကောင်းပါပြီ, လုပ်, လုပ်ပါ, လုပ်လိုက်, လုပ်လိုက်ပါ, သွား, သွားပါ,
    သွားလိုက်ပါ, မှန်တယ်, မှန်ပါတယ်, ရတယ်, ရပါတယ်
    """.replace('\n', ' ').split(','))
NO = frozenset("""
    n, no, no no, nope, nah, no thanks, no thank you, no dont, no do not, dont, dont do it,
    do not, do not do it, never mind, forget it, negative, not now, wrong, thats wrong,
    that is wrong, incorrect, rather not, မဟုတ်, မဟုတ်ဘူး, မဟုတ်ပါဘူး, မလုပ်နဲ့, မလုပ်ပါနဲ့,
    မသွားနဲ့, မသွားပါနဲ့, မလိုဘူး, မလိုပါဘူး, မလိုတော့ဘူး, မလုပ်နဲ့တော့, ထားလိုက်,
    ထားလိုက်ပါ, မှားတယ်, မှားပါတယ်, ဟင့်အင်း
    """.replace('\n', ' ').split(','))
LONGEST = 60        # characters; a longer sentence is no plain answer
_POLITE = re.compile(r' (?:please|pls|sir|madam|robot|thanks|thank you)$')
_NOISE = re.compile("[’'‘`]|[\u200b-\u200d\u2060\ufeff]")
_MARKS = re.compile(r'[\s.,!?;:…။၊"()-]+')


def answer_of(text: str) -> bool | None:
    """Return True for a yes, False for a no, None for whatever else was said."""
    if len(text) > LONGEST:
        return None
    said = _key(text)
    for words in (said, _POLITE.sub('', said)):
        if words in _YES or words in _NO:
            return words in _YES
    return None


def _key(text: str) -> str:
    """Return what of a sentence counts; Burmese is compared without spaces."""
    text = _NOISE.sub('', unicodedata.normalize('NFC', text).lower())
    text = _MARKS.sub(' ', text).strip()
    return text if text.isascii() else text.replace(' ', '')


_YES, _NO = (frozenset(map(_key, words)) for words in (YES, NO))
