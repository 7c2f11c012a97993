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
What the robot says to a person, in the language of the command.

The rest of this room says *what* happened as a Notice, a key with values; only here is it wording.
"""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Notice:
    """Something a person should be told: a key of SENTENCES and the values it names."""

    key: str
    values: dict[str, Any] = field(default_factory=dict)

    def text(self, language: str) -> str:
        """Return the sentence in ``language`` ('en' or 'my'; anything else reads English)."""
        english, burmese = SENTENCES[self.key]
        return (burmese if language == 'my' else english).format(**self.values)


SENTENCES: dict[str, tuple[str, str]] = {
    # how a command ends
    'done': ('Done.', 'ပြီးပါပြီ။'),
    'stopped': ('Stopped.', 'ရပ်လိုက်ပါပြီ။'),
    'stopped_before': ('Stopped before it was done.', 'မပြီးခင် ရပ်လိုက်ပါပြီ။'),
    'replaced': ('Replaced by a newer command.', 'နောက်ထပ်ပေးတဲ့ အမိန့်နဲ့ အစားထိုးလိုက်ပါပြီ။'),
    'shutting_down': ('The node is shutting down.', 'စနစ်ကို ပိတ်နေပါပြီ။'),
    'waiting': ('Waiting for the next command.', 'နောက်အမိန့်ကို စောင့်နေပါတယ်။'),
    'continuous_limit': ('Stopped after {seconds:g} s without a new command.',
                         'အမိန့်အသစ် မရလို့ {seconds:g} စက္ကန့်ကြာမှာ ရပ်လိုက်ပါပြီ။'),
    'step': ('Step {step} of {steps}.', 'အဆင့် {steps} ခုအနက် အဆင့် {step}။'),
    # said along with a motion
    'timed': ('No odometry: the motion is timed, not measured.',
              'odometry မရလို့ အကွာအဝေးကို မတိုင်းဘဲ အချိန်နဲ့ ခန့်မှန်းမောင်းပါတယ်။'),
    'clipped_speed': (
        'Too fast: driving at {limit:.3g} {unit}, the highest speed allowed.',
        'အမြန်နှုန်း များလွန်းလို့ ခွင့်ပြုထားတဲ့ {limit:.3g} {unit} နဲ့ပဲ မောင်းပါမယ်။'),
    'clipped_quantity': ('Too much: limited to {limit:.3g} {unit}.',
                         'များလွန်းလို့ {limit:.3g} {unit} အထိပဲ လုပ်ပါမယ်။'),
    'hurried': ('That cannot be done in {seconds:.3g} s; it will take longer.',
                '{seconds:.3g} စက္ကန့်အတွင်း မပြီးနိုင်လို့ ပိုကြာပါမယ်။'),
    # refused before anything moves
    'too_long': ('The command is longer than {limit} characters.',
                 'အမိန့်က စာလုံး {limit} လုံးထက် ရှည်နေပါတယ်။'),
    'excess_speed': ('{value:.3g} {unit} is faster than the {limit:.3g} {unit} allowed.',
                     '{value:.3g} {unit} က ခွင့်ပြုထားတဲ့ {limit:.3g} {unit} ထက် မြန်ပါတယ်။'),
    'excess_quantity': ('{value:.3g} {unit} is more than the {limit:.3g} {unit} allowed.',
                        '{value:.3g} {unit} က ခွင့်ပြုထားတဲ့ {limit:.3g} {unit} ထက် များပါတယ်။'),
    'excess_steps': ('{value} steps are more than the {limit} allowed.',
                     'အဆင့် {value} ဆင့်က ခွင့်ပြုထားတဲ့ {limit} ဆင့်ထက် များပါတယ်။'),
    'outside_fence': ('That goal lies outside the fence.',
                      'အဲဒီနေရာက ခွင့်ပြုထားတဲ့ နယ်နိမိတ်အပြင်မှာ ရှိပါတယ်။'),
    'unknown_place': ('I do not know a place called "{place}".',
                      '"{place}" ဆိုတဲ့ နေရာကို မသိပါဘူး။'),
    'unknown_place_near': ('I do not know a place called "{place}". Did you mean {near}?',
                           '"{place}" ဆိုတဲ့ နေရာကို မသိပါဘူး။ {near} ကို ပြောတာလား။'),
    # asking first
    'confirm': ('Shall I? {plan}. Say yes or no.',
                'လုပ်ရမလား။ {plan}။ ဟုတ်ကဲ့ (သို့) မဟုတ်ဘူး လို့ ပြောပါ။'),
    'confirmed': ('All right.', 'ဟုတ်ကဲ့ပါ။'),
    'declined': ('All right, I will not.', 'ဟုတ်ကဲ့၊ မလုပ်တော့ပါဘူး။'),
    'unconfirmed': ('Nobody said yes within {seconds:g} s, so I did not.',
                    '{seconds:g} စက္ကန့်အတွင်း ဘယ်သူမှ သဘောမတူလို့ မလုပ်တော့ပါဘူး။'),
    'nothing_to_confirm': ('There is nothing to confirm.', 'အတည်ပြုစရာ မရှိပါဘူး။'),
    # failures
    'odom_lost': ('Odometry stopped coming, so I stopped.',
                  'odometry မလာတော့လို့ ရပ်လိုက်ပါပြီ။'),
    'odom_jump': ('Odometry jumped, so I stopped.',
                  'odometry က ရုတ်တရက် ခုန်သွားလို့ ရပ်လိုက်ပါပြီ။'),
    'time_jump': ('Time jumped backwards, so I stopped.',
                  'အချိန်က နောက်ပြန်ခုန်သွားလို့ ရပ်လိုက်ပါပြီ။'),
    'clock_stopped': ('The clock stands still, so I stopped.',
                      'နာရီ ရပ်နေလို့ ရပ်လိုက်ပါပြီ။'),
    'stuck': ('I am commanded to move but do not: am I stuck?',
              'ရွေ့ဖို့ အမိန့်ပေးနေပေမယ့် မရွေ့ပါဘူး။ တစ်ခုခုနဲ့ ညပ်နေပုံရပါတယ်။'),
    'step_timeout': ('The step took longer than {seconds:.0f} s, so I stopped.',
                     'ဒီအဆင့်က {seconds:.0f} စက္ကန့်ထက် ကြာသွားလို့ ရပ်လိုက်ပါပြီ။'),
    'obstacle': ('Something is in the way.', 'ရှေ့မှာ တစ်ခုခု ခံနေပါတယ်။'),
    'scan_lost': ('The laser scan does not come, so I do not drive.',
                  'လေဆာစကင်န် မလာလို့ မမောင်းပါဘူး။'),
    'where_unknown': ('I do not know where I am.', 'ကိုယ်ဘယ်မှာ ရောက်နေမှန်း မသိပါဘူး။'),
    'fence': ('That would leave the fence.', 'ဆက်သွားရင် နယ်နိမိတ်ကို ကျော်သွားပါမယ်။'),
    'no_position': ('I do not know where I am, so I do not drive.',
                    'ကိုယ်ရောက်နေတဲ့ နေရာကို မသိလို့ မမောင်းပါဘူး။'),
    'no_listener': (
        'Nobody listens on {topic}: is the robot or the simulator running?',
        '{topic} ကို ဘယ်သူမှ နားမထောင်ပါဘူး။ စက်ရုပ် (သို့) simulator ဖွင့်ထားရဲ့လား။'),
    'type_mismatch': (
        '{topic} is wanted as {wanted} but cmd_vel_type says {sent}.',
        '{topic} ကို {wanted} အနေနဲ့ လိုချင်ပေမယ့် cmd_vel_type က {sent} ဖြစ်နေပါတယ်။'),
    'twins': ('Several nodes obey the same commands and drive this robot: {names}.',
              'ဒီစက်ရုပ်ကို node အများကြီးက တစ်ပြိုင်တည်း မောင်းနေပါတယ်- {names}'),
    'other_driver': ('Somebody else drives, too, on {topic}: {names}.',
                     '{topic} မှာ တခြားတစ်ယောက်ကလည်း မောင်းနေပါတယ်- {names}'),
    'internal': ('Something went wrong inside: {error}', 'စနစ်အတွင်း အမှားဖြစ်သွားပါတယ်- {error}'),
    # navigation
    'nav_no_server': ('Navigation is not running: nobody offers {action}.',
                      'လမ်းညွှန်စနစ် မဖွင့်ထားပါဘူး ({action})။'),
    'nav_no_answer': ('Navigation did not answer.', 'လမ်းညွှန်စနစ်က မဖြေပါဘူး။'),
    'nav_rejected': ('Navigation refused the goal.',
                     'လမ်းညွှန်စနစ်က သွားမယ့်နေရာကို လက်မခံပါဘူး။'),
    'nav_aborted': ('Navigation gave up{why}.', 'လမ်းညွှန်စနစ်က လက်လျှော့လိုက်ပါတယ်{why}။'),
    'nav_canceled': ('Navigation was cancelled by somebody else.',
                     'တခြားတစ်နေရာက သွားနေတာကို ဖျက်လိုက်ပါတယ်။'),
    'nav_lost': ('Navigation died on the way.', 'လမ်းမှာတင် လမ်းညွှန်စနစ် ပျောက်သွားပါတယ်။'),
    'nav_own_speed': ('Nav2 turns at its own speed.',
                      'လမ်းညွှန်စနစ်က ကိုယ်ပိုင်အမြန်နှုန်းနဲ့ပဲ လှည့်ပါတယ်။'),
    'nav_no_arcs': ('Nav2 drives no arcs: this one is driven without its costmap.',
                    'လမ်းညွှန်စနစ်က အကွေ့ မမောင်းတတ်လို့ သူ့ရဲ့ costmap မပါဘဲ မောင်းပါတယ်။'),
    'nav_timeout': ('Navigation took longer than {seconds:.0f} s.',
                    'သွားတာ {seconds:.0f} စက္ကန့်ထက် ကြာသွားပါတယ်။'),
    # the translator
    'model_broken': ('The language model cannot be loaded: {error}',
                     'ဘာသာစကားမော်ဒယ်ကို ဖွင့်လို့မရပါဘူး- {error}'),
    'translation_failed': ('The sentence could not be translated: {error}',
                           'စာကြောင်းကို ဘာသာပြန်လို့မရပါဘူး- {error}'),
    'translation_timeout': ('Understanding the sentence took longer than {seconds:g} s.',
                            'စာကြောင်းကို နားလည်ဖို့ {seconds:g} စက္ကန့်ထက် ကြာသွားပါတယ်။'),
    # effects
    'saved': ('I will remember this place as "{place}".',
              'ဒီနေရာကို "{place}" လို့ မှတ်ထားပါမယ်။'),
    'save_failed': ('I could not remember the place: {error}', 'နေရာကို မမှတ်နိုင်ပါဘူး- {error}'),
    'pose': ('I am at x {x:.2f} m, y {y:.2f} m, facing {degrees:.0f} degrees.',
             'x {x:.2f} မီတာ၊ y {y:.2f} မီတာမှာ ရှိပြီး '
             '{degrees:.0f} ဒီဂရီဘက်ကို မျက်နှာမူထားပါတယ်။'),
    'pose_near': ('I am at "{place}": x {x:.2f} m, y {y:.2f} m, facing {degrees:.0f} degrees.',
                  '"{place}" မှာ ရှိပါတယ် (x {x:.2f} မီတာ၊ y {y:.2f} မီတာ၊ {degrees:.0f} ဒီဂရီ)။'),
    'places': ('I know these places: {places}.', 'သိတဲ့နေရာတွေက {places} ဖြစ်ပါတယ်။'),
    'no_places': ('I know no places yet.', 'နေရာ တစ်ခုမှ မသိသေးပါဘူး။'),
    'idle': ('I am standing still and waiting for a command.',
             'ငြိမ်ငြိမ်ရပ်ပြီး အမိန့်ကို စောင့်နေပါတယ်။'),
    'busy': ('I am at step {step} of {steps} of "{text}".',
             '"{text}" ဆိုတဲ့ အမိန့်ရဲ့ အဆင့် {steps} ခုအနက် အဆင့် {step} ကို လုပ်နေပါတယ်။'),
}
