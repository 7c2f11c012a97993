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

"""The control loop: what it remembers, when it rests, and what a halt never leaves undone."""

from bench import FakeNavigator, FakeOutput, LIMITS, PERIOD
from nl2ros.plan import Plan
from nl2ros.robot.control import ControlLoop
from nl2ros.robot.drive import Done
from nl2ros.robot.executor import Executor, Outcome
from nl2ros.robot.motion import STILL
from nl2ros.robot.places import Places
from nl2ros.robot.settings import Settings
import pytest

NOW = 1_700_000_000.0       # a clock of today: seconds at this size have few digits left
ON = Plan.from_dict({'steps': [{'action': 'move', 'direction': 'forward', 'speed': 0.4,
                                'duration': 2.0}]})


@pytest.fixture
def loop():
    """Return a loop around fakes, which are its ``navigator`` and ``output``."""
    settings, navigator = Settings(), FakeNavigator()
    executor = Executor(settings.motion, LIMITS, Places({}), navigator, lambda *_: Done())
    loop = ControlLoop(settings, executor, navigator, FakeOutput())
    loop.navigator, loop.output = navigator, loop._output
    return loop


def drive(loop, seconds, now=NOW):
    """Tick for a while, and return the time then."""
    for number in range(round(seconds / PERIOD)):
        loop.tick(now + number * PERIOD)
    return now + round(seconds / PERIOD) * PERIOD


def test_a_zero_at_rest_is_where_the_next_ramp_begins(loop):
    """A plan that ended while the loop had no processor time leaves no velocity behind."""
    loop.executor.start(ON, NOW)
    now = drive(loop, 1.5) + 1.0
    assert loop.tick(now).outcome is Outcome.SUCCEEDED
    assert loop.output.velocities[-1].linear > 0.1
    loop.tick(now + PERIOD)
    assert loop.output.velocities[-1] == loop.senses(now + PERIOD).sent == STILL


def test_zeros_end_after_a_while_and_when_time_jumps_back(loop):
    """A clock that starts again after a halt does not keep the loop running until the old time."""
    assert not loop.is_active(NOW)
    loop.halt(NOW)
    assert loop.is_active(NOW) and loop.is_active(NOW + 0.9)
    assert not loop.is_active(NOW + 1.1) and not loop.is_active(5.0)


def test_a_halt_that_cannot_be_published_cancels_all_the_same(loop):
    """Plan and goal are given up although the zero does not go out; that is told."""
    loop.executor.start(ON, NOW)
    drive(loop, 0.5)
    loop.output.error = RuntimeError('no publisher')
    cancelled = loop.navigator.cancelled
    with pytest.raises(RuntimeError, match='no publisher'):
        loop.halt(NOW + 1.0)
    assert not loop.executor.is_busy and loop.navigator.cancelled > cancelled
    assert loop.is_active(NOW + 1.0)        # and the zero is tried again
