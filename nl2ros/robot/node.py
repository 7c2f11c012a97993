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
The program ``nl2ros_node``: where the translator, the robot room and ROS meet.

It runs a CommandNode from the first moment to the last zero on cmd_vel.
"""

from collections.abc import Callable
import os
import signal
import sys

from nl2ros.errors import Nl2RosError
from nl2ros.resources import chosen_path, share_path
from nl2ros.robot.command_node import CommandNode, StopGuard
from nl2ros.robot.settings import Settings
from nl2ros.robot.translations import Translates
import rclpy
from rclpy.exceptions import ParameterException
from rclpy.executors import ExternalShutdownException, SingleThreadedExecutor
from rclpy.signals import SignalHandlerOptions


def load_translator(settings: Settings) -> Translates:
    """Load what the parameters name; imported here, as a model may need torch, which is slow."""
    from nl2ros.language.translator import Translator
    return Translator.load(chosen_path(settings.node.model, 'models'),
                           settings.node.prompt, settings.node.confidence_threshold)


def run(args: list[str] | None, load: Callable[[Settings], Translates], stops: StopGuard,
        language_of: Callable[[str], str], answer_of: Callable[[str], bool | None]) -> int:
    """Run the node until a signal or its own fault ends it; return the exit code."""
    signals = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _: signals.append(number))
    # rclpy's own handlers close the context first, and a last zero could not be published
    rclpy.init(args=args, signal_handler_options=SignalHandlerOptions.NO)
    try:
        node = CommandNode(load, stops, language_of, answer_of)
    except (Nl2RosError, ParameterException) as error:
        rclpy.logging.get_logger('nl2ros_node').fatal(str(error))
        rclpy.try_shutdown()
        return 1
    executor = SingleThreadedExecutor()
    executor.add_node(node)
    try:
        while node.exit_code is None and not signals:
            node.run_callback(executor, 0.2)
        node.close(executor)
    except ExternalShutdownException:
        node.exit_code = 0      # somebody else closed the context: nothing can be published
    executor.remove_node(node)
    node.destroy_node()
    rclpy.try_shutdown()
    return node.exit_code


def leave(code: int) -> None:
    """
    End the process now that all is done.

    Python would wait for a translation without end, and takes seconds to take torch down; ros2
    launch kills what is not gone in five.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def main(args: list[str] | None = None) -> None:
    """Run the node with the translator and the stop guard that ship with nl2ros."""
    from nl2ros.language.answers import answer_of
    from nl2ros.language.messages import language_of
    from nl2ros.language.stop_classifier import StopClassifier, StopSense
    try:
        stops = StopSense(StopClassifier.load(share_path('models')))
    except Nl2RosError as error:    # nothing may move that cannot be stopped by word
        sys.stderr.write(f'{error}\n')
        leave(1)
    leave(run(args, load_translator, stops, language_of, answer_of))


if __name__ == '__main__':
    main()
