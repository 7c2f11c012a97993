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

"""A node that lives in a thread of its own, beside a program that has other things to do."""

from collections.abc import Callable
import threading
from typing import Generic, TypeVar

import rclpy
from rclpy.executors import ExternalShutdownException, SingleThreadedExecutor
from rclpy.node import Node
from rclpy.signals import SignalHandlerOptions

AnyNode = TypeVar('AnyNode', bound=Node)


class Spinning(Generic[AnyNode]):
    """
    A block in which a node made by ``make`` lives and hears.

    What goes wrong in one of its callbacks is logged, and the next is heard: anybody may publish
    a message that cannot be read.
    """

    def __init__(self, args: list[str] | None, make: Callable[[], AnyNode]) -> None:
        # the program keeps Ctrl-C; rclpy would close the context under its feet
        rclpy.init(args=args, signal_handler_options=SignalHandlerOptions.NO)
        self._node = make()
        self._executor = SingleThreadedExecutor()
        self._executor.add_node(self._node)
        self._thread = threading.Thread(target=self._spin, daemon=True)

    def __enter__(self) -> AnyNode:
        self._thread.start()
        return self._node

    def __exit__(self, *_: object) -> None:
        rclpy.try_shutdown()
        self._thread.join()

    def _spin(self) -> None:
        while rclpy.ok():
            try:
                self._executor.spin()
            except ExternalShutdownException:
                return
            except Exception as error:  # noqa: BLE001  a message may be anything
                if rclpy.ok():
                    self._node.get_logger().error(
                        f'ignored what could not be read: {type(error).__name__}: {error}')
