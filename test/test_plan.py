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

"""The plan as a contract: round trips, what it refuses, and how it says so."""

import json
import math

from hypothesis import given, settings, strategies as st
from nl2ros.errors import PlanError
from nl2ros.plan import (
    Arc, json_schema, Move, Navigate, Plan, Report, SavePlace, Stop, Turn, Wait,
)
import pytest

QUANTITY = st.none() | st.floats(0, 1e6, exclude_min=True, allow_subnormal=False)
COORDINATE = st.floats(-1e6, 1e6)
NAME = st.text(min_size=1, max_size=200).filter(str.strip)
SIDE = st.sampled_from(('left', 'right', 'any'))
PACE = st.sampled_from((None, 'slow', 'fast'))
STEP = st.one_of(
    st.builds(Move, direction=st.sampled_from(('forward', 'backward')), distance=QUANTITY,
              duration=QUANTITY, speed=QUANTITY, pace=PACE, continuous=st.booleans()),
    st.builds(Turn, direction=SIDE, angle=QUANTITY, duration=QUANTITY, speed=QUANTITY, pace=PACE,
              continuous=st.booleans()),
    st.builds(Arc, direction=SIDE, radius=QUANTITY, angle=QUANTITY, duration=QUANTITY,
              speed=QUANTITY, pace=PACE),
    st.builds(Navigate, place=NAME),
    st.builds(Navigate, x=COORDINATE, y=COORDINATE, yaw=st.none() | COORDINATE),
    st.builds(Wait, duration=QUANTITY),
    st.just(Stop()),
    st.builds(SavePlace, name=NAME),
    st.builds(Report, what=st.sampled_from(('pose', 'places', 'status'))))
PLAN = st.one_of(
    st.builds(Plan, text=st.text(), confidence=st.none() | st.floats(0, 1),
              steps=st.lists(STEP, min_size=1, max_size=5).map(tuple),
              repeat=st.integers(1, 1000)),
    st.builds(Plan.rejected, st.text(), st.sampled_from((
        'out_of_scope', 'ambiguous', 'unsafe', 'unknown_place', 'low_confidence')), st.text()))

CONTRACT = """
{"text": "go forward 30 cm slowly, then turn left 90 degrees",
 "status": "ok", "reason": null, "message": null, "confidence": 0.98,
 "steps": [{"action": "move", "direction": "forward", "distance": 0.3, "duration": null,
            "speed": null, "pace": "slow"},
           {"action": "turn", "direction": "left", "angle": 1.5708, "duration": null,
            "speed": null, "pace": null}],
 "repeat": 1}
"""


def plan_with(**step) -> dict:
    """Return the data of a plan with one step."""
    return {'steps': [step]}


def test_example_of_the_contract_is_read_and_written_unchanged():
    assert Plan.from_json(CONTRACT).to_dict() == json.loads(CONTRACT)


@settings(deadline=None)
@given(PLAN)
def test_plan_survives_its_data_and_its_json(plan):
    assert Plan.from_dict(plan.to_dict()) == plan
    assert Plan.from_json(json.dumps(plan.to_dict())) == plan
    assert Plan.from_json(json.dumps(plan.to_dict(), ensure_ascii=False).encode()) == plan


@settings(deadline=None)
@given(PLAN)
def test_continuous_is_written_only_where_it_is_meant(plan):
    for step, data in zip(plan.steps, plan.to_dict()['steps'], strict=True):
        assert ('continuous' in data) == getattr(step, 'continuous', False)


@settings(deadline=None)
@given(PLAN)
def test_ok_plan_has_steps_and_a_rejected_one_a_reason(plan):
    assert plan.is_ok == bool(plan.steps) == (plan.reason is None)


@pytest.mark.parametrize(('step', 'named'), (
    ({'action': 'move', 'direction': 'forward', 'distance': -1.0}, 'distance'),
    ({'action': 'move', 'direction': 'forward', 'distance': 0.0}, 'distance'),
    ({'action': 'move', 'direction': 'forward', 'distance': 2e6}, 'distance'),
    ({'action': 'move', 'direction': 'forward', 'distance': '2'}, 'distance'),
    ({'action': 'move', 'direction': 'forward', 'distance': True}, 'distance'),
    ({'action': 'move', 'direction': 'forward', 'distance': math.inf}, 'distance'),
    ({'action': 'move', 'direction': 'forward', 'distance': math.nan}, 'distance'),
    ({'action': 'move', 'direction': 'left'}, 'direction'),
    ({'action': 'move'}, 'direction'),
    ({'action': 'move', 'direction': 'forward', 'angle': 1.0}, 'angle'),
    ({'action': 'turn', 'direction': 'left', 'pace': 'quick'}, 'pace'),
    ({'action': 'turn', 'direction': 'up'}, 'direction'),
    ({'action': 'arc', 'direction': 'left', 'continuous': True}, 'continuous'),
    ({'action': 'navigate', 'place': '  '}, 'place'),
    ({'action': 'navigate', 'place': 'x' * 201}, 'place'),
    ({'action': 'navigate', 'x': 1.0, 'y': math.nan}, 'y'),
    ({'action': 'wait', 'duration': -3.0}, 'duration'),
    ({'action': 'save_place'}, 'name'),
    ({'action': 'report', 'what': 'weather'}, 'what'),
    ({'action': 'fly'}, 'fly'),
    ({'action': 'stop', 'now': True}, 'now')))
def test_wrong_field_is_refused_by_name(step, named):
    with pytest.raises(PlanError, match=named):
        Plan.from_dict(plan_with(**step))


@pytest.mark.parametrize('value', (-1.0, 'far', 2e6))
def test_refusal_names_the_value(value):
    with pytest.raises(PlanError) as caught:
        Plan.from_dict(plan_with(action='move', direction='forward', distance=value))
    assert repr(value) in str(caught.value)


@pytest.mark.parametrize(('goal', 'why'), (
    ({}, 'needs either a place or x and y'),
    ({'x': 1.0}, 'x and y go together'),
    ({'place': 'lab', 'x': 1.0, 'y': 1.0}, 'needs either a place or x and y'),
    ({'place': 'lab', 'yaw': 1.0}, 'yaw goes with x and y')))
def test_navigation_has_one_goal(goal, why):
    with pytest.raises(PlanError, match=why):
        Plan.from_dict(plan_with(action='navigate', **goal))


@pytest.mark.parametrize(('plan', 'why'), (
    ({}, 'an ok plan has steps and no reason'),
    ({'steps': [{'action': 'stop'}], 'reason': 'unsafe'}, 'an ok plan has steps and no reason'),
    ({'status': 'rejected'}, 'a rejected plan has a reason and no steps'),
    ({'status': 'rejected', 'reason': 'unsafe', 'steps': [{'action': 'stop'}]},
     'a rejected plan has a reason and no steps'),
    ({'status': 'rejected', 'reason': 'tired'}, 'reason'),
    ({'steps': [{'action': 'stop'}], 'repeat': 0}, 'repeat'),
    ({'steps': [{'action': 'stop'}], 'repeat': 2.0}, 'repeat'),
    ({'steps': [{'action': 'stop'}], 'confidence': 1.5}, 'confidence'),
    ({'steps': [{'action': 'stop'}], 'extra': 1}, 'extra'),
    ([], 'plan')))
def test_wrong_plan_is_refused(plan, why):
    with pytest.raises(PlanError, match=why):
        Plan.from_dict(plan)


@settings(deadline=None)
@given(st.text() | st.binary() | st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from((
        'steps', 'action', 'status', 'direction', 'text', 'repeat')), inner)).map(json.dumps))
def test_any_json_is_a_plan_or_a_plan_error(text):
    try:
        plan = Plan.from_json(text)
    except PlanError as error:
        assert '\n' not in str(error).strip()
        return
    assert plan.is_ok or plan.reason


def test_plan_cannot_be_changed():
    plan = Plan(steps=(Stop(),))
    with pytest.raises(ValueError, match='frozen'):
        plan.repeat = 2


def test_schema_names_every_action():
    text = json.dumps(json_schema())
    for action in ('move', 'turn', 'arc', 'navigate', 'wait', 'stop', 'save_place', 'report'):
        assert f'"{action}"' in text
