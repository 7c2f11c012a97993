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

"""Talk to the robot over ROS: say sentences, hear what becomes of them, see where it goes."""

from collections.abc import Callable
from dataclasses import dataclass
import json
import queue
import time

from diagnostic_msgs.msg import DiagnosticArray
from nav_msgs.msg import Odometry
from nl2ros.errors import Nl2RosError
from nl2ros.plan import Plan
from nl2ros.robot.messages import planar_pose
from nl2ros.robot.motion import Pose, wrap
from nl2ros.robot.status import State
from nl2ros.simulation.spinning import Spinning
import numpy as np
import rclpy
from rclpy.node import Node
from rclpy.qos import DurabilityPolicy, QoSProfile
from std_msgs.msg import String

NODE = 'nl2ros_node'
STEP_M, STEP_RAD = 0.01, 0.03


@dataclass(frozen=True)
class Status:
    """What the node says about one sentence; see its ``~/status`` topic."""

    number: int
    state: State
    text: str
    message: str


class Conversation:
    """
    A ROS node of our own, spinning in a thread until the block is left.

    ``heard`` is a queue of `Status`, `Plan` and str (what the robot says), in order of arrival.
    """

    def __init__(self) -> None:
        self.heard: queue.SimpleQueue[Status | Plan | str] = queue.SimpleQueue()
        self._path: list[tuple[float, float, float, float]] = []
        self._here = (0.0, 0.0, 0.0, 0.0)
        self._is_model_ready = False
        self._spinning = Spinning(None, self._make)

    def _make(self) -> Node:
        node = rclpy.create_node('demo')
        latched = QoSProfile(depth=10, durability=DurabilityPolicy.TRANSIENT_LOCAL)
        self._command = node.create_publisher(String, 'nl_command', 10)
        node.create_subscription(String, f'{NODE}/status', self._hear_status, latched)
        node.create_subscription(String, f'{NODE}/plan', self._hear_plan, 10)
        node.create_subscription(
            String, f'{NODE}/say', lambda message: self.heard.put(message.data), 10)
        node.create_subscription(DiagnosticArray, '/diagnostics', self._check_model, 10)
        node.create_subscription(Odometry, 'ground_truth', self._see, 50)
        return node

    def __enter__(self) -> 'Conversation':
        self._spinning.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._spinning.__exit__(*error)

    def wait_until_ready(self, timeout_s: float, check: Callable[[], None]) -> None:
        """
        Return once the robot is seen and its node understands; call ``check`` meanwhile.

        :raises Nl2RosError: when that takes longer than ``timeout_s``
        """
        deadline = time.monotonic() + timeout_s
        while not (self._path and self._is_model_ready
                   and self._command.get_subscription_count()):
            check()
            if time.monotonic() > deadline:
                raise Nl2RosError(f'robot and node were not ready within {timeout_s:g} s')
            time.sleep(0.05)

    def say(self, text: str) -> None:
        """Publish a sentence."""
        self._command.publish(String(data=text))

    @property
    def path(self) -> np.ndarray:
        """Return where the robot was: shape (n, 4), time in s, x, y in m, yaw in rad."""
        return np.array([*self._path, self._here])

    @property
    def pose(self) -> Pose:
        """Return where the robot is."""
        return Pose(*self._here[1:])

    def _hear_status(self, message: String) -> None:
        said = json.loads(message.data)
        self.heard.put(Status(said['id'], State(said['state']), said['text'],
                              said['message'] or ''))

    def _hear_plan(self, message: String) -> None:
        self.heard.put(Plan.from_json(message.data))

    def _check_model(self, message: DiagnosticArray) -> None:
        self._is_model_ready |= any((value.key, value.value) == ('model', 'ready')
                                    for status in message.status for value in status.values)

    def _see(self, message: Odometry) -> None:
        """Remember the pose, for good when it differs from the last one by what can be seen."""
        stamp, pose = message.header.stamp, planar_pose(message.pose.pose)
        self._here = (stamp.sec + stamp.nanosec * 1e-9, pose.x, pose.y, pose.yaw)
        last = Pose(*self._path[-1][1:]) if self._path else None
        if last is None or last.distance_to(pose) > STEP_M or abs(
                wrap(pose.yaw - last.yaw)) > STEP_RAD:
            self._path.append(self._here)
