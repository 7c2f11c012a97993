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

"""Sentences in the worker thread: the newest one counts, and a hanging one holds nobody up."""

import threading

from nl2ros.plan import Plan
from nl2ros.robot.speech import Notice
from nl2ros.robot.status import Command, Journal, State
from nl2ros.robot.translations import Translations
import pytest

PATIENCE_S = 30.0


class Thinker:
    """A translator that answers when it is let go."""

    def __init__(self):
        self.go = threading.Event()

    def translate(self, text):
        """Wait, then refuse, or raise."""
        self.go.wait(PATIENCE_S)
        if text == 'raise':
            raise ValueError('no such word')
        return Plan.rejected(text, 'ambiguous', 'what?')


@pytest.fixture
def thinker():
    """Let the worker end with the test."""
    thinker = Thinker()
    yield thinker
    thinker.go.set()


def settle(translations, news):
    """Wait for the worker's next sign of life and return what it brought."""
    assert news.acquire(timeout=PATIENCE_S)
    return translations.poll(0.0)


def start(load):
    """Return translations, and a semaphore that counts their notifications."""
    news = threading.Semaphore(0)
    return Translations(load, news.release), news


def test_newest_sentence_counts(thinker):
    """The one in the worker and the one that waits are both dropped for a newer one."""
    translations, news = start(lambda: thinker)
    first, second, third = (Command(i, str(i), 'en') for i in range(3))
    assert translations.submit(first, 0.0) == []
    assert settle(translations, news) is None       # the model is there
    assert translations.submit(second, 0.0) == [first]
    assert translations.submit(third, 0.0) == [second]
    thinker.go.set()
    assert settle(translations, news) is None       # the answer to the first is not wanted
    command, plan = settle(translations, news)
    assert command is third and plan.text == '2'
    translations.close()


def test_errors_and_a_broken_model(thinker):
    """What the translator raises comes with its command; a model that cannot load is told."""
    thinker.go.set()
    translations, news = start(lambda: thinker)
    settle(translations, news)
    translations.submit(Command(1, 'raise', 'en'), 0.0)
    assert str(settle(translations, news)[1]) == 'no such word'
    translations.close()

    def load():
        raise OSError('no weights')
    broken, news = start(load)
    assert settle(broken, news) is None
    assert str(broken.load_error) == 'no weights'
    assert broken.submit(Command(2, 'go', 'en'), 0.0) == []
    assert [command.number for command in broken.drop()] == [2]
    broken.close()


def test_overdue(thinker):
    """A sentence that takes too long is given up, one that waits behind it, too."""
    translations, news = start(lambda: thinker)
    settle(translations, news)
    hanging, behind = Command(1, 'a', 'en'), Command(2, 'b', 'en')
    translations.submit(hanging, 10.0)
    assert translations.overdue(10.5, 1.0) == []
    assert translations.overdue(11.5, 1.0) == [hanging]
    translations.submit(behind, 12.0)
    assert translations.overdue(12.5, 1.0) == []
    assert translations.overdue(13.5, 1.0) == [behind]
    translations.close()


def test_overdue_when_time_jumps_back(thinker):
    """A clock that starts again says nothing of how long a sentence has waited."""
    translations, news = start(lambda: thinker)
    settle(translations, news)
    command = Command(1, 'a', 'en')
    translations.submit(command, 100.0)
    assert translations.overdue(100.0, 1.0) == []
    assert translations.overdue(5.0, 1.0) == [command]
    translations.close()


def test_a_command_ends_once():
    """Nothing follows a final state."""
    published, said = [], []
    journal = Journal(published.append, said.append)
    command = Command(1, 'go', 'my')
    journal.tell(command, State.RECEIVED)
    journal.end(command, State.FAILED, Notice('stuck'), 1.0)
    assert len(said) == 1
    with pytest.raises(RuntimeError, match='command 1 is failed already'):
        journal.tell(command, State.SUCCEEDED)
    assert len(published) == 2
