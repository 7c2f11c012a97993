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

"""Which parameters of the node a page shows, and what they may be set to."""

from collections.abc import Mapping
from dataclasses import dataclass
import json
from pathlib import Path

from nl2ros.errors import ConfigError
from nl2ros.resources import chosen_path


@dataclass(frozen=True)
class Dial:
    """A number that can be changed: from ``low`` to ``high``, in ``unit``."""

    name: str
    label: str
    low: float
    high: float
    step: float
    unit: str


# the ranges are those of robots that share rooms with people, narrower than the node's own
DIALS = (
    Dial('limits.linear_speed', 'Highest speed', 0.05, 1.5, 0.05, 'm/s'),
    Dial('limits.angular_speed', 'Highest turning speed', 0.1, 3.0, 0.1, 'rad/s'),
    Dial('motion.linear_speed', 'Usual speed', 0.05, 1.0, 0.05, 'm/s'),
    Dial('motion.angular_speed', 'Usual turning speed', 0.1, 2.0, 0.1, 'rad/s'),
)
TASK = 'command'        # prompts of other tasks understand no sentences
CONFIRM = {'never': 'Never', 'risky': 'When it may be risky', 'always': 'Always'}
ASKED = (*(dial.name for dial in DIALS), 'confirm', 'prompt', 'model', 'places_file', 'map_frame')


def prompts_of(settings: Mapping[str, object]) -> list[str]:
    """Return the names of the soft prompts for commands, the one in use among them."""
    found = set()
    try:
        folder = chosen_path(str(settings.get('model', '')), 'models') / 'prompts'
        found = {card.parent.name for card in folder.glob('*/nl2ros.json')
                 if json.loads(card.read_bytes())['about'].get('task') == TASK}
    except (ConfigError, OSError, ValueError, KeyError):
        pass    # the node may run on another computer: all we know then is what it uses
    return sorted(found | ({str(settings['prompt'])} if 'prompt' in settings else set()))


def places_path(settings: Mapping[str, object]) -> Path | None:
    """Return the file with the places of the node; None while that is not known."""
    if 'places_file' not in settings:
        return None
    return chosen_path(str(settings['places_file']), 'config', 'places.yaml')
