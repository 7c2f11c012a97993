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

"""What the model writes reads back; anything else is refused."""

from hypothesis import given, strategies as st
from nl2ros.errors import PlanError
from nl2ros.language.plan_format import (
    ACTIONS, PointedPlan, PointedStep, read, REASONS, REPEATS, Slot, write,
)
import pytest

UNITS = st.lists(st.sampled_from(['two', 'metres', '(', ')', 'repeat', 'မီး', '2', '"', '\\']),
                 min_size=1, max_size=4).map(tuple)


@st.composite
def plans(draw):
    if draw(st.integers(0, 9)) == 0:
        return PointedPlan(reason=draw(st.sampled_from(list(REASONS.values()))))
    steps = []
    for action in draw(st.lists(st.sampled_from(list(ACTIONS)), min_size=1, max_size=5)):
        directions, slots = ACTIONS[action]
        chosen = []
        for name, literals in slots:
            if not draw(st.booleans()):
                continue
            if literals and (name in ('pace', 'continuous') or draw(st.booleans())):
                chosen.append(Slot(name, literal=draw(st.sampled_from(literals))))
            else:
                chosen.append(Slot(name, draw(UNITS)))
        direction = draw(st.sampled_from(directions)) if directions else ''
        steps.append(PointedStep(action, direction, tuple(chosen)))
    counts = UNITS.filter(lambda piece: piece != ('2',))  # which reads as the literal
    repeat = draw(st.none() | counts.map(lambda p: Slot('repeat', p))
                  | st.sampled_from(REPEATS).map(lambda n: Slot('repeat', literal=n)))
    return PointedPlan(tuple(steps), repeat)


@given(plans())
def test_what_is_written_reads_back(plan):
    assert read(write(plan)) == plan


def test_the_form():
    plan = read('( move forward( distance two metres)( pace slow))( turn left( angle half))'
                '( repeat 2)')
    assert [step.action for step in plan.steps] == ['move', 'turn']
    assert plan.steps[0].slots == (Slot('distance', ('two', 'metres')), Slot('pace', (), 'slow'))
    assert plan.repeat == Slot('repeat', (), '2')


@pytest.mark.parametrize('text', [
    '', ' ', 'move forward', '( fly up)', '( move)', '( move up)', '( move forward( distance))',
    '( move forward( distance)', '( move forward( distance two)', '( move forward( angle two))',
    '( move forward( distance two)( distance two))', '( move forward( pace two))', '( no)',
    '( no me)', '( no scope', '( repeat 2)', '( repeat 2)( stop)', '( stop)\n', '( stop) ( stop)',
    '( stop now)', '( stop)( stop', '( navigate( place a )( b))', '( stop)( repeat)',
])
def test_anything_else_is_refused(text):
    with pytest.raises(PlanError):
        read(text)


@given(st.text(alphabet=' ()movestp2repeatforward', max_size=60))
def test_reading_any_text_gives_a_plan_or_a_plan_error(text):
    try:
        assert write(read(text)) == text
    except PlanError:
        pass
