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

"""The stop guard: what brakes at once, what the model reads first, what is never swallowed."""

from hypothesis import given, settings, strategies as st
from nl2ros.language.stop_guard import is_stop, MAX_LENGTH, starts_with_stop
import pytest

PLAIN_STOPS = """
stop
Stop!
STOP STOP STOP
stoppp
stpo
stop.
Stop the robot immediately
please stop the robot
stop moving
stop right now
stop it, please
could you stop?
I said stop!
just stop
whoa
whoa, that's far enough
halt
freeze
hold it right there
cut it out
emergency stop
e-stop
E-STOP!!
abort
cancel
cancel the movement
cut the motors
don't move
do not move
no more turning
no moving
enough
that's enough
okay that's enough spinning
brake
hit the brakes
hey robot, stop
Robot: stop.
mate, stop!
stop turning left
stop going backwards
stop, there's a cat!
stop, the baby is right there
Watch out! Stop!
wait wait stop
go to the hall no actually just stop
turn left... no, stop
come to a complete halt
bring the machine to a standstill
stop, in the name of love
ရပ်
ရပ် ရပ်
ရပ်ရပ်ရပ်
ရပ်တော့
ရပ်ပါ
ရပ်လိုက်ပါဦး ခင်ဗျာ
ရပ်တန့်ပါ။
တော်ပြီ
တော်တော့ ရပ်
မသွားနဲ့တော့
မလုပ်နဲ့
ရှေ့ဆက်မတိုးနဲ့
လှုပ်မနေနဲ့
အရေးပေါ် ရပ်
အရေးပေါ်ရပ်တန့်ပါ
အန္တရာယ် အန္တရာယ်
စက်ရုပ်ရေ ချက်ချင်း ရပ်
stop လုပ်လိုက်
robot ရပ်တော့
မ သွား နဲ့ တော့
သွားနေတာ ရပ်လိုက်
ကလေးတွေ ဖြတ်နေတယ် ရပ်
"""

NOT_ONLY_STOPS = """
keep going until I say stop
keep rolling until you hear me say stop
don't stop
do not stop now
never stop
go to the bus stop
go to the stop sign
drive to the next stop
Next stop: the bakery.
stop after two metres
stop when I tell you
stop by the shop
stop at the door
go to the kitchen and stop
turn left, then stop
forward two metres, stop
stop and turn around
stop, then go back a metre
stop! go back a metre
stop and wait there
stop and tell me where you are
stop the music
stop the washing machine
don't turn left, turn right
I don't want to carry an umbrella
don't go until I come back
don't move for ten seconds
cancel my appointment
turn off the lights
where is the bus stop
move forward
turn around
wait
wait here
hold position for a minute
the kitchen

how are you
ရပ်ဆိုမှရပ်
ရှေ့ကို သွားနေ ရပ်ဆိုမှ ရပ်
မရပ်နဲ့
မရပ်ဘဲ ဆက်သွား
ကားရပ်နားကွင်းကို သွား
ဇရပ်ကို သွားပါ
ရပ်ကွက်ရုံးကို သွားပါ
ရှေ့ကို ၂ မီတာ သွားပြီး ရပ်
ရပ်ပြီး နောက်ပြန်လှည့်
၅ စက္ကန့် ရပ်စောင့်ပါ
ဘယ်လှည့်
အရေးပေါ်ခန်းကို သွားပါ
ငါပြောမှရပ်
"""

BRAKES_FIRST = """
stop! go back a metre
Stop, then tell me where you are.
stop and turn around
Whoa, stop right there, back up one yard, and turn left.
halt and reverse half a metre
stop the music
You don reach. Stop.
stop stop go back
ရပ်၊ ဘယ်လှည့်
ရပ်ပြီး နောက်ပြန်လှည့်
"""

NEVER_BRAKES = """
keep going until I say stop
go forward, I will say stop
don't stop
go to the bus stop
stop by the shop on your way
stop when I tell you
go forward two metres, then stop
turn left and stop
take me to Stop and Shop
ရပ်ဆိုမှရပ်
ရှေ့ကို သွားနေ ရပ်ဆိုမှ ရပ်
မရပ်နဲ့ ရှေ့ကိုပဲ ဆက်သွားနေ
ကားရပ်နားကွင်းကို သွား
ဇရပ်ကို သွားပါ
"""


@pytest.mark.parametrize('text', PLAIN_STOPS.strip().splitlines())
def test_plain_stop_needs_no_model(text):
    assert is_stop(text)


@pytest.mark.parametrize('text', NOT_ONLY_STOPS.strip().splitlines())
def test_what_says_more_is_not_swallowed(text):
    assert not is_stop(text)


@pytest.mark.parametrize('text', BRAKES_FIRST.strip().splitlines())
def test_stop_at_the_beginning_brakes_before_the_model_reads(text):
    assert starts_with_stop(text)
    assert not is_stop(text)


@pytest.mark.parametrize('text', NEVER_BRAKES.strip().splitlines())
def test_stop_that_is_part_of_something_larger_does_not_brake(text):
    assert not starts_with_stop(text)


@settings(deadline=None)
@given(st.sampled_from(PLAIN_STOPS.strip().splitlines()),
       st.sampled_from(('', ' ', '\u200b', '\ufeff', '  \n')),
       st.sampled_from(('', '!', '!!!', '.')))
def test_case_space_and_marks_do_not_matter(text, space, mark):
    assert is_stop(space + text.upper() + mark + space)


@settings(deadline=None)
@given(st.sampled_from(('ရှေ့ကို', 'go', 'turn left', 'at the', '2 m', 'kitchen', 'until', 'now')),
       st.sampled_from(('forward 2 metres', 'turn right', 'until I say so', 'go home')))
def test_no_command_is_swallowed_by_a_stop_beside_it(first, second):
    for text in (f'stop {first} {second}', f'{first}, stop, {second}', f'{second} stop {first}'):
        assert not is_stop(text)


@settings(deadline=None)
@given(st.text() | st.text('stopရပ်မနဲ့ .,!?no dont', max_size=80))
def test_any_text_has_an_answer(text):
    assert is_stop(text) in (True, False)
    assert starts_with_stop(text) in (True, False)


@pytest.mark.parametrize('word', ('stop ', 'a', 'no ', 'ရပ်', '\u0301', '!', '1', 's t o p '))
def test_megabyte_is_no_plain_stop(word):
    text = word * (1_000_000 // len(word))
    assert not is_stop(text)
    assert starts_with_stop(text) is (word in ('stop ', 'ရပ်'))


def test_text_is_read_up_to_its_limit():
    assert is_stop('stop ' * (MAX_LENGTH // 5))
    assert not is_stop('stop ' * (MAX_LENGTH // 5 + 1))
    assert starts_with_stop('stop ' * (MAX_LENGTH // 5 + 1))
