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
The console's side of ROS: a node in a thread of its own, which never makes a page wait.

What is heard is posted to the page's thread; what is said there is published or sent as a service
request at once, and whatever comes back is posted, too.
"""

from collections.abc import Callable

from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus
from nl2ros.console.board import Board
from nl2ros.console.settings import ASKED
from nl2ros.console.whereabouts import Whereabouts
from nl2ros.robot.messages import seconds
from rcl_interfaces.msg import ParameterEvent
from rcl_interfaces.srv import GetParameters, SetParameters
from rclpy.clock import Clock, ClockType
from rclpy.node import Node
from rclpy.parameter import Parameter, parameter_value_to_python
from rclpy.qos import DurabilityPolicy, QoSProfile
from rclpy.task import Future
from std_msgs.msg import String
from std_srvs.srv import SetBool, Trigger

LOOK_EVERY_S = 0.5
HISTORY = 1000          # statuses; as many as the node keeps for whoever comes late
OLD_NEWS_S = 1.0        # after the node was found it first tells what happened before


class Link(Node):
    """Everything that goes to and comes from one robot; ``post`` runs a call where pages live."""

    def __init__(self, board: Board, post: Callable[..., object], robot: str = 'nl2ros_node',
                 **options: object) -> None:
        super().__init__('console', **options)
        self._board, self._post, self._robot = board, post, robot
        self._steady = Clock(clock_type=ClockType.STEADY_TIME)
        self._found: float | None = None    # when the node was
        self._is_asked = False
        self._commands = self.create_publisher(String, 'nl_command', 10)
        self._stop = self.create_client(Trigger, f'{robot}/stop')
        self._confirm = self.create_client(SetBool, f'{robot}/confirm')
        self._get = self.create_client(GetParameters, f'{robot}/get_parameters')
        self._set = self.create_client(SetParameters, f'{robot}/set_parameters')
        self._listen()
        self.whereabouts = Whereabouts(self, board, post)
        self.create_timer(LOOK_EVERY_S, self._look, clock=self._steady)

    def _listen(self) -> None:
        def latched(depth: int) -> QoSProfile:
            return QoSProfile(depth=depth, durability=DurabilityPolicy.TRANSIENT_LOCAL)

        board, robot = self._board, self._robot
        self.create_subscription(String, f'{robot}/status', self._on_status, latched(HISTORY))
        self.create_subscription(
            String, f'{robot}/plan', lambda message: self._post(board.hear_plan, message.data),
            latched(1))
        self.create_subscription(
            String, f'{robot}/say', lambda message: self._post(board.hear_words, message.data), 10)
        self.create_subscription(DiagnosticArray, '/diagnostics', self._on_diagnostics, 10)
        self.create_subscription(ParameterEvent, '/parameter_events', self._on_parameters, 100)

    # What people do; none of these waits

    def say(self, text: str) -> None:
        """Say a sentence to the robot."""
        self._commands.publish(String(data=text))

    def stop(self) -> bool:
        """Stop the robot by topic and by service; tell whether anybody is there to hear it."""
        self._commands.publish(String(data='stop'))
        is_served = self._stop.service_is_ready()
        if is_served:
            self._stop.call_async(Trigger.Request())
        return is_served or self._commands.get_subscription_count() > 0

    def answer(self, is_yes: bool) -> None:
        """Let the plan that waits begin, or drop it."""
        if self._confirm.service_is_ready():
            self._confirm.call_async(SetBool.Request(data=is_yes))

    def change(self, name: str, value: str | float) -> None:
        """Set a parameter of the node; the board hears the outcome."""
        if not self._set.service_is_ready():
            self._post(self._board.hear_complaint, f'{name}: the node is not there')
            return
        request = SetParameters.Request(parameters=[Parameter(name, value=value)
                                                    .to_parameter_msg()])
        self._set.call_async(request).add_done_callback(
            lambda future: self._on_changed(name, value, future))

    # What comes back

    def _on_status(self, message: String) -> None:
        now = self._now()
        is_news = self._found is not None and now - self._found > OLD_NEWS_S
        self._post(self._board.hear_status, message.data, now if is_news else None)

    def _on_diagnostics(self, message: DiagnosticArray) -> None:
        for status in message.status:
            if status.name.split(':')[0] == self._full_name:
                values = {value.key: value.value for value in status.values}
                if status.level != DiagnosticStatus.OK:
                    values['trouble'] = status.message
                self._post(self._board.hear_health, values)

    def _on_parameters(self, event: ParameterEvent) -> None:
        if event.node == self._full_name:
            changed = {p.name: parameter_value_to_python(p.value)
                       for p in event.changed_parameters if p.name in ASKED}
            if changed:
                self._tell_settings(changed)

    def _on_changed(self, name: str, value: str | float, future: Future) -> None:
        (result,) = future.result().results
        if result.successful:
            self._tell_settings({name: value})
        else:
            self._post(self._board.hear_complaint, f'{name} = {value}: {result.reason}')

    def _look(self) -> None:
        """See whether the node is there, and ask for its parameters when it has come."""
        is_there = self._commands.get_subscription_count() > 0
        if is_there != (self._found is not None):
            self._found = self._now() if is_there else None
            self._is_asked = False
            self._post(self._board.hear_presence, is_there)
        if is_there and not self._is_asked and self._get.service_is_ready():
            self._is_asked = True
            self._get.call_async(GetParameters.Request(names=list(ASKED))).add_done_callback(
                self._on_values)

    def _on_values(self, future: Future) -> None:
        values = future.result().values
        known = {name: parameter_value_to_python(value)
                 for name, value in zip(ASKED, values)}     # noqa: B905  fewer from an older node
        self._tell_settings({k: v for k, v in known.items() if v is not None})

    def _tell_settings(self, values: dict[str, object]) -> None:
        self.whereabouts.map_frame = values.get('map_frame', self.whereabouts.map_frame)
        self._post(self._board.hear_settings, values)

    @property
    def _full_name(self) -> str:
        return f'{self.get_namespace().rstrip("/")}/{self._robot}'

    def _now(self) -> float:
        return seconds(self._steady)
