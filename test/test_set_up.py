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

"""Try the parts of the set-up script that decide; the rest is tried by every fresh machine."""

from pathlib import Path
import sys
from types import ModuleType

import pytest

TOOLS = Path(__file__).resolve().parents[1] / 'tools'


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Import tools/machine.py with no ROS 2 sourced and no Python asked for."""
    monkeypatch.syspath_prepend(str(TOOLS))
    monkeypatch.delenv('ROS_DISTRO', raising=False)
    monkeypatch.delenv('PYTHON', raising=False)
    import machine
    return machine


@pytest.fixture
def set_up(machine: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Import tools/set_up.py, pointed at an empty folder."""
    import set_up
    monkeypatch.setattr(set_up, 'ROOT', tmp_path)
    monkeypatch.setattr(set_up, 'LOG', tmp_path / 'setup.log')
    return set_up


def python_of(machine: ModuleType, **changes: str) -> object:
    """Return the running Python as set-up describes one."""
    python = machine.Python(sys.executable, '3.11', '/nowhere/include', None)
    return python._replace(**changes)


def test_digest_follows_content_names_and_python(machine: ModuleType, set_up: ModuleType,
                                                 tmp_path: Path) -> None:
    """A step is redone when a file of it, its name or the Python changes, else not."""
    folder = tmp_path / 'folder'
    folder.mkdir()
    (folder / 'a').write_text('1')
    step = set_up.Step('x', 'x', ['folder'], lambda: None)
    python = python_of(machine)
    before = set_up.digest_of(step, python)
    assert set_up.digest_of(step, python) == before
    assert set_up.digest_of(step, python_of(machine, ros='jazzy')) != before
    (folder / 'a').rename(folder / 'b')
    renamed = set_up.digest_of(step, python)
    (folder / 'b').write_text('2')
    assert len({before, renamed, set_up.digest_of(step, python)}) == 3


def test_system_ros_takes_no_wheels(machine: ModuleType, set_up: ModuleType) -> None:
    """The ROS 2 wheels are for machines without one."""
    names = [step.name for step in set_up.steps_for(python_of(machine))]
    assert names == ['venv', 'ros', 'interfaces', 'models', 'training', 'dev', 'nl2ros']
    with_ros = [step.name for step in set_up.steps_for(python_of(machine, ros='jazzy'))]
    assert with_ros == [name for name in names if name != 'ros']


def test_the_demo_needs_neither_training_nor_linters(machine: ModuleType,
                                                     set_up: ModuleType) -> None:
    """What it needs is set up in the same order, so that another target goes on from there."""
    names = [step.name for step in set_up.steps_for(python_of(machine), demo=True)]
    assert names == ['venv', 'ros', 'interfaces', 'models', 'nl2ros']
    wanted = (TOOLS.parent / 'requirements/models.txt').read_text()
    assert 'onnxruntime==' in wanted and 'torch==' not in wanted


def test_wrong_python_is_named(machine: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was asked for is in the message, and what to do."""
    monkeypatch.setattr(machine.platform, 'system', lambda: 'Linux')
    monkeypatch.setattr(machine.platform, 'machine', lambda: 'x86_64')
    monkeypatch.setenv('PYTHON', '/no/such/python')
    with pytest.raises(machine.SetUpError, match=r'PYTHON=/no/such/python is not CPython 3\.11'):
        machine.find_python()


def test_broken_ros_is_not_passed_over(machine: ModuleType,
                                       monkeypatch: pytest.MonkeyPatch) -> None:
    """A sourced ROS 2 without rclpy is an error: its variables would disturb the wheels."""
    monkeypatch.setenv('ROS_DISTRO', 'jazzy')
    monkeypatch.setattr(machine, 'output_of', lambda *command: None)
    with pytest.raises(machine.SetUpError, match='ros-jazzy-rclpy'):
        machine.find_python()


def test_missing_headers_and_tools_are_listed(machine: ModuleType,
                                              monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what is to be built asks for a compiler."""
    monkeypatch.setattr(machine.shutil, 'which', lambda tool: None)
    monkeypatch.setattr(machine, 'has_nav2', lambda python: False)
    python = python_of(machine)
    assert machine.missing_apt_packages(python, build=True) == [
        'cmake', 'ninja-build', 'g++', 'python3.11-dev']
    assert machine.missing_apt_packages(python, build=False) == []


def test_failed_command_shows_its_end(set_up: ModuleType) -> None:
    """What went wrong, what it said, where the rest is, what to do."""
    with pytest.raises(set_up.SetUpError) as caught:
        set_up.run(sys.executable, '-c', 'print("the reason"); raise SystemExit(3)', advice='Do.')
    message = str(caught.value)
    assert 'exit code 3' in message
    assert '| the reason' in message
    assert str(set_up.LOG) in message
    assert message.endswith('Do.')
