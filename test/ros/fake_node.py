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
The node as a program of its own, with a translator that needs no weights.

``python fake_node.py MODE --ros-args ...``, where MODE is what happens to the model: ``ready``,
``loading`` (for ever), ``hanging`` (a translation never ends) or ``broken``; ``faulty`` has a
model, and a callback that raises whenever somebody else drives.
"""

import sys
import threading

from nl2ros.errors import ModelError
from nl2ros.robot.node import leave, run
from nl2ros.robot.rivals import Rivals
from rig import answer_of, FakeStops, FakeTranslator, language_of


class HangingTranslator:
    """Thinks for ever."""

    def translate(self, text):
        """Never return."""
        threading.Event().wait()


def load(mode):
    """Return a translator, or fail as the mode says."""
    if mode == 'loading':
        threading.Event().wait()
    if mode == 'broken':
        raise ModelError('models/base/model.safetensors is damaged')
    return HangingTranslator() if mode == 'hanging' else FakeTranslator()


def raise_error(*_):
    """Be a callback with an error in it."""
    raise ValueError('callback on fire')


if __name__ == '__main__':
    if sys.argv[1] == 'faulty':
        Rivals._hear = raise_error
    leave(run(sys.argv, lambda _: load(sys.argv[1]), FakeStops(), language_of, answer_of))
