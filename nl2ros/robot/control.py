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

"""The control loop: what the robot senses, what the executor wants, what is let through."""

from contextlib import ExitStack
import math
from typing import Protocol

from nl2ros.robot.activities import Senses
from nl2ros.robot.executor import Executor, Tick
from nl2ros.robot.goals import Navigator
from nl2ros.robot.guards import ScanGuard
from nl2ros.robot.localisation import Localisation
from nl2ros.robot.motion import STILL, Velocity
from nl2ros.robot.safety import limit
from nl2ros.robot.settings import Settings
from nl2ros.robot.speech import Notice

STILL_FOR_S = 1.0       # zero is repeated after the end, in case one got lost


class Output(Protocol):
    """Where velocities go."""

    def send(self, velocity: Velocity) -> None:
        """Publish a velocity."""

    def problem(self) -> Notice | None:
        """Say why nobody would obey, if so."""

    def rival(self) -> Notice | None:
        """Say who else drives the robot, if somebody does."""


class ControlLoop:
    """Ticks an executor and publishes what guards and limits leave of its velocities."""

    def __init__(self, settings: Settings, executor: Executor, navigator: Navigator,
                 output: Output):
        self.settings = settings
        self.executor = executor
        self.localisation = Localisation(settings.node.odom_timeout)
        self.guard = ScanGuard(settings.guard)
        self.held_by: Notice | None = None
        self._navigator, self._output = navigator, output
        self._sent, self._sent_at = STILL, -math.inf
        self._ticked_at: float | None = None
        self._stilled_at = -math.inf

    def rival(self) -> Notice | None:
        """Say who else drives the robot, if somebody does."""
        return self._output.rival()

    def is_active(self, now: float) -> bool:
        """Tell whether there is anything to publish."""
        return (self.executor.is_busy or 0 <= now - self._stilled_at < STILL_FOR_S
                or not self._navigator.is_free(now))

    def halt(self, now: float) -> None:
        """Publish zero at once, forget the plan, give navigation up, and keep the robot still."""
        self.held_by, self._stilled_at = None, now
        with ExitStack() as also:       # whatever fails, the rest is done all the same
            also.callback(self.executor.cancel, now)
            also.callback(self._navigator.cancel, now)
            self._send(STILL, now)

    def senses(self, now: float) -> Senses:
        """Return what the robot knows now."""
        where = self.localisation
        return Senses(now, where.pose(now), where.map_pose(now), where.start, where.age(now),
                      self._sent, self.held_by)

    def tick(self, now: float) -> Tick:
        """Run the loop once: publish a velocity, unless the navigator drives."""
        if not self.executor.is_busy:
            self._ticked_at = None
            if self.is_active(now):
                self._send(STILL, now)
            return Tick()
        self._forgive_pause(now)
        tick = self.executor.tick(self.senses(now))
        if tick.velocity is None:
            self._sent, self.held_by = STILL, None
        else:
            self._drive(tick, now)
        if tick.outcome is not None:
            self._stilled_at = now
        return tick

    def _drive(self, tick: Tick, now: float) -> None:
        wanted, self.held_by = self._let_through(tick.velocity, now)
        # after a pause the ramp goes on where it was, it doesn't leap
        seconds = min(now - self._sent_at, 2 / self.settings.node.rate)
        self._send(limit(wanted, self._sent, seconds, self.settings.limits, tick.brake), now)

    def _send(self, velocity: Velocity, now: float) -> None:
        """Publish a velocity, and remember it: the next ramp begins there."""
        self._output.send(velocity)
        self._sent, self._sent_at = velocity, now

    def _let_through(self, wanted: Velocity, now: float) -> tuple[Velocity, Notice | None]:
        """Return what is left of a velocity, and why it is less."""
        if wanted == STILL:
            return wanted, None
        problem = self._output.problem()
        if problem is not None:
            return STILL, problem
        braking = self.settings.limits.linear_acceleration, self.settings.motion.lag
        wanted, by_guard = self.guard.restrain(wanted, now, *braking)
        wanted, by_fence = self.settings.fence.restrain(
            wanted, self.localisation.map_pose(now), *braking)
        reason = by_guard or by_fence
        return wanted, None if reason is None else Notice(reason)

    def _forgive_pause(self, now: float) -> None:
        """Hold nothing against odometry and scan that was our own lack of processor time."""
        if self._ticked_at is not None:
            pause = now - self._ticked_at - 2 / self.settings.node.rate
            if pause > 0:
                self.localisation.forgive(pause, now)
                self.guard.forgive(pause, now)
        self._ticked_at = now
