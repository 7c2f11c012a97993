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
The decoding grammar of plans: what the model may write about a sentence.

Made from plan_format's table of actions, so that whatever is decoded reads back as a PointedPlan,
and a PIECE can only be a run of whole units of the sentence (constraint.py): a number or name that
was not said cannot be written.
"""

import json

from nl2ros.language.plan_format import ACTIONS, MAX_STEPS, REASONS, REPEATS


def _choice(words: tuple[str, ...]) -> str:
    return '(' + ' | '.join(json.dumps(f' {word}') for word in words) + ')'


def _slot(name: str, literals: tuple[str, ...] | None) -> str:
    kinds = [] if name in ('pace', 'continuous') else ['PIECE']
    kinds += [_choice(literals)] if literals else []
    return f'"( {name}" ({" | ".join(kinds)}) ")"'


def _rules() -> str:
    lines = [f'start: "( no" {_choice(tuple(REASONS))} ")" | step{{1,{MAX_STEPS}}} repeat?',
             'step: ' + ' | '.join(ACTIONS), 'repeat: ' + _slot('repeat', REPEATS)]
    for action, (directions, slots) in ACTIONS.items():
        inside = {name: _slot(name, literals) for name, literals in slots}
        if action == 'navigate':
            body = f'({inside["place"]} | {inside["x"]} {inside["y"]} ({inside["yaw"]})?)'
        elif action == 'save':
            body = inside['name']
        else:
            body = ' '.join(f'({slot})?' for slot in inside.values())
        lines.append(f'{action}: "( {action}" {_choice(directions) if directions else ""} '
                     f'{body} ")"')
    return '\n'.join(lines)


PLANS = _rules()  # in llguidance's dialect of Lark
