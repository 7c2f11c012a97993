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

"""
The ROS 2 command-line form of a plan: written for people who learn, read strictly as data.

Velocities go to ``/cmd_vel`` as ``geometry_msgs/msg/Twist`` (x forward, z counter-clockwise,
REP-103), goals to Nav2's ``/navigate_to_pose``. Nothing here is ever handed to a shell: a line is
cut into words, its YAML is walked node by node, and whatever is not expected is a PlanError.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
import json
import math
import re
import shlex
from typing import Any

from nl2ros.errors import PlanError
from nl2ros.plan import (
    Arc, describe, FULL_TURN, Move, Navigate, Plan, SavePlace, Step, Stop, Turn, Wait,
)
from pydantic import ValidationError
import yaml

RATE = 20                # Twist messages a second, where they are counted
MAX_LINE_LENGTH = 2000   # characters
TWIST = 'geometry_msgs/msg/Twist'
TWIST_STAMPED = 'geometry_msgs/msg/TwistStamped'
NAVIGATE = 'nav2_msgs/action/NavigateToPose'

_MAX_DEPTH = 8   # of the YAML; a stamped pose needs 4
_NUMBER = re.compile(r'[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?')
_UNWANTED_YAML = (
    yaml.AnchorToken, yaml.AliasToken, yaml.TagToken, yaml.DirectiveToken,
    yaml.DocumentStartToken, yaml.DocumentEndToken)


@dataclass(frozen=True)
class Defaults:
    """What a plan leaves unsaid: m, rad, m/s, rad/s; the same as the node's own defaults."""

    linear_speed: float = 0.2
    angular_speed: float = 0.6
    distance: float = 0.5
    angle: float = math.pi / 2
    radius: float = 0.5
    slow_factor: float = 0.5
    fast_factor: float = 1.5


def ros2_commands(plan: Plan, places: Mapping[str, tuple[float, float, float]] | None = None,
                  defaults: Defaults = Defaults()) -> list[str]:
    """
    Return the command lines that do the plan, one a step, repeats written out.

    A motion with an extent publishes RATE messages a second for as long as it takes, so that
    running the line drives that far, to within half a message; a stop follows it where no other
    motion does. One that goes on until told otherwise, or of which only the speed was said,
    publishes until Ctrl-C. What has no such form is a comment.

    :param places: name to x m, y m, yaw rad in the map frame
    """
    if not plan.is_ok:
        return [f'# rejected ({plan.reason}): {_quoted(plan.message or "")}']
    lines: list[str] = []
    was_timed = False
    for step in plan.steps * plan.repeat:
        line = _command(step, places or {}, defaults)
        if was_timed and 'topic pub' not in line:
            lines.append(_twist_line(0., 0., '--once '))
        lines.append(line)
        was_timed = '--times' in line
    return lines + [_twist_line(0., 0., '--once ')] * was_timed


def parse_ros2_command(line: str) -> Step:
    """
    Return the step that a command line does; nothing is run.

    Numbers of messages become durations. Raises PlanError that says what was not expected.
    """
    words = _split(line)
    try:
        if words[:3] == ['ros2', 'topic', 'pub']:
            return _read_topic_pub(words[3:])
        if words[:3] == ['ros2', 'action', 'send_goal']:
            return _read_send_goal(words[3:])
    except ValidationError as error:
        raise PlanError(describe(error)) from error
    raise PlanError(f'{_shown(line)}: expected "ros2 topic pub" or "ros2 action send_goal"')


# Writing

def _command(step: Step, places: Mapping, defaults: Defaults) -> str:
    """Write one step as one line."""
    if isinstance(step, Navigate):
        return _navigate_line(step, places)
    if isinstance(step, Stop):
        return _twist_line(0., 0., '--once ')
    if isinstance(step, Wait):
        if step.duration is None:
            return '# wait here until the next command'
        return _twist_line(0., 0., _times(step.duration, least=2))
    if isinstance(step, SavePlace):
        return f'# remember this place as {_quoted(step.name)}: no ROS 2 command does that'
    if isinstance(step, (Move, Turn, Arc)):
        return _motion_line(step, defaults)
    return f'# report {step.what}: no ROS 2 command does that'


def _motion_line(step: Move | Turn | Arc, defaults: Defaults) -> str:
    """Write a motion as a velocity and the number of messages that make its extent."""
    usual = defaults.angular_speed if isinstance(step, Turn) else defaults.linear_speed
    speed = step.speed or usual * {
        None: 1., 'slow': defaults.slow_factor, 'fast': defaults.fast_factor}[step.pace]
    extent = _extent(step, defaults)
    if step.duration is not None and extent is not None and step.speed is None:
        speed = extent / step.duration   # "2 m in 10 s" leaves no choice
    if not speed:   # an extent so small that its speed is none
        return f'# {step.action} {step.direction}: too little to be written'
    duration = step.duration if extent is None else extent / speed
    sign = -1. if step.direction in ('backward', 'right') else 1.
    if isinstance(step, Move):
        linear, angular = sign * speed, 0.
    elif isinstance(step, Turn):
        linear, angular = 0., sign * speed
    else:
        linear, angular = speed, sign * speed / (step.radius or defaults.radius)
    if not all(_is_writable(value) for value in (
            linear, angular, duration or 0., getattr(step, 'radius', 0.) or 0.)):
        return f'# {step.action} {step.direction}: too much or too little to be written'
    return _twist_line(linear, angular, '' if duration is None else _times(duration))


def _extent(step: Move | Turn | Arc, defaults: Defaults) -> float | None:
    """Return how far the speed takes the step, m or rad; None when no end was said."""
    is_endless = step.duration is not None or step.speed is not None or getattr(
        step, 'continuous', False)
    if isinstance(step, Move):
        return step.distance or (None if is_endless else defaults.distance)
    if isinstance(step, Turn):
        return step.angle or (None if is_endless else defaults.angle)
    angle = step.angle or (None if is_endless else FULL_TURN)
    return None if angle is None else angle * (step.radius or defaults.radius)


def _times(duration: float, least: int = 1) -> str:
    """Write how many messages fill the duration."""
    return f'--rate {RATE} --times {max(least, round(duration * RATE))} '


def _twist_line(linear: float, angular: float, options: str) -> str:
    """Write a velocity; options, if any, end in a space."""
    parts = [f'{name}: {{{axis}: {_number(value)}}}' for name, axis, value in (
        ('linear', 'x', linear), ('angular', 'z', angular)) if float(_number(value))]
    return f'ros2 topic pub {options}/cmd_vel {TWIST} "{{{", ".join(parts)}}}"'


def _navigate_line(step: Navigate, places: Mapping) -> str:
    """Write a goal; a place that is not known is a comment."""
    if step.place is None:
        x, y, yaw = step.x, step.y, step.yaw
    else:
        known = {name.casefold(): pose for name, pose in places.items()}
        if step.place.casefold() not in known:
            return f'# navigate to {_quoted(step.place)}: no coordinates are known'
        x, y, yaw = known[step.place.casefold()]
    pose = f'position: {{x: {_number(x)}, y: {_number(y)}}}'
    if yaw is not None:
        pose += (f', orientation: {{z: {_number(math.sin(yaw / 2))}, '
                 f'w: {_number(math.cos(yaw / 2))}}}')
    return (f'ros2 action send_goal /navigate_to_pose {NAVIGATE} '
            f'"{{pose: {{header: {{frame_id: map}}, pose: {{{pose}}}}}}}"')


def _number(value: float) -> str:
    """Write a float so that YAML and ROS read it as one: with a point, without an exponent."""
    digits = f'{value:.9f}'.rstrip('0')
    digits = digits + '0' if digits.endswith('.') else digits
    return '0.0' if digits == '-0.0' else digits


def _is_writable(value: float) -> bool:
    """Tell whether a value is still one of a plan after it was written and read."""
    return value == 0 or 1e-6 <= abs(value) <= 9e5


def _quoted(text: str) -> str:
    """Write text on one line, so that a comment stays one."""
    return json.dumps(text, ensure_ascii=False)


# Reading

def _split(line: str) -> list[str]:
    """Cut a line into words as a shell would, and refuse whatever only a shell understands."""
    if len(line) > MAX_LINE_LENGTH:
        raise PlanError(f'the line is longer than {MAX_LINE_LENGTH} characters')
    if bad := re.search(r'[`$\\!#*?~\x00-\x1f\x7f]', line.strip()):
        raise PlanError(f'{_shown(line)}: {bad[0]!r} has no place in it')
    lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
    lexer.whitespace_split, lexer.commenters = True, ''
    try:
        words = list(lexer)
    except ValueError as error:
        raise PlanError(f'{_shown(line)}: {error}') from error
    for word in words:
        if word and set(word) <= set('();<>|&'):
            raise PlanError(f'{_shown(line)}: {word!r} has no place in it')
    return words


def _read_topic_pub(words: list[str]) -> Step:
    """Read what follows ``ros2 topic pub``."""
    words, options = _options(words, {
        '-r': '--rate', '--rate': '--rate', '-t': '--times', '--times': '--times',
        '-1': '--once', '--once': '--once'})
    if len(words) not in (2, 3):
        raise PlanError(f'expected topic, type and value, not {words!r}')
    topic, kind = words[:2]
    if topic not in ('/cmd_vel', 'cmd_vel'):
        raise PlanError(f'topic {topic!r}: expected /cmd_vel')
    value = _yaml(words[2]) if len(words) == 3 else {}
    if kind == TWIST_STAMPED:
        header, twist = _fields(value, 'value', 'header', 'twist')
        _fields(header, 'header', 'frame_id')
    elif kind == TWIST:
        twist = value
    else:
        raise PlanError(f'type {kind!r}: expected {TWIST} or {TWIST_STAMPED}')
    linear, angular = _fields(twist, 'twist', 'linear', 'angular')
    speed = _vector(linear, 'linear', 'x')
    turning = _vector(angular, 'angular', 'z')
    return _step_of_velocity(speed, turning, *_duration(options))


def _step_of_velocity(speed: float, turning: float, duration: float | None,
                      is_held: bool) -> Step:
    """Return the motion that a velocity makes (m/s, rad/s, s)."""
    if not speed and not turning:
        return Wait(duration=duration) if is_held else Stop()
    side = 'left' if turning > 0 else 'right'
    if not turning:
        return Move(direction='forward' if speed > 0 else 'backward', speed=abs(speed),
                    duration=duration)
    if not speed:
        return Turn(direction=side, speed=abs(turning), duration=duration)
    if speed < 0:
        raise PlanError(f'linear.x = {speed:g}: a plan has no curve backwards')
    return Arc(direction=side, radius=speed / abs(turning), speed=speed, duration=duration)


def _duration(options: Mapping[str, str]) -> tuple[float | None, bool]:
    """Return how long messages are published, s, and whether there is more than one."""
    rate, times = options.get('--rate', '1'), options.get('--times')
    if not _NUMBER.fullmatch(rate) or not 0 < float(rate) <= 1000:
        raise PlanError(f'--rate {rate}: expected messages a second, at most 1000')
    if times is None:
        return None, False
    if '--once' in options:
        raise PlanError('--times and --once do not go together')
    if not re.fullmatch('[0-9]{1,9}', times) or int(times) < 1:
        raise PlanError(f'--times {times}: expected a number of messages')
    return int(times) / float(rate), int(times) > 1


def _read_send_goal(words: list[str]) -> Navigate:
    """Read what follows ``ros2 action send_goal``."""
    words, _ = _options(words, {'-f': '--feedback', '--feedback': '--feedback'})
    if len(words) != 3:
        raise PlanError(f'expected action, type and goal, not {words!r}')
    action, kind, text = words
    if action not in ('/navigate_to_pose', 'navigate_to_pose'):
        raise PlanError(f'action {action!r}: expected /navigate_to_pose')
    if kind != NAVIGATE:
        raise PlanError(f'type {kind!r}: expected {NAVIGATE}')
    stamped, tree = _fields(_yaml(text), 'goal', 'pose', 'behavior_tree')
    if tree not in ({}, ''):
        raise PlanError(f'behavior_tree = {tree!r}: expected none')
    header, pose = _fields(stamped, 'pose', 'header', 'pose')
    frame, = _fields(header, 'header', 'frame_id')
    if frame not in ({}, 'map'):
        raise PlanError(f'frame_id = {frame!r}: expected map')
    position, orientation = _fields(pose, 'pose.pose', 'position', 'orientation')
    x, y, z = _fields(position, 'position', 'x', 'y', 'z')
    if x == {} or y == {} or _value(z, 'position.z'):
        raise PlanError(f'position = {position!r}: expected x and y')
    return Navigate(x=_value(x, 'position.x'), y=_value(y, 'position.y'), yaw=_yaw(orientation))


def _yaw(orientation: Any) -> float | None:
    """Return the yaw of a quaternion about z, rad in [-pi, pi]; None when there is none."""
    if orientation == {}:
        return None
    x, y, z, w = _fields(orientation, 'orientation', 'x', 'y', 'z', 'w')
    z, w = _value(z, 'orientation.z'), _value(w, 'orientation.w', 1.)
    if _value(x, 'orientation.x') or _value(y, 'orientation.y') or (
            abs(math.hypot(z, w) - 1) > 1e-3):
        raise PlanError(f'orientation = {orientation!r}: expected a unit quaternion about z')
    return math.remainder(2 * math.atan2(z, w), FULL_TURN)


def _options(words: list[str], known: Mapping[str, str]) -> tuple[list[str], dict[str, str]]:
    """Take the options out of the words; each may be given once."""
    rest, options = [], {}
    remaining: Iterator[str] = iter(words)
    for word in remaining:
        if not word.startswith('-'):
            rest.append(word)
            continue
        name, equals, value = word.partition('=')
        name = known.get(name, '')
        if not name or name in options:
            raise PlanError(f'option {word!r}: expected each of {sorted(set(known))} once')
        if name in ('--rate', '--times') and not equals:
            value = next(remaining, '')
        elif name not in ('--rate', '--times') and equals:
            raise PlanError(f'option {word!r} takes no value')
        options[name] = value
    return rest, options


def _yaml(text: str):
    """Read YAML as mappings and strings: no tag, anchor, alias, second document or depth."""
    try:
        depth = 0
        for token in yaml.scan(text, Loader=yaml.SafeLoader):
            if isinstance(token, _UNWANTED_YAML):
                raise PlanError(f'{_shown(text)}: YAML anchors, tags and markers are not read')
            depth += isinstance(token, (yaml.FlowMappingStartToken, yaml.FlowSequenceStartToken,
                                        yaml.BlockMappingStartToken,
                                        yaml.BlockSequenceStartToken))
            if depth > _MAX_DEPTH:
                raise PlanError(f'{_shown(text)}: more than {_MAX_DEPTH} collections')
        return _plain(yaml.compose(text, Loader=yaml.SafeLoader), text)
    except yaml.YAMLError as error:
        raise PlanError(f'{_shown(text)}: no YAML: {getattr(error, "problem", "")}') from error


def _plain(node: yaml.Node, text: str) -> dict | str:
    """Turn a YAML node into a dict or a string."""
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if not isinstance(node, yaml.MappingNode):
        raise PlanError(f'{_shown(text)}: expected a mapping such as {{linear: {{x: 0.5}}}}')
    fields = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode) or key.value in fields:
            raise PlanError(f'{_shown(text)}: each key has to be a word that stands once')
        fields[key.value] = _plain(value, text)
    return fields


def _fields(value: Any, where: str, *names: str) -> list:
    """Return the named fields of a mapping, {} for one that is not there."""
    if not isinstance(value, dict):
        raise PlanError(f'{where} = {value!r}: expected a mapping')
    if unknown := set(value) - set(names):
        raise PlanError(f'{where}: unknown key {sorted(unknown)[0]!r}, expected {list(names)}')
    return [value.get(name, {}) for name in names]


def _vector(value: Any, where: str, used: str) -> float:
    """Return the one component that a plan can have; the others have to be zero."""
    components = dict(zip('xyz', _fields(value, where, 'x', 'y', 'z'), strict=True))
    for axis, component in components.items():
        if axis != used and _value(component, f'{where}.{axis}'):
            raise PlanError(f'{where}.{axis} = {component}: a plan only has {where}.{used}')
    return _value(components[used], f'{where}.{used}')


def _value(value: Any, where: str, default: float = 0.) -> float:
    """Return a finite number; a field that is not there has its default."""
    if value == {}:
        return default
    if not isinstance(value, str) or not _NUMBER.fullmatch(value) or not (
            math.isfinite(float(value))):
        raise PlanError(f'{where} = {value!r}: expected a finite number')
    return float(value)


def _shown(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + '...')
