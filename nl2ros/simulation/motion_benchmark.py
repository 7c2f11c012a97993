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
How exactly motions are driven: commanded against done, in the physics and with delays. No ROS.

The control loop of the node drives the simulated robot as fast as the processor can. Wheels slip
and odometry drifts as the simulator has it; on top, commands act and odometry arrives late, and
the robot pulls aside.
"""

from collections import deque
from dataclasses import dataclass
import math

from nl2ros.errors import Nl2RosError
from nl2ros.plan import Arc, Move, Plan, Turn
from nl2ros.robot.control import ControlLoop
from nl2ros.robot.drive import Done
from nl2ros.robot.executor import Executor, Outcome
from nl2ros.robot.goals import Goal, Navigation, Trip
from nl2ros.robot.motion import Pose, Velocity, wrap
from nl2ros.robot.places import Places
from nl2ros.robot.settings import Settings
from nl2ros.robot.speech import Notice
from nl2ros.simulation.robot import PERIOD_S, Robot

SETTLED_S = 0.1         # the robot has come down on its wheels, odometry has come
REST_S = 1.0            # after the end, so that the robot is seen at rest
LONGEST_S = 600.0


@dataclass(frozen=True)
class Course:
    """A motion by name, and the pose where it should end, seen from where it began."""

    name: str
    plan: Plan
    end: Pose


def _course(name: str, end: Pose, *steps: Move | Turn | Arc, repeat: int = 1) -> Course:
    return Course(name, Plan(steps=steps, repeat=repeat), end)


QUARTER = math.pi / 2
COURSES = (
    _course('1 m ahead', Pose(1.0), Move(direction='forward', distance=1.0)),
    _course('2 m at 0.4 m/s', Pose(2.0),
            Move(direction='forward', distance=2.0, speed=0.4)),
    _course('5 cm ahead', Pose(0.05), Move(direction='forward', distance=0.05)),
    _course('1 m back', Pose(-1.0), Move(direction='backward', distance=1.0)),
    _course('90° left', Pose(yaw=QUARTER), Turn(direction='left', angle=QUARTER)),
    _course('45° right', Pose(yaw=-QUARTER / 2),
            Turn(direction='right', angle=QUARTER / 2)),
    _course('360° left', Pose(), Turn(direction='any', angle=4 * QUARTER)),
    _course('90° arc of 1 m', Pose(1.0, 1.0, QUARTER),
            Arc(direction='left', radius=1.0, angle=QUARTER)),
    _course('circle of 0.5 m', Pose(),
            Arc(direction='left', radius=0.5, angle=4 * QUARTER)),
    _course('square of 1 m', Pose(), Move(direction='forward', distance=1.0),
            Turn(direction='left', angle=QUARTER), repeat=4),
)


@dataclass(frozen=True)
class Handicap:
    """What makes it hard: delays in s, and how far the robot pulls to the left, rad/m."""

    command_delay: float = 0.06
    odometry_delay: float = 0.04
    pull: float = 0.1


@dataclass(frozen=True)
class Run:
    """A driven course: where it really ended, where odometry says, and how long it took, s."""

    course: Course
    outcome: Outcome
    done: Pose
    believed: Pose
    seconds: float

    @property
    def off(self) -> tuple[float, float]:
        """Return how far from the wanted end the robot stands, m and rad."""
        return (self.done.distance_to(self.course.end),
                abs(wrap(self.done.yaw - self.course.end.yaw)))


class _NoNavigator:
    """Nobody to go to places."""

    def send(self, goal: Goal, now: float) -> None:
        raise Nl2RosError(f'{goal}: a motion benchmark goes to no places')

    def tick(self, now: float) -> Trip:
        return Trip(Navigation.CANCELED)

    def cancel(self, now: float) -> None:
        """Give nothing up."""

    def stop(self, now: float) -> None:
        """Stop nothing."""

    def is_free(self, now: float) -> bool:
        return True


class _Late:
    """Commands on their way to the robot."""

    def __init__(self, robot: Robot, handicap: Handicap):
        self._robot, self._handicap = robot, handicap
        self._orders: deque[tuple[float, Velocity]] = deque()

    def send(self, velocity: Velocity) -> None:
        self._orders.append((self._robot.time + self._handicap.command_delay, velocity))

    def deliver(self) -> None:
        """Hand over what is due."""
        while self._orders and self._orders[0][0] <= self._robot.time + 1e-9:
            order = self._orders.popleft()[1]
            self._robot.command(Velocity(
                order.linear, order.angular + self._handicap.pull * order.linear))

    def problem(self) -> Notice | None:
        return None

    def rival(self) -> Notice | None:
        return None


def drive(course: Course, handicap: Handicap = Handicap(), settings: Settings = Settings(),
          seed: int = 0) -> Run:
    """Drive one course from the middle of the hall until the robot stands."""
    robot = Robot(seed=seed)
    output = _Late(robot, handicap)
    executor = Executor(settings.motion, settings.limits, Places({}), _NoNavigator(),
                        lambda effect, senses: Done())
    loop = ControlLoop(settings, executor, _NoNavigator(), output)
    seen: deque[tuple[float, Pose]] = deque()
    ended: tuple[float, Outcome] | None = None
    start = robot.true_pose, robot.odometry
    next_tick = SETTLED_S
    while ended is None or robot.time < ended[0] + REST_S:
        robot.step(PERIOD_S)
        seen.append((robot.time + handicap.odometry_delay, robot.odometry))
        while seen and seen[0][0] <= robot.time + 1e-9:
            loop.localisation.hear_odometry(seen.popleft()[1], robot.time)
        output.deliver()
        if robot.time < next_tick - 1e-9:
            continue
        if next_tick == SETTLED_S:
            executor.start(course.plan, robot.time)
        next_tick += 1 / settings.node.rate
        tick = loop.tick(robot.time)
        if ended is None and (tick.outcome or robot.time > LONGEST_S):
            ended = robot.time, tick.outcome or Outcome.FAILED
    return Run(course, ended[1], start[0].inverse().compose(robot.true_pose),
               start[1].inverse().compose(robot.odometry), ended[0] - SETTLED_S)
