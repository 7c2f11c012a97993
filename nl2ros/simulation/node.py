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
The simulator as a ROS node: a robot in a house that listens and tells like a real one.

Listens on ``cmd_vel`` (Twist or TwistStamped, a parameter). Publishes ``odom``, ``scan``,
``ground_truth`` (Odometry in the map frame, for tests and pictures), tf where tf2_msgs is
installed, and ``clock`` when time runs other than in real time. Unless told not to, stands in for
Nav2: serves its actions (see navigation_server.py) and publishes ``amcl_pose``.
"""

import signal
import sys
import threading
import time

from geometry_msgs.msg import PoseWithCovarianceStamped, Twist, TwistStamped
from nav_msgs.msg import Odometry
from nl2ros.errors import ConfigError, Nl2RosError
from nl2ros.robot.motion import Pose, Velocity
from nl2ros.simulation.messages import (
    localised_message, map_to_odom, odometry_message, scan_message, SCAN_PERIOD_S, transform,
)
from nl2ros.simulation.navigation_server import NavigationServer
from nl2ros.simulation.robot import PERIOD_S, Robot
from rcl_interfaces.msg import FloatingPointRange, ParameterDescriptor
import rclpy
from rclpy.clock import Clock, ClockType
from rclpy.exceptions import ParameterException
from rclpy.executors import SingleThreadedExecutor
from rclpy.logging import get_logger
from rclpy.node import Node
from rclpy.qos import DurabilityPolicy, qos_profile_sensor_data, QoSProfile
from rclpy.signals import SignalHandlerOptions
from rclpy.time import Time
from rosgraph_msgs.msg import Clock as ClockMessage
from sensor_msgs.msg import LaserScan

try:
    from tf2_msgs.msg import TFMessage
except ImportError:  # not on PyPI; everything but tf works without
    TFMessage = None

LONGEST_STEP_S = 0.1
LOCALISE_PERIOD_S = 0.5
LATCHED = QoSProfile(depth=1, durability=DurabilityPolicy.TRANSIENT_LOCAL)
LIDAR_POSE = Pose(-0.032, 0.0, 0.0)
LIDAR_HEIGHT = 0.172


class Simulator(Node):
    """The robot, its clock and its topics."""

    def __init__(self) -> None:
        super().__init__('simulator')
        self._factor = self._declare('real_time_factor', 1.0, 0.0, 1000.0,
                                     'simulated seconds per second, 0 as fast as possible')
        start = Pose(*(self._declare(f'start_{name}', 0.0, -10.0, 10.0,
                                     f'{name} in the map where the robot starts, m or rad')
                       for name in ('x', 'y', 'yaw')))
        self._robot = Robot(start=start)
        self._scanned = 0.0
        self._listen()
        self._odom = self.create_publisher(Odometry, 'odom', 10)
        self._ground_truth = self.create_publisher(Odometry, 'ground_truth', 10)
        self._scan = self.create_publisher(LaserScan, 'scan', qos_profile_sensor_data)
        self._tf = self.create_publisher(TFMessage, '/tf', 100) if TFMessage else None
        if TFMessage:
            self._tell_where_the_lidar_is()
        is_real_time = self._factor == 1.0
        self._time_teller = (
            None if is_real_time else self.create_publisher(ClockMessage, '/clock', 1))
        has_navigation = self.declare_parameter(
            'navigation', True,
            ParameterDescriptor(description='serve the actions of Nav2, a stand-in',
                                read_only=True)).value
        self._navigation = NavigationServer(self, self._drive) if has_navigation else None
        self._localised_at = 0.0
        self._localised = self.create_publisher(PoseWithCovarianceStamped, 'amcl_pose', LATCHED)
        self._last = time.monotonic()
        self.create_timer(PERIOD_S / self._factor if self._factor else 0.0, self._step,
                          clock=Clock(clock_type=ClockType.STEADY_TIME))
        self.get_logger().info(f'the robot starts at {start}')

    def _declare(self, name: str, value: float, low: float, high: float, text: str) -> float:
        descriptor = ParameterDescriptor(
            description=text, read_only=True,
            floating_point_range=[FloatingPointRange(from_value=low, to_value=high)])
        return self.declare_parameter(name, value, descriptor).value

    def _listen(self) -> None:
        """Subscribe to cmd_vel in the form that the parameter names."""
        types = {'twist': Twist, 'twist_stamped': TwistStamped}
        name = self.declare_parameter('cmd_vel_type', 'twist', ParameterDescriptor(
            description='twist or twist_stamped', read_only=True)).value
        if name not in types:
            raise ConfigError(f'cmd_vel_type = {name!r}: must be one of {", ".join(types)}')
        self._twist = types[name]
        self.create_subscription(self._twist, 'cmd_vel', self._command, 10)
        self._navigation_velocity = self.create_publisher(self._twist, 'cmd_vel', 10)

    def _command(self, message: Twist | TwistStamped) -> None:
        twist = message.twist if self._twist is TwistStamped else message
        try:
            self._robot.command(Velocity(twist.linear.x, twist.angular.z))
        except ValueError as error:
            self.get_logger().warning(f'cmd_vel ignored: {error}')

    def _drive(self, velocity: Velocity) -> None:
        """Publish a velocity of the navigation server."""
        message = self._twist()
        twist = message
        if self._twist is TwistStamped:
            message.header.stamp = self._stamp()
            twist = message.twist
        twist.linear.x, twist.angular.z = velocity.linear, velocity.angular
        self._navigation_velocity.publish(message)

    def _step(self) -> None:
        now = time.monotonic()
        elapsed = (now - self._last) * self._factor if self._factor else PERIOD_S
        self._last = now
        # on a machine that is too slow time slows down: a jump would leave controllers no chance
        if not self._robot.step(min(elapsed, LONGEST_STEP_S)):
            return
        if self._time_teller:
            self._time_teller.publish(ClockMessage(clock=self._stamp()))
        self._tell()
        if self._navigation:
            self._navigation.tick(self._robot.true_pose, self._robot.time)
            self._localise()

    def _localise(self) -> None:
        """Tell where the robot is on the map, as a localiser would: rightly, but seldom."""
        if self._robot.time - self._localised_at >= LOCALISE_PERIOD_S:
            self._localised_at = self._robot.time
            self._localised.publish(localised_message(self._robot.true_pose, self._stamp()))

    def _stamp(self):
        """Return simulated time where we are the clock, else the node's own time."""
        now = Time(seconds=self._robot.time) if self._time_teller else self.get_clock().now()
        return now.to_msg()

    def _tell(self) -> None:
        robot, stamp = self._robot, self._stamp()
        self._odom.publish(odometry_message(robot.odometry, robot.velocity, 'odom', stamp))
        self._ground_truth.publish(
            odometry_message(robot.true_pose, robot.velocity, 'map', stamp))
        if robot.time - self._scanned >= SCAN_PERIOD_S - 1e-6:
            self._scanned = robot.time
            self._scan.publish(scan_message(robot.scan(), stamp))
        if self._tf:
            self._tf.publish(TFMessage(transforms=[
                transform('map', 'odom', map_to_odom(robot.true_pose, robot.odometry), stamp),
                transform('odom', 'base_footprint', robot.odometry, stamp)]))

    def _tell_where_the_lidar_is(self) -> None:
        """Publish the one transform that never changes, for whoever comes later too."""
        self._tf_static = self.create_publisher(TFMessage, '/tf_static', LATCHED)
        self._tf_static.publish(TFMessage(transforms=[transform(
            'base_footprint', 'base_scan', LIDAR_POSE, self.get_clock().now().to_msg(),
            LIDAR_HEIGHT)]))


def main(args: list[str] | None = None) -> int:
    """Run the simulator until it is interrupted or terminated; return the exit code."""
    stop = threading.Event()
    # rclpy's own handlers would close the context under a callback that is publishing
    rclpy.init(args=args, signal_handler_options=SignalHandlerOptions.NO)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    try:
        node = Simulator()
    except (Nl2RosError, ParameterException) as error:
        get_logger('simulator').fatal(str(error))
        rclpy.try_shutdown()
        return 1
    executor = SingleThreadedExecutor()
    executor.add_node(node)
    while not stop.is_set():
        executor.spin_once(timeout_sec=0.1)
    executor.remove_node(node)
    node.destroy_node()
    rclpy.try_shutdown()
    return 0


if __name__ == '__main__':
    sys.exit(main())
