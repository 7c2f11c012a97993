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
The words that numbers and units are said with, English and Burmese: tables, no code.

Burmese forms are written as a careful person would; ``quantity_tokens.fold_burmese`` makes them
and the text equal where people's spelling differs (creaky dots left out, long vowel for short).
"""

SMALL = {
    'zero': 0, 'nought': 0, 'naught': 0, 'oh': 0, 'nil': 0, 'one': 1, 'two': 2, 'three': 3,
    'four': 4, 'five': 5, 'six': 6, 'seven': 7, 'eight': 8, 'nine': 9, 'ten': 10, 'eleven': 11,
    'twelve': 12, 'thirteen': 13, 'fourteen': 14, 'fifteen': 15, 'sixteen': 16, 'seventeen': 17,
    'eighteen': 18, 'nineteen': 19,
    'သုည': 0, 'ဇီးရိုး': 0, 'တစ်': 1, 'တ': 1, 'နှစ်': 2, 'သုံး': 3, 'လေး': 4, 'ငါး': 5,
    'ခြောက်': 6, 'ခုနစ်': 7, 'ခုနှစ်': 7, 'ခွန်နှစ်': 7, 'ခွန်': 7, 'ရှစ်': 8, 'ကိုး': 9,
}
TENS = {
    'twenty': 20, 'thirty': 30, 'forty': 40, 'fourty': 40, 'fifty': 50, 'sixty': 60,
    'seventy': 70, 'eighty': 80, 'ninety': 90, 'ninty': 90,
}
SCALES = {
    'couple': 2, 'pair': 2, 'dozen': 12, 'hundred': 100, 'thousand': 1000, 'million': 1000000,
    'ဆယ်': 10, 'ဒါဇင်': 12, 'ရာ': 100, 'ထောင်': 1000, 'သောင်း': 10000, 'သိန်း': 100000,
    'သန်း': 1000000,
}
# the value is what one is divided by; "second" is always the unit
FRACTIONS = {
    'half': 2, 'halves': 2, 'haf': 2, 'harf': 2, 'third': 3, 'quarter': 4, 'fourth': 4,
    'fifth': 5, 'sixth': 6, 'seventh': 7, 'eighth': 8, 'ninth': 9, 'tenth': 10, 'twelfth': 12,
    'sixteenth': 16, 'twentieth': 20, 'thirtieth': 30, 'hundredth': 100, 'thousandth': 1000,
    'thirds': 3, 'quarters': 4, 'fourths': 4, 'fifths': 5, 'sixths': 6, 'sevenths': 7,
    'eighths': 8, 'ninths': 9, 'tenths': 10, 'twelfths': 12, 'sixteenths': 16, 'twentieths': 20,
    'hundredths': 100, 'thousandths': 1000,
    'ဝက်': 2,
}
GLYPHS = {
    '½': (1, 2), '⅓': (1, 3), '⅔': (2, 3), '¼': (1, 4), '¾': (3, 4), '⅕': (1, 5), '⅖': (2, 5),
    '⅗': (3, 5), '⅘': (4, 5), '⅙': (1, 6), '⅚': (5, 6), '⅛': (1, 8), '⅜': (3, 8), '⅝': (5, 8),
    '⅞': (7, 8), '⅒': (1, 10),
}

# What a speech recogniser writes for a number word. Each is also an ordinary word, so it counts
# only where a number word has to stand: at the start, or after "twenty", "and", "point", a sign.
HOMOPHONES = {
    'won': 'one', 'to': 'two', 'too': 'two', 'tree': 'three', 'there': 'three', 'for': 'four',
    'fore': 'four', 'sicks': 'six', 'ate': 'eight', 'tin': 'ten', 'have': 'half', 'twoo': 'two',
    'o': 'oh', 'free': 'three', 'fwee': 'three', 'wan': 'one', 'fife': 'five', 'niner': 'nine',
    'nighty': 'ninety', 'fiev': 'five', 'sick': 'six', 'sex': 'six',
}
# heard in two pieces: the first piece of "nine tea", "fort e", "six teen"
HEARD_TENS = {
    'twen': 'twenty', 'thir': 'thirty', 'thirt': 'thirty', 'for': 'forty', 'four': 'forty',
    'fort': 'forty', 'fif': 'fifty', 'fift': 'fifty', 'six': 'sixty', 'sicks': 'sixty',
    'sixt': 'sixty', 'seven': 'seventy', 'ate': 'eighty', 'eight': 'eighty', 'nine': 'ninety',
}
HEARD_TEENS = {
    'thir': 'thirteen', 'four': 'fourteen', 'for': 'fourteen', 'fif': 'fifteen',
    'six': 'sixteen', 'sicks': 'sixteen', 'seven': 'seventeen', 'eight': 'eighteen',
    'ate': 'eighteen', 'nine': 'nineteen',
}

POINT_WORDS = ('point', 'dot', 'decimal', 'ဒသမ', 'ပွိုင့်')
MINUS_WORDS = ('minus', 'negative', 'neg', 'အနုတ်', 'အနှုတ်')
PLUS_WORDS = ('plus', 'positive', 'အပေါင်း')
PI_WORDS = ('pi', 'π', 'ပိုင်')
OVER_WORDS = ('over', 'by')
PER_WORDS = ('per', 'every', 'each', 'ပါ')
ARTICLES = ('a', 'an')
AND_WORDS = ('and', 'n', '&', 'နဲ့', 'နှင့်', 'နှင့်', 'လောက်နဲ့')
# between a thing and its part: "မီတာရဲ့ သုံးပုံနှစ်ပုံ"
PART_OF_WORDS = ('ရဲ့', '၏')
PORTION_WORDS = ('ပုံ', 'စိတ်')
HALF_MORE_WORDS = ('ခွဲ',)
# after the time in "တစ်စက္ကန့်ကို ၂ ပေ"
LINK_WORDS = ('ကို', 'လျှင်', 'မှာ', 'တိုင်း', 'ရင်', 'အတွင်း', 'တွင်', 'ကြာရင်')
# said with a quantity and changing nothing of it
FILLERS = (
    'of', 'about', 'around', 'roughly', 'approximately', 'exactly', 'precisely', 'nearly', 'just',
    'only', 'another', 'more', 'further', 'additional', 'extra', 'full', 'whole', 'complete',
    'entire', 'good', 'the', 'at', 'uh', 'um', 'er',
    'လောက်', 'ခန့်', 'တိတိ', 'တိတိကျကျ', 'ထပ်', 'နောက်ထပ်', 'ပြည့်', 'အပြည့်', 'ကြာ', 'စာ',
    'အကွာ', 'နှုန်း', 'နှုန်းနဲ့', 'နှုန်းဖြင့်', 'အတိ', 'ဖြင့်',
)
COUNTING_FILLERS = tuple(word for word in FILLERS if word not in (
    'another', 'more', 'further', 'additional', 'extra', 'ထပ်', 'နောက်ထပ်'))
TIMES_WORDS = {'once': 1, 'twice': 2, 'twise': 2, 'thrice': 3}

UNITS = {
    'metre': 'metre metres meter meters m mtr mtrs mt mts meeter meeters mitter mitters '
             'မီတာ',
    'decimetre': 'decimetre decimetres decimeter decimeters dm ဒက်စီမီတာ ဒေစီမီတာ',
    'centimetre': 'centimetre centimetres centimeter centimeters cm cms centi centis senti '
                  'sentimeter sentimeters '
                  'စင်တီမီတာ စင်တီ ဆင်တီမီတာ ဆင်တီ စင်တိ',
    'millimetre': 'millimetre millimetres millimeter millimeters mm mms mil mils mill mills '
                  'မီလီမီတာ မီလီ',
    'kilometre': 'kilometre kilometres kilometer kilometers km kms kilo kilos k klick klicks '
                 'ကီလိုမီတာ ကီလို',
    'foot': "foot feet ft feat fit ' ′ ပေ",
    'inch': 'inch inches in ins " ″ လက်မ',
    'yard': 'yard yards yd yds ကိုက်',
    'mile': 'mile miles mi မိုင်',
    'furlong': 'furlong furlongs ဖာလုံ',
    'degree': 'degree degrees deg degs d ° º decree decrees digress '
              'ဒီဂရီ ဒီဂရီး ဒီကရီ ဒီဂီ ဒီဂရိ ဒီဂြီ',
    'milliradian': 'milliradian milliradians mrad mrads',
    'degree_per_second': 'dps',
    'radian': 'radian radians rad rads ရေဒီယန် ရေဒီယံ ရေဒီယမ်',
    'turn': 'turn turns revolution revolutions rev revs rotation rotations circle circles spin '
            'spins lap laps loop loops round rounds twirl twirls ပတ် အပတ် စက်ဝိုင်း',
    'half_turn': 'semicircle semicircles စက်ဝိုင်းခြမ်း',
    'right_angle': 'rightangle rightangles ထောင့်မှန်',
    'second': 'second seconds sec secs s segundo segundos '
              'စက္ကန့် စက်ကန့် စကန့် စကမ့် စကန်',
    'millisecond': 'millisecond milliseconds ms msec msecs မီလီစက္ကန့်',
    'minute': 'minute minutes min mins minuet minuets minit minits '
              'မိနစ် မိနှစ် မနစ် မိနိတ်',
    'hour': 'hour hours hr hrs h our ours နာရီ',
    'mile_per_hour': 'mph',
    'kilometre_per_hour': 'kph kmh kmph',
    'metre_per_second': 'mps',
    'foot_per_second': 'fps',
    'knot': 'knot knots kn kt kts',
    'turn_per_minute': 'rpm',
    'turn_per_second': 'rps',
}
# where repetitions are counted, a lap is one of them and not an angle
COUNTED = (
    'time times x × lap laps round rounds circuit circuits loop loops trip trips roundtrip '
    'roundtrips repetition repetitions rep reps repeat repeats set sets pass passes go goes run '
    'runs turn turns cycle cycles iteration iterations circle circles spin spins square squares '
    'triangle triangles rectangle rectangles figure figures length lengths step steps shuttle '
    'legs rows bouts '
    'ခါ အခါ ကြိမ် အကြိမ် ခေါက် အခေါက် ပတ် အပတ် ကျော့ အကျော့ လှည့်')
# a symbol that means something else where time is asked for: 3'30", 2m 30s
TIME_SYMBOLS = {'m': 'minute', "'": 'minute', '′': 'minute', '"': 'second', '″': 'second'}
