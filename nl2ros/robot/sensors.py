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

"""What the robot hears of itself and its surroundings, taken into plain Python."""

from collections.abc import Callable

from geometry_msgs.msg import PoseWithCovarianceStamped
from nav_msgs.msg import Odometry
from nl2ros.robot.guards import ScanGuard
from nl2ros.robot.localisation import Localisation
from nl2ros.robot.messages import planar_pose, seconds
from rclpy.node import Node
from rclpy.qos import DurabilityPolicy, qos_profile_sensor_data, QoSProfile
from sensor_msgs.msg import LaserScan


class Sensors:
    """Subscriptions of a node that feed a Localisation and, where there is one, a ScanGuard."""

    def __init__(self, node: Node, localisation: Localisation, guard: ScanGuard | None,
                 failed: Callable[[str, Exception], None]):
        """Subscribe; ``failed`` is called with a callback's name and what it raised, if ever."""
        self._clock, self._localisation, self._guard = node.get_clock(), localisation, guard
        self._failed = failed
        self._hear(node, Odometry, 'odom', self._on_odometry, qos_profile_sensor_data)
        self._hear(node, PoseWithCovarianceStamped, 'amcl_pose', self._on_map_pose,
                   QoSProfile(depth=1, durability=DurabilityPolicy.TRANSIENT_LOCAL))
        if guard is not None:
            self._hear(node, LaserScan, 'scan', self._on_scan, qos_profile_sensor_data)

    def _hear(self, node: Node, kind: type, topic: str, take_in: Callable[[object], None],
              qos: QoSProfile) -> None:
        def callback(message: object) -> None:
            try:
                take_in(message)
            except Exception as error:  # noqa: BLE001  no message may end the node
                self._failed(topic, error)
        node.create_subscription(kind, topic, callback, qos)

    def _now(self) -> float:
        return seconds(self._clock)

    def _on_odometry(self, message: Odometry) -> None:
        pose = planar_pose(message.pose.pose)
        if pose is not None:
            self._localisation.hear_odometry(pose, self._now())

    def _on_map_pose(self, message: PoseWithCovarianceStamped) -> None:
        pose = planar_pose(message.pose.pose)
        if pose is not None:
            self._localisation.hear_map(pose)

    def _on_scan(self, scan: LaserScan) -> None:
        self._guard.hear(scan.ranges, scan.angle_min, scan.angle_increment, scan.range_min,
                         scan.range_max, self._now())
