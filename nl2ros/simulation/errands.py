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
What the navigation server can be asked for: ways through the house, straight moves, turns.

An errand is ticked to its end; each time it answers with a velocity or with how it ended. Goals,
feedback and error codes are those of the Nav2 action that asks for it, in any distribution: see
robot/nav2_actions.py for how they differ.
"""

from collections.abc import Sequence
from dataclasses import dataclass
import math

from nav2_msgs.action import (
    BackUp, DriveOnHeading, NavigateThroughPoses, NavigateToPose, Spin,
)
from nl2ros.plan import Move, Turn
from nl2ros.robot.drive import Done, Drive
from nl2ros.robot.messages import planar_pose, pose_message
from nl2ros.robot.motion import Pose, STILL, Velocity
from nl2ros.robot.safety import limit, Limits
from nl2ros.robot.targets import MotionSettings
from nl2ros.simulation.follower import Follower, Outcome
from nl2ros.simulation.planner import Planner
from nl2ros.simulation.robot import RADIUS
from nl2ros.simulation.world import House
from rclpy.duration import Duration

STUCK, NO_WAY, NO_VALID_GOAL = 105, 208, 9001
LOOK_AHEAD_S = 1.0      # how far a straight move looks for something solid
KEEP_AWAY_M = 0.05      # from the robot's edge to something solid


@dataclass(frozen=True)
class Ended:
    """How an errand ended: code 0 is success; the message says what else happened."""

    code: int = 0
    message: str = ''


class Journey:
    """One way through poses; each is reached before the next is planned."""

    def __init__(self, goals: Sequence[Pose | None], frame: str, planner: Planner):
        self._goals, self._frame, self._planner = list(goals), frame, planner
        self._follower: Follower | None = None
        self._began: float | None = None

    def tick(self, pose: Pose, now: float) -> Velocity | Ended:
        """Plan when a way begins, then follow it."""
        self._began = now if self._began is None else self._began
        if self._follower is None:
            problem = self._plan(pose, now)
            if problem is not None:
                return problem
        outcome, velocity = self._follower.tick(pose, now)
        if outcome is Outcome.STUCK:
            return Ended(STUCK, 'the robot does not get on')
        if outcome is Outcome.ARRIVED:
            self._goals.pop(0)
            self._follower = None
            return self.tick(pose, now) if self._goals else Ended()
        return velocity

    def _plan(self, pose: Pose, now: float) -> Ended | None:
        if not self._goals or None in self._goals or self._frame not in ('map', ''):
            return Ended(NO_VALID_GOAL, f'needs a pose in the map frame, got {self._frame!r}')
        route = self._planner.plan(pose, self._goals[0])
        if route.problem:
            return Ended(NO_WAY, route.problem)
        self._follower = Follower(route.points, self._goals[0].yaw, now)
        return None

    def tell(self, feedback: object, pose: Pose, now: float) -> None:
        """Fill in a feedback message."""
        left = self._follower.distance_remaining
        feedback.navigation_time = Duration(seconds=now - self._began).to_msg()
        feedback.distance_remaining = left
        feedback.estimated_time_remaining = Duration(
            seconds=left / self._follower.gait.speed).to_msg()
        feedback.current_pose.header.frame_id = 'map'
        feedback.current_pose.pose = pose_message(pose)
        if hasattr(feedback, 'number_of_poses_remaining'):
            feedback.number_of_poses_remaining = len(self._goals)


class Manoeuvre:
    """A straight move or a turn on the true pose; a move stops before something solid."""

    def __init__(self, step: Move | Turn, allowance: float, house: House, codes: type):
        """Take the step, and the time it may last (s); ``codes`` names the action's errors."""
        self._step, self._allowance, self._house, self._codes = step, allowance, house, codes
        self._drive: Drive | None = None
        self._began = self._now = 0.0
        self._sent = STILL

    def tick(self, pose: Pose, now: float) -> Velocity | Ended:
        """Drive on, as far as the way is free and there is time."""
        if self._drive is None:
            self._drive = Drive(self._step, MotionSettings(), Limits(), pose, now)
            self._began = self._now = now
        if now - self._began > self._allowance > 0:
            return Ended(_code(self._codes, 'TIMEOUT'), 'took longer than allowed')
        answer = self._drive.tick(pose, now)
        if isinstance(answer, Done):
            return Ended()
        if not isinstance(answer, Velocity):
            return Ended(_code(self._codes, 'UNKNOWN'), answer.notice.text('en'))
        if answer.linear and self._is_blocked(pose, answer):
            return Ended(_code(self._codes, 'COLLISION_AHEAD'), 'something solid is ahead')
        self._sent = limit(answer, self._sent, now - self._now, Limits())
        self._now = now
        return self._sent

    def _is_blocked(self, pose: Pose, velocity: Velocity) -> bool:
        """Tell whether driving on would soon come too near to something solid, and nearer."""
        ahead = pose.compose(Pose(velocity.linear * LOOK_AHEAD_S, 0.0, 0.0))
        here, there = self._house.clearance([(pose.x, pose.y), (ahead.x, ahead.y)])
        return there < min(here, RADIUS + KEEP_AWAY_M)

    def tell(self, feedback: object, pose: Pose, now: float) -> None:
        """Fill in a feedback message."""
        if isinstance(self._step, Turn):
            feedback.angular_distance_traveled = self._drive.progress
        else:
            feedback.distance_traveled = self._drive.progress


Errand = Journey | Manoeuvre


def _code(result: type, name: str) -> int:
    """Return an action's number for an error; any but 0 where its distribution has no numbers."""
    return getattr(result, name, 1)


def errand_of(goal: object, planner: Planner, house: House) -> Errand | Ended:
    """Return what a goal message of one of the five actions asks for, or why it is no good."""
    if isinstance(goal, NavigateToPose.Goal):
        return Journey([planar_pose(goal.pose.pose)], goal.pose.header.frame_id, planner)
    if isinstance(goal, NavigateThroughPoses.Goal):
        poses = getattr(goal.poses, 'goals', goal.poses)
        frames = {pose.header.frame_id for pose in poses} or {'no poses'}
        return Journey([planar_pose(pose.pose) for pose in poses], ', '.join(sorted(frames)),
                       planner)
    allowance = Duration.from_msg(goal.time_allowance).nanoseconds * 1e-9
    if isinstance(goal, Spin.Goal):
        if not math.isfinite(goal.target_yaw) or not goal.target_yaw:
            return Ended(_code(Spin.Result, 'UNKNOWN'), f'cannot turn by {goal.target_yaw}')
        side = 'left' if goal.target_yaw > 0 else 'right'
        return Manoeuvre(Turn(direction=side, angle=abs(goal.target_yaw)), allowance, house,
                         Spin.Result)
    is_back = isinstance(goal, BackUp.Goal)
    codes = BackUp.Result if is_back else DriveOnHeading.Result
    x, speed = (abs(goal.target.x), abs(goal.speed)) if is_back else (goal.target.x, goal.speed)
    if not (0 < x < math.inf and 0 < speed < math.inf) or goal.target.y or goal.target.z:
        return Ended(_code(codes, 'INVALID_INPUT'),
                     'only moves straight ahead, at a speed above 0')
    return Manoeuvre(Move(direction='backward' if is_back else 'forward', distance=x, speed=speed),
                     allowance, house, codes)
