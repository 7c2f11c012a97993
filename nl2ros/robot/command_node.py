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
A Commander on ROS topics, services, timers and parameters.

What happens with a sentence is decided elsewhere (commander.py, control.py); here it is only
carried in and out. One thread runs all callbacks and a second one translates; they meet in a
future that is polled, so there are no locks. A stop is acted on before any model is asked.
"""

from collections.abc import Callable
from functools import wraps
import time
from typing import Protocol

from diagnostic_msgs.msg import DiagnosticArray
from nl2ros.plan import Plan
from nl2ros.resources import chosen_path
from nl2ros.robot import messages, parameters
from nl2ros.robot.commander import Commander
from nl2ros.robot.diagnostics import diagnose
from nl2ros.robot.markers import Markers
from nl2ros.robot.navigation import Nav2Navigator
from nl2ros.robot.places import Places
from nl2ros.robot.prompt_swaps import PromptSwaps
from nl2ros.robot.sensors import Sensors
from nl2ros.robot.settings import Settings
from nl2ros.robot.speech import Notice
from nl2ros.robot.status import Journal
from nl2ros.robot.translations import Translates, Translations
from nl2ros.robot.velocity_output import VelocityOutput
from rcl_interfaces.msg import SetParametersResult
from rclpy.clock import Clock, ClockType
from rclpy.duration import Duration
from rclpy.exceptions import InvalidHandle
from rclpy.executors import ExternalShutdownException, SingleThreadedExecutor
from rclpy.node import Node
from rclpy.qos import DurabilityPolicy, QoSProfile
from std_msgs.msg import String
from std_srvs.srv import SetBool, Trigger

HEARTBEAT_S = 1.0
NOTHING_LOST = 1000     # commands or news that may come at once before the oldest are overwritten
LATCHED = DurabilityPolicy.TRANSIENT_LOCAL
FAREWELL_S = 0.5        # for the last zero and a cancelled goal to arrive


class StopGuard(Protocol):
    """What recognises a stop without a model: language.stop_classifier.StopSense, or a fake."""

    def is_stop(self, text: str) -> bool:
        """Tell whether a sentence says stop and nothing else."""

    def starts_with_stop(self, text: str) -> bool:
        """Tell whether to brake before a model has read the sentence."""


def guarded(callback: Callable) -> Callable:
    """Let no error of a callback leave the robot moving, nor end the node."""
    @wraps(callback)
    def safe(self: 'CommandNode', *args: object) -> object:
        try:
            return callback(self, *args)
        except Exception as error:  # noqa: BLE001  whatever it is, the robot has to stop
            self.failed(callback.__name__, error)
            return args[-1] if args else None
    return safe


class CommandNode(Node):
    """Topics, services, timers and parameters around a Commander."""

    def __init__(self, load: Callable[[Settings], Translates], stops: StopGuard,
                 language_of: Callable[[str], str], answer_of: Callable[[str], bool | None],
                 **options: object):
        """Begin to load the translator with ``load``, in the worker; see ``exit_code``."""
        super().__init__('nl2ros_node', **options)
        settings = parameters.declare(self)
        places = Places.load(chosen_path(settings.node.places_file, 'config', 'places.yaml'))
        self.exit_code: int | None = None       # set once the node wants to end
        self._stops, self._language_of, self._answer_of = stops, language_of, answer_of
        self._max_text = settings.node.max_text_length
        self._publish()
        self._places, self._markers = places, Markers(self, settings.node.map_frame)
        self.output = VelocityOutput(self, settings.node.cmd_vel_type, settings.node.base_frame)
        self.navigator = Nav2Navigator(self, settings.navigation, settings.node.map_frame)
        self._wake = self.create_guard_condition(self._on_translator)
        self.translations = Translations(lambda: load(settings), self._notify)
        self.prompts = PromptSwaps(self.translations, self.get_logger())
        self.commander = Commander(
            settings, places, self.navigator, self.output, self.translations,
            Journal(self._tell, lambda text: self._say.publish(String(data=text))),
            self._show_plan)
        self._listen(settings)
        self._start_timers(settings)
        self.add_on_set_parameters_callback(self._on_parameters)
        self.get_logger().info(f'listening on {self._commands.topic_name}; knows '
                               + (', '.join(places.names) or 'no places'))

    def now(self) -> float:
        """Return the node's time, simulated or not, s."""
        return messages.seconds(self.get_clock())

    def failed(self, where: str, error: Exception) -> None:
        """Stop the robot, whatever went wrong in here; never raises, for nobody would catch it."""
        self.get_logger().error(f'{where}: {type(error).__name__}: {error}')
        self._attempt(self.commander.fail, Notice('internal', {'error': error}), self.now())

    def run_callback(self, executor: SingleThreadedExecutor, timeout_s: float) -> None:
        """Run what is ready; an error in a callback that nobody guards stops the robot only."""
        try:
            executor.spin_once(timeout_sec=timeout_s)
        except ExternalShutdownException:
            raise
        except Exception as error:  # noqa: BLE001  whatever it is, the robot has to stop
            self.failed('callback', error)

    def _attempt(self, act: Callable, *args: object) -> None:
        """Do something; an error in it is told, and keeps nobody from what has to follow."""
        try:
            act(*args)
        except Exception as error:  # noqa: BLE001
            self.get_logger().error(f'{act.__name__}: {type(error).__name__}: {error}')

    def _publish(self) -> None:
        self._plan = self.create_publisher(String, '~/plan', QoSProfile(
            depth=1, durability=LATCHED))
        self._status = self.create_publisher(String, '~/status', QoSProfile(
            depth=NOTHING_LOST, durability=LATCHED))
        self._say = self.create_publisher(String, '~/say', 10)
        self._diagnostics = self.create_publisher(DiagnosticArray, '/diagnostics', 10)

    def _listen(self, settings: Settings) -> None:
        self._commands = self.create_subscription(
            String, 'nl_command', self._on_command, NOTHING_LOST)
        control = self.commander.control
        self.sensors = Sensors(self, control.localisation,
                               control.guard if settings.guard.enabled else None, self.failed)
        self.create_service(Trigger, '~/stop', self._on_stop)
        self.create_service(SetBool, '~/confirm', self._on_confirm)

    def _start_timers(self, settings: Settings) -> None:
        """Start the heartbeat; the control loop and its watch rest while nothing is to do."""
        steady = Clock(clock_type=ClockType.STEADY_TIME)
        self._control = self.create_timer(1 / settings.node.rate, self._on_control)
        self._watch = self.create_timer(
            settings.node.clock_timeout / 4, self._on_watch, clock=steady)
        self._control.cancel()
        self._watch.cancel()
        self._watched, self._idle_watches = 0.0, 0
        self._early: list[str] = []
        self.create_timer(HEARTBEAT_S, self._on_heartbeat, clock=steady)

    def _notify(self) -> None:
        """Wake the executor from the worker thread, unless the node is gone by now."""
        try:
            self._wake.trigger()
        except InvalidHandle:
            self.get_logger().debug('a translation ended after the node did')

    def _show_plan(self, plan: Plan) -> None:
        self._plan.publish(messages.plan_message(plan))
        self._markers.plan(plan, self.commander, self.now())

    def _tell(self, status: str) -> None:
        self._status.publish(String(data=status))
        self.get_logger().info(status)

    @guarded
    def _on_command(self, message: String) -> None:
        text = message.data
        if self.exit_code is not None:
            return
        if not self._stops.is_stop(text):
            if not self.now():
                self._early.append(text)    # a simulated clock that has not begun measures nothing
                return
            self._take_in_early()
        self._take_in(text)

    def _take_in_early(self) -> None:
        """Take in what was said before the clock began, in that order."""
        while self._early and self.now():
            self._take_in(self._early.pop(0))

    @guarded
    def _take_in(self, text: str) -> None:
        """Act on a stop, an answer or any other sentence."""
        language = self._language_of(text[:self._max_text])
        if self._stops.is_stop(text):
            self._early.clear()
            self.commander.stop(self.now(), text, language)
        else:
            answer = self._answer_of(text) if self.commander.question.is_open else None
            if answer is not None:
                self.commander.answer(answer, self.now(), text, language)
                self._mind_timers()
                return
            if self._stops.starts_with_stop(text):
                self.commander.stop(self.now())     # brake in doubt; what is meant comes out later
            self.commander.command(text, language, self.now())
            self.output.follow()
        self._mind_timers()

    @guarded
    def _on_stop(self, _: Trigger.Request, response: Trigger.Response) -> Trigger.Response:
        self._early.clear()
        self.commander.stop(self.now())
        self._mind_timers()
        response.success, response.message = True, Notice('stopped').text('en')
        return response

    @guarded
    def _on_confirm(self, request: SetBool.Request, response: SetBool.Response
                    ) -> SetBool.Response:
        response.success = self.commander.question.is_open
        response.message = self.commander.answer(request.data, self.now()).text('en')
        self._mind_timers()
        return response

    @guarded
    def _on_translator(self) -> None:
        """Look what the worker has: a plan, or a model, or none."""
        error = self.translations.load_error
        if error is not None:
            notice = Notice('model_broken', {'error': error})
            self.get_logger().fatal(notice.text('en'))
            self.commander.fail_all(notice, self.now())
            self._on_heartbeat()
            self.exit_code = 1
            return
        self.prompts.tell()
        self.commander.poll(self.now())
        self._mind_timers()

    @guarded
    def _on_control(self) -> None:
        self.commander.tick(self.now())
        self._mind_timers()

    @guarded
    def _on_watch(self) -> None:
        """Stop the robot when time itself stops: the control loop would not run any more."""
        now = self.now()
        self._idle_watches = self._idle_watches + 1 if now == self._watched else 0
        self._watched = now
        if self._idle_watches >= 4 and self.commander.current is not None:
            self.commander.fail(Notice('clock_stopped'), now)

    @guarded
    def _on_heartbeat(self) -> None:
        self._take_in_early()
        self.commander.poll(self.now())
        self.output.follow()
        self._diagnostics.publish(diagnose(self))
        self._markers.show(self.commander, self._places, self.now())

    def _on_parameters(self, changed: list) -> SetParametersResult:
        """Check all, then change all; a sentence or a motion under way is not disturbed."""
        try:
            settings = parameters.read(
                self, {parameter.name: parameter.value for parameter in changed})
            if any(parameter.name == 'prompt' for parameter in changed):
                self.prompts.swap(settings.node.prompt)
        except Exception as error:  # noqa: BLE001  it would end whoever handles the request
            return SetParametersResult(successful=False, reason=str(error) or repr(error))
        self.commander.settings = settings
        return SetParametersResult(successful=True)

    def _mind_timers(self) -> None:
        """Let the control loop run while it has something to do, and only then."""
        is_active = self.commander.control.is_active(self.now())
        if is_active and self._control.is_canceled():
            self._idle_watches = 0
            self._control.reset()
            self._watch.reset()
        elif not is_active and not self._control.is_canceled():
            self._control.cancel()
            self._watch.cancel()

    def close(self, executor: SingleThreadedExecutor) -> None:
        """Leave the robot standing still, and every command ended."""
        self.exit_code = self.exit_code or 0
        now = self.now()
        self._attempt(self.commander.control.halt, now)
        self._attempt(self.commander.cancel, Notice('shutting_down'), now)
        self.translations.close()
        self._attempt(self.output.flush, FAREWELL_S)
        self._status.wait_for_all_acked(Duration(seconds=FAREWELL_S))
        deadline = time.monotonic() + FAREWELL_S
        while not self.navigator.is_free(now) and time.monotonic() < deadline:
            self.run_callback(executor, 0.05)
