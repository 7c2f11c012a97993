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

"""The command line as a process: the contract that scripts rely on."""

import json
import subprocess
import sys

from nl2ros.plan import Plan
from nl2ros.ros2_command import parse_ros2_command
import pytest

NL2ROS = [sys.executable, '-m', 'nl2ros.cli']


def run(*arguments, stdin=b'', code=0):
    done = subprocess.run([*NL2ROS, *arguments], input=stdin, capture_output=True, timeout=120)
    assert done.returncode == code, done.stderr.decode()
    return done.stdout.decode()


def test_lines_in_plans_out():
    lines = [b'go forward 2 m', b'', b'\xff\xfe\x00', 'ဘယ်ဘက်လှည့်ပါ'.encode(), b'a' * 1_000_000,
             b'\r', b'turn right 90 degrees']
    plans = [Plan.from_json(line)
             for line in run('translate', '--format', 'json', '-',
                             stdin=b'\n'.join(lines)).splitlines()]
    assert len(plans) == len(lines)
    assert [plan.is_ok for plan in plans] == [True, False, False, True, False, False, True]
    assert plans[0].steps[0].distance == 2
    assert plans[3].steps[0].direction == 'left'


def test_every_line_is_answered_before_the_next_is_read():
    with subprocess.Popen([*NL2ROS, 'translate', '--format', 'json', '-'],
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        for text in ('stop', 'go back a metre'):
            process.stdin.write(text.encode() + b'\n')
            process.stdin.flush()
            assert json.loads(process.stdout.readline())['text'] == text
        process.stdin.close()
        assert process.wait(timeout=60) == 0


def test_a_sentence_in_words_and_as_ros_2_commands():
    assert '0.3 m' in run('translate', 'go forward 30 cm')
    lines = run('translate', 'Turn left 90 degrees', '--format', 'ros2').splitlines()
    assert [parse_ros2_command(line).action for line in lines] == ['turn', 'stop']


def test_an_error_is_one_line():
    done = subprocess.run([*NL2ROS, 'translate', 'go', '--models', '/nonexistent'],
                          capture_output=True, timeout=120)
    assert done.returncode == 1 and done.stdout == b''
    assert done.stderr.decode().count('\n') == 1 and b'/nonexistent' in done.stderr


@pytest.mark.parametrize('arguments', [[], ['fly'], ['translate'], ['translate', 'a', 'b']])
def test_wrong_usage(arguments):
    done = subprocess.run([*NL2ROS, *arguments], capture_output=True, timeout=120)
    assert done.returncode == 2


def test_figures_for_scripts(tmp_path):
    file = tmp_path / 'gold.txt'
    file.write_text('go forward two metres => move forward distance="two metres"\n'
                    'turn left => turn right\n', encoding='utf-8')
    report = json.loads(run('evaluate', str(file), '--json'))
    assert report['exact'] == {'right': 1, 'all': 2}


def test_dataset_for_scripts(tmp_path):
    report = json.loads(run('dataset', '--json', '--variants', '0', '--out', str(tmp_path)))
    assert report['sizes']['training'] > 1000 and report['counts']['training']['en'] > 1000
    assert (tmp_path / 'training.jsonl').is_file()
