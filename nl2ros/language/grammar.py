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
The decoding grammar of one sentence: what the model may write about it.

Made from plan_format's table of actions, so that whatever is decoded reads back as a PointedPlan,
and a piece can only be a run of whole units of this very sentence (llguidance's
``substring_chunks``): a number or name that was not said cannot be written.
"""

import json

from nl2ros.language.plan_format import ACTIONS, MAX_STEPS, REASONS, REPEATS
from nl2ros.language.sentence import Sentence


def _choice(words: tuple[str, ...]) -> str:
    return '(' + ' | '.join(json.dumps(f' {word}') for word in words) + ')'


def _slot(name: str, literals: tuple[str, ...] | None) -> str:
    if literals == ():
        return f'" {name}"?'
    kinds = ([] if name == 'pace' else ['piece']) + ([_choice(literals)] if literals else [])
    return f'(" {name}" ({" | ".join(kinds)}))?'


def _rules() -> str:
    lines = [
        f'start: " reject" {_choice(tuple(REASONS))} '
        f'| step ("\\n" step){{0,{MAX_STEPS - 1}}} ("\\n" repeat)?',
        'step: ' + ' | '.join(ACTIONS),
        f'repeat: " repeat" (piece | {_choice(REPEATS)})',
        'piece: "(" PIECE ")"']
    for action, (directions, slots) in ACTIONS.items():
        parts = [f'" {action}"'] + ([_choice(directions)] if directions else [])
        if action == 'navigate':
            places = dict(slots)['place']
            parts.append(f'(" place" (piece | {_choice(places)}) '
                         '| " x" piece " y" piece (" yaw" piece)?)')
        elif action == 'save':
            parts.append('" name" piece')
        else:
            parts += [_slot(name, literals) for name, literals in slots]
        lines.append(f'{action}: ' + ' '.join(parts))
    return '\n'.join(lines)


_RULES = _rules()


def grammar_of(sentence: Sentence) -> str:
    """Return the Lark grammar (llguidance's dialect) of what may be written about a sentence."""
    chunks = json.dumps([' ' + unit for unit in sentence.units])
    return (f'{_RULES}\nPIECE: UNITS & /(.|\\n)+/\n'
            f'UNITS: %regex {{ "substring_chunks": {chunks} }}\n')
