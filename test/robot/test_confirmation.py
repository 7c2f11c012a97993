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

"""Which plans are asked about."""

import math

from nl2ros.plan import Plan
from nl2ros.plan_text import in_one_line
from nl2ros.robot.confirmation import reasons_to_ask
from nl2ros.robot.targets import MotionSettings
import pytest

MOTION = MotionSettings()


def move(direction='forward', **fields):
    """Build a move step."""
    return {'action': 'move', 'direction': direction, **fields}


def turn(**fields):
    """Build a turn step."""
    return {'action': 'turn', 'direction': 'left', **fields}


def why(*steps, when='risky', **fields):
    """Return why a plan of plain steps is asked about."""
    return reasons_to_ask(Plan.from_dict({'steps': steps, **fields}), when, MOTION)


@pytest.mark.parametrize('step, reason', [
    (move(distance=3.5), 'far'), (move(duration=20.0), 'far'), (turn(angle=7.0), 'far'),
    (turn(duration=20.0), 'far'), (move('backward', distance=0.1), 'backward'),
    (move(pace='fast'), 'fast'), (move(speed=0.3), 'fast'), (turn(speed=1.0), 'fast'),
    (move(continuous=True), 'endless'),
    ({'action': 'arc', 'direction': 'left', 'radius': 2.0}, 'far')])
def test_each_risk_is_found(step, reason):
    """One risk, one reason; never asked when asking is off."""
    assert why(step) == [reason]
    assert why(step, when='never') == []


def test_risks_of_the_whole_plan():
    """Little confidence and many steps are risks, too."""
    assert why(move(distance=1.0), confidence=0.5) == ['unsure']
    assert why(move(distance=1.0), turn(angle=1.0), repeat=4) == ['long']
    assert why(move('backward'), confidence=0.2) == ['backward', 'unsure']


def test_what_is_not_risky():
    """An ordinary motion is asked about only when everything is; what moves nothing, never."""
    for step in (move(distance=1.0), turn(angle=2 * math.pi),
                 {'action': 'arc', 'direction': 'any'}, {'action': 'navigate', 'place': 'lab'}):
        assert why(step, confidence=0.99) == []
        assert why(step, when='always') == ['always']
    for step in ({'action': 'stop'}, {'action': 'wait'}, {'action': 'report', 'what': 'pose'}):
        assert why(step, when='always', confidence=0.1) == []


def test_the_plan_in_one_line():
    """A person reads what will happen."""
    assert in_one_line(Plan.from_dict({'steps': [move(distance=1.0), turn(angle=1.5708)],
                                       'repeat': 4})) \
        == 'move forward 1 m, then turn left 90°; all of it 4 times'
