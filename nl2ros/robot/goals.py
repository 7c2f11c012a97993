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
What somebody else can be asked to drive, and how such a goal stands.

A goal is a pose to go to, several of them on one way, a straight move, or a turn on the spot.
"""

from dataclasses import dataclass, field
from enum import Enum
import math
from typing import Protocol

from nl2ros.plan import Arc, Turn
from nl2ros.robot.motion import Pose
from nl2ros.robot.safety import Limits
from nl2ros.robot.speech import Notice
from nl2ros.robot.targets import aim, Drivable, MotionSettings


@dataclass(frozen=True)
class Straight:
    """Drive ``distance`` m, backward where negative, at ``speed`` m/s within ``allowance`` s."""

    distance: float
    speed: float
    allowance: float


@dataclass(frozen=True)
class Rotation:
    """Turn by ``angle`` rad on the spot, left where positive, within ``allowance`` s."""

    angle: float
    allowance: float


Goal = Pose | tuple[Pose, ...] | Straight | Rotation


class Navigation(Enum):
    """What became of a goal; every goal reaches one of the ends in bounded time."""

    ACTIVE = 'active'
    SUCCEEDED = 'succeeded'
    REJECTED = 'rejected'
    ABORTED = 'aborted'
    CANCELED = 'canceled'
    NO_SERVER = 'no_server'
    NO_ANSWER = 'no_answer'
    LOST = 'lost'
    TIMEOUT = 'timeout'


@dataclass(frozen=True)
class Trip:
    """How a goal stands; ``notice`` says why it failed, ``detail`` how far it is."""

    state: Navigation
    notice: Notice | None = None
    detail: dict = field(default_factory=dict)


class Navigator(Protocol):
    """Whoever drives to a goal by itself and owns cmd_vel meanwhile."""

    def send(self, goal: Goal, now: float) -> None:
        """Begin with a goal; poses are in the map frame."""

    def tick(self, now: float) -> Trip:
        """Return how the goal stands."""

    def cancel(self, now: float) -> None:
        """Give the goal up, even one that is not accepted yet."""

    def stop(self, now: float) -> None:
        """Give up every goal, also those of others: somebody said stop."""

    def is_free(self, now: float) -> bool:
        """Tell whether no cancelled goal may still be moving the robot; bounded in time."""


def goal_of(step: Drivable, settings: MotionSettings,
            limits: Limits) -> tuple[Straight | Rotation, Notice | None] | None:
    """
    Return a move or turn as a goal for somebody else, and what to tell; None for an arc.

    A step that only a time ends becomes as far as it would lead at its speed.
    """
    if isinstance(step, Arc):
        return None
    target = aim(step, settings, limits)
    allowance = (target.reach / target.speed + target.speed / target.acceleration
                 ) * settings.timeout_factor + settings.timeout_margin
    if isinstance(step, Turn):
        is_usual = step.speed is None and step.pace is None and step.duration is None
        notice = target.notice if is_usual else Notice('nav_own_speed')
        return Rotation(math.copysign(target.reach, -1 if step.direction == 'right' else 1),
                        allowance), notice
    return Straight(math.copysign(target.reach, -1 if step.direction == 'backward' else 1),
                    target.speed, allowance), target.notice
