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

"""Turn the simulator's plain values into ROS messages."""

from array import array
import math

from builtin_interfaces.msg import Time
from geometry_msgs.msg import PoseWithCovarianceStamped, TransformStamped
from nav_msgs.msg import Odometry
from nl2ros.robot.messages import pose_message, quaternion
from nl2ros.robot.motion import Pose, Velocity
from nl2ros.simulation.robot import SCAN_RANGE, SCAN_RAYS
import numpy as np
from sensor_msgs.msg import LaserScan

SCAN_PERIOD_S = 0.2


def odometry_message(pose: Pose, velocity: Velocity, frame: str, stamp: Time) -> Odometry:
    """Return where base_footprint is in ``frame`` and how it moves."""
    message = Odometry(child_frame_id='base_footprint')
    message.header.frame_id, message.header.stamp = frame, stamp
    message.pose.pose = pose_message(pose)
    message.twist.twist.linear.x = velocity.linear
    message.twist.twist.angular.z = velocity.angular
    return message


def localised_message(pose: Pose, stamp: Time) -> PoseWithCovarianceStamped:
    """Return a pose in the map in the form in which AMCL tells it, 1 cm and half a degree sure."""
    message = PoseWithCovarianceStamped()
    message.header.frame_id, message.header.stamp = 'map', stamp
    message.pose.pose = pose_message(pose)
    covariance = message.pose.covariance
    covariance[0] = covariance[7] = 1e-4
    covariance[35] = 1e-4
    return message


def scan_message(distances: np.ndarray, stamp: Time) -> LaserScan:
    """Return one turn of the laser; ``distances`` are in m, counter-clockwise from ahead."""
    message = LaserScan(
        angle_max=2 * math.pi * (SCAN_RAYS - 1) / SCAN_RAYS,
        angle_increment=2 * math.pi / SCAN_RAYS, scan_time=SCAN_PERIOD_S,
        range_min=SCAN_RANGE[0], range_max=SCAN_RANGE[1])
    message.header.frame_id, message.header.stamp = 'base_scan', stamp
    message.ranges = array('f', distances.astype(np.float32).tobytes())
    return message


def transform(parent: str, child: str, pose: Pose, stamp: Time,
              height: float = 0.0) -> TransformStamped:
    """Return ``pose`` of the ``child`` frame in its ``parent``."""
    message = TransformStamped(child_frame_id=child)
    message.header.frame_id, message.header.stamp = parent, stamp
    translation = message.transform.translation
    translation.x, translation.y, translation.z = pose.x, pose.y, height
    message.transform.rotation = quaternion(pose.yaw)
    return message


def map_to_odom(true_pose: Pose, odometry: Pose) -> Pose:
    """Return the correction that a localiser would publish: where odom's origin is in the map."""
    return true_pose.compose(odometry.inverse())
