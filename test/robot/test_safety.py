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

"""The last hop, the guards, and what is refused before anything moves."""

import math

from hypothesis import example, given, strategies as st
from nl2ros.language.sentence import MAX_CHARACTERS
from nl2ros.plan import Plan
from nl2ros.robot.checks import check, has_motion, Refused
from nl2ros.robot.guards import FenceSettings, ScanGuard, ScanGuardSettings
from nl2ros.robot.motion import Pose, STILL, Velocity
from nl2ros.robot.places import Places
from nl2ros.robot.places_file import Place
from nl2ros.robot.safety import limit, Limits
from nl2ros.robot.settings import NodeSettings
import numpy as np
from pydantic import ValidationError
import pytest

LIMITS = Limits()
NO_FENCE = FenceSettings()
anything = st.floats() | st.sampled_from([math.nan, math.inf, -math.inf, 1e308])
moving = st.builds(Velocity, st.floats(-0.5, 0.5), st.floats(-1.5, 1.5))


@given(st.builds(Velocity, anything, anything), moving, anything)
@example(Velocity(math.nan, 0.0), Velocity(0.5, 0.0), 0.05)
def test_nothing_gets_around_the_limits(wanted, current, seconds):
    """Any floating-point rubbish comes out finite, slow enough and gentle enough."""
    velocity = limit(wanted, current, seconds, LIMITS)
    assert abs(velocity.linear) <= 0.5 and abs(velocity.angular) <= 1.5
    if not wanted.is_finite:
        assert velocity == STILL
    elif 0 <= seconds < 100:
        assert abs(velocity.linear - current.linear) <= 0.5 * seconds + 1e-9
        assert abs(velocity.angular - current.angular) <= 2.0 * seconds + 1e-9


@given(moving)
def test_brake_is_zero_now(current):
    """Braking knows no ramp."""
    assert limit(Velocity(0.5, 1.0), current, 0.05, LIMITS, brake=True) == STILL


def test_a_curve_keeps_its_shape():
    """Both parts are scaled down together."""
    velocity = limit(Velocity(1.0, 1.0), STILL, 100.0, LIMITS)
    assert velocity == Velocity(0.5, 0.5)


def test_wrong_limits_are_named():
    """A limit out of range says which."""
    with pytest.raises(ValidationError, match='linear_speed'):
        Limits(linear_speed=-1.0)
    with pytest.raises(ValidationError, match='excess_speed'):
        Limits(excess_speed='ignore')


def test_the_node_takes_no_longer_text_than_the_translator_reads():
    """The rooms do not know each other, so that the number stands in both."""
    assert NodeSettings().max_text_length == MAX_CHARACTERS
    with pytest.raises(ValidationError, match='max_text_length'):
        NodeSettings(max_text_length=MAX_CHARACTERS + 1)


def scan(guard, walls, now=10.0):
    """Show the guard a scan of 360 rays: ``walls`` maps degrees to metres, the rest sees none."""
    ranges = np.full(360, np.inf)
    for degrees, metres in walls.items():
        ranges[degrees % 360] = metres
    guard.hear(ranges, 0.0, math.radians(1), 0.1, 3.5, now)


@pytest.mark.parametrize('degrees, speed', [(0, 0.5), (180, -0.5)])
def test_guard_brakes_before_a_wall(degrees, speed):
    """Ahead and behind: free far away, slower close by, shut at the stop distance."""
    guard = ScanGuard(ScanGuardSettings(enabled=True))
    wanted = Velocity(speed, 0.2)
    scan(guard, {degrees: 3.0})
    assert guard.restrain(wanted, 10.0, 0.5, 0.2) == (wanted, None)
    scan(guard, {degrees: 0.4})
    slower, reason = guard.restrain(wanted, 10.0, 0.5, 0.2)
    assert reason == 'obstacle' and 0 < slower.linear / speed < 1
    scan(guard, {degrees: 0.27})
    assert guard.restrain(wanted, 10.0, 0.5, 0.2) == (STILL, 'obstacle')
    away = Velocity(-speed, 0.0)
    assert guard.restrain(away, 10.0, 0.5, 0.2) == (away, None)
    on_the_spot = Velocity(0.0, 1.0)
    assert guard.restrain(on_the_spot, 10.0, 0.5, 0.2) == (on_the_spot, None)


def test_guard_looks_only_into_its_lane():
    """A wall beside the way is not in the way."""
    guard = ScanGuard(ScanGuardSettings(enabled=True))
    scan(guard, {90: 0.3, 45: 0.5, 270: 0.2})
    assert guard.ahead == math.inf == guard.behind


def test_guard_ignores_rays_that_saw_nothing():
    """NaN, infinity and values out of range are no obstacles."""
    guard = ScanGuard(ScanGuardSettings(enabled=True))
    scan(guard, {0: math.nan, 1: 0.01, 359: 9.0})
    assert guard.ahead == math.inf


def test_guard_without_scan():
    """No scan, an old one, or one from the future after a reset: no driving."""
    guard = ScanGuard(ScanGuardSettings(enabled=True))
    assert guard.restrain(Velocity(0.2, 0.1), 0.0, 0.5, 0.2) == (Velocity(0.0, 0.1), 'scan_lost')
    scan(guard, {}, now=10.0)
    assert guard.restrain(Velocity(0.2), 10.4, 0.5, 0.2)[1] is None
    assert guard.restrain(Velocity(0.2), 10.6, 0.5, 0.2)[1] == 'scan_lost'
    assert guard.restrain(Velocity(0.2), 9.0, 0.5, 0.2)[1] == 'scan_lost'


def test_guard_stops_an_ideal_robot_in_time():
    """Driven at a wall, the robot keeps its distance, and gets close."""
    guard = ScanGuard(ScanGuardSettings(enabled=True))
    x, sent = 0.0, STILL
    for _ in range(400):
        scan(guard, {0: 2.0 - x})
        wanted, _ = guard.restrain(Velocity(0.5), 10.0, 0.5, 0.2)
        sent = limit(wanted, sent, 0.05, LIMITS)
        x += sent.linear * 0.05
    assert sent == STILL
    assert 2.0 - x - 0.12 == pytest.approx(0.15, abs=0.02)


def test_fence():
    """Nobody drives out; driving in and turning stay possible."""
    fence = FenceSettings(enabled=True, x_min=-1, x_max=1, y_min=-1, y_max=1)
    drive = Velocity(0.5)
    assert fence.restrain(drive, Pose(0, 0), 0.5, 0.2) == (drive, None)
    assert fence.restrain(drive, Pose(0.9, 0), 0.5, 0.2) == (STILL, 'fence')
    assert fence.restrain(Velocity(-0.5), Pose(0.9, 0, math.pi), 0.5, 0.2) == (STILL, 'fence')
    assert fence.restrain(drive, Pose(1.5, 0, math.pi), 0.5, 0.2) == (drive, None)
    assert fence.restrain(drive, None, 0.5, 0.2) == (STILL, 'no_position')
    assert FenceSettings().restrain(drive, None, 0.5, 0.2) == (drive, None)
    with pytest.raises(ValidationError, match='x_min must be below x_max'):
        FenceSettings(x_min=2, x_max=1)


PLACES = Places({'kitchen': Place(x=3.0, y=2.0)})


def checked(*steps, repeat=1, limits=LIMITS, fence=NO_FENCE):
    """Check a plan of plain steps."""
    plan = Plan.from_dict({'steps': steps, 'repeat': repeat})
    return check(plan, limits, PLACES, fence, Pose(), Pose())


@pytest.mark.parametrize('step, key', [
    ({'action': 'move', 'direction': 'forward', 'distance': 1000.0}, 'excess_quantity'),
    ({'action': 'turn', 'direction': 'left', 'angle': 100.0}, 'excess_quantity'),
    ({'action': 'arc', 'direction': 'left', 'radius': 1000.0}, 'excess_quantity'),
    ({'action': 'wait', 'duration': 1e6}, 'excess_quantity'),
    ({'action': 'navigate', 'place': 'kitchn'}, 'unknown_place_near'),
    ({'action': 'navigate', 'place': 'zzz'}, 'unknown_place')])
def test_refused_before_moving(step, key):
    """Too much and nowhere are refused, even when an earlier step could have been done."""
    answer = checked({'action': 'move', 'direction': 'forward', 'distance': 1.0}, step)
    assert isinstance(answer, Refused) and answer.notice.key == key
    for language in ('en', 'my'):
        assert answer.notice.text(language)


def test_too_many_steps():
    """Repeats count."""
    step = {'action': 'move', 'direction': 'forward'}
    assert checked(step, repeat=201).notice.key == 'excess_steps'
    assert not isinstance(checked(step, repeat=200), Refused)


def test_speed_is_clipped_or_refused_as_set():
    """Ten metres a second is not driven, and never silently so."""
    step = {'action': 'move', 'direction': 'forward', 'speed': 10.0}
    plan, notices = checked(step)
    assert plan.steps[0].speed == 0.5 and notices[0].key == 'clipped_speed'
    assert checked(step, limits=Limits(excess_speed='refuse')).notice.key == 'excess_speed'
    step = {'action': 'move', 'direction': 'forward', 'distance': 100.0}
    plan, notices = checked(step, limits=Limits(excess_quantity='clip'))
    assert plan.steps[0].distance == 50.0 and notices[0].key == 'clipped_quantity'


def test_place_taught_by_the_same_plan():
    """A place may be used after the plan itself has taught it, not before."""
    save, go = {'action': 'save_place', 'name': 'lab'}, {'action': 'navigate', 'place': 'the Lab'}
    assert not isinstance(checked(save, go), Refused)
    assert checked(go, save).notice.key.startswith('unknown_place')


def test_goal_outside_the_fence():
    """A fence holds for goals, too."""
    fence = FenceSettings(enabled=True, x_max=2.0)
    assert checked({'action': 'navigate', 'place': 'kitchen'}, fence=fence).notice.key \
        == 'outside_fence'


def test_what_leaves_a_motion_alone():
    """Asking and teaching don't replace what the robot does."""
    report, stop = {'action': 'report', 'what': 'pose'}, {'action': 'stop'}
    assert not has_motion(Plan.from_dict({'steps': [report]}))
    assert has_motion(Plan.from_dict({'steps': [report, stop]}))
