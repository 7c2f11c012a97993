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


"""The doctor finds what it is there for: every complaint is provoked, and health is believed."""

from dataclasses import replace
import json
from pathlib import Path
import re
import shutil
import subprocess
import sys

from nl2ros.doctor import machine
from nl2ros.doctor.examination import examine, look
from nl2ros.doctor.files import check_models, check_places, check_prompts
from nl2ros.doctor.finding import Finding, Level
from nl2ros.doctor.graph import check_graph, Graph, ODOMETRY, STAMPED, TWIST
from nl2ros.resources import share_path
import pytest

ROOT = Path(__file__).resolve().parents[1]
MODELS = share_path('models')
HEALTHY = Graph(
    seconds=4.0, finds_itself=True, command_listeners=['/nl2ros_node'],
    drivers=[('/nl2ros_node', TWIST)], bases=[('/base', TWIST)], odometry=[('/base', ODOMETRY)],
    odometry_messages=80, navigation=['nav2_msgs/action/NavigateToPose_FeedbackMessage'], clocks=1)


def worst(findings: list[Finding]) -> Finding:
    """Return the first finding of the worst level."""
    order = [Level.BROKEN, Level.WARNING, Level.OK]
    return min(findings, key=lambda finding: order.index(finding.level))


def assert_finding(finding: Finding, level: str, check: str, *words: str) -> None:
    """Check level and words, and that there is advice exactly when something is wrong."""
    assert (finding.level, finding.check) == (level, check)
    for word in words:
        assert word in f'{finding.message} {finding.advice}'
    assert bool(finding.advice) == (finding.level is not Level.OK)


def test_python():
    assert_finding(machine.check_python((3, 9, 1)), 'broken', 'Python', '3.9.1', '3.10')
    assert_finding(machine.check_python((3, 10)), 'ok', 'Python')


@pytest.mark.parametrize('name, version, level, check, words', [
    ('pydantic', '1.10.14', 'broken', 'packages', 'pydantic 1.10.14 is older than 2.7'),
    ('llguidance', None, 'broken', 'packages', 'llguidance is missing'),
    ('torch', None, 'warning', 'training', 'torch not installed'),
    ('typer', '9.0.1rc2', 'ok', 'packages', 'new enough')])
def test_packages(name, version, level, check, words):
    findings = machine.check_packages(lambda asked: version if asked == name else '99.0+cpu')
    assert_finding(worst(findings), level, check, words)


def test_what_is_pinned_is_new_enough():
    """No minimum is above what the tests run with, and every needed package is pinned."""
    text = ''.join((ROOT / 'requirements' / f'{name}.txt').read_text(encoding='utf-8')
                   for name in ('models', 'ros', 'training'))
    pins = {name.casefold(): version
            for name, version in re.findall(r'^([\w.-]+)==([\w.]+)', text, re.MULTILINE)}
    findings = machine.check_packages(lambda name: pins.get(name.casefold()))
    assert worst(findings).level is Level.OK, findings


@pytest.mark.parametrize('environment, has_rclpy, level, words', [
    ({}, False, 'warning', 'not on this machine'),
    ({'ROS_DISTRO': 'jazzy'}, False, 'broken', 'cannot import rclpy'),
    ({'ROS_DISTRO': 'jazzy'}, True, 'ok', 'jazzy'),
    ({}, True, 'ok', 'Python packages')])
def test_ros(environment, has_rclpy, level, words, tmp_path):
    assert_finding(machine.check_ros(environment, has_rclpy, tmp_path), level, 'ROS 2', words)


def test_ros_that_is_not_sourced(tmp_path):
    (tmp_path / 'jazzy').mkdir()
    (tmp_path / 'jazzy' / 'setup.bash').touch()
    assert_finding(machine.check_ros({}, False, tmp_path), 'warning', 'ROS 2', 'not sourced',
                   f'source {tmp_path}/jazzy/setup.bash')


@pytest.mark.parametrize('name, value, level, check', [
    ('ROS_DOMAIN_ID', 'abc', 'broken', 'ROS_DOMAIN_ID'),
    ('ROS_DOMAIN_ID', '-3', 'broken', 'ROS_DOMAIN_ID'),
    ('ROS_DOMAIN_ID', ' ', 'broken', 'ROS_DOMAIN_ID'),
    ('ROS_DOMAIN_ID', '၄၂', 'broken', 'ROS_DOMAIN_ID'),
    ('ROS_DOMAIN_ID', '9' * 5000, 'broken', 'ROS_DOMAIN_ID'),
    ('ROS_DOMAIN_ID', '233', 'broken', 'ROS_DOMAIN_ID'),
    ('ROS_DOMAIN_ID', '150', 'warning', 'ROS_DOMAIN_ID'),
    ('ROS_DOMAIN_ID', '42', 'ok', 'ROS_DOMAIN_ID'),
    ('ROS_AUTOMATIC_DISCOVERY_RANGE', 'OFF', 'broken', 'discovery'),
    ('ROS_AUTOMATIC_DISCOVERY_RANGE', 'local', 'broken', 'discovery'),
    ('FASTRTPS_DEFAULT_PROFILES_FILE', '/nowhere.xml', 'broken', 'discovery'),
    ('CYCLONEDDS_URI', 'file:///nowhere.xml', 'broken', 'discovery')])
def test_discovery_variables(name, value, level, check):
    finding = worst(machine.check_discovery({name: value}))
    assert_finding(finding, level, check, value.removeprefix('file://'))


def test_local_discovery_is_told():
    found = machine.check_discovery({'ROS_LOCALHOST_ONLY': '1', 'CYCLONEDDS_URI': '<CycloneDDS/>'})
    assert [finding.level for finding in found] == ['ok', 'ok']
    assert 'this machine only' in found[1].message


def test_models_that_are_missing(tmp_path):
    assert_finding(worst(check_models(tmp_path, 'command')), 'broken', 'models', str(tmp_path))


@pytest.fixture
def copied(tmp_path):
    """Return a copy of the models that ship."""
    return Path(shutil.copytree(MODELS, tmp_path / 'models'))


@pytest.mark.parametrize('file', ['base/model.onnx', 'base/model.safetensors',
                                  'prompts/command/adapter_model.safetensors'])
def test_models_that_are_damaged(copied, file):
    """A file cut in half, as an aborted download leaves it, is found."""
    path = copied / file
    path.write_bytes(path.read_bytes()[:path.stat().st_size // 2])
    assert_finding(worst(check_models(copied, 'command')), 'broken', 'models')


def test_prompt_of_another_base(copied):
    """The prompt in use and every other one are held against the base."""
    shutil.copytree(copied / 'prompts' / 'command', copied / 'prompts' / 'foreign')
    record = copied / 'prompts' / 'foreign' / 'nl2ros.json'
    fields = json.loads(record.read_text(encoding='utf-8'))
    fields['base']['weights_sha256'] = '0' * 64
    record.write_text(json.dumps(fields), encoding='utf-8')
    assert_finding(worst(check_prompts(copied)), 'broken', 'prompts', 'foreign')
    shutil.rmtree(copied / 'prompts')
    assert not check_prompts(copied)
    assert worst(check_models(copied, 'foreign')).level is Level.BROKEN


def test_models_that_misunderstand(monkeypatch):
    """A file may be whole and the model still wrong: a known sentence is tried."""
    monkeypatch.setattr('nl2ros.doctor.files.SENTENCE', 'turn left')
    assert_finding(worst(check_models(MODELS, 'command')), 'broken', 'models', 'take "turn left"')


def test_healthy_models():
    assert {finding.level for finding in check_models(MODELS, 'command')} == {Level.OK}


@pytest.mark.parametrize('text, level, words', [
    ('places: {kitchen: {x: 1, z: 2}}', 'broken', 'z'),
    ('places: [', 'broken', 'places.yaml'),
    ('places: {}', 'warning', 'names none'),
    ('places: {lab: {x: 1.0, y: 2.0}}', 'ok', '1 in')])
def test_places(tmp_path, text, level, words):
    file = tmp_path / 'places.yaml'
    file.write_text(text, encoding='utf-8')
    assert_finding(check_places(file), level, 'places', words)


def test_places_that_are_missing_or_cannot_be_taught(tmp_path, monkeypatch):
    assert_finding(check_places(tmp_path / 'none.yaml'), 'broken', 'places', 'none.yaml')
    monkeypatch.setattr('os.access', lambda *_: False)
    assert_finding(check_places(share_path('config', 'places.yaml')), 'warning', 'places',
                   'cannot be written')


def test_healthy_graph():
    assert {finding.level for finding in check_graph(HEALTHY)} == {Level.OK}


@pytest.mark.parametrize('changes, level, check, words', [
    ({'finds_itself': False}, 'broken', 'discovery', 'multicast'),
    ({'finds_itself': False, 'rmw': 'rmw_zenoh_cpp'}, 'broken', 'discovery', 'rmw_zenohd'),
    ({'command_listeners': []}, 'warning', 'nl2ros node', 'nl2ros.launch.py'),
    ({'command_listeners': ['/console']}, 'warning', 'nl2ros node', 'nobody obeys'),
    ({'command_listeners': [], 'elsewhere': ['/robot1']}, 'warning', 'nl2ros node',
     'nl2ros doctor --namespace /robot1'),
    ({'command_listeners': ['/a', '/b'], 'drivers': [('/a', TWIST), ('/b', TWIST)]}, 'broken',
     'nl2ros node', '2 obey'),
    ({'bases': []}, 'warning', 'cmd_vel', 'nobody listens'),
    ({'bases': [('/nl2ros_node', TWIST)]}, 'warning', 'cmd_vel', 'nobody listens'),
    ({'bases': [('/base', STAMPED)]}, 'broken', 'cmd_vel', 'cmd_vel_type auto or twist_stamped'),
    ({'drivers': [('/nl2ros_node', TWIST), ('/controller_server', STAMPED)]}, 'broken', 'cmd_vel',
     'enable_stamped_cmd_vel false'),
    ({'bases': [('/base', TWIST), ('/bridge', STAMPED)]}, 'broken', 'cmd_vel', 'disagree'),
    ({'bases': [('/base', 'std_msgs/msg/String')]}, 'broken', 'cmd_vel', 'std_msgs/msg/String'),
    ({'odometry': []}, 'warning', 'odom', 'timed'),
    ({'odometry': [('/base', 'nav_msgs/msg/Path')]}, 'broken', 'odom', 'nav_msgs/msg/Path'),
    ({'odometry': [('/base', ODOMETRY), ('/ekf', ODOMETRY)]}, 'broken', 'odom', '/ekf'),
    ({'odometry_messages': 0}, 'broken', 'odom', 'nothing arrived'),
    ({'odometry_messages': 4}, 'warning', 'odom', '1.0 times a second'),
    ({'navigation': []}, 'warning', 'navigation', 'Nav2'),
    ({'navigation': ['my_msgs/action/Go_FeedbackMessage']}, 'broken', 'navigation', 'my_msgs'),
    ({'clocks': 2}, 'broken', 'clock', 'simulators')])
def test_sick_graph(changes, level, check, words):
    assert_finding(worst(check_graph(replace(HEALTHY, **changes))), level, check, words)


def test_a_node_that_is_still_being_discovered_is_no_twin():
    unknown = '_NODE_NAMESPACE_UNKNOWN_/_NODE_NAME_UNKNOWN_'
    findings = check_graph(replace(
        HEALTHY, command_listeners=['/nl2ros_node', unknown],
        drivers=[('/nl2ros_node', TWIST), (unknown, TWIST)]))
    assert worst(findings).level is Level.OK


def test_namespace_is_in_what_is_said():
    findings = check_graph(Graph(seconds=4.0, finds_itself=True, namespace='/robot1'))
    said = ' '.join(finding.message for finding in findings)
    for topic in ('nl_command', 'cmd_vel', 'odom', 'navigate_to_pose'):
        assert f'/robot1/{topic}' in said


@pytest.mark.parametrize('code, environment, check, words', [
    ('import sys; sys.exit("the reason")', {}, 'ROS 2', 'the reason'),
    ('raise SystemExit(7)', {}, 'ROS 2', 'status 7'),
    ('import sys; sys.exit("librmw_x_cpp.so: no such file")',
     {'RMW_IMPLEMENTATION': 'rmw_x_cpp', 'ROS_DISTRO': 'humble'}, 'RMW',
     'ros-humble-rmw-x-cpp')])
def test_looking_fails(monkeypatch, code, environment, check, words):
    """A program that cannot look is a finding with its last words."""
    real = subprocess.run
    monkeypatch.setattr(subprocess, 'run',
                        lambda _, **options: real([sys.executable, '-c', code], **options))
    (finding,) = look('', 0.5, environment)
    assert_finding(finding, 'broken', check, words)


def test_looking_hangs(monkeypatch):
    def hang(command, **options):
        raise subprocess.TimeoutExpired(command, options['timeout'])
    monkeypatch.setattr(subprocess, 'run', hang)
    (finding,) = look('', 0.5, {})
    assert_finding(finding, 'broken', 'ROS 2', 'did not answer')


def test_works_without_ros(monkeypatch):
    """Where rclpy cannot be imported, all but the graph is looked at."""
    monkeypatch.setattr('importlib.util.find_spec', lambda name: None)
    findings = examine(MODELS, 'command', None, '', 0.5, {})
    assert [finding.check for finding in findings][-1] == 'ROS 2'
    assert_finding(findings[-1], 'warning', 'ROS 2', 'make demo')
    assert findings[-2].check == 'places'


def test_bare_python_is_told_what_is_missing():
    """``python -m nl2ros.doctor`` needs nothing but Python itself."""
    done = subprocess.run([sys.executable, '-I', '-S', '-c', (
        f'import sys, runpy; sys.path.append({str(ROOT)!r}); '
        'runpy.run_module("nl2ros.doctor", run_name="__main__")')],
        capture_output=True, text=True, timeout=120)
    assert done.returncode == 1, done.stderr
    assert 'llguidance is missing' in done.stdout
    assert 'requirements/models.txt' in done.stdout


def test_command_line(tmp_path):
    """Exit code and JSON are what scripts rely on."""
    command = [sys.executable, '-m', 'nl2ros.cli', 'doctor', '--json', '--seconds', '0.5',
               '--places', str(tmp_path / 'none.yaml')]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 1, done.stderr
    report = json.loads(done.stdout)
    assert report['broken'] is True
    complaints = {finding['check']: finding for finding in report['findings']}
    assert complaints['places']['level'] == 'broken' and complaints['places']['advice']
    assert complaints['packages']['level'] == 'ok'
