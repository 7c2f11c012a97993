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
The life of a command, told as it goes: each one ends in exactly one final state.

Status is JSON, so that anything that can read a std_msgs/String can follow it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
import json

from nl2ros.plan import Plan
from nl2ros.robot.speech import Notice


class State(str, Enum):
    """Where in its life a command is."""

    RECEIVED = 'received'
    TRANSLATED = 'translated'
    CONFIRMING = 'confirming'
    EXECUTING = 'executing'
    SUCCEEDED = 'succeeded'
    FAILED = 'failed'
    REJECTED = 'rejected'
    CANCELLED = 'cancelled'

    @property
    def is_final(self) -> bool:
        """Tell whether nothing comes after it."""
        return self not in (State.RECEIVED, State.TRANSLATED, State.CONFIRMING, State.EXECUTING)


@dataclass(eq=False)
class Command:
    """One sentence that somebody said."""

    number: int
    text: str
    language: str
    state: State | None = None
    said: set[str] = field(default_factory=set)     # keys of what the person was told already


class Journal:
    """Tells every change of every command to whoever publishes it."""

    def __init__(self, publish: Callable[[str], None], say: Callable[[str], None]):
        """Take where status JSON goes, and where sentences for the person go."""
        self._publish, self._say = publish, say

    def tell(self, command: Command, state: State, message: str | None = None,
             now: float = 0.0, **detail: object) -> None:
        """
        Publish a state: id, text, state, message, detail and time (s).

        RuntimeError for a command that has ended already: that promise is not ours to break.
        """
        if command.state is not None and command.state.is_final:
            raise RuntimeError(f'command {command.number} is {command.state.value} already, '
                               f'not {state.value}')
        command.state = state
        self._publish(json.dumps({
            'id': command.number, 'text': command.text, 'state': state.value, 'message': message,
            'detail': detail, 'time': round(now, 3)}, ensure_ascii=False))

    def end(self, command: Command, state: State, notice: Notice, now: float,
            **detail: object) -> None:
        """Publish how a command ended; what went wrong is also said aloud."""
        if state in (State.FAILED, State.REJECTED):
            self.say(command, notice)
        self.tell(command, state, notice.text(command.language), now, why=notice.key, **detail)

    def reject(self, command: Command, plan: Plan, now: float) -> None:
        """Publish that the translator said no, and say so in its own words."""
        message = plan.message or plan.reason
        self._say(message)
        self.tell(command, State.REJECTED, message, now, reason=plan.reason)

    def say(self, command: Command, notice: Notice) -> None:
        """Say something to the person, in their language, once."""
        if notice.key not in command.said:
            self.reply(command, notice)

    def reply(self, command: Command, notice: Notice) -> None:
        """Say what was asked for, however often."""
        command.said.add(notice.key)
        self._say(notice.text(command.language))
