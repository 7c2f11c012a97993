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
What the language room says to a person, English and Burmese: why a sentence got no plan.

What the robot says while it drives stands in ``robot/speech.py``.
"""

# key -> (English, Burmese); the values that a message names are given by whoever says it
MESSAGES: dict[str, tuple[str, str]] = {
    'out_of_scope': (
        'Sorry, I cannot do that: I drive, turn, go to places, wait and stop.',
        'တောင်းပန်ပါတယ်၊ ဒါကို ကျွန်တော် မလုပ်နိုင်ပါ။ '
        'သွားတာ၊ လှည့်တာ၊ နေရာတွေဆီ သွားတာ၊ စောင့်တာနဲ့ ရပ်တာတွေပဲ လုပ်နိုင်ပါတယ်။'),
    'ambiguous': (
        'I did not understand what to do. Please say it another way.',
        'ဘာလုပ်ရမလဲ နားမလည်ပါ၊ ထပ်ရှင်းပြပေးပါ။'),
    'unsafe': (
        'I will not do that: it could hurt somebody or damage something.',
        'အန္တရာယ်ရှိလို့ မလုပ်ပါ။'),
    'low_confidence': (
        'I am not sure that I understood. Please say it another way.',
        'သေသေချာချာ နားမလည်လိုက်ပါ၊ နောက်တစ်မျိုး ပြောပေးပါ။'),
    'did_you_mean': (
        'I am not sure that I understood. Did you mean: {guess}?',
        'သေသေချာချာ နားမလည်လိုက်ပါ။ {guess} လို့ ပြောတာလား။'),
    'empty': ('There are no words in this command.', 'ဒီအမိန့်ထဲမှာ စာလုံး မပါပါ။'),
    'too_long': (
        'This command is longer than {limit} characters. Please say it in fewer words.',
        'ဒီအမိန့်က စာလုံး {limit} လုံးထက် ရှည်နေပါတယ်၊ တိုတိုပြောပေးပါ။'),
    'zawgyi': (
        'This is Burmese in Zawgyi, which I cannot read. Please write it in Unicode.',
        'ဒါက ဇော်ဂျီ (Zawgyi) စာဖြစ်နေလို့ မဖတ်နိုင်ပါ၊ ယူနီကုဒ် (Unicode) နဲ့ ရေးပေးပါ။'),
    'quantity': (
        'I do not know how much is meant ({error}).',
        'ဘယ်လောက်လဲဆိုတာ နားမလည်ပါ ({error})။'),
    'ungrounded': (
        'I would have to guess something that you did not say ({claim}). Please say it exactly.',
        'မပြောထားတာကို ခန့်မှန်းရမလို ဖြစ်နေပါတယ် ({claim})၊ အတိအကျ ပြောပေးပါ။'),
    'limits': (
        'That is more than a robot can do at once.',
        'ဒါက စက်ရုပ်တစ်ခု တစ်ခါတည်း လုပ်နိုင်တာထက် များနေပါတယ်။'),
}


def message(key: str, language: str, **values: object) -> str:
    """
    Return the sentence for a key in ``language`` ('en' or 'my').

    :raises KeyError: the key, the language or a value that the sentence names is missing
    """
    if key not in MESSAGES:
        raise KeyError(f'message {key!r}: expected one of {sorted(MESSAGES)}')
    if language not in ('en', 'my'):
        raise KeyError(f'language {language!r}: expected en or my')
    return MESSAGES[key][language == 'my'].format(**values)


def language_of(text: str) -> str:
    """Return 'my' when at least half of the letters are Burmese, else 'en'."""
    burmese = sum('\u1000' <= character <= '\u109f' for character in text)
    others = sum(character.isalpha() and not '\u1000' <= character <= '\u109f'
                 for character in text)
    return 'my' if burmese and burmese >= others else 'en'
