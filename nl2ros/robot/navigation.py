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
Navigation by Nav2's NavigateToPose, or by whoever offers the same action.

Nothing here waits: callbacks store, the tick decides, and every goal ends in bounded time. Result
fields differ between ROS distributions (Humble has none, error_code comes with Iron, error_msg
later), so the goal's status decides and fields are read where there are any.
"""

from dataclasses import dataclass, field
import math

from action_msgs.msg import GoalStatus
from action_msgs.srv import CancelGoal
from builtin_interfaces.msg import Duration as DurationMessage
from nav2_msgs.action import NavigateToPose
from nl2ros.robot.activities import Navigation, Trip
from nl2ros.robot.motion import Pose
from nl2ros.robot.settings import NavigationSettings
from nl2ros.robot.speech import Notice
from rclpy.action import ActionClient
from rclpy.action.client import ClientGoalHandle
from rclpy.duration import Duration
from rclpy.node import Node

ACTION = 'navigate_to_pose'
GONE_FOR_S = 2.0        # discovery may lose sight of a server for a moment
ENDS = {
    GoalStatus.STATUS_SUCCEEDED: Navigation.SUCCEEDED,
    GoalStatus.STATUS_CANCELED: Navigation.CANCELED,
    GoalStatus.STATUS_ABORTED: Navigation.ABORTED,
}


@dataclass(eq=False)
class _Goal:
    """One goal and what its callbacks have stored; late ones reach only the goal they are of."""

    pose: Pose
    since: float                        # when the present stage began, s
    begun: float                        # when somebody wanted to go there, s
    is_asked: bool = False
    handle: ClientGoalHandle | None = None
    is_rejected: bool = False
    is_unwanted: bool = False           # cancelled by us, maybe before it was accepted
    response: NavigateToPose.Impl.GetResultService.Response | None = None
    heard: float | None = None          # last feedback, s
    gone_since: float | None = None     # server not seen, s
    detail: dict = field(default_factory=dict)

    @property
    def is_over(self) -> bool:
        """Tell whether the server does nothing for this goal any more, as far as is known."""
        return not self.is_asked or self.is_rejected or self.response is not None


class Nav2Navigator:
    """Sends one goal at a time; a replaced or stopped one is cancelled, even before acceptance."""

    def __init__(self, node: Node, settings: NavigationSettings, frame: str):
        self._node, self._settings, self._frame = node, settings, frame
        self._client = ActionClient(node, NavigateToPose, ACTION)
        self._cancel_all = node.create_client(CancelGoal, f'{ACTION}/_action/cancel_goal')
        self._goal: _Goal | None = None
        self._leaving: list[_Goal] = []

    @property
    def is_there(self) -> bool:
        """Tell whether somebody offers navigation."""
        return self._client.server_is_ready()

    def can_stop_others(self) -> bool:
        """Tell whether the server's cancel service has been found."""
        return self._cancel_all.service_is_ready()

    def send(self, goal: Pose, now: float) -> None:
        """Begin to go to a pose in the map frame."""
        self.cancel(now)
        self._goal = _Goal(goal, now, now)

    def tick(self, now: float) -> Trip:
        """Return how the goal stands; one that has ended is forgotten."""
        goal = self._goal
        if goal is None:
            return Trip(Navigation.CANCELED, Notice('nav_canceled'))
        state = self._state(goal, now)
        if state is Navigation.ACTIVE:
            return Trip(state, detail=goal.detail | {'elapsed': round(now - goal.begun, 1)})
        self.cancel(now)
        return Trip(state, self._reason(state, goal), goal.detail)

    def cancel(self, now: float) -> None:
        """Give the goal up; one that is not accepted yet is cancelled when it is."""
        goal, self._goal = self._goal, None
        if goal is None or goal.is_over:
            return
        goal.is_unwanted, goal.since = True, now
        self._leaving.append(goal)
        if goal.handle is not None:
            goal.handle.cancel_goal_async()

    def stop(self, now: float) -> None:
        """Cancel all goals of the server, whoever sent them: the robot has to stand still."""
        self.cancel(now)
        if self.can_stop_others():
            # an all-zero goal id and time means every goal (action_msgs/srv/CancelGoal)
            self._cancel_all.call_async(CancelGoal.Request())

    def is_free(self, now: float) -> bool:
        """Tell whether no cancelled goal may still be moving the robot."""
        self._leaving = [goal for goal in self._leaving if not goal.is_over
                         and 0 <= now - goal.since < self._settings.cancel_timeout]
        return not self._leaving

    def _state(self, goal: _Goal, now: float) -> Navigation:
        limits = self._settings
        is_there = self._client.server_is_ready()
        if not goal.is_asked:
            if is_there:
                self._ask(goal, now)
            elif now - goal.since > limits.server_timeout:
                return Navigation.NO_SERVER
            return Navigation.ACTIVE
        if goal.is_rejected:
            return Navigation.REJECTED
        if goal.response is not None:
            return ENDS.get(goal.response.status, Navigation.LOST)
        if goal.handle is None:
            late = now - goal.since > limits.answer_timeout
            return Navigation.NO_ANSWER if late else Navigation.ACTIVE
        goal.gone_since = None if is_there else goal.gone_since or now
        if goal.gone_since is not None and now - goal.gone_since > GONE_FOR_S:
            return Navigation.LOST
        if goal.heard is not None and now - goal.heard > limits.silence_timeout:
            return Navigation.LOST
        return Navigation.TIMEOUT if now - goal.begun > limits.timeout else Navigation.ACTIVE

    def _ask(self, goal: _Goal, now: float) -> None:
        request = NavigateToPose.Goal()
        request.pose.header.frame_id = self._frame
        request.pose.header.stamp = self._node.get_clock().now().to_msg()
        pose = request.pose.pose
        pose.position.x, pose.position.y = goal.pose.x, goal.pose.y
        pose.orientation.z = math.sin(goal.pose.yaw / 2)
        pose.orientation.w = math.cos(goal.pose.yaw / 2)
        goal.is_asked, goal.since = True, now
        self._client.send_goal_async(
            request, feedback_callback=lambda message: self._hear(goal, message.feedback),
        ).add_done_callback(lambda future: self._answered(goal, future.result()))

    def _answered(self, goal: _Goal, handle: ClientGoalHandle) -> None:
        if not handle.accepted:
            goal.is_rejected = True
            return
        goal.handle = handle
        handle.get_result_async().add_done_callback(
            lambda future: setattr(goal, 'response', future.result()))
        if goal.is_unwanted:
            handle.cancel_goal_async()

    def _hear(self, goal: _Goal, feedback: NavigateToPose.Feedback) -> None:
        goal.heard = self._node.get_clock().now().nanoseconds * 1e-9
        goal.detail = {
            'distance_remaining': round(float(getattr(feedback, 'distance_remaining', 0.0)), 3),
            'time_remaining': _seconds(getattr(feedback, 'estimated_time_remaining', None)),
            'recoveries': int(getattr(feedback, 'number_of_recoveries', 0))}

    def _reason(self, state: Navigation, goal: _Goal) -> Notice | None:
        if state is Navigation.SUCCEEDED:
            return None
        values = {}
        if state is Navigation.ABORTED:
            result = goal.response.result
            why = getattr(result, 'error_msg', '') or getattr(result, 'error_code', 0)
            values['why'] = f' ({why})' if why else ''
        elif state is Navigation.TIMEOUT:
            values['seconds'] = self._settings.timeout
        elif state is Navigation.NO_SERVER:
            values['action'] = self._node.resolve_topic_name(ACTION)
        return Notice(f'nav_{state.value}', values)


def _seconds(duration: DurationMessage | None) -> float | None:
    return None if duration is None else round(Duration.from_msg(duration).nanoseconds * 1e-9, 1)
