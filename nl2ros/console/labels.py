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

"""The words that stand on the page for good, in Burmese: the browser puts them in on request."""

BURMESE = {
    'Stop': 'ရပ်', 'Escape, or Space when not typing': 'Escape (သို့) စာမရိုက်ချိန် Space',
    'Map': 'မြေပုံ', 'Plan': 'အစီအစဉ်', 'History': 'မှတ်တမ်း', 'Settings': 'ဆက်တင်များ',
    'Tell the robot what to do': 'စက်ရုပ်ကို ဘာခိုင်းမလဲ', 'Send': 'ပို့ပါ',
    'Yes, do it': 'ဟုတ်ကဲ့၊ လုပ်ပါ', 'No': 'မလုပ်နဲ့',
    'Highest speed': 'အမြင့်ဆုံး အရှိန်', 'Highest turning speed': 'အမြင့်ဆုံး လှည့်နှုန်း',
    'Usual speed': 'ပုံမှန် အရှိန်', 'Usual turning speed': 'ပုံမှန် လှည့်နှုန်း',
    'Ask before moving': 'မရွေ့ခင် မေးပါ', 'Never': 'မမေးပါနဲ့',
    'When it may be risky': 'အန္တရာယ် ရှိနိုင်ရင် မေးပါ', 'Always': 'အမြဲ မေးပါ',
    'Clear the path on the map': 'မြေပုံပေါ်က လမ်းကြောင်းကို ဖျက်ပါ',
}


def is_burmese(words: str) -> bool:
    """Tell whether there is Myanmar script in a text."""
    return any('\u1000' <= char <= '\u109f' for char in words)
