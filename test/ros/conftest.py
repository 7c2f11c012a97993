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
ROS for tests: a domain of its own for every test, on this machine only, and no process left over.

Nothing sleeps for a fixed time. What a test waits for has a deadline that is generous, since the
machine may be busy; only a failing test ever waits that long.
"""

from collections.abc import Callable, Iterator
from contextlib import closing, ExitStack
from functools import partial
import os
from pathlib import Path
import signal
import subprocess
import sys
import time

from nl2ros.simulation.children import end_with_parent
from nl2ros.simulation.processes import local, own_domain
import pytest

rclpy = pytest.importorskip('rclpy')

PATIENCE_S = 60.0
ON_LINUX = sys.platform == 'linux'
FINAL = {'succeeded', 'failed', 'rejected', 'cancelled'}    # states of a command
ROOT = Path(__file__).parents[2]


@pytest.fixture
def domain(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[int]:
    """Give the test a ROS domain that no other test uses meanwhile; children inherit it."""
    monkeypatch.setenv('ROS_LOG_DIR', str(tmp_path / 'log'))
    with own_domain() as domain:
        for name, value in local(domain).items():
            monkeypatch.setenv(name, value)
        yield domain


@pytest.fixture
def ros(domain: int) -> Iterator[None]:
    """Initialise rclpy in this process for one test."""
    rclpy.init(domain_id=domain)
    yield
    rclpy.try_shutdown()


@pytest.fixture
def make_rig(ros: None, tmp_path: Path) -> Iterator[Callable[..., object]]:
    """Return what makes rigs; all are closed in the end."""
    from rig import Rig     # which takes from here, too
    with ExitStack() as rigs:
        def make(**options: object) -> object:
            return rigs.enter_context(closing(Rig(tmp_path, **options)))
        yield make


class Process:
    """A program of the test's own, with its output in a file."""

    def __init__(self, command: list[str], log: Path):
        self._log = log
        with log.open('w') as file:
            self._process = subprocess.Popen(
                command, cwd=ROOT, stdout=file, stderr=subprocess.STDOUT,
                env=os.environ | {'PYTHONUNBUFFERED': '1'},
                preexec_fn=partial(end_with_parent, os.getpid()) if ON_LINUX else None)

    @property
    def output(self) -> str:
        """Return what it has printed so far."""
        return self._log.read_text(errors='replace')

    def send(self, number: signal.Signals) -> None:
        """Send it a signal."""
        self._process.send_signal(number)

    def wait(self) -> int:
        """Wait for its end and return its exit code."""
        return self._process.wait(PATIENCE_S)

    def is_alive(self) -> bool:
        """Tell whether it still runs."""
        return self._process.poll() is None

    def end(self) -> None:
        """End it for certain."""
        if self.is_alive():
            self._process.kill()
            self._process.wait()


@pytest.fixture
def start(domain: int, tmp_path: Path) -> Iterator[Callable[..., Process]]:
    """Give what runs Python with arguments such as '-m', 'module'; all end with the test."""
    processes = []

    def start_one(*arguments: str) -> Process:
        log = tmp_path / f'process_{len(processes)}.log'
        processes.append(Process([sys.executable, *arguments], log))
        return processes[-1]

    yield start_one
    for process in processes:
        process.end()
        sys.stdout.write(process.output)    # pytest shows it when the test fails


def wait_until(condition: Callable[[], object], spin: Callable[[], None],
               patience_s: float = PATIENCE_S) -> object:
    """Spin until ``condition`` holds and return what it returned; fail after a deadline."""
    deadline = time.monotonic() + patience_s
    while not (result := condition()):
        assert time.monotonic() < deadline, f'waited {patience_s:g} s in vain'
        spin()
    return result
