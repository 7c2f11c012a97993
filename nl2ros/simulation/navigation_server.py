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
A stand-in for Nav2's action servers, to try navigation without Nav2.

It knows the house and the robot's true pose, sees no obstacle that the house lacks, and has no
recoveries. What it shares with Nav2 are the actions, their feedback, and how they behave: a new
goal ends the one before, a goal in a wall is aborted, a straight move stops before a wall, cancel
stops the robot. The velocity goes out on ``cmd_vel``.

The simulator's clock drives it. A goal is held as accepted meanwhile and executed at its end,
since a callback of rclpy's single-threaded executor can only block or spin while it waits.
"""

from collections.abc import Callable
from functools import partial

from nav2_msgs.action import (
    BackUp, DriveOnHeading, NavigateThroughPoses, NavigateToPose, Spin,
)
from nl2ros.robot.motion import Pose, STILL, Velocity
from nl2ros.simulation.errands import Ended, Errand, errand_of
from nl2ros.simulation.planner import Planner
from nl2ros.simulation.world import HOUSE
from rclpy.action import ActionServer, CancelResponse
from rclpy.action.server import ServerGoalHandle
from rclpy.node import Node

CONTROL_PERIOD_S = 0.05
FEEDBACK_PERIOD_S = 0.25
REPLACED = 9002
ACTIONS = {
    'navigate_to_pose': NavigateToPose, 'navigate_through_poses': NavigateThroughPoses,
    'spin': Spin, 'drive_on_heading': DriveOnHeading, 'backup': BackUp,
}


class NavigationServer:
    """
    The action servers, which share the robot; ``tick`` moves them on.

    ``drive`` takes the velocity to command.
    """

    def __init__(self, node: Node, drive: Callable[[Velocity], None]) -> None:
        self._node = node
        self._drive = drive
        self._planner = Planner()
        self._waiting: list[tuple[type, ServerGoalHandle]] = []
        self._goal: tuple[type, ServerGoalHandle] | None = None
        self._errand: Errand | None = None
        self._endings: dict[bytes, tuple[str, object]] = {}
        self._controlled = self._told = 0.0
        self._servers = [ActionServer(
            node, action, name, self._conclude,
            handle_accepted_callback=partial(self._accept, action),
            cancel_callback=lambda _: CancelResponse.ACCEPT) for name, action in ACTIONS.items()]

    def _accept(self, action: type, goal: ServerGoalHandle) -> None:
        self._waiting.append((action, goal))

    def tick(self, pose: Pose, now: float) -> None:
        """Drive on, given the true ``pose`` and the simulated time in s."""
        for waiting in self._waiting:
            self._begin(*waiting)
        self._waiting.clear()
        if self._goal is None:
            return
        if self._goal[1].is_cancel_requested:
            self._finish('canceled')
        elif now - self._controlled >= CONTROL_PERIOD_S - 1e-6:
            self._controlled = now
            self._control(pose, now)

    def _begin(self, action: type, goal: ServerGoalHandle) -> None:
        if self._goal is not None:
            self._finish('abort', REPLACED, 'a new goal took its place')
        self._goal = action, goal
        errand = errand_of(goal.request, self._planner, HOUSE)
        if isinstance(errand, Ended):
            self._finish('abort', errand.code, errand.message)
            return
        self._errand = errand
        self._node.get_logger().info(f'{action.__name__} begins')

    def _control(self, pose: Pose, now: float) -> None:
        answer = self._errand.tick(pose, now)
        if isinstance(answer, Ended):
            self._finish('abort' if answer.code else 'succeed', answer.code, answer.message)
            return
        self._drive(answer)
        if now - self._told >= FEEDBACK_PERIOD_S:
            self._told = now
            action, goal = self._goal
            feedback = action.Feedback()
            self._errand.tell(feedback, pose, now)
            goal.publish_feedback(feedback)

    def _finish(self, state: str, code: int = 0, message: str = '') -> None:
        """Stop the robot and end the goal as succeed, abort or canceled."""
        (action, goal), self._goal, self._errand = self._goal, None, None
        self._drive(STILL)
        self._node.get_logger().info(f'{action.__name__} ended: {state} {message}'.rstrip())
        # Humble's results have neither; error_code comes with Iron, error_msg later
        result = action.Result()
        if hasattr(result, 'error_code'):
            result.error_code = code
        if hasattr(result, 'error_msg'):
            result.error_msg = message
        self._endings[bytes(goal.goal_id.uuid)] = (state, result)
        goal.execute()

    def _conclude(self, goal: ServerGoalHandle) -> object:
        state, result = self._endings.pop(bytes(goal.goal_id.uuid))
        # a cancel may have come in since; then no other end is allowed
        getattr(goal, 'canceled' if goal.is_cancel_requested else state)()
        return result
