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
Sentences on their way through the translator: one thread, one sentence at a time, newest first.

The model is loaded in that thread, too, so that a node is there at once and can be stopped while
it loads. Nothing here blocks and nothing is locked: results are polled.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

from nl2ros.errors import ModelError
from nl2ros.plan import Plan
from nl2ros.robot.status import Command


class Translates(Protocol):
    """What turns a sentence into a plan; used from one thread only, but for ``read_prompt``."""

    def translate(self, text: str) -> Plan:
        """Return the plan of a sentence."""

    def read_prompt(self, prompt: str) -> object:
        """Read another soft prompt and make sure that it fits; Nl2RosError when it does not."""

    def use_prompt(self, soft: object) -> None:
        """Translate with what ``read_prompt`` gave from now on."""


@dataclass
class _Task:
    """A sentence in the worker; ``command`` is None once nobody wants the answer any more."""

    command: Command | None
    future: Future
    since: float


class Translations:
    """At most one sentence is being translated and one is waiting: a newer one replaces both."""

    def __init__(self, load: Callable[[], Translates], notify: Callable[[], None]):
        """Start to load; ``notify`` is called in the worker whenever ``poll`` has something."""
        self._pool = ThreadPoolExecutor(1, thread_name_prefix='translator')
        self._notify = notify
        self._task: _Task | None = None
        self._waiting: tuple[Command, float] | None = None
        self._model: Future = self._pool.submit(load)
        self._model.add_done_callback(lambda _: notify())

    @property
    def is_loading(self) -> bool:
        """Tell whether the model is not there yet."""
        return not self._model.done()

    @property
    def load_error(self) -> BaseException | None:
        """Return why the model could not be loaded, once that is known."""
        return self._model.exception() if self._model.done() else None

    def submit(self, command: Command, now: float) -> list[Command]:
        """Take a new sentence in; return the commands whose translation it makes needless."""
        dropped = self.drop()
        self._waiting = (command, now)
        self._next(now)
        return dropped

    def swap(self, prompt: str) -> Future:
        """
        Check another soft prompt now, and take it on after the sentence in the worker.

        :raises Nl2RosError: the prompt is no good, or there is no model yet to hold it against.
        """
        if self.is_loading or self.load_error is not None:
            raise ModelError(f'prompt = {prompt!r}: the language model is not loaded yet')
        model = self._model.result()
        future = self._pool.submit(model.use_prompt, model.read_prompt(prompt))
        future.add_done_callback(lambda _: self._notify())
        return future

    def drop(self) -> list[Command]:
        """Forget all sentences; return the commands that were still waiting for a plan."""
        dropped = []
        if self._task is not None and self._task.command is not None:
            dropped.append(self._task.command)
            self._task.command = None       # the thread cannot be stopped, its answer is ignored
        if self._waiting is not None:
            dropped.append(self._waiting[0])
            self._waiting = None
        return dropped

    def poll(self, now: float) -> tuple[Command, Plan | BaseException] | None:
        """Return a translated command with its plan, or what the translator raised."""
        answer = None
        if self._task is not None and self._task.future.done():
            task, self._task = self._task, None
            if task.command is not None:
                answer = task.command, task.future.exception() or task.future.result()
        self._next(now)
        return answer

    def overdue(self, now: float, timeout: float) -> list[Command]:
        """
        Drop and return the commands that wait too long for a plan, or since time jumped back.

        Call ``poll`` first: what is there is not late, and the loading that it sees doesn't count.
        """
        begun = [self._task.since] if self._task and self._task.command else []
        # one that waits behind an abandoned translation that never ends must not wait for ever
        begun += [self._waiting[1]] if self._waiting else []
        return self.drop() if begun and not 0 <= now - min(begun) <= timeout else []

    def close(self) -> None:
        """Take nothing more in; a translation that runs is not waited for."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _next(self, now: float) -> None:
        if self._waiting is None or self._task is not None:
            return
        command, _ = self._waiting
        if self.is_loading or self.load_error is not None:
            self._waiting = command, now    # its time begins with a model
            return
        self._waiting = None
        future = self._pool.submit(self._model.result().translate, command.text)
        self._task = _Task(command, future, now)
        future.add_done_callback(lambda _: self._notify())
