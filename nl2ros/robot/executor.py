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
from itertools import groupby
import math

from nl2ros.plan import Navigate, Plan, Report, SavePlace, Step, Stop, Wait
from nl2ros.robot.activities import (
    Acting, Activity, Answer, Braking, Driving, Effect, Going, Senses, Waiting,
)
from nl2ros.robot.drive import Done, Failed
from nl2ros.robot.goals import Goal, goal_of, Navigator
from nl2ros.robot.motion import STILL, Velocity
from nl2ros.robot.places import Places, route
from nl2ros.robot.safety import Limits
from nl2ros.robot.settings import NavigationSettings
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
                 navigator: Navigator, perform: Callable[[Effect, Senses], Done | Failed],
                 navigation: NavigationSettings = NavigationSettings()):
        self.settings, self.limits, self._navigation = settings, limits, navigation
        self._places, self._navigator, self._perform = places, navigator, perform
        self._forget()

    def _forget(self) -> None:
        self._groups: Iterator[tuple[Step, ...]] = iter(())
        self._before = self._total = 0      # steps that have ended, and all
        self._group: tuple[Step, ...] = ()  # what is done as one: a step, or several places
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
        passed = self._activity.passed if isinstance(self._activity, Going) else 0
        return Progress(self._before + passed + 1, self._total, self._group[passed],
                        self._activity.notice, self._activity.detail)

    def start(self, plan: Plan, now: float) -> None:
        """Begin a plan, in place of whatever was under way; its steps are expanded lazily."""
        self.cancel(now)
        steps = (step for _ in range(plan.repeat) for step in plan.steps)
        self._groups = (_together(steps) if self._navigation.through_poses
                        else ((step,) for step in steps))
        self._total = len(plan.steps) * plan.repeat

    def cancel(self, now: float) -> None:
        """Forget the plan, and give up its navigation goal."""
        is_going = isinstance(self._activity, Going)
        self._forget()
        if is_going:
            self._navigator.cancel(now)

    def tick(self, senses: Senses) -> Tick:
        """Return what to do until the next tick."""
        if not self.is_busy:
            return Tick()
        if senses.now < self._now:
            return self._end(senses.now, Outcome.FAILED, Notice('time_jump'))
        self._now = senses.now
        if not self._group:
            self._group = next(self._groups)
        if self._activity is None:
            if not self._navigator.is_free(senses.now):
                # a cancelled goal may still move the robot; two drivers are one too many
                return Tick()
            self._activity = self._begin(self._group, senses)
        return self._conclude(self._activity.tick(senses), senses.now)

    def _begin(self, group: tuple[Step, ...], senses: Senses) -> Activity:
        step = group[0]
        if isinstance(step, Navigate):
            return Going(self._navigator, lambda senses: self._goal(group, senses))
        if isinstance(step, Wait):
            return Waiting(step.duration, self._before + 1 == self._total, senses.now)
        if isinstance(step, Stop):
            return Braking(self._navigator)
        if isinstance(step, (SavePlace, Report)):
            return Acting(step, self._perform)
        if self._navigation.motion == 'cmd_vel':
            return Driving(step, self.settings, self.limits, senses)
        given = goal_of(step, self.settings, self.limits)
        if given is None:
            return Driving(step, self.settings, self.limits, senses, Notice('nav_no_arcs'))
        goal, notice = given
        limit = self.settings.continuous_limit
        farewell = (Notice('continuous_limit', {'seconds': limit})
                    if getattr(step, 'continuous', False) else None)
        return Going(self._navigator, lambda _: goal, notice, farewell)

    def _goal(self, group: tuple[Navigate, ...], senses: Senses) -> Goal | Notice:
        poses = route(group, self._places, senses.map_pose, senses.start)
        return poses[0] if isinstance(poses, tuple) and len(poses) == 1 else poses

    def _conclude(self, answer: Answer, now: float) -> Tick:
        if isinstance(answer, Failed):
            return self._end(now, Outcome.FAILED, answer.notice)
        if not isinstance(answer, Done):
            return Tick(answer, brake=isinstance(self._activity, Braking))
        self._before += len(self._group)
        self._group, self._activity = (), None
        if self._before == self._total:
            return self._end(now, Outcome.SUCCEEDED, answer.notice)
        return Tick(notice=answer.notice)

    def _end(self, now: float, outcome: Outcome, notice: Notice | None) -> Tick:
        self.cancel(now)
        return Tick(STILL, brake=outcome is Outcome.FAILED, outcome=outcome, notice=notice)


def _together(steps: Iterator[Step]) -> Iterator[tuple[Step, ...]]:
    """Return the steps one by one, but places that follow one another as one."""
    for is_way, run in groupby(steps, lambda step: isinstance(step, Navigate)):
        if is_way:
            yield tuple(run)
        else:
            yield from ((step,) for step in run)
