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
A NavigateToPose server to try navigation without Nav2.

It is a stand-in, not Nav2: it knows the house and the robot's true pose, sees no obstacle that
the house lacks, and has no recoveries. What it shares with Nav2 is the action, its feedback, and
how it behaves: a new goal ends the one before, a goal in a wall is aborted, cancel stops the
robot. The action is ``navigate_to_pose``, the velocity goes out on ``cmd_vel``.

The simulator's clock drives it. A goal is held as accepted meanwhile and executed at its end,
since a callback of rclpy's single-threaded executor can only block or spin while it waits.
"""

from collections.abc import Callable

from nav2_msgs.action import NavigateToPose
from nl2ros.robot.messages import planar_pose
from nl2ros.robot.motion import Pose, STILL, Velocity
from nl2ros.simulation.follower import Follower, Outcome
from nl2ros.simulation.messages import pose_message
from nl2ros.simulation.planner import Planner
from rclpy.action import ActionServer, CancelResponse
from rclpy.action.server import ServerGoalHandle
from rclpy.duration import Duration
from rclpy.node import Node

CONTROL_PERIOD_S = 0.05
FEEDBACK_PERIOD_S = 0.25
NO_VALID_GOAL = 9001
NO_WAY = 208
STUCK = 105
REPLACED = 9002


class NavigationServer:
    """
    The action server; ``tick`` moves it on.

    ``drive`` takes the velocity to command.
    """

    def __init__(self, node: Node, drive: Callable[[Velocity], None]) -> None:
        self._node = node
        self._drive = drive
        self._planner = Planner()
        self._waiting: list[ServerGoalHandle] = []
        self._goal: ServerGoalHandle | None = None
        self._follower: Follower | None = None
        self._endings: dict[bytes, tuple[str, NavigateToPose.Result]] = {}
        self._started = self._controlled = self._told = 0.0
        self._server = ActionServer(
            node, NavigateToPose, 'navigate_to_pose', self._conclude,
            handle_accepted_callback=self._waiting.append,
            cancel_callback=lambda _: CancelResponse.ACCEPT)

    def tick(self, pose: Pose, now: float) -> None:
        """Drive on, given the true ``pose`` and the simulated time in s."""
        for goal in self._waiting:
            self._begin(goal, pose, now)
        self._waiting.clear()
        if self._goal is None:
            return
        if self._goal.is_cancel_requested:
            self._finish('canceled')
        elif now - self._controlled >= CONTROL_PERIOD_S - 1e-6:
            self._controlled = now
            self._control(pose, now)

    def _begin(self, goal: ServerGoalHandle, pose: Pose, now: float) -> None:
        if self._goal is not None:
            self._finish('abort', REPLACED, 'a new goal took its place')
        self._goal = goal
        target = planar_pose(goal.request.pose.pose)
        frame = goal.request.pose.header.frame_id
        if target is None or frame not in ('map', ''):
            self._finish('abort', NO_VALID_GOAL, f'needs a pose in the map frame, got {frame!r}')
            return
        route = self._planner.plan(pose, target)
        if route.problem:
            self._finish('abort', NO_WAY, route.problem)
            return
        self._follower = Follower(route.points, target.yaw, now)
        self._started = self._controlled = now
        self._node.get_logger().info(
            f'navigating to ({target.x:.2f}, {target.y:.2f}), '
            f'{self._follower.distance_remaining:.1f} m')

    def _control(self, pose: Pose, now: float) -> None:
        outcome, velocity = self._follower.tick(pose, now)
        if outcome is Outcome.ARRIVED:
            self._finish('succeed')
        elif outcome is Outcome.STUCK:
            self._finish('abort', STUCK, 'the robot does not get on')
        else:
            self._drive(velocity)
            if now - self._told >= FEEDBACK_PERIOD_S:
                self._told = now
                self._goal.publish_feedback(self._feedback(pose, now))

    def _feedback(self, pose: Pose, now: float) -> NavigateToPose.Feedback:
        feedback = NavigateToPose.Feedback(
            navigation_time=Duration(seconds=now - self._started).to_msg(),
            distance_remaining=self._follower.distance_remaining)
        feedback.estimated_time_remaining = Duration(
            seconds=self._follower.distance_remaining / self._follower.gait.speed).to_msg()
        feedback.current_pose.header.frame_id = 'map'
        feedback.current_pose.header.stamp = self._node.get_clock().now().to_msg()
        feedback.current_pose.pose = pose_message(pose)
        return feedback

    def _finish(self, state: str, code: int = 0, message: str = '') -> None:
        """Stop the robot and end the goal as succeed, abort or canceled."""
        goal, self._goal, self._follower = self._goal, None, None
        self._drive(STILL)
        self._node.get_logger().info(f'navigation ended: {state} {message}'.rstrip())
        # Nav2 before Kilted has no error_msg, and before Iron no error_code either
        result = NavigateToPose.Result()
        if hasattr(result, 'error_code'):
            result.error_code = code
        if hasattr(result, 'error_msg'):
            result.error_msg = message
        self._endings[bytes(goal.goal_id.uuid)] = (state, result)
        goal.execute()

    def _conclude(self, goal: ServerGoalHandle) -> NavigateToPose.Result:
        state, result = self._endings.pop(bytes(goal.goal_id.uuid))
        # a cancel may have come in since; then no other end is allowed
        getattr(goal, 'canceled' if goal.is_cancel_requested else state)()
        return result
