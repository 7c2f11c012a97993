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

"""News as the node tells it, for boards under test."""

import json


def status(number, text, state, message=None, time=0.0, **detail):
    """Build a status in JSON."""
    return json.dumps({'id': number, 'text': text, 'state': state, 'message': message,
                       'detail': detail, 'time': time})


def plan(text, *steps, **fields):
    """Build a plan in JSON."""
    return json.dumps({'text': text, 'steps': steps, **fields})


def tell(board, text, *states, number=1, steps=(), at=100.0, time=10.0):
    """Let a board hear of a sentence from its beginning through ``states``, a second each."""
    board.hear_status(status(number, text, 'received', time=time), at)
    for later, state in enumerate(states, 1):
        if state == 'translated':
            board.hear_plan(plan(text, *steps, confidence=0.97))
        board.hear_status(status(number, text, state, time=time + later), at + later)


MOVE = {'action': 'move', 'direction': 'forward', 'distance': 1.0}
TURN = {'action': 'turn', 'direction': 'left', 'angle': 1.5}
GO = {'action': 'navigate', 'place': 'kitchen'}
