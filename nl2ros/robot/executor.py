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
A Plan under way: which step is on, and what the robot is to do now.

Pure Python: time, poses and the velocity sent last are arguments; navigation and effects are given
as objects. An executor has no memory of earlier sentences: starting a plan replaces everything.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
import math

from nl2ros.plan import Navigate, Plan, Report, SavePlace, Step, Stop, Wait
from nl2ros.robot.activities import (
    Acting, Activity, Answer, Braking, Driving, Effect, Going, Navigator, Senses, Waiting,
)
from nl2ros.robot.drive import Done, Failed
from nl2ros.robot.motion import STILL, Velocity
from nl2ros.robot.places import Places
from nl2ros.robot.safety import Limits
from nl2ros.robot.speech import Notice
from nl2ros.robot.targets import MotionSettings


class Outcome(Enum):
    """How a plan ends when nobody takes it away."""

    SUCCEEDED = 'succeeded'
    FAILED = 'failed'


@dataclass(frozen=True)
class Tick:
    """
    What to do now: publish ``velocity``, or keep off cmd_vel when it is None.

    ``brake`` means without a ramp. The tick that ends the plan carries its outcome.
    """

    velocity: Velocity | None = STILL
    brake: bool = False
    outcome: Outcome | None = None
    notice: Notice | None = None


@dataclass(frozen=True)
class Progress:
    """Where in the plan the robot is: ``step`` counts from 1 to ``steps``, repeats included."""

    step: int
    steps: int
    action: Step
    notice: Notice | None
    detail: dict


class Executor:
    """Execute one plan at a time, a tick at a time."""

    def __init__(self, settings: MotionSettings, limits: Limits, places: Places,
                 navigator: Navigator, perform: Callable[[Effect, Senses], Done | Failed]):
        self.settings, self.limits = settings, limits
        self._places, self._navigator, self._perform = places, navigator, perform
        self._forget()

    def _forget(self) -> None:
        self._steps: Iterator[Step] = iter(())
        self._index = self._total = 0
        self._step: Step | None = None
        self._activity: Activity | None = None
        self._now = -math.inf

    @property
    def is_busy(self) -> bool:
        """Tell whether a plan is under way."""
        return self._total > 0

    @property
    def progress(self) -> Progress | None:
        """Return where in the plan the robot is, if a step has begun."""
        if self._activity is None:
            return None
        return Progress(self._index, self._total, self._step, self._activity.notice,
                        self._activity.detail)

    def start(self, plan: Plan, now: float) -> None:
        """Begin a plan, in place of whatever was under way; its steps are expanded lazily."""
        self.cancel(now)
        self._steps = (step for _ in range(plan.repeat) for step in plan.steps)
        self._total = len(plan.steps) * plan.repeat

    def cancel(self, now: float) -> None:
        """Forget the plan, and give up its navigation goal."""
        if isinstance(self._activity, Going):
            self._navigator.cancel(now)
        self._forget()

    def tick(self, senses: Senses) -> Tick:
        """Return what to do until the next tick."""
        if not self.is_busy:
            return Tick()
        if senses.now < self._now:
            return self._end(senses.now, Outcome.FAILED, Notice('time_jump'))
        self._now = senses.now
        if self._step is None:
            self._step = next(self._steps)
            self._index += 1
        if self._activity is None:
            if not isinstance(self._step, Navigate) and not self._navigator.is_free(senses.now):
                # a cancelled goal may still move the robot; two drivers are one too many
                return Tick()
            self._activity = self._begin(self._step, senses)
        return self._conclude(self._activity.tick(senses), senses.now)

    def _begin(self, step: Step, senses: Senses) -> Activity:
        if isinstance(step, Navigate):
            return Going(step, self._places, self._navigator)
        if isinstance(step, Wait):
            return Waiting(step.duration, self._index == self._total, senses.now)
        if isinstance(step, Stop):
            return Braking()
        if isinstance(step, (SavePlace, Report)):
            return Acting(step, self._perform)
        return Driving(step, self.settings, self.limits, senses)

    def _conclude(self, answer: Answer, now: float) -> Tick:
        if isinstance(answer, Failed):
            return self._end(now, Outcome.FAILED, answer.notice)
        if not isinstance(answer, Done):
            return Tick(answer, brake=isinstance(self._activity, Braking))
        self._step = self._activity = None
        if self._index == self._total:
            return self._end(now, Outcome.SUCCEEDED, answer.notice)
        return Tick(notice=answer.notice)

    def _end(self, now: float, outcome: Outcome, notice: Notice | None) -> Tick:
        self.cancel(now)
        return Tick(STILL, brake=outcome is Outcome.FAILED, outcome=outcome, notice=notice)
