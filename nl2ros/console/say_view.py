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

"""Where a sentence is typed, picked or spoken."""

from typing import TYPE_CHECKING

from nicegui import ui
from nicegui.events import GenericEventArguments
from nl2ros.console.elements import make, text

if TYPE_CHECKING:
    from nl2ros.console.server import Robot

LANGUAGES = {'en': ('English', 'en-US'), 'my': ('မြန်မာ', 'my-MM')}
EXAMPLES = {
    'en': ('Go forward one meter', 'Turn left 90 degrees', 'Go to the kitchen',
           'Back up 30 cm slowly, then turn around', 'Drive a square with sides of half a meter',
           'Visit the lab and the office, then come home', 'Where are you?'),
    'my': ('ရှေ့ကို တစ်မီတာ သွားပါ', 'ဘယ်ဘက်ကို ၉၀ ဒီဂရီ လှည့်ပါ', 'မီးဖိုချောင်ကို သွားပါ',
           'နောက်ကို ၃၀ စင်တီမီတာ ဖြည်းဖြည်း ဆုတ်ပါ', 'ဧည့်ခန်းကို သွားပြီး အိမ်ကို ပြန်လာပါ',
           'ဘယ်ရောက်နေလဲ'),
}
MICROPHONE = ('Speak. Your browser turns speech into text, some send it to a service on the '
              'internet for that.')


def build_say_view(robot: 'Robot') -> None:
    """Build it; typing and speaking happen in the browser, only whole sentences come here."""
    def say(event: GenericEventArguments) -> None:
        sentence = str(event.args).strip()
        if sentence:
            robot.say(sentence)

    with make('form', 'c-say', id='c-say', autocomplete='off').on(
            'submit', say, js_handler='(event) => nl2ros.submit(event, emit)'):
        text('label', 'Tell the robot what to do', for_='c-sentence')
        with make('div', 'c-say-row'):
            make('input', id='c-sentence', type='text', enterkeyhint='send', autofocus=True,
                 placeholder='English or မြန်မာ', maxlength='1000')
            with make('button', 'c-plain c-microphone', id='c-microphone', type='button',
                      hidden=True, aria_label='Speak', aria_pressed='false', title=MICROPHONE).on(
                    'click', js_handler='() => nl2ros.listen()'):
                ui.icon('mic').props('aria-hidden=true')
            text('button', 'Send', 'c-send', type='submit')
        text('p', '', 'c-hint', id='c-heard', role='status')
    _build_examples()


def _build_examples() -> None:
    with make('div', 'c-examples', id='c-examples', data_language='en'):
        with make('div', 'c-languages', role='group', aria_label='Language of the page, the '
                  'examples and the microphone'):
            for key, (name, code) in LANGUAGES.items():
                text('button', name, type='button', data_language=key, data_code=code,
                     aria_pressed=str(key == 'en').lower()).on(
                    'click', js_handler='(event) => nl2ros.speak(event.currentTarget)')
        for key, sentences in EXAMPLES.items():
            with make('ul', 'c-chips', data_language=key, aria_label='Examples'):
                for sentence in sentences:
                    with make('li'):
                        text('button', sentence, type='button').on(
                            'click', js_handler='(event) => '
                                                'nl2ros.put(event.currentTarget.textContent)')
