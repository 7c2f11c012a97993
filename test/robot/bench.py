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

"""A robot of pure arithmetic to try the executor on: no ROS, no waiting, no physics."""

from collections import deque

from nl2ros.robot.activities import Senses
from nl2ros.robot.drive import Done
from nl2ros.robot.executor import Executor, Tick
from nl2ros.robot.goals import Goal, Navigation, Trip
from nl2ros.robot.motion import Pose, STILL, Velocity
from nl2ros.robot.places import Places
from nl2ros.robot.places_file import Place
from nl2ros.robot.safety import limit, Limits
from nl2ros.robot.settings import NavigationSettings
from nl2ros.robot.speech import Notice
from nl2ros.robot.targets import MotionSettings

PERIOD = 0.05
DEFAULTS, LIMITS, ORIGIN = MotionSettings(), Limits(), Pose()


class FakeNavigator:
    """A navigator that does what ``script`` says: one Navigation a tick, the last one for ever."""

    def __init__(self, *script: Navigation):
        self.script = list(script or (Navigation.ACTIVE, Navigation.SUCCEEDED))
        self.goals: list[Goal] = []
        self.cancelled = self.stopped = 0
        self.detail = {'distance_remaining': 1.0}
        self.free = True

    def send(self, goal: Goal, now: float) -> None:
        """Remember the goal."""
        self.goals.append(goal)

    def tick(self, now: float) -> Trip:
        """Play the next state."""
        state = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        return Trip(state, Notice('nav_rejected'), self.detail)

    def cancel(self, now: float) -> None:
        """Count."""
        self.cancelled += 1

    def stop(self, now: float) -> None:
        """Count."""
        self.cancelled += 1
        self.stopped += 1

    def is_free(self, now: float) -> bool:
        """Answer what the test has set."""
        return self.free


class FakeOutput:
    """An output that everybody obeys, until ``error`` is set."""

    def __init__(self):
        self.velocities: list[Velocity] = []
        self.error: Exception | None = None

    def send(self, velocity: Velocity) -> None:
        """Remember the velocity, or raise."""
        if self.error is not None:
            raise self.error
        self.velocities.append(velocity)

    def problem(self) -> None:
        """Have none."""

    def rival(self) -> None:
        """Have none."""


class Bench:
    """
    An executor and an ideal robot, 20 ticks a second.

    The robot obeys after ``latency`` ticks, its wheels slip by ``slip`` to the left (rad/m), and
    its odometry is seen ``latency`` ticks late. ``has_odometry=False`` leaves the executor blind.
    """

    def __init__(self, navigator=None, has_odometry=True, latency=0, slip=0.0,
                 settings=DEFAULTS, limits=LIMITS, start=ORIGIN,
                 navigation=NavigationSettings()):
        self.navigator = navigator or FakeNavigator()
        self.performed = []
        self.places = Places({'kitchen': Place(x=3.0, y=2.0, yaw=0.5)})
        self.limits = limits
        self.executor = Executor(settings, limits, self.places, self.navigator, self._perform,
                                 navigation)
        self.pose, self.start, self.now, self.sent = start, start, 100.0, STILL
        self.has_odometry, self.slip = has_odometry, slip
        self._orders = deque([STILL] * latency)
        self._seen = deque([start] * latency)
        self.velocities: list[Velocity | None] = []
        self.held_by: Notice | None = None
        self.pose_age = 0.0

    def _perform(self, effect, senses):
        self.performed.append(effect)
        return Done()

    def tick(self, seconds: float = PERIOD, odometry: Pose | None = None) -> Tick:
        """Let the time pass, then ask the executor and publish what it says."""
        self._orders.append(self.sent)
        order = self._orders.popleft()
        self.now += seconds
        self.pose = self.pose.after(
            Velocity(order.linear, order.angular + self.slip * order.linear), seconds)
        self._seen.append(self.pose)
        seen = self._seen.popleft()
        seen = odometry or seen
        tick = self.executor.tick(Senses(
            self.now, seen if self.has_odometry else None, seen, self.start,
            self.pose_age, self.sent, self.held_by))
        wanted = STILL if tick.velocity is None or self.held_by else tick.velocity
        self.sent = limit(wanted, self.sent, seconds, self.limits, tick.brake)
        self.velocities.append(self.sent if tick.velocity is not None else None)
        return tick

    def run(self, plan, within: float = 600.0) -> Tick:
        """Execute a plan to its end, and let the robot come to rest."""
        self.executor.start(plan, self.now)
        return self.finish(within)

    def finish(self, within: float = 600.0) -> Tick:
        """Tick until the plan under way has ended."""
        end = self.now + within
        while self.now < end:
            tick = self.tick()
            if tick.outcome is not None:
                for _ in range(20):
                    self.tick()
                return tick
        raise AssertionError(f'not ended within {within} s: {self.executor.progress}')

    def local(self) -> Pose:
        """Return where the robot is, seen from where it started."""
        return self.start.inverse().compose(self.pose)
