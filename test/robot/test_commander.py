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

"""The life of commands without ROS: how they end when something fails around them."""

import json
import threading

from bench import FakeNavigator, FakeOutput
from nl2ros.plan import Plan
from nl2ros.robot.commander import Commander
from nl2ros.robot.places import Places
from nl2ros.robot.settings import NodeSettings, Settings
from nl2ros.robot.speech import Notice
from nl2ros.robot.status import Journal
from nl2ros.robot.translations import Translations
import pytest

PATIENCE_S = 30.0
TIMEOUT_S = 10.0


class Desk:
    """A commander around fakes; its translator waits for ``go``, the loading for ``loaded``."""

    def __init__(self):
        self.go, self.loaded, self.news = (threading.Event(), threading.Event(),
                                           threading.Semaphore(0))
        self.navigator, self.output, self.statuses = FakeNavigator(), FakeOutput(), []
        self.translations = Translations(self._load, self.news.release)
        self.commander = Commander(
            Settings(node=NodeSettings(translation_timeout=TIMEOUT_S)), Places({}),
            self.navigator, self.output, self.translations,
            Journal(lambda text: self.statuses.append(json.loads(text)), lambda _: None),
            lambda _: None)

    def _load(self):
        self.loaded.wait(PATIENCE_S)
        return self

    def translate(self, text):
        """Wait, then drive for ever."""
        self.go.wait(PATIENCE_S)
        return Plan.from_dict({'text': text, 'steps': [
            {'action': 'move', 'direction': 'forward', 'continuous': True}]})

    def settle(self):
        """Wait for the worker's next sign of life."""
        assert self.news.acquire(timeout=PATIENCE_S)

    def states(self, text):
        """Return the states that a sentence has gone through."""
        return [status['state'] for status in self.statuses if status['text'] == text]


@pytest.fixture
def desk():
    """Give a commander, and let the worker end with the test."""
    desk = Desk()
    yield desk
    desk.loaded.set()
    desk.go.set()
    desk.translations.close()


def drive(desk):
    """Let the robot drive, from time 0 to 1."""
    desk.loaded.set()
    desk.go.set()
    desk.settle()
    desk.commander.command('on', 'en', 0.0)
    desk.settle()
    desk.commander.poll(0.5)
    desk.commander.tick(1.0)
    assert desk.output.velocities[-1].linear > 0 and desk.states('on')[-1] == 'executing'


def test_a_stop_that_cannot_be_published_cancels_all_the_same(desk):
    """Command, plan and everybody's goals are given up although the zero does not go out."""
    drive(desk)
    desk.output.error = RuntimeError('no publisher')
    with pytest.raises(RuntimeError, match='no publisher'):
        desk.commander.stop(2.0)
    assert desk.states('on')[-1] == 'cancelled' and desk.commander.current is None
    assert desk.navigator.stopped == 1 and not desk.commander.control.executor.is_busy


def test_a_failure_that_cannot_be_published_ends_the_command(desk):
    """The command is not left for ever under way."""
    drive(desk)
    desk.output.error = RuntimeError('no publisher')
    with pytest.raises(RuntimeError, match='no publisher'):
        desk.commander.fail(Notice('clock_stopped'), 2.0)
    assert desk.states('on')[-1] == 'failed' and desk.commander.current is None


def test_loading_does_not_count_as_understanding(desk):
    """A sentence that was said while the model loaded has all its time once the model is there."""
    desk.commander.command('on', 'en', 0.0)
    desk.commander.poll(3 * TIMEOUT_S)
    desk.loaded.set()
    desk.settle()
    now = 6 * TIMEOUT_S
    desk.commander.poll(now)
    desk.commander.poll(now + 0.9 * TIMEOUT_S)
    assert desk.states('on') == ['received']
    desk.commander.poll(now + 1.1 * TIMEOUT_S)
    assert desk.states('on') == ['received', 'failed']


def test_a_plan_that_is_there_is_not_late(desk):
    """Nobody looked for longer than a translation may take, but the plan came in time."""
    desk.loaded.set()
    desk.go.set()
    desk.settle()
    desk.commander.command('on', 'en', 0.0)
    desk.settle()
    desk.commander.poll(2 * TIMEOUT_S)
    assert desk.states('on')[-1] == 'executing'


def test_a_sentence_behind_a_hanging_one_is_not_waited_for_without_end(desk):
    """The worker never comes back: each sentence fails in its own time."""
    desk.loaded.set()
    desk.settle()
    desk.commander.command('a', 'en', 0.0)
    desk.commander.poll(1.1 * TIMEOUT_S)
    assert desk.states('a')[-1] == 'failed'
    desk.commander.command('b', 'en', 2 * TIMEOUT_S)
    desk.commander.poll(2.9 * TIMEOUT_S)
    assert desk.states('b') == ['received']
    desk.commander.poll(3.1 * TIMEOUT_S)
    assert desk.states('b') == ['received', 'failed']
