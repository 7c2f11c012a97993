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
Driving by Nav2's actions, or by whoever offers the same.

Nothing here waits: callbacks store, the tick decides, and every goal ends in bounded time.
"""

from dataclasses import dataclass, field

from action_msgs.msg import GoalStatus
from action_msgs.srv import CancelGoal
from nl2ros.robot.goals import Goal, Navigation, Rotation, Straight, Trip
from nl2ros.robot.messages import seconds
from nl2ros.robot.nav2_actions import (
    action_for, actions_for, detail_of, DRIVING, reason_of, request_for, TYPES,
)
from nl2ros.robot.settings import NavigationSettings
from nl2ros.robot.speech import Notice
from rclpy.action import ActionClient
from rclpy.action.client import ClientGoalHandle
from rclpy.node import Node

GONE_FOR_S = 2.0        # discovery may lose sight of a server for a moment
ENDS = {
    GoalStatus.STATUS_SUCCEEDED: Navigation.SUCCEEDED,
    GoalStatus.STATUS_CANCELED: Navigation.CANCELED,
    GoalStatus.STATUS_ABORTED: Navigation.ABORTED,
}


@dataclass(eq=False)
class _Goal:
    """One goal and what its callbacks have stored; late ones reach only the goal they are of."""

    wanted: Goal
    since: float                        # when the present stage began, s
    begun: float                        # when somebody wanted it, s
    is_asked: bool = False
    handle: ClientGoalHandle | None = None
    is_rejected: bool = False
    is_unwanted: bool = False           # cancelled by us, maybe before it was accepted
    response: object | None = None      # of the action's GetResult service
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
        names = actions_for(settings)
        self._clients = {name: ActionClient(node, TYPES[name], name) for name in names}
        # a stop is for goals of others, too: for every action that drives, whatever we may ask for
        self._cancel_all = {name: node.create_client(CancelGoal, f'{name}/_action/cancel_goal')
                            for name in DRIVING}
        # an all-zero goal id and time means every goal (action_msgs/srv/CancelGoal)
        self._all_goals = CancelGoal.Request()
        self._goal: _Goal | None = None
        self._leaving: list[_Goal] = []

    @property
    def is_there(self) -> bool:
        """Tell whether somebody offers everything that may be asked for."""
        return all(client.server_is_ready() for client in self._clients.values())

    def can_stop_others(self, *names: str) -> bool:
        """Tell whether the cancel services of these, or all that we may ask, have been found."""
        return all(self._cancel_all[name].service_is_ready() for name in names or self._clients)

    def send(self, goal: Goal, now: float) -> None:
        """Begin with a goal; poses are in the map frame."""
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
        """Cancel all goals of all servers, whoever sent them: the robot has to stand still."""
        self.cancel(now)
        for cancel in self._cancel_all.values():
            if cancel.service_is_ready():
                cancel.call_async(self._all_goals)

    def is_free(self, now: float) -> bool:
        """Tell whether no cancelled goal may still be moving the robot."""
        self._leaving = [goal for goal in self._leaving if not goal.is_over
                         and 0 <= now - goal.since < self._settings.cancel_timeout]
        return not self._leaving

    def _state(self, goal: _Goal, now: float) -> Navigation:
        limits = self._settings
        is_there = self._clients[action_for(goal.wanted)].server_is_ready()
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
        late = now - goal.begun > self._patience(goal)
        return Navigation.TIMEOUT if late else Navigation.ACTIVE

    def _patience(self, goal: _Goal) -> float:
        """Return how long a goal may take, s; Nav2 is to notice first."""
        if isinstance(goal.wanted, (Straight, Rotation)):
            return goal.wanted.allowance + self._settings.answer_timeout
        return self._settings.timeout

    def _ask(self, goal: _Goal, now: float) -> None:
        request = request_for(goal.wanted, self._frame, self._node.get_clock().now().to_msg())
        goal.is_asked, goal.since = True, now
        self._clients[action_for(goal.wanted)].send_goal_async(
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

    def _hear(self, goal: _Goal, feedback: object) -> None:
        goal.heard = seconds(self._node.get_clock())
        goal.detail = detail_of(feedback, goal.wanted)

    def _reason(self, state: Navigation, goal: _Goal) -> Notice | None:
        if state is Navigation.SUCCEEDED:
            return None
        values = {}
        if state is Navigation.ABORTED:
            why = reason_of(goal.response.result)
            values['why'] = f' ({why})' if why else ''
        elif state is Navigation.TIMEOUT:
            values['seconds'] = self._patience(goal)
        elif state is Navigation.NO_SERVER:
            values['action'] = self._node.resolve_topic_name(action_for(goal.wanted))
        return Notice(f'nav_{state.value}', values)
