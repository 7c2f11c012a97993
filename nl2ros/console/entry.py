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

"""One sentence as the console shows it: its plan, how far it is, how long it took."""

from dataclasses import dataclass

from nl2ros.plan import Plan
from nl2ros.robot.status import State


@dataclass(eq=False)
class Entry:
    """
    A sentence that the node has received, and what became of it.

    Times that end in ``_s`` are in seconds. ``began`` and ``ended`` are the node's own time,
    ``heard`` is ours and None when the news is old: then nobody knows how long understanding took.
    """

    number: int
    text: str
    state: State = State.RECEIVED
    message: str = ''
    plan: Plan | None = None
    heard: float | None = None
    understood_s: float | None = None
    began: float | None = None
    ended: float | None = None
    step: int = 0           # the one under way, from 1, repeats counted; 0 before the first

    @property
    def took_s(self) -> float | None:
        """Return how long the robot was at it, s; None before it ended or if it never began."""
        if self.began is None or self.ended is None or self.ended < self.began:
            return None
        return self.ended - self.began

    def step_state(self, index: int) -> str:
        """Tell whether the step of the plan with this index is 'done', 'active' or 'todo'."""
        if self.state is State.SUCCEEDED:
            return 'done'
        if not self.step or self.plan is None:
            return 'todo'
        current = (self.step - 1) % len(self.plan.steps)
        if index < current:
            return 'done'
        return 'active' if index == current and self.state is State.EXECUTING else 'todo'

    @property
    def lap(self) -> int:
        """Return which repetition of the plan is under way, from 1."""
        return 1 + max(0, self.step - 1) // len(self.plan.steps) if self.plan else 1

    def follow(self, status: dict, now: float | None) -> None:
        """Take in a status of this sentence; ``now`` is our time in s, None for old news."""
        self.state = State(status['state'])
        self.message = status['message'] or ''
        if self.state is State.TRANSLATED and self.heard is not None and now is not None:
            self.understood_s = now - self.heard
        if self.state is State.EXECUTING:
            self.step = int(status['detail'].get('step', self.step))
            self.began = status['time'] if self.began is None else self.began
        if self.state.is_final:
            self.ended = status['time']
