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

"""Plans driven to their end on an ideal robot: exact, bounded, interruptible."""

from itertools import pairwise
import math

from bench import Bench, FakeNavigator, PERIOD
from hypothesis import given, settings, strategies as st
from nl2ros.plan import Plan
from nl2ros.robot.executor import Outcome
from nl2ros.robot.goals import Navigation, Rotation, Straight
from nl2ros.robot.motion import Pose, STILL, Velocity, wrap
from nl2ros.robot.safety import Limits
from nl2ros.robot.settings import NavigationSettings
from nl2ros.robot.speech import Notice
from nl2ros.robot.targets import MotionSettings
import pytest

MM = 0.002          # tolerance of a step, with the way of one tick at the slowest speed
ANGLE = 0.004


def plan(*steps, repeat=1):
    """Build a plan from plain dicts."""
    return Plan.from_dict({'steps': steps, 'repeat': repeat})


def move(direction='forward', **fields):
    """Build a move step."""
    return {'action': 'move', 'direction': direction, **fields}


def turn(direction='left', **fields):
    """Build a turn step."""
    return {'action': 'turn', 'direction': direction, **fields}


def arc(direction='left', **fields):
    """Build an arc step."""
    return {'action': 'arc', 'direction': direction, **fields}


@pytest.mark.parametrize('has_odometry', [True, False])
@pytest.mark.parametrize('direction, sign', [('forward', 1), ('backward', -1)])
def test_move_is_exact(direction, sign, has_odometry):
    """One metre is one metre, measured or timed, and the robot ends at rest."""
    bench = Bench(has_odometry=has_odometry)
    tick = bench.run(plan(move(direction, distance=1.0)))
    assert tick.outcome is Outcome.SUCCEEDED
    assert bench.pose.x == pytest.approx(sign, abs=MM)
    assert bench.pose.y == pytest.approx(0, abs=MM)
    assert bench.sent == STILL


@given(st.floats(0.02, 30), st.sampled_from(['left', 'right']), st.floats(-math.pi, math.pi))
@settings(max_examples=40, deadline=None)
def test_turn_counts_across_the_wrap(angle, direction, yaw):
    """Any angle, many turns included, from any heading."""
    bench = Bench(start=Pose(1, 2, yaw))
    bench.run(plan(turn(direction, angle=angle)))
    sign = 1 if direction == 'left' else -1
    turned = sum(v.angular * PERIOD for v in bench.velocities)
    assert turned == pytest.approx(sign * angle, abs=ANGLE)
    assert wrap(bench.pose.yaw - yaw - sign * angle) == pytest.approx(0, abs=ANGLE)
    assert bench.pose.distance_to(bench.start) < MM


@pytest.mark.parametrize('has_odometry', [True, False])
@pytest.mark.parametrize('direction, sign', [('left', 1), ('right', -1), ('any', 1)])
def test_arc_ends_on_its_circle(direction, sign, has_odometry):
    """A quarter of a circle of 1 m ends 1 m ahead and 1 m aside."""
    bench = Bench(has_odometry=has_odometry, start=Pose(0.3, -2, 3.0))
    bench.run(plan(arc(direction, radius=1.0, angle=math.pi / 2)))
    local = bench.local()
    assert (local.x, local.y) == pytest.approx((1, sign), abs=0.01)
    assert local.yaw == pytest.approx(sign * math.pi / 2, abs=ANGLE)


def test_square_closes():
    """Four sides of 1 m lead back to the start."""
    bench = Bench()
    tick = bench.run(plan(move(distance=1.0), turn(angle=math.pi / 2), repeat=4))
    assert tick.outcome is Outcome.SUCCEEDED
    assert bench.pose.distance_to(Pose()) < 0.01
    assert wrap(bench.pose.yaw) == pytest.approx(0, abs=4 * ANGLE)


def test_slip_and_latency_are_corrected():
    """A robot that pulls aside and answers late still drives straight and stops in time."""
    bench = Bench(latency=1, slip=0.2)
    bench.run(plan(move(distance=2.0)))
    assert bench.pose.x == pytest.approx(2.0, abs=0.02)
    assert bench.pose.y == pytest.approx(0.0, abs=0.05)
    assert bench.pose.yaw == pytest.approx(0.0, abs=math.radians(1.5))


@given(
    st.lists(st.one_of(
        st.builds(move, st.sampled_from(['forward', 'backward']),
                  distance=st.none() | st.floats(0.01, 3), duration=st.none() | st.floats(0.1, 5),
                  speed=st.none() | st.floats(0.02, 20),
                  pace=st.sampled_from([None, 'slow', 'fast'])),
        st.builds(turn, st.sampled_from(['left', 'right', 'any']),
                  angle=st.none() | st.floats(0.01, 7), duration=st.none() | st.floats(0.1, 5),
                  speed=st.none() | st.floats(0.05, 20),
                  pace=st.sampled_from([None, 'slow', 'fast'])),
        st.builds(arc, st.sampled_from(['left', 'right', 'any']),
                  radius=st.none() | st.floats(0.05, 3), angle=st.none() | st.floats(0.1, 7),
                  duration=st.none() | st.floats(0.1, 5), speed=st.none() | st.floats(0.02, 20)),
        st.just({'action': 'wait', 'duration': 0.4}),
        st.just({'action': 'stop'})), min_size=1, max_size=3),
    st.booleans())
@settings(max_examples=60, deadline=None)
def test_limits_hold_and_every_plan_ends(steps, has_odometry):
    """Whatever is asked: speeds and accelerations stay within limits, and it ends at rest."""
    bench = Bench(has_odometry=has_odometry)
    bench.run(plan(*steps), within=3000)
    limits, before = bench.limits, STILL
    for velocity in bench.velocities:
        assert abs(velocity.linear) <= limits.linear_speed + 1e-9
        assert abs(velocity.angular) <= limits.angular_speed + 1e-9
        if velocity != STILL:       # braking to a stop may be sudden
            assert abs(velocity.linear - before.linear) \
                <= limits.linear_acceleration * PERIOD + 1e-9
            assert abs(velocity.angular - before.angular) \
                <= limits.angular_acceleration * PERIOD + 1e-9
        before = velocity
    assert bench.sent == STILL


def test_unsaid_quantities_come_from_parameters():
    """Defaults fill what the speaker left open."""
    bench = Bench(settings=MotionSettings(default_distance=0.7, default_angle=1.0))
    bench.run(plan(move(), turn('right')))
    assert bench.pose.x == pytest.approx(0.7, abs=MM)
    assert bench.pose.yaw == pytest.approx(-1.0, abs=ANGLE)


@pytest.mark.parametrize('fields, speed', [
    ({}, 0.2), ({'pace': 'slow'}, 0.1), ({'pace': 'fast'}, 0.3), ({'speed': 0.4}, 0.4),
    ({'speed': 0.4, 'pace': 'slow'}, 0.4), ({'speed': 3.0}, 0.5)])
def test_speed(fields, speed):
    """Said speed first, then pace, then the default; never above the limit."""
    bench = Bench()
    bench.run(plan(move(distance=2.0, **fields)))
    assert max(v.linear for v in bench.velocities) == pytest.approx(speed, abs=1e-6)


def test_duration_alone_is_how_long():
    """Three seconds at the said speed, ramps included."""
    bench = Bench()
    begin = bench.now
    bench.run(plan(move(duration=3.0, speed=0.4)))
    moving = [v for v in bench.velocities if v.linear > 0]
    assert len(moving) * PERIOD == pytest.approx(3.0, abs=0.11)
    assert bench.pose.x == pytest.approx(0.4 * (3.0 - 0.4 / 0.5), abs=0.03)
    assert bench.now - begin < 5


def test_duration_with_distance_gives_the_speed():
    """Two metres in ten seconds: arrives, on time within the slow last centimetres."""
    bench = Bench()
    bench.executor.start(plan(move(distance=2.0, duration=10.0)), bench.now)
    begin = bench.now
    while bench.tick().outcome is None:
        pass
    assert bench.pose.x == pytest.approx(2.0, abs=MM)
    assert bench.now - begin == pytest.approx(10.0, abs=1.5)


def test_impossible_hurry_is_said():
    """Ten metres in a second is driven at the limit, and the person hears of it."""
    bench = Bench()
    bench.executor.start(plan(move(distance=10.0, duration=1.0)), bench.now)
    bench.tick()
    assert bench.executor.progress.notice.key == 'hurried'
    bench.finish()
    assert bench.pose.x == pytest.approx(10.0, abs=MM)


def test_continuous_goes_on_until_its_limit():
    """Keep going: no distance ends it, the longest time does."""
    bench = Bench(settings=MotionSettings(continuous_limit=30.0))
    tick = bench.run(plan(move(continuous=True)))
    assert (tick.outcome, tick.notice.key) == (Outcome.SUCCEEDED, 'continuous_limit')
    assert bench.pose.x == pytest.approx(0.2 * 30, abs=0.2)


def test_replacing_carries_the_velocity_over():
    """A new command takes over smoothly, and knows nothing of the old one."""
    bench = Bench()
    bench.executor.start(plan(move(distance=5.0, speed=0.5)), bench.now)
    for _ in range(60):
        bench.tick()
    assert bench.sent.linear == pytest.approx(0.5)
    bench.start = bench.pose
    tick = bench.run(plan(move('backward', distance=1.0)))
    assert tick.outcome is Outcome.SUCCEEDED
    steps = pairwise(bench.velocities)
    assert all(abs(b.linear - a.linear) <= 0.5 * PERIOD + 1e-9 for a, b in steps)
    # one tick passes between the command and the first look at the odometry
    assert bench.local().x == pytest.approx(-1.0 + 0.5 * PERIOD, abs=0.01)


def test_stop_step_brakes_without_a_ramp():
    """Stop is zero on the very tick it is executed."""
    bench = Bench()
    bench.executor.start(plan(move(distance=5.0, speed=0.5)), bench.now)
    for _ in range(60):
        bench.tick()
    bench.executor.start(plan({'action': 'stop'}), bench.now)
    assert bench.tick().brake
    assert bench.sent == STILL


def test_stop_step_gives_up_the_goals_of_others():
    """A stop that only the model recognised means everybody, too, and is said once."""
    bench = Bench()
    bench.sent = Velocity(0.2)
    bench.executor.start(plan({'action': 'stop'}), bench.now)
    assert bench.tick().outcome is None and bench.navigator.stopped == 1
    assert bench.tick().outcome is Outcome.SUCCEEDED and bench.navigator.stopped == 1


def test_wait():
    """A wait lasts as long as said; without a duration it lasts until the next command."""
    bench = Bench()
    begin = bench.now
    bench.run(plan({'action': 'wait', 'duration': 2.0}))
    assert 2.0 <= bench.now - begin < 3.2
    bench.executor.start(plan({'action': 'wait'}, move()), bench.now)
    for _ in range(2000):
        assert bench.tick().outcome is None
    tick = bench.run(plan(move(), {'action': 'wait'}))
    assert (tick.outcome, tick.notice.key) == (Outcome.SUCCEEDED, 'waiting')


def test_progress_counts_repeats():
    """Step i of n counts every repetition."""
    bench = Bench()
    seen = []
    bench.executor.start(plan({'action': 'wait', 'duration': 0.1}, move(distance=0.1), repeat=3),
                         bench.now)
    while bench.tick().outcome is None:
        progress = bench.executor.progress
        if progress and (progress.step, progress.steps) not in seen:
            seen.append((progress.step, progress.steps))
    assert seen == [(step, 6) for step in range(1, 7)]


def test_timed_motion_is_said():
    """Without odometry the person is told so."""
    bench = Bench(has_odometry=False)
    bench.executor.start(plan(move()), bench.now)
    bench.tick()
    progress = bench.executor.progress
    assert progress.notice.key == 'timed' and progress.detail['closed_loop'] is False


def failing(bench, mishap):
    """Drive for a second, let something happen, and return how it ends."""
    bench.executor.start(plan(move(distance=5.0)), bench.now)
    for _ in range(20):
        bench.tick()
    mishap(bench)
    for _ in range(2000):
        tick = bench.tick()
        if tick.outcome is not None:
            assert tick.outcome is Outcome.FAILED
            assert bench.sent == STILL and tick.brake
            return tick.notice.key
    raise AssertionError('never ended')


def test_odometry_lost():
    """A motion that was measured does not go on blindly."""
    def mishap(bench):
        bench.has_odometry = False
    assert failing(Bench(), mishap) == 'odom_lost'


def test_pause_in_odometry_is_bridged():
    """While odometry pauses near the goal, reckoning keeps the robot from driving past it."""
    bench = Bench()
    bench.executor.start(plan(move(distance=1.0, speed=0.5)), bench.now)
    while bench.pose.x < 0.6:
        bench.tick()
    here = bench.pose
    for _ in range(18):
        bench.pose_age += PERIOD
        bench.tick(odometry=here)
    bench.pose_age = 0.0
    assert 0.85 < bench.pose.x < 1.05
    assert bench.finish().outcome is Outcome.SUCCEEDED
    assert bench.pose.x == pytest.approx(1.0, abs=MM)


def test_odometry_jump():
    """A robot that is suddenly elsewhere stops."""
    def mishap(bench):
        bench.pose = Pose(bench.pose.x, bench.pose.y + 2, bench.pose.yaw)
    assert failing(Bench(), mishap) == 'odom_jump'


def test_time_jumps_back():
    """A simulation that is reset stops the robot."""
    def mishap(bench):
        bench.now -= 50
    assert failing(Bench(), mishap) == 'time_jump'


def test_stuck():
    """Wheels that turn against a wall do not turn for ever."""
    bench = Bench()

    def mishap(bench):
        here = bench.pose
        tick = bench.tick
        bench.tick = lambda: tick(odometry=here)
    assert failing(bench, mishap) == 'stuck'


def test_blocked_for_too_long():
    """Patience with an obstacle ends, and the reason is the obstacle."""
    def mishap(bench):
        bench.held_by = Notice('obstacle')
    assert failing(Bench(), mishap) == 'obstacle'


def test_way_is_free_again():
    """An obstacle that goes away is no failure."""
    bench = Bench()
    bench.executor.start(plan(move(distance=1.0)), bench.now)
    for _ in range(20):
        bench.tick()
    bench.held_by = Notice('obstacle')
    for _ in range(60):
        bench.tick()
    bench.held_by = None
    assert bench.finish().outcome is Outcome.SUCCEEDED
    assert bench.pose.x == pytest.approx(1.0, abs=MM)


def test_creeping_robot_times_out():
    """A robot that makes only a tenth of its way ends in bounded time."""
    bench = Bench()
    expected = 5.0 / 0.2 + 0.2 / 0.5
    bench.executor.start(plan(move(distance=5.0)), bench.now)
    begin, tick = bench.now, None
    while tick is None or tick.outcome is None:
        tick = bench.tick(odometry=Pose(0.1 * bench.pose.x))
    assert tick.notice.key == 'step_timeout'
    assert bench.now - begin == pytest.approx(2 * expected + 5, abs=0.2)


def test_navigation_owns_cmd_vel():
    """While navigating nothing is published; the robot stands still before."""
    bench = Bench(FakeNavigator(*[Navigation.ACTIVE] * 5, Navigation.SUCCEEDED))
    tick = bench.run(plan(move(distance=0.5), {'action': 'navigate', 'place': 'kitchen'},
                          {'action': 'turn', 'direction': 'left', 'angle': 0.5}))
    assert tick.outcome is Outcome.SUCCEEDED
    assert bench.navigator.goals == [Pose(3.0, 2.0, 0.5)]
    first = bench.velocities.index(None)
    assert bench.velocities[first - 1] == STILL
    assert bench.velocities.count(None) == 5


@pytest.mark.parametrize('state', [state for state in Navigation if state not in (
    Navigation.ACTIVE, Navigation.SUCCEEDED)])
def test_navigation_fails(state):
    """Whatever end but success comes fails the plan, and the next step is not begun."""
    bench = Bench(FakeNavigator(Navigation.ACTIVE, state))
    tick = bench.run(plan({'action': 'navigate', 'place': 'kitchen'}, move()))
    assert tick.outcome is Outcome.FAILED
    assert bench.pose == Pose()


def test_replacing_navigation_cancels_and_waits():
    """The next motion waits until the cancelled goal has let go of the robot."""
    bench = Bench(FakeNavigator(Navigation.ACTIVE))
    bench.executor.start(plan({'action': 'navigate', 'place': 'kitchen'}), bench.now)
    for _ in range(5):
        bench.tick()
    bench.navigator.free = False
    bench.executor.start(plan(move(distance=0.3)), bench.now)
    assert bench.navigator.cancelled == 1
    for _ in range(10):
        assert bench.tick().velocity == STILL
    bench.navigator.free = True
    assert bench.finish().outcome is Outcome.SUCCEEDED
    assert bench.pose.x == pytest.approx(0.3, abs=MM)


def test_places_and_coordinates():
    """Start and home are where the robot was found; a yaw left open is the way there."""
    bench = Bench(start=Pose(1.0, 1.0, 0.3))
    bench.navigator.script = [Navigation.SUCCEEDED]
    bench.run(plan(*({'action': 'navigate', 'place': name} for name in ('start', 'home')),
                   {'action': 'navigate', 'x': 1.0, 'y': 3.0},
                   {'action': 'navigate', 'x': 1.0, 'y': 3.0, 'yaw': 0.1}))
    assert bench.navigator.goals == [
        bench.start, bench.start, Pose(1.0, 3.0, math.pi / 2), Pose(1.0, 3.0, 0.1)]


def test_effects_are_performed_in_order():
    """Teaching and reporting happen where they stand in the plan."""
    bench = Bench()
    bench.run(plan(move(distance=0.2), {'action': 'save_place', 'name': 'lab'},
                   {'action': 'report', 'what': 'pose'}, repeat=2))
    assert [effect.action for effect in bench.performed] == ['save_place', 'report'] * 2


def test_tight_limits():
    """A slower robot is slower, not less exact."""
    bench = Bench(limits=Limits(linear_speed=0.1, angular_speed=0.3, linear_acceleration=0.1,
                                angular_acceleration=0.2))
    bench.run(plan(move(distance=1.0, speed=1.0), turn(angle=2.0)))
    assert bench.pose.x == pytest.approx(1.0, abs=MM)
    assert bench.pose.yaw == pytest.approx(2.0, abs=ANGLE)


BY_NAV2, THROUGH = NavigationSettings(motion='nav2'), NavigationSettings(through_poses=True)


@pytest.mark.parametrize('step, goal', [
    (move(distance=2.0), Straight(2.0, 0.2, 25.8)),
    (move('backward', distance=1.0, speed=0.4), Straight(-1.0, 0.4, 11.6)),
    (move(duration=5.0), Straight(1.0, 0.2, 15.8)),
    (move(distance=2.0, speed=9.0), Straight(2.0, 0.5, 15.0)),
    (turn(angle=1.5), Rotation(1.5, 10.6)), (turn('right'), Rotation(-math.pi / 2, 10.836)),
    (turn('any', angle=math.pi), Rotation(math.pi, 16.072))])
def test_nav2_drives_moves_and_turns(step, goal):
    """They go as goals, limits held, directions as signs, with twice the time they need."""
    bench = Bench(FakeNavigator(Navigation.ACTIVE, Navigation.SUCCEEDED), navigation=BY_NAV2)
    assert bench.run(plan(step)).outcome is Outcome.SUCCEEDED
    (sent,) = bench.navigator.goals
    assert type(sent) is type(goal)
    assert set(bench.velocities) == {None, STILL}
    assert vars_of(sent) == pytest.approx(vars_of(goal), abs=1e-3)


def vars_of(goal):
    """Return the fields of a goal."""
    return {name: getattr(goal, name) for name in goal.__dataclass_fields__}


def test_what_nav2_cannot_is_said():
    """Arcs are driven here, turns have Nav2's own speed, and what goes on ends in the end."""
    bench = Bench(navigation=BY_NAV2)
    bench.executor.start(plan(arc(radius=0.5, angle=1.0)), bench.now)
    bench.tick()
    assert bench.executor.progress.notice.key == 'nav_no_arcs'
    assert bench.finish().outcome is Outcome.SUCCEEDED and not bench.navigator.goals
    bench = Bench(FakeNavigator(Navigation.ACTIVE), navigation=BY_NAV2)
    bench.executor.start(plan(turn(angle=1.0, speed=1.0)), bench.now)
    bench.tick()
    assert bench.executor.progress.notice.key == 'nav_own_speed'
    bench = Bench(navigation=BY_NAV2)
    assert bench.run(plan(move(continuous=True))).notice.key == 'continuous_limit'
    assert bench.navigator.goals[0].distance == pytest.approx(12.0)


@pytest.mark.parametrize('state', [state for state in Navigation if state not in (
    Navigation.ACTIVE, Navigation.SUCCEEDED)])
def test_nav2_does_not_drive(state):
    """A move that Nav2 refuses or gives up fails the plan; nobody drives it instead."""
    bench = Bench(FakeNavigator(Navigation.ACTIVE, state), navigation=BY_NAV2)
    assert bench.run(plan(move(distance=1.0), turn())).outcome is Outcome.FAILED
    assert len(bench.navigator.goals) == 1 and bench.pose == Pose()


def test_places_that_follow_one_another_are_one_goal():
    """Repeats included; what stands between them separates; the step told is the next place."""
    kitchen, there = {'action': 'navigate', 'place': 'kitchen'}, {'action': 'navigate',
                                                                  'x': 3.0, 'y': 5.0}
    bench = Bench(FakeNavigator(Navigation.ACTIVE), navigation=THROUGH)
    bench.executor.start(plan(kitchen, there, repeat=2), bench.now)
    bench.tick()
    pose = Pose(3.0, 2.0, 0.5)
    assert bench.navigator.goals == [(pose, Pose(3.0, 5.0, math.pi / 2)) * 2]
    for left, step in ((4, 1), (3, 2), (1, 4), (0, 4)):
        bench.navigator.detail = {'poses_remaining': left}
        bench.tick()
        progress = bench.executor.progress
        assert (progress.step, progress.steps) == (step, 4)
        assert progress.action.place == ('kitchen' if step % 2 else None)
    bench = Bench(navigation=THROUGH)
    assert bench.run(plan(kitchen, move(distance=0.1), kitchen)).outcome is Outcome.SUCCEEDED
    assert bench.navigator.goals == [pose, pose]
    bench = Bench(navigation=THROUGH)
    nowhere = {'action': 'navigate', 'place': 'moon'}
    assert bench.run(plan(kitchen, nowhere)).notice.key == 'unknown_place'
    assert not bench.navigator.goals
