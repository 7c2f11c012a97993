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

"""How things are put into words on the page."""

from itertools import pairwise

from nl2ros.console.entry import Entry
from nl2ros.console.labels import is_burmese
from nl2ros.plan import Plan, Step
from nl2ros.robot.places import Places
from nl2ros.robot.speech import Notice
from nl2ros.robot.status import State
from nl2ros.ros2_command import ros2_commands

WORDS = {State.RECEIVED: 'Thinking …', State.TRANSLATED: 'Understood', State.CONFIRMING: 'Asking',
         State.EXECUTING: 'On its way', State.SUCCEEDED: 'Done', State.FAILED: 'Failed',
         State.REJECTED: 'Refused', State.CANCELLED: 'Cancelled'}
BURMESE_WORDS = {
    State.RECEIVED: 'စဉ်းစားနေတယ် …', State.TRANSLATED: 'နားလည်ပြီ', State.CONFIRMING: 'မေးနေတယ်',
    State.EXECUTING: 'လုပ်နေတယ်', State.SUCCEEDED: 'ပြီးပါပြီ', State.FAILED: 'မအောင်မြင်ပါ',
    State.REJECTED: 'ငြင်းလိုက်တယ်', State.CANCELLED: 'ပယ်ဖျက်လိုက်တယ်'}
DONE = {Notice('done').text(language) for language in ('en', 'my')}     # adds nothing to the word


def commands_by_step(plan: Plan, places: Places) -> list[list[str]]:
    """Return for each step the ROS 2 command lines that do it; the first step's come first."""
    known = places.coordinates()

    def written(*steps: Step) -> list[str]:
        return ros2_commands(plan.model_copy(update={'steps': steps, 'repeat': 1}), known)

    # each with its successor: a stop stands between the two only where that is needed
    lines = [written(*pair)[:-len(written(pair[1]))] for pair in pairwise(plan.steps)]
    return [*lines, written(plan.steps[-1])] if plan.steps else []


def outcome(entry: Entry) -> str:
    """
    Return in one line how a sentence stands, in its language.

    The node's own words stand there too where they add to it.
    """
    word = (BURMESE_WORDS if is_burmese(entry.text) else WORDS)[entry.state]
    is_plain = entry.state is State.SUCCEEDED and entry.message in DONE
    return word if is_plain or not entry.message else f'{word}: {entry.message}'


def facts(entry: Entry) -> str:
    """Return how sure the model was, how fast it understood and how long the robot took."""
    parts = []
    if entry.plan is not None and entry.plan.confidence is not None:
        parts.append(f'confidence {100 * entry.plan.confidence:.0f} %')
    if entry.understood_s is not None:
        parts.append(f'understood in {1000 * entry.understood_s:.0f} ms')
    if entry.took_s is not None:
        parts.append(f'took the robot {entry.took_s:.1f} s')
    return ' · '.join(parts)
