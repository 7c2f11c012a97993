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

"""Watch and drive the simulator from a test, over nothing but topics and actions."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
import math

from action_msgs.msg import GoalStatus
from conftest import PATIENCE_S, wait_until
from geometry_msgs.msg import Twist
from nav2_msgs.action import NavigateToPose
from nav_msgs.msg import Odometry
from nl2ros.robot.messages import planar_pose, pose_message
from nl2ros.robot.motion import Pose
import rclpy
from rclpy.action import ActionClient
from rclpy.executors import SingleThreadedExecutor
from rclpy.qos import qos_profile_sensor_data
from sensor_msgs.msg import LaserScan

HAS_WORDS = hasattr(NavigateToPose.Result, 'error_msg')     # not on Humble


class Watcher:
    """A node of the test, which spins only in ``until``; lists hold what came, oldest first."""

    def __init__(self, context: rclpy.Context) -> None:
        self.node = rclpy.create_node('watcher', context=context)
        self._executor = SingleThreadedExecutor(context=context)
        self._executor.add_node(self.node)
        self.truth, self.odom, self.scans, self.feedback = [], [], [], []
        self.hear(Odometry, 'ground_truth', self.truth)
        self.hear(Odometry, 'odom', self.odom)
        self.hear(LaserScan, 'scan', self.scans)
        self.navigation = ActionClient(self.node, NavigateToPose, 'navigate_to_pose')

    def hear(self, kind: type, topic: str, heard: list, qos=qos_profile_sensor_data) -> None:
        """Collect what is published on a topic."""
        self.node.create_subscription(kind, topic, heard.append, qos)

    def until(self, condition: Callable[[], object], patience_s: float = PATIENCE_S) -> None:
        """Spin until the condition holds; fail when it does not in time."""
        wait_until(condition, lambda: self._executor.spin_once(timeout_sec=0.05), patience_s)

    def close(self) -> None:
        """Destroy everything in order: what is left to the garbage collector may crash it."""
        self.navigation.destroy()
        self._executor.shutdown()
        self.node.destroy_node()

    @property
    def pose(self) -> Pose:
        """Tell where the robot really is."""
        return planar_pose(self.truth[-1].pose.pose)

    @property
    def time(self) -> float:
        """Tell the simulated time in s."""
        stamp = self.truth[-1].header.stamp
        return stamp.sec + stamp.nanosec * 1e-9

    def drive(self, linear: float, angular: float, seconds: float) -> None:
        """Publish a velocity again and again for some simulated time."""
        publisher = self.node.create_publisher(Twist, 'cmd_vel', 10)
        self.until(publisher.get_subscription_count)
        began = self.time
        while self.time < began + seconds:
            message = Twist()
            message.linear.x, message.angular.z = linear, angular
            publisher.publish(message)
            self.until(partial(self._is_newer_than, len(self.truth)))
        self.node.destroy_publisher(publisher)

    def _is_newer_than(self, count: int) -> bool:
        return len(self.truth) > count

    def wait(self, seconds: float) -> None:
        """Let simulated time pass."""
        end = self.time + seconds
        self.until(lambda: self.time >= end)

    def send(self, goal: Pose, frame: str = 'map'):
        """Send a navigation goal; return its handle and the future of its result."""
        message = NavigateToPose.Goal()
        message.pose.header.frame_id = frame
        message.pose.pose = pose_message(goal)
        sent = self.navigation.send_goal_async(message, feedback_callback=self.feedback.append)
        self.until(sent.done)
        assert sent.result().accepted
        return sent.result(), sent.result().get_result_async()

    def end_of(self, result) -> tuple[str, str]:
        """Wait for a result; return its status and message."""
        self.until(result.done)
        names = {GoalStatus.STATUS_SUCCEEDED: 'succeeded', GoalStatus.STATUS_ABORTED: 'aborted',
                 GoalStatus.STATUS_CANCELED: 'canceled'}
        return names[result.result().status], getattr(result.result().result, 'error_msg', '')


@contextmanager
def watching(domain: int) -> Iterator[Watcher]:
    """Give a watcher in a context of its own, so that tests can follow each other."""
    context = rclpy.Context()
    rclpy.init(context=context, domain_id=domain)
    watcher = Watcher(context)
    try:
        yield watcher
    finally:
        watcher.close()
        rclpy.try_shutdown(context=context)


def degrees_between(pose: Pose, yaw: float) -> float:
    """Return by how many degrees a pose faces away from ``yaw`` rad."""
    return math.degrees(abs(math.remainder(pose.yaw - yaw, 2 * math.pi)))
