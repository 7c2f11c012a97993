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

"""Pieces of sentences and what they are worth; the values were worked out by hand."""

import math

from hypothesis import given, settings, strategies as st
from nl2ros.errors import QuantityError
from nl2ros.language.quantities import Kind, MAX_MAGNITUDE, MAX_PIECE_LENGTH, read_quantity
import pytest

LENGTHS = """
2 metres | 2
2 meters | 2
2m | 2
2M | 2
1.5 m | 1.5
.5m | 0.5
1,5 m | 1.5
0,25 m | 0.25
1,250 mm | 1.25
12,500 mm | 12.5
1 000 mm | 1
50cm | 0.5
50 CM | 0.5
0.75 Metres | 0.75
2 . 5 meters | 2.5
three | 3
0.4 | 0.4
two metre | 2
two-metre | 2
40-inch | 1.016
a metre | 1
a meter | 1
metre | 1
another metre | 1
foot | 0.3048
a yard | 0.9144
an inch | 0.0254
half a metre | 0.5
half metre | 0.5
half-metre | 0.5
a half meter | 0.5
one half meter | 0.5
one-half of a metre | 0.5
a metre and a half | 1.5
metre and a half | 1.5
one metre and a half | 1.5
one and a half metres | 1.5
one and half metre | 1.5
two and half meter | 2.5
a yard and half | 1.3716
a foot and a half | 0.4572
foot and a half | 0.4572
an inch and a half | 0.0381
a foot and three quarters | 0.5334
a metre and a quarter | 1.25
a quarter of a metre | 0.25
quarter metre | 0.25
three quarters of a metre | 0.75
two and three quarter metres | 2.75
one and three-quarter metres | 1.75
three and three quarters feet | 1.143
two-thirds of a metre | 0.6666667
a third of a metre | 0.3333333
five-eighths of a metre | 0.625
seven sixteenths of an inch | 0.0111125
thirteen hundredths of a metre | 0.13
a hundredth of a mile | 16.09344
one-quarter mile | 402.336
thirty-three and a third centimetres | 0.3333333
16 and 2/3 feet | 5.08
8 3/4 inches | 0.22225
3/4 m | 0.75
1 1/2 m | 1.5
2 ½ ft | 0.762
1½ metres | 1.5
¾ m | 0.75
⅝ of a metre | 0.625
point five metres | 0.5
nought point three metres | 0.3
oh point one metres | 0.1
zero point two five metres | 0.25
two point seven five metres | 2.75
one point zero five metres | 1.05
one point two five metres | 1.25
two point twenty five metres | 2.25
2 dot 5 metres | 2.5
nine decimal two metres | 9.2
twenty-five centimetres | 0.25
a hundred centimetres | 1
hundred fifty centimeter | 1.5
one hundred and one metres | 101
two hundred and forty centimetres | 2.4
two hundred and seventy-three centimetres | 2.73
one thousand two hundred and fifty millimetres | 1.25
twelve hundred millimetres | 1.2
twohundred mm | 0.2
one point five million mm | 1500
forty mil | 0.04
4 decimetres | 0.4
half a kilometre | 500
0.1 km | 100
two furlongs | 402.336
a dozen feet | 3.6576
half a dozen feet | 1.8288
two dozen inches | 0.6096
a couple of metres | 2
a couple hundred metres | 200
two more feet | 0.6096
ten more centimetres | 0.1
one whole meter | 1
a full metre | 1
about three metres | 3
exactly 2 m | 2
three metres or so | 3
five foot six | 1.6764
five foot ten | 1.778
six feet two inches | 1.8796
4 ft 2 in | 1.27
6'2" | 1.8796
6′2″ | 1.8796
5' 9 | 1.7526
2'6 | 0.762
18″ | 0.4572
9′ | 2.7432
1 m 20 | 1.2
1m50 | 1.5
3m25 | 3.25
a metre twenty | 1.2
a metre and twenty | 1.2
metre fifty | 1.5
one meter fifty | 1.5
two metres thirty-five | 2.35
one metre oh eight | 1.08
five metres nought five | 5.05
1m 20cm | 1.2
one metre and forty centimetres | 1.4
one metre, forty centimetres | 1.4
one kilometre two hundred | 1200
a yard and a foot | 1.2192
three feet and a half inch | 0.9271
for meters | 4
to feet | 0.6096
too metres | 2
ate feet | 2.4384
won and a half meters | 1.5
too and a half meters | 2.5
to point five meeters | 2.5
tree metres | 3
there feet | 0.9144
sicks feet | 1.8288
fore inches | 0.1016
ten feat | 3.048
twoo feeet | 0.6096
hlaf metre | 0.5
a haf meter | 0.5
have a meter | 0.5
halfametre | 0.5
a meter n a half | 1.5
one,meter | 1
3 meteres | 3
2 mtrs | 2
1 mt | 1
tweny five centimeters | 0.25
thrity feet | 9.144
fourty cm | 0.4
six teen inches | 0.4064
cm 20 | 0.2
m 3 | 3
၂ မီတာ | 2
၂မီတာ | 2
နှစ်မီတာ | 2
၂ မီ တာ | 2
၂ meter | 2
3 ပေ | 0.9144
သုံး feet | 0.9144
တစ်မီတာ | 1
တမီတာ | 1
တပေခွဲ | 0.4572
၂ မီတာခွဲ | 2.5
တစ်မီ တာခွဲ | 1.5
တစ် meter ခွဲ | 1.5
မီတာဝက် | 0.5
မီတာ တစ်ဝက် | 0.5
တစ်ဝက်မီတာ | 0.5
တစ်ပေတစ်ဝက် | 0.4572
နှစ်မီတာနဲ့ တစ်ဝက် | 2.5
ကီလိုမီတာဝက် | 500
မီတာ ၂၀ | 20
မီတာ၂၀ | 20
meter နှစ်ဆယ် | 20
ပေနှစ်ဆယ့်ငါး | 7.62
ကိုက်နှစ်ဆယ် | 18.288
လက်မ ၁၈.၅ | 0.4699
ဆယ့်နှစ်ပေ | 3.6576
ဆယ်နှစ်ပေ | 3.6576
တဆယ့်နှစ် ပေ | 3.6576
တစ်ရာ့ငါးဆယ် စင်တီ | 1.5
တစ်ရာငါးဆယ် စင်တီမီတာ | 1.5
တရာ ငါးဆယ် စင်တီ | 1.5
မီလီမီတာ တစ်ထောင့်ငါးရာ | 1.5
တစ်ရာခွဲ စင်တီ | 1.5
ခုနစ်ပေ | 2.1336
ခုနှစ်ပေ | 2.1336
ခွန်ပေ | 2.1336
ခွန်နှစ်ပေ | 2.1336
သုံး ဒသမ နှစ်ငါး မီတာ | 3.25
၁ ဒသမ ၂ ငါး မီတာ | 1.25
ဒသမငါး မီတာ | 0.5
သုည ဒသမ သုညငါး မီတာ | 0.05
ဆယ်ဒသမငါး စင်တီ | 0.105
တစ်ဒသမ နှစ်ဆယ့်ငါး မီတာ | 1.25
တစ်ပွိုင့်ငါးမီတာ | 1.5
၁,၅၀၀ မီလီမီတာ | 1.5
၃ . ၅ မီ တာ | 3.5
(၃) မီတာ | 3
½ မီတာ | 0.5
၁ ½ ပေ | 0.4572
၁/၄ မီတာ | 0.25
သုံးပုံတစ်ပုံမီတာ | 0.3333333
မီတာ လေးပုံတစ်ပုံ | 0.25
မီတာရဲ့ သုံးပုံနှစ်ပုံ | 0.6666667
၁ မီတာရဲ့ လေးပုံသုံးပုံ | 0.75
တစ်ပေရဲ့ သုံးပုံနှစ်ပုံ | 0.2032
မီတာ၏ ငါးပုံနှစ်ပုံ | 0.4
သုံးပေ ခြောက်လက်မ | 1.0668
၄ပေ၉လက်မ | 1.4478
တစ်မီတာသုံးဆယ် | 1.3
၂ မီတာ ၃၀ | 2.3
နှစ်မီတာနဲ့ စင်တီလေးဆယ် | 2.4
သုံးမီတာနှင့် ခုနစ်ဆယ့်ငါးစင်တီမီတာ | 3.75
သုံးပေနဲ့ လေးလက်မခွဲ | 1.0287
တစ်ကီလိုမီတာနဲ့ မီတာနှစ်ရာ | 1200
ဝ.၅ မီတာ | 0.5
၁ဝ ပေ | 3.048
၁ဝဝ စင်တီ | 1
၅ဝcm | 0.5
ရ မီတာ | 7
၁ရ ပေ | 5.1816
ရ၅ စင်တီ | 0.75
ရှစ်ရာမီတာ | 800
သုံး မိတာ | 3
စင်တီမိတာ ၄၀ | 0.4
နောက်ထပ် ၂ မီတာ | 2
၂ မီတာလောက် | 2
"""

ANGLES = """
90 degrees | 90
90° | 90
90deg | 90
ninety | 90
ninety degree | 90
95-degree | 95
twenty-five | 25
one-eighty | 180
one eighty degrees | 180
three-sixty | 360
two seventy | 270
one twenty | 120
one thirty-five | 135
one ten | 110
one oh five | 105
one two zero | 120
hundred-and-eighty | 180
a hundred and thirty-five | 135
three hundred sixty | 360
twelve and a half degrees | 12.5
22,5 degrees | 22.5
thirty-one point five degrees | 31.5
half a degree | 0.5
1.57 radians | 89.954374
400 mrad | 22.918312
30d | 30
0.5π rad | 90
π | 180
π/2 | 90
pi/4 | 45
pi/2 rad | 90
3π/4 | 135
pi over six radians | 30
pi by four | 45
two pi radians | 360
half pi | 90
three quarters pi radians | 135
half a radian | 28.647890
quarter turn | 90
half-turn | 180
half a turn | 180
a quarter | 90
three quarters of a turn | 270
three quarter turn | 270
two quarter turns | 180
three half turns | 540
an eighth of a turn | 45
1/4 turn | 90
2/3 of a revolution | 240
two thirds of a full turn | 240
one rev | 360
full spin | 360
two full turns | 720
one and a half rotations | 540
1½ turns | 540
half circle | 180
a semicircle | 180
right angle | 90
two right angles | 180
nine tea decrees | 90
sicks tea degrees | 60
for tea five degrees | 45
fort e degrees | 40
twenty to degrees | 22
thirty for degrees | 34
won hundred and ten decrees | 110
too hundred degrees | 200
ninetyy degreess | 90
ninty | 90
75 degerees | 75
၉၀ ဒီဂရီ | 90
90 ဒီဂရီ | 90
၉ဝဒီဂရီ | 90
ရ၀ ဒီဂရီ | 70
ဒီဂရီ ၆၀ | 60
ကိုးဆယ် | 90
ကိုး ဆယ် ဒီ ဂရီ | 90
လေး ဆယ့် ငါး ဒီ ဂ ရီ | 45
တစ်ရာ့ရှစ်ဆယ်ဒီဂရီ | 180
တရာ့ရှစ်ဆယ် ဒီဂရီ | 180
သုံးရာခြောက်ဆယ် | 360
တစ်ထောင့်ရှစ်ဆယ်ဒီဂရီ | 1080
နှစ်ရာဆယ်ဒီဂရီ | 210
၁၂ ဒီဂရီခွဲ | 12.5
၂ degree ခွဲ | 2.5
ရေဒီယန် ၁.၅၇ | 89.954374
ရေဒီယန်ဝက် | 28.647890
ပတ်ဝက် | 180
နှစ်ပတ် | 720
၂ ပတ်ခွဲ | 900
တစ်ပတ်ရဲ့ ရှစ်ပုံတစ်ပုံ | 45
၄၅ ဒီကရီ | 45
"""

DURATIONS = """
5 seconds | 5
5s | 5
500 ms | 0.5
three | 3
a second | 1
half a sec | 0.5
half a second | 0.5
a second and a half | 1.5
thirty-second | 30
half a minute | 30
half a minuet | 30
a minute and a half | 90
one minute ten | 70
a minute and twenty seconds | 80
1 min 30 s | 90
1:30 minutes | 90
1:30 | 90
1:30 မိနစ် | 90
3'30 | 210
2m 30s | 150
0h 2m 30s | 150
2 m | 120
quarter of an hour | 900
half an hour | 1800
an hour and a half | 5400
one and half hour | 5400
an hour and twenty | 4800
an our | 3600
tin seconds | 10
five seckonds | 5
5 secnods | 5
1.5 mintues | 90
a dozen seconds | 12
a couple of minutes | 120
၅ စက္ကန့် | 5
ဆယ်စက္ကန့် | 10
စက္ကန့်ခြောက်ဆယ် | 60
စက္ကန့် (၂၀) | 20
ငါး စက္က န့် | 5
ဆယ် စက် ကန့် | 10
၁၀ စကန့် | 10
တစက္ကန့် | 1
မိနစ်ဝက် | 30
တစ်မိနစ်ခွဲ | 90
မိနစ်နှစ်ဆယ့်ငါး | 1500
တစ်မိနစ် လေးဆယ့်ငါးစက္ကန့် | 105
နှစ်မိနစ်သုံးဆယ် | 150
၁ ၁/၂ မိနစ် | 90
တစ်နာရီနဲ့ မိနစ်နှစ်ဆယ် | 4800
တစ်နာရီရဲ့ လေးပုံတစ်ပုံ | 900
second နှစ်ဆယ် | 20
၅၀၀ မီလီစက္ကန့် | 0.5
"""

SPEEDS = """
0.5 m/s | 0.5
0.25m/s | 0.25
.1 mps | 0.1
0.3 | 0.3
5 cm/sec | 0.05
600 mm/min | 0.01
two feet per second | 0.6096
half a metre a second | 0.5
point one five metres per second | 0.15
an eighth of a metre each second | 0.125
ten metres per minute | 0.1666667
two metres every 4 seconds | 0.5
2 km/h | 0.5555556
two kilometres an hour | 0.5555556
three k p h | 0.8333333
1 mph | 0.44704
won mile an hour | 0.44704
half a knot | 0.2572222
2 m per min | 0.03333333
တစ်စက္ကန့်ကို ၂ ပေ | 0.6096
တစ်စက္ကန့်လျှင် မီတာဝက် | 0.5
တစ်စက္ကန့် ၂၀ စင်တီ | 0.2
တစ်စက္ကန့်တစ်ပေ | 0.3048
တစ်စက္ကန့်ကို စင်တီ ၂၀ | 0.2
တစ်စက္ကန့် ၂ စင်တီခွဲ | 0.025
စက္ကန့်ကို ၀.၁ မီတာ | 0.1
စက္ကန့်တိုင်း ၃ စင်တီ | 0.03
တစ်မိနစ်ကို ၃ မီတာ | 0.05
တစ်နာရီ သုံးကီလို | 0.8333333
၀.၃ မီတာ/စက္ကန့် | 0.3
၀.၃ မီတာ ပါ စက္ကန့် | 0.3
၂၀ စင်တီ per second | 0.2
တစ် second ကို ၃၀ cm | 0.3
သုညပွိုင့်နှစ် m/s | 0.2
"""

ANGULAR_SPEEDS = """
30 degrees per second | 30
25 degrees a second | 25
5°/s | 5
15deg/s | 15
20dps | 20
0.5 rad/s | 28.647890
0.5 | 28.647890
30 | 30
a quarter radian per second | 14.323945
π/12 per second | 15
pi/8 rad/s | 22.5
4 rpm | 24
rpm ၁၀ | 60
two turns per minute | 12
six revolutions per minute | 36
a tenth of a revolution per second | 36
တစ်စက္ကန့်လျှင် ၃၀ ဒီဂရီ | 30
တစ်စက္ကန့် ဒီဂရီ ၂၀ | 20
တစ်စက္ကန့်ကို ပတ်ဝက် | 180
တစ်မိနစ် ၃ ပတ် | 18
၁ second မှာ ၁၅ degree | 15
"""

COORDINATES = """
3 | 3
-1.5 | -1.5
−2.2 | -2.2
+1.75 | 1.75
-.5 | -0.5
.25 | 0.25
1e1 | 10
-2e0 | -2
-0,75 | -0.75
2·5 | 2.5
√2 | 1.4142136
2/3 | 0.6666667
zero | 0
minus two | -2
negative four point oh six | -4.06
minus a half | -0.5
minus one and a half | -1.5
minus one metre fifty | -1.5
plus four | 4
positive two | 2
two-point-two | 2.2
350 cm | 3.5
minus thirty centimetres | -0.3
won | 1
to point five | 2.5
၂.၅ | 2.5
-၁.၂ | -1.2
အနုတ် ၂ | -2
အနုတ်နှစ်ဆယ် | -20
သုည | 0
နှစ်မီတာခွဲ | 2.5
"""

HEADINGS = """
90 | 90
-90 | -90
0 | 0
90 degrees | 90
minus ninety | -90
one eighty | 180
one hundred thirty five | 135
+45deg | 45
1.57 | 89.954374
-1.57 | -89.954374
one point five seven | 89.954374
45.5 | 45.5
3 | 3
4 rad | 229.183118
pi | 180
-pi/2 | -90
minus three quarters pi | -135
a quarter of pi | 45
တစ်ဒသမငါး | 85.943669
၉၀ ဒီဂရီ | 90
"""

COUNTS = """
3 | 3
once | 1
twice | 2
Thrice | 3
three times | 3
five tiems | 5
five laps | 5
two round trips | 2
twelve loops | 12
two figures of eight | 2
six shuttle runs | 6
3x | 3
x3 | 3
times four | 4
a dozen | 12
a dozen times | 12
half a dozen times | 6
a couple of times | 2
fifteen reps | 15
၃ ခါ | 3
နှစ်ခေါက် | 2
အခေါက် ၂၀ | 20
အကြိမ်သုံးဆယ် | 30
တစ်ဆယ့်ခြောက်ကြိမ် | 16
သုံးပတ် | 3
"""

# None of these is a quantity of its kind; whoever guessed one would move a robot wrongly.
REFUSED = """
LENGTH | a few metres
LENGTH | several metres
LENGTH | some metres
LENGTH | a bit
LENGTH | metres
LENGTH | cm
LENGTH | မီတာ
LENGTH | မီတာခွဲ
LENGTH | two three metres
LENGTH | two or three metres
LENGTH | one or twenty metres
LENGTH | three to four metres
LENGTH | 3-4 metres
LENGTH | 1.2.3 m
LENGTH | 1,2,3 m
LENGTH | 2 m 3 m
LENGTH | 20 cm 1 m
LENGTH | 1 m 200
LENGTH | two metres and
LENGTH | နှစ်ငါး မီတာ
LENGTH | 0 m
LENGTH | -3 m
LENGTH | 1/0 m
LENGTH | five degrees
LENGTH | five seconds
LENGTH | 2 m/s
LENGTH | twice
LENGTH | two million metres
LENGTH | two heaters
LENGTH | the kitchen
ANGLE | two metres
ANGLE | one two
ANGLE | pi/0
ANGLE | minus ninety
DURATION | two metres
DURATION | ten to fifteen seconds
SPEED | two metres
SPEED | 30 degrees per second
SPEED | per second
SPEED | two metres per
SPEED | metres a second
SPEED | two metres per 0 seconds
ANGULAR_SPEED | 0.5 m/s
COORDINATE | minus
COORDINATE | x
COORDINATE | 2 degrees
HEADING | 2 metres
COUNT | times
COUNT | zero times
COUNT | 2.5 times
COUNT | two metres
COUNT | two more times
COUNT | 5000 times
"""


def _rows(table: str) -> list[tuple[str, str]]:
    return [tuple(line.rsplit(' | ', 1)) for line in table.strip().splitlines()]


CASES = [
    (piece, kind, float(value) * (math.pi / 180 if is_degrees else 1))
    for table, kind, is_degrees in (
        (LENGTHS, Kind.LENGTH, False), (ANGLES, Kind.ANGLE, True),
        (DURATIONS, Kind.DURATION, False), (SPEEDS, Kind.SPEED, False),
        (ANGULAR_SPEEDS, Kind.ANGULAR_SPEED, True), (COORDINATES, Kind.COORDINATE, False),
        (HEADINGS, Kind.HEADING, True), (COUNTS, Kind.COUNT, False))
    for piece, value in _rows(table)]


@pytest.mark.parametrize(('piece', 'kind', 'value'), CASES)
def test_piece_is_read(piece, kind, value):
    assert read_quantity(piece, kind) == pytest.approx(value, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize(('kind', 'piece'), _rows(REFUSED))
def test_piece_is_refused_by_name(kind, piece):
    with pytest.raises(QuantityError) as caught:
        read_quantity(piece, Kind[kind])
    assert piece in str(caught.value)
    assert Kind[kind].value in str(caught.value)


def test_long_piece_is_refused_before_it_is_read():
    with pytest.raises(QuantityError, match='longer than'):
        read_quantity('one ' * 1_000_000, Kind.LENGTH)
    assert read_quantity(' ' * (MAX_PIECE_LENGTH - 3) + '2 m', Kind.LENGTH) == 2


@settings(deadline=None)
@given(st.text(max_size=220) | st.text(
    'oneahlftwpi 0123456789./,-½π\'"°နှစ်မီတာခွဲဝရသုံးပုံရဲ့ဒသမဆယ့်', max_size=60),
    st.sampled_from(Kind))
def test_any_text_gives_a_value_in_bounds_or_a_quantity_error(text, kind):
    try:
        value = read_quantity(text, kind)
    except QuantityError:
        return
    assert isinstance(value, float)
    assert abs(value) <= MAX_MAGNITUDE
    assert value > 0 or kind in (Kind.COORDINATE, Kind.HEADING)


@settings(deadline=None)
@given(st.lists(st.sampled_from((
    'a', 'half', 'quarter', 'two', 'ten', 'twenty', 'hundred', 'and', 'point', 'of', 'per', 'oh',
    'metre', 'foot', 'second', 'turn', 'pi', 'over', '3', '0', '.5', '1/2', '1/0', 'minus', 'to',
    'dozen', 'million', '/', ',', '√', 'နှစ်', 'ဆယ်', 'ရာ', 'ပုံ', 'ရဲ့', 'ဝက်', 'ခွဲ', 'ဒသမ',
    'မီတာ', 'စက္ကန့်', 'ကို', 'နဲ့', 'twice', 'x', "'", '1e9', 'သန်း')), max_size=12),
    st.sampled_from(Kind))
def test_any_row_of_number_words_gives_a_value_or_a_quantity_error(row, kind):
    try:
        value = read_quantity(' '.join(row), kind)
    except QuantityError:
        return
    assert math.isfinite(value)


@settings(deadline=None)
@given(st.integers(1, 99_999), st.sampled_from(('m', ' m', ' metres', '-metre', ' မီတာ')))
def test_digits_of_both_scripts_are_worth_what_they_say(hundredths, unit):
    written = f'{hundredths / 100:.2f}'
    burmese = written.translate(str.maketrans('0123456789', '၀၁၂၃၄၅၆၇၈၉'))
    for number in (written, burmese, written.replace('.', ',')):
        assert read_quantity(number + unit, Kind.LENGTH) == pytest.approx(hundredths / 100)


@settings(deadline=None)
@given(st.integers(1, 999), st.sampled_from((
    ('metre', 'centimetre', 0.01), ('foot', 'inch', 0.0254), ('yard', 'foot', 0.3048))),
    st.integers(1, 11))
def test_two_units_add_up(large, units, small):
    larger, smaller, factor = units
    value = read_quantity(f'{large} {larger} and {small} {smaller}', Kind.LENGTH)
    alone = read_quantity(f'{large} {larger}', Kind.LENGTH)
    assert value == pytest.approx(alone + small * factor)


@settings(deadline=None)
@given(st.floats(0.001, 1000), st.sampled_from(('m', 'cm', 'ft', 'in', 'yd')))
def test_speed_is_length_over_time(number, unit):
    piece = f'{number:.6f} {unit}'
    assert read_quantity(f'{piece} per minute', Kind.SPEED) == pytest.approx(
        read_quantity(piece, Kind.LENGTH) / 60)
