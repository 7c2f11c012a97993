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
Where the robot is and what its world looks like, from the topics of any robot.

Odometry, and the localiser's word on the map: ``amcl_pose`` or the transform from the map to the
odometry frame, whichever comes. Beside it the map server's map, Nav2's route, and the house of
the simulator where that runs.
"""

from collections.abc import Callable
import time

from geometry_msgs.msg import Point, Pose as PoseMessage, PoseWithCovarianceStamped
from nav_msgs.msg import OccupancyGrid, Odometry, Path
from nl2ros.console.board import Board
from nl2ros.console.sheet import draw_sheet
from nl2ros.robot.localisation import Localisation
from nl2ros.robot.messages import planar_pose
from nl2ros.robot.motion import Velocity
from rclpy.clock import Clock, ClockType
from rclpy.node import Node
from rclpy.qos import DurabilityPolicy, qos_profile_sensor_data, QoSProfile

try:
    from tf2_msgs.msg import TFMessage
except ImportError:  # not on PyPI; amcl_pose does without
    TFMessage = None

PERIOD_S = 0.05         # between two poses that are worth showing
SIMULATOR = 'simulator'
LATCHED = QoSProfile(depth=1, durability=DurabilityPolicy.TRANSIENT_LOCAL)


class Whereabouts:
    """
    Listens on a node's behalf and posts to a board what can be seen from above.

    ``map_frame`` may be set to what the robot calls the map.
    """

    def __init__(self, node: Node, board: Board, post: Callable[..., object]) -> None:
        self.map_frame = 'map'
        self._node, self._board, self._post = node, board, post
        self._localisation = Localisation(timeout=float('inf'))
        self._odometry_frame = ''
        self._told = 0.0
        node.create_subscription(Odometry, 'odom', self._on_odometry, qos_profile_sensor_data)
        node.create_subscription(
            PoseWithCovarianceStamped, 'amcl_pose', self._on_map_pose, LATCHED)
        node.create_subscription(OccupancyGrid, 'map', self._on_map, LATCHED)
        node.create_subscription(Path, 'plan', self._on_route, 1)
        if TFMessage:
            # robots with a namespace keep their frames in it
            name = '/tf' if node.get_namespace() == '/' else 'tf'
            node.create_subscription(TFMessage, name, self._on_transforms, 100)
        self._look = node.create_timer(
            1.0, self._look_for_simulator, clock=Clock(clock_type=ClockType.STEADY_TIME))

    def _on_odometry(self, message: Odometry) -> None:
        pose, now = planar_pose(message.pose.pose), time.monotonic()
        if pose is None:
            return
        self._odometry_frame = message.header.frame_id
        self._localisation.hear_odometry(pose, now)
        if now - self._told < PERIOD_S:
            return
        self._told = now
        twist = message.twist.twist
        self._post(self._board.hear_pose, self._localisation.map_pose(now),
                   Velocity(twist.linear.x, twist.angular.z))

    def _on_map_pose(self, message: PoseWithCovarianceStamped) -> None:
        pose = planar_pose(message.pose.pose)
        if pose is not None:
            self._localisation.hear_map(pose)

    def _on_transforms(self, message: 'TFMessage') -> None:
        """Take the one transform that a localiser makes; odometry tells the rest."""
        wanted = self.map_frame, self._odometry_frame
        for stamped in message.transforms:
            if (stamped.header.frame_id, stamped.child_frame_id) != wanted:
                continue
            at = stamped.transform.translation
            origin = planar_pose(PoseMessage(
                position=Point(x=at.x, y=at.y), orientation=stamped.transform.rotation))
            odometry = self._localisation.pose(time.monotonic())
            if origin is not None and odometry is not None:
                self._localisation.hear_map(origin.compose(odometry))

    def _on_map(self, grid: OccupancyGrid) -> None:
        info = grid.info
        origin = planar_pose(info.origin)
        if origin is not None and info.width and info.height:
            self._post(self._board.hear_map, draw_sheet(
                grid.data, info.width, info.height, info.resolution, origin))

    def _on_route(self, path: Path) -> None:
        poses = [stamped.pose.position for stamped in path.poses]
        every = max(1, len(poses) // 200)
        kept = [*poses[:-1:every], *poses[-1:]]
        self._post(self._board.hear_route, [(at.x, at.y) for at in kept])

    def _look_for_simulator(self) -> None:
        """Look for the simulator, until it is found; it has a house to draw."""
        here = self._node.get_namespace()
        if (SIMULATOR, here) in self._node.get_node_names_and_namespaces():
            self._look.cancel()
            self._post(self._board.hear_house)
