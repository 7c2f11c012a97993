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

"""ROS messages to and from the plain values of this room."""

import json
import math

from geometry_msgs.msg import Pose as PoseMessage, Quaternion
from nl2ros.plan import Plan
from nl2ros.robot.motion import Pose
from rclpy.clock import Clock
from std_msgs.msg import String


def planar_pose(message: PoseMessage) -> Pose | None:
    """Return a ROS pose as seen from above, or None when it holds no pose at all."""
    q = message.orientation
    pose = Pose(message.position.x, message.position.y,
                math.atan2(2 * (q.w * q.z + q.x * q.y), 1 - 2 * (q.y * q.y + q.z * q.z)))
    is_rotation = abs(math.hypot(q.x, q.y, q.z, q.w) - 1) < 0.1     # false for NaN, too
    return pose if pose.is_finite and is_rotation else None


def pose_message(pose: Pose) -> PoseMessage:
    """Return a pose on the floor as a ROS pose."""
    message = PoseMessage(orientation=quaternion(pose.yaw))
    message.position.x, message.position.y = pose.x, pose.y
    return message


def quaternion(yaw: float) -> Quaternion:
    """Return the rotation about z by ``yaw`` rad."""
    return Quaternion(z=math.sin(yaw / 2), w=math.cos(yaw / 2))


def seconds(clock: Clock) -> float:
    """Return the time that a clock tells, simulated or not, s."""
    return clock.now().nanoseconds * 1e-9


def plan_message(plan: Plan) -> String:
    """Return the plan in its JSON form."""
    return String(data=json.dumps(plan.to_dict(), ensure_ascii=False))
