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

"""Asking before moving: which plans need a yes, and the one that waits for it."""

from dataclasses import dataclass
import math

from nl2ros.plan import Arc, Move, Navigate, Plan, Step, Turn
from nl2ros.plan_text import in_one_line
from nl2ros.robot.speech import Notice
from nl2ros.robot.status import Command, Journal, State
from nl2ros.robot.targets import MotionSettings

SURE = 0.9              # below: 74 % of the wrong plans and 11 % of the right ones (validation)
MANY = 5                # steps, repeats counted
FAR_M = 3.0
WIDE_RAD = 2 * math.pi + 1e-3
RISKY = (f'understood with a confidence below {SURE:g}, more than {MANY} steps with '
         f'repeats, a step over {FAR_M:g} m or one full turn, backward, faster than '
         'usual, or without an end')


@dataclass(frozen=True)
class Pending:
    """A plan that waits for a yes since a time, s."""

    command: Command
    plan: Plan
    since: float


class Question:
    """At most one plan at a time waits for a yes, and not for ever."""

    def __init__(self, journal: Journal):
        self._journal = journal
        self._pending: Pending | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether a plan waits."""
        return self._pending is not None

    def ask(self, command: Command, plan: Plan, reasons: list[str], patience: float,
            now: float) -> None:
        """Let a plan wait, and tell the person what for."""
        self._pending = Pending(command, plan, now)
        question = Notice('confirm', {'plan': in_one_line(plan)})
        self._journal.say(command, question)
        self._journal.tell(command, State.CONFIRMING, question.text(command.language), now,
                           reasons=reasons, plan=plan.to_dict(), timeout=patience)

    def take(self) -> Pending | None:
        """Return the plan that waits, if one does; it waits no more."""
        pending, self._pending = self._pending, None
        return pending

    def withdraw(self, state: State, notice: Notice, now: float) -> None:
        """End the command whose plan waits, if one does."""
        pending = self.take()
        if pending is not None:
            self._journal.end(pending.command, state, notice, now)

    def expire(self, patience: float, now: float) -> None:
        """End a command that nobody has confirmed for too long, or since time jumped back."""
        if self._pending is not None and not 0 <= now - self._pending.since <= patience:
            self.withdraw(State.CANCELLED, Notice('unconfirmed', {'seconds': patience}), now)


def reasons_to_ask(plan: Plan, when: str, motion: MotionSettings) -> list[str]:
    """
    Return why a plan has to be confirmed; nothing means that it need not be.

    :param when: 'never', 'risky' or 'always'; what moves nothing is never asked about
    """
    if when == 'never' or not any(
            isinstance(step, (Move, Turn, Arc, Navigate)) for step in plan.steps):
        return []
    found = set()
    if plan.confidence is not None and plan.confidence < SURE:
        found.add('unsure')
    if len(plan.steps) * plan.repeat > MANY:
        found.add('long')
    for step in plan.steps:
        found |= _risks(step, motion)
    return sorted(found) or (['always'] if when == 'always' else [])


def _risks(step: Step, motion: MotionSettings) -> set[str]:
    if not isinstance(step, (Move, Turn, Arc)):
        return set()
    usual = motion.angular_speed if isinstance(step, Turn) else motion.linear_speed
    speed = usual if step.speed is None else step.speed
    timed = (step.duration or 0.0) * speed      # how far a duration alone leads
    found = {'far'} if _is_far(step, timed) else set()
    if step.direction == 'backward':
        found.add('backward')
    if speed > usual + 1e-9 or step.pace == 'fast':
        found.add('fast')
    if getattr(step, 'continuous', False):
        found.add('endless')
    return found


def _is_far(step: Move | Turn | Arc, timed: float) -> bool:
    if isinstance(step, Move):
        return (step.distance or timed) > FAR_M
    if isinstance(step, Turn):
        return (step.angle or timed) > WIDE_RAD
    return 2 * (step.radius or 0.0) > FAR_M or (step.angle or 0.0) > WIDE_RAD or timed > FAR_M
