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

"""What the demo makes of what it hears, when others talk to the robot as well."""

import queue

from nl2ros.errors import Nl2RosError
from nl2ros.plan import Plan
from nl2ros.resources import share_path
from nl2ros.robot.motion import Pose
from nl2ros.robot.status import State
from nl2ros.simulation import demo
from nl2ros.simulation.conversation import Status
from nl2ros.simulation.terminal import Terminal
import pytest

MOVE = [{'action': 'move', 'direction': 'forward', 'distance': 1.0}]
ENDLESS = [{'action': 'move', 'direction': 'forward', 'continuous': True}]


class FakeTalk:
    """A robot that answers a sentence with what the test has written down."""

    pose = Pose()

    def __init__(self, **answers):
        self.heard, self.said, self._answers = queue.SimpleQueue(), [], answers

    def say(self, text):
        """Be told a sentence."""
        self.said.append(text)
        for news in self._answers.get(text, ()):
            self.heard.put(news)


class FakeChildren:
    """Processes that live."""

    def check(self):
        """Find nothing wrong."""


@pytest.fixture
def tell(monkeypatch, tmp_path):
    """Return what says sentences to a robot with given answers; a sentence has half a second."""
    monkeypatch.setattr(demo, 'LONGEST_S', 0.5)
    monkeypatch.setattr(demo, 'ENOUGH_S', 0.0)

    def run(*sentences, ask=False, **answers):
        terminal = Terminal()
        monkeypatch.setattr(terminal, 'questions', lambda: iter(sentences))
        talk = FakeTalk(**answers)
        told = demo.Demo(talk, FakeChildren(), share_path('config', 'places.yaml'), terminal,
                         tmp_path / 'way.png')
        monkeypatch.setattr(told, 'draw', lambda: None)
        return told.ask() if ask else told.tell([*sentences]), talk, told
    return run


def status(number, state, text):
    """Build a status."""
    return Status(number, State(state), text, '')


def plan(text, steps):
    """Build a plan."""
    return Plan.from_dict({'text': text, 'steps': steps})


def test_the_end_of_another_sentence_is_not_ours(tell, capfd):
    """What is said on the page meanwhile neither ends ours nor is shown for it."""
    code, _, told = tell('go', go=[
        status(1, 'received', 'go'), status(2, 'received', 'on'), plan('on', ENDLESS),
        status(2, 'executing', 'on'), status(2, 'failed', 'on'), plan('go', MOVE),
        status(1, 'executing', 'go'), status(1, 'succeeded', 'go')])
    assert code == 0
    shown = capfd.readouterr().out
    assert 'move forward 1 m' in shown and 'until' not in shown
    assert [(one.text, one.state) for one in told._told.values()] == [
        ('go', 'succeeded'), ('on', 'failed')]
    assert told._told[2].steps


def test_a_long_sentence_is_told_by_its_beginning(tell):
    """The node cuts what it refuses for its length."""
    long = 'go ' * 50
    code, _, _ = tell(long, **{long: [status(1, 'rejected', long[:120])]})
    assert code == 1


def test_a_sentence_that_never_ends(tell, capfd):
    """Said on a command line it is an error; asked for, it is told, and the demo goes on."""
    answers = {'go': [status(1, 'received', 'go'), status(1, 'executing', 'go')],
               'stop': [status(2, 'succeeded', 'stop')]}
    with pytest.raises(Nl2RosError, match='"go" has not ended within 0.5 s'):
        tell('go', **answers)
    code, talk, _ = tell('go', 'stop', ask=True, **answers)
    assert code == 0 and talk.said == ['go', 'stop']
    assert 'has not ended' in capfd.readouterr().out
