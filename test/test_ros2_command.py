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

"""The ROS 2 command line: written so that it drives the plan, read as data and nothing else."""

import math

from hypothesis import given, settings, strategies as st
from nl2ros.errors import PlanError
from nl2ros.plan import (
    Arc, Move, Navigate, Plan, Report, SavePlace, Stop, Turn, Wait,
)
from nl2ros.ros2_command import parse_ros2_command, RATE, ros2_commands
import pytest

PUB = 'ros2 topic pub /cmd_vel geometry_msgs/msg/Twist '
GOAL = 'ros2 action send_goal /navigate_to_pose nav2_msgs/action/NavigateToPose '
STOP = 'ros2 topic pub --once /cmd_vel geometry_msgs/msg/Twist "{}"'
PLACES = {'kitchen': (5., 3., math.pi / 2)}


def written(*steps, repeat: int = 1) -> list[str]:
    """Write the steps as a plan."""
    return ros2_commands(Plan(steps=steps, repeat=repeat), PLACES)


@pytest.mark.parametrize(('line', 'step'), (
    (PUB + '"{linear: {x: 0.5}}"', Move(direction='forward', speed=0.5)),
    (PUB + '"{}"', Stop()),
    (PUB.strip(), Stop()),
    (PUB + '"{linear: {x: 0.0, y: 0.0, z: 0.0}, angular: {x: 0.0, y: 0.0, z: 0.0}}"', Stop()),
    (PUB + "'{linear: {x: -0.25}, angular: {z: 0}}'", Move(direction='backward', speed=0.25)),
    (PUB + '"{angular: {z: 0.5}}"', Turn(direction='left', speed=0.5)),
    (PUB + '"{angular: {z: -.5}}"', Turn(direction='right', speed=0.5)),
    (PUB + '"{linear: {x: 0.5}, angular: {z: -0.25}}"',
     Arc(direction='right', radius=2.0, speed=0.5)),
    ('ros2 topic pub --rate 20 --times 100 /cmd_vel geometry_msgs/msg/Twist "{linear: {x: 1}}"',
     Move(direction='forward', speed=1.0, duration=5.0)),
    ('ros2 topic pub -r 10 -t=5 cmd_vel geometry_msgs/msg/Twist "{linear: {x: 1e-1}}"',
     Move(direction='forward', speed=0.1, duration=0.5)),
    ('ros2 topic pub -1 /cmd_vel geometry_msgs/msg/Twist "{}"', Stop()),
    ('ros2 topic pub --rate 20 --times 60 /cmd_vel geometry_msgs/msg/Twist "{}"',
     Wait(duration=3.0)),
    ('ros2 topic pub /cmd_vel geometry_msgs/msg/TwistStamped '
     '"{header: {frame_id: base_link}, twist: {linear: {x: 0.5}}}"',
     Move(direction='forward', speed=0.5)),
    (GOAL + '"{pose: {pose: {position: {x: 5.0, y: 3.0}}}}"', Navigate(x=5.0, y=3.0)),
    (GOAL + '"{pose: {header: {frame_id: map}, pose: {position: {x: -5, y: 3.0, z: 0.0}, '
     'orientation: {w: 1.0}}}}" --feedback', Navigate(x=-5.0, y=3.0, yaw=0.0))))
def test_line_is_read(line, step):
    assert parse_ros2_command(line) == step


def test_orientation_is_read_as_yaw():
    step = parse_ros2_command(
        GOAL + '"{pose: {pose: {position: {x: 0, y: 0}, orientation: {z: -0.7071, w: 0.7071}}}}"')
    assert step.yaw == pytest.approx(-math.pi / 2, abs=1e-3)


@pytest.mark.parametrize(('line', 'why'), (
    ('', 'expected "ros2 topic pub"'),
    ('ls', 'expected "ros2 topic pub"'),
    ('ros2 topic echo /cmd_vel', 'expected "ros2 topic pub"'),
    ('ros2 service call /reset std_srvs/srv/Empty', 'expected "ros2 topic pub"'),
    (PUB + '"{}"; rm -rf /', "';' has no place"),
    (PUB + '"{}" | sh', r"'\|' has no place"),
    (PUB + '"{}" && reboot', "'&&' has no place"),
    (PUB + '"{}" > /etc/passwd', "'>' has no place"),
    (PUB + '"{linear: {x: $(reboot)}}"', r"'\$' has no place"),
    (PUB + '"{linear: {x: `reboot`}}"', "'`' has no place"),
    (PUB + '"{}" # and more', "'#' has no place"),
    (PUB + '"{}"\nreboot', r"'\\n' has no place"),
    (PUB + '"{}', 'No closing quotation'),
    (PUB + '{linear: {x: 0.5}}', 'expected topic, type and value'),
    (PUB + '"{}" "{}"', 'expected topic, type and value'),
    ('ros2 topic pub /other geometry_msgs/msg/Twist "{}"', "topic '/other'"),
    ('ros2 topic pub /cmd_vel std_msgs/msg/String "{}"', "type 'std_msgs/msg/String'"),
    ('ros2 topic pub --qos-depth 1 /cmd_vel geometry_msgs/msg/Twist "{}"', 'option'),
    ('ros2 topic pub -r 5 --rate 5 /cmd_vel geometry_msgs/msg/Twist "{}"', 'option'),
    ('ros2 topic pub -r 0 /cmd_vel geometry_msgs/msg/Twist "{}"', '--rate 0'),
    ('ros2 topic pub -r nan /cmd_vel geometry_msgs/msg/Twist "{}"', '--rate nan'),
    ('ros2 topic pub -t 0 /cmd_vel geometry_msgs/msg/Twist "{}"', '--times 0'),
    ('ros2 topic pub -t 1.5 /cmd_vel geometry_msgs/msg/Twist "{}"', '--times 1.5'),
    ('ros2 topic pub -t 3 -1 /cmd_vel geometry_msgs/msg/Twist "{}"', 'do not go together'),
    (PUB + '"{speed: 1}"', "unknown key 'speed'"),
    (PUB + '"{linear: {x: 1, x: 2}}"', 'stands once'),
    (PUB + '"{linear: {y: 0.5}}"', 'linear.y = 0.5'),
    (PUB + '"{angular: {x: 0.5}}"', 'angular.x = 0.5'),
    (PUB + '"{linear: {x: .inf}}"', 'finite number'),
    (PUB + '"{linear: {x: .nan}}"', 'finite number'),
    (PUB + '"{linear: {x: 1e999}}"', 'finite number'),
    (PUB + '"{linear: {x: fast}}"', 'finite number'),
    (PUB + '"{linear: {x: 1_0}}"', 'finite number'),
    (PUB + '"{linear: 0.5}"', 'expected a mapping'),
    (PUB + '"[1, 2]"', 'expected a mapping'),
    (PUB + '"{linear: {x: 2000000}}"', 'speed = 2000000.0'),
    (PUB + '"{linear: {x: -0.5}, angular: {z: 1}}"', 'no curve backwards'),
    (PUB + '"{linear: &a {x: 1}}"', 'anchors'),
    (PUB + '"{linear: {x: 1}, angular: {z: 1}}: "', 'stands once'),
    (PUB + '" --- {}"', 'expected a mapping'),
    (PUB + '"{linear: !!python/object:os.system {x: 1}}"', r"'!' has no place"),
    (PUB + '"' + '{a: ' * 300 + '"', 'more than 8 collections'),
    (PUB + '"{linear: {x: 1}}' + ' ' * 3000 + '"', 'longer than'),
    (GOAL + '"{}"', 'expected x and y'),
    (GOAL + '"{pose: {pose: {position: {x: 1}}}}"', 'expected x and y'),
    (GOAL + '"{pose: {pose: {position: {x: 1, y: 2, z: 3}}}}"', 'expected x and y'),
    (GOAL + '"{pose: {header: {frame_id: odom}, pose: {position: {x: 1, y: 2}}}}"', 'frame_id'),
    (GOAL + '"{pose: {pose: {position: {x: 1, y: 2}, orientation: {x: 1, w: 0}}}}"',
     'unit quaternion'),
    (GOAL + '"{pose: {pose: {position: {x: 1, y: 2}, orientation: {z: 3.0}}}}"',
     'unit quaternion'),
    (GOAL + '"{behavior_tree: /etc/passwd}"', 'behavior_tree'),
    ('ros2 action send_goal /spin nav2_msgs/action/Spin "{}"', "action '/spin'"),
    ('ros2 action send_goal /navigate_to_pose nav2_msgs/action/Spin "{}"', 'type')))
def test_anything_else_is_refused_with_its_reason(line, why):
    with pytest.raises(PlanError, match=why):
        parse_ros2_command(line)


def test_distance_is_driven_by_the_number_of_messages():
    line, stop = written(Move(direction='forward', distance=2.0, speed=0.25))
    assert line == (f'ros2 topic pub --rate {RATE} --times 160 /cmd_vel '
                    'geometry_msgs/msg/Twist "{linear: {x: 0.25}}"')
    assert stop == STOP


def test_speed_alone_is_the_line_of_the_seeds():
    assert written(Move(direction='forward', speed=0.5)) == [PUB + '"{linear: {x: 0.5}}"']


def test_motions_follow_each_other_and_the_last_is_stopped():
    lines = written(Move(direction='backward', distance=1.0), Turn(direction='right', angle=1.0),
                    Navigate(place='Kitchen'), Wait(duration=2.0), repeat=2)
    once = ['topic', 'topic', 'STOP', 'action', 'topic']
    assert [line == STOP and 'STOP' or line.split()[1] for line in lines] == [*once, *once, 'STOP']


def test_unsaid_extents_take_their_defaults_and_continuous_has_none():
    assert '--times 50 ' in written(Move(direction='forward'))[0]
    assert '--times' not in written(Move(direction='forward', continuous=True))[0]
    assert '--times 52 ' in written(Turn(direction='left'))[0]


def test_duration_and_distance_decide_the_speed():
    line = written(Move(direction='forward', distance=3.0, duration=10.0))[0]
    assert parse_ros2_command(line) == Move(direction='forward', speed=0.3, duration=10.0)


def test_place_is_written_with_its_coordinates_or_as_a_comment():
    known, unknown = written(Navigate(place='kitchen'), Navigate(place='moon\n"; reboot'))
    step = parse_ros2_command(known)
    assert (step.x, step.y) == (5.0, 3.0)
    assert step.yaw == pytest.approx(math.pi / 2)
    assert unknown.startswith('# navigate to ')
    assert '\n' not in unknown


def test_rejection_and_what_has_no_form_are_comments():
    assert ros2_commands(Plan.rejected('x', 'unsafe', 'No.\nrm')) == [
        '# rejected (unsafe): "No.\\nrm"']
    for line in written(SavePlace(name='lab\nrm'), Report(what='pose'), Wait()):
        assert line.startswith('# ')
        assert '\n' not in line


QUANTITY = st.none() | st.floats(0, 1e6, exclude_min=True)
SIDE = st.sampled_from(('left', 'right', 'any'))
PACE = st.sampled_from((None, 'slow', 'fast'))
MOTION = st.one_of(
    st.builds(Move, direction=st.sampled_from(('forward', 'backward')), distance=QUANTITY,
              duration=QUANTITY, speed=QUANTITY, pace=PACE, continuous=st.booleans()),
    st.builds(Turn, direction=SIDE, angle=QUANTITY, duration=QUANTITY, speed=QUANTITY, pace=PACE),
    st.builds(Arc, direction=SIDE, radius=QUANTITY, angle=QUANTITY, duration=QUANTITY,
              speed=QUANTITY, pace=PACE))


@settings(deadline=None)
@given(MOTION)
def test_every_motion_written_is_a_comment_or_read_as_the_same_action(step):
    line = written(step)[0]
    if line.startswith('# '):
        return
    back = parse_ros2_command(line)
    assert back.action == step.action
    assert step.direction in (back.direction, 'any')
    if step.speed is not None:
        assert back.speed == pytest.approx(step.speed, rel=1e-3, abs=1e-8)


@settings(deadline=None)
@given(st.sampled_from(('forward', 'backward')), st.floats(0.1, 50), st.floats(0.05, 2))
def test_written_move_ends_where_the_plan_says(direction, distance, speed):
    back = parse_ros2_command(
        written(Move(direction=direction, distance=distance, speed=speed))[0])
    assert back.speed * back.duration == pytest.approx(distance, abs=speed / RATE)


@settings(deadline=None)
@given(st.floats(-1000, 1000), st.floats(-1000, 1000), st.none() | st.floats(-3.14, 3.14))
def test_goal_survives_being_written_and_read(x, y, yaw):
    back = parse_ros2_command(written(Navigate(x=x, y=y, yaw=yaw))[0])
    assert (back.x, back.y) == (pytest.approx(x, abs=1e-8), pytest.approx(y, abs=1e-8))
    assert back.yaw == (None if yaw is None else pytest.approx(yaw, abs=1e-6))


@settings(deadline=None)
@given(st.floats(0.1, 1000))
def test_wait_survives_being_written_and_read(duration):
    back = parse_ros2_command(written(Wait(duration=duration))[0])
    assert back.duration == pytest.approx(duration, abs=0.5 / RATE)


@settings(deadline=None)
@given(st.text() | st.lists(st.sampled_from((
    'ros2', 'topic', 'pub', 'action', 'send_goal', '/cmd_vel', 'geometry_msgs/msg/Twist', '"{',
    '}"', '{', '}', 'linear:', 'x:', '1.0', '-r', '--times', '3', '"', "'", ';', '$(', '&', '*',
    '!!python/object', '<<:', '[', ']', '- ', '? ', ': ', '%YAML', '\\', '\n', 'null'))).map(
        ' '.join), st.booleans())
def test_any_line_is_a_step_or_a_plan_error(text, is_value):
    try:
        step = parse_ros2_command(PUB + f'"{text}"' if is_value else text)
    except PlanError:
        return
    assert step.action in ('move', 'turn', 'arc', 'stop', 'wait', 'navigate')
