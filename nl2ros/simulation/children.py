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

"""Run other Python modules as processes that never outlive this one."""

import ctypes
from functools import partial
import os
from pathlib import Path
import re
import signal
import subprocess
import sys

from nl2ros.errors import Nl2RosError

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGKILL)
GRACE_S = 5.0
PR_SET_PDEATHSIG = 1


class Children:
    """
    Named child processes, stopped in the order they were started when the block is left.

    What a child prints goes to ``NAME.log`` in ``logs``.
    """

    def __init__(self, logs: Path) -> None:
        self._logs = logs
        self._processes: dict[str, subprocess.Popen] = {}

    def __enter__(self) -> 'Children':
        return self

    def __exit__(self, *_) -> None:
        self.stop()

    def start(self, name: str, module: str, *arguments: str) -> None:
        """Run ``python -m module arguments`` out of reach of the terminal's Ctrl-C."""
        on_linux = sys.platform == 'linux'
        with open(self._logs / f'{name}.log', 'wb') as log:
            self._processes[name] = subprocess.Popen(
                [sys.executable, '-m', module, *arguments], stdin=subprocess.DEVNULL, stdout=log,
                stderr=subprocess.STDOUT, start_new_session=True,
                preexec_fn=partial(end_with_parent, os.getpid()) if on_linux else None)

    def check(self) -> None:
        """Raise Nl2RosError with its last words when a child has ended by itself."""
        for name, process in self._processes.items():
            if process.poll() is not None:
                lines = (self._logs / f'{name}.log').read_text(errors='replace').split('\n')
                last = next((line for line in reversed(lines) if line.strip()), 'no output')
                last = re.sub(r'^\[\w+\] \[[\d.]+\] \[[\w.]+\]: ', '', last.strip())
                raise Nl2RosError(f'{name} ended with status {process.returncode}: {last}')

    def stop(self) -> None:
        """Ask each child to end, then insist; none is left afterwards."""
        for process in self._processes.values():
            for number in STOP_SIGNALS:
                if process.poll() is not None:
                    break
                process.send_signal(number)
                try:
                    process.wait(GRACE_S)
                except subprocess.TimeoutExpired:
                    continue
        self._processes.clear()


def end_with_parent(parent: int) -> None:
    """Have Linux end this new process when its parent dies without a word, even by SIGKILL."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it died already
        os._exit(1)
