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


"""What stands before a message in a log is cut off, and the names in it keep their letters."""

from nl2ros.assistant.explain_line import LogLine, MAX_UNITS
import pytest

MESSAGE = 'Failed to make progress'


@pytest.mark.parametrize('prefix, node', [
    ('', ''),
    ('[ERROR] [1700000000.123456789] [controller_server]: ', 'controller_server'),
    ('[controller_server-5] [WARN] [1700000000.1] [local_costmap.local_costmap]: ',
     'local_costmap.local_costmap'),
    ('[ERROR] [gzserver-1]: ', 'gzserver'),
    ('[ERROR] [launch]: ', 'launch'),
    ('[component_container-1] ', 'component_container'),
    ('\x1b[31m[ERROR] [12.5] [a.b]: \x1b[0m', 'a.b'),
    ('1700000000.123 [INFO] [node]: ', 'node'),
    ('1700000000.123456 [0]   talker: ', ''),
    ('2024-05-06 10:11:12.131 ', ''),
    ('[gzserver-1] [Err] [Master.cc:96] ', 'gzserver'),
    ('[0.531s] WARNING:', ''),
    ('CMake Error at /ws/src/a/CMakeLists.txt:10 ', ''),
    ('ERROR: ', ''),
])
def test_prefixes_are_cut_off(prefix, node):
    line = LogLine.of(prefix + MESSAGE)
    assert (line.message.text, line.node) == (MESSAGE, node)


@pytest.mark.parametrize('text', [
    '[RTPS_TRANSPORT_SHM Error] Failed init_port', '[SDF] Error', '[/scan]: no data', '[', ']:',
    '[ERROR]', '[ERROR] [1.5] [node]:', 'E: Unable to locate package x', '12 errors',
])
def test_what_is_part_of_the_message_stays(text):
    line = LogLine.of(text)
    assert line.message.text == text or line.message.text in text and line.message.units


def test_of_a_traceback_the_exception_is_read():
    assert LogLine.of("""Traceback (most recent call last):
  File "a.py", line 1, in <module>
    x.error()
rclpy._rclpy_pybind11.RCLError: failed to shutdown
[ros2run]: Process exited with failure 1
""").message.text == 'rclpy._rclpy_pybind11.RCLError: failed to shutdown'


def test_of_several_lines_the_first_that_sounds_like_trouble_is_read():
    assert LogLine.of('[INFO] [a]: ready\n[WARN] [b]: cannot do it, failed\n[INFO] [c]: x'
                      ).message.text == 'cannot do it, failed'
    assert LogLine.of('one\ntwo').message.text == 'one'


def test_times_are_short_and_long_lines_end():
    line = LogLine.of('Requested time 1700000000.123456 but 1699999999.5, frame Base_Link ')
    assert line.message.view == ' requested time # but # , frame base _ link'
    assert line.message.written(('base', '_', 'link')) == 'Base_Link'
    assert len(LogLine.of('error ' * 500).message.units) == MAX_UNITS


@pytest.mark.parametrize('text, piece, slot, name', [
    ("no module named 'my_robot.msg'", 'robot', 'module', 'my_robot.msg'),
    ("the robot of 'my_robot'", 'robot', 'package', 'robot'),
    ('cannot open /home/me/maps/a.yaml.', 'maps /', 'file', '/home/me/maps/a.yaml'),
    ('brake.stop() takes 1', 'stop', 'function', 'stop'),
    ('no frame "Base_Link"', 'base', 'frame', 'Base_Link'),
    ('fastrtps_port7412: failed', '7412', 'port', '7412'),
    ('a path to (-1.84, 0.33)', '84', 'x', '-1.84'),
    ('the class nav2::Planner with', 'planner', 'class', 'nav2::Planner'),
    ('udp/10.0.0.1:7400', '0 . 0 . 1', 'address', '10.0.0.1'),
    ('Service %s/spawn_entity', 'spawn', 'service', '/spawn_entity'),
    ('file:///a/b.yaml', 'b', 'file', '/a/b.yaml'), ('~/a/b', 'b', 'path', '~/a/b'),
])
def test_a_part_stands_for_the_whole_name(text, piece, slot, name):
    assert LogLine.of(text).name(tuple(piece.split(' ')), slot) == name
