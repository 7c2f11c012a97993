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
The Nav2 actions by which goals are reached, and how their messages are written and read.

Fields differ between distributions: Humble's results have no error_code (it comes with Iron), and
error_msg comes later; the poses of NavigateThroughPoses are a list, or a message around one. So a
field is read or set where there is one.
"""

from builtin_interfaces.msg import Duration as DurationMessage, Time
from geometry_msgs.msg import PoseStamped
from nav2_msgs.action import (
    BackUp, DriveOnHeading, NavigateThroughPoses, NavigateToPose, Spin,
)
from nl2ros.robot.goals import Goal, Rotation, Straight
from nl2ros.robot.messages import pose_message
from nl2ros.robot.motion import Pose
from nl2ros.robot.settings import NavigationSettings
from rclpy.duration import Duration

TYPES = {
    'navigate_to_pose': NavigateToPose, 'navigate_through_poses': NavigateThroughPoses,
    'spin': Spin, 'drive_on_heading': DriveOnHeading, 'backup': BackUp,
}
DRIVING = (*TYPES, 'follow_waypoints')      # what moves the robot, asked for by us or by others
# Reasons that NavigateToPose passes on from planners and controllers; the others name their own.
PASSED_ON = {
    102: 'transforms are missing', 104: 'no way on for too long', 105: 'no progress',
    106: 'no safe velocity', 107: 'the controller took too long', 202: 'transforms are missing',
    203: 'the robot is off the map', 204: 'the goal is off the map',
    205: 'the robot stands on an obstacle', 206: 'the goal is occupied',
    207: 'planning took too long', 208: 'no way there',
}


def actions_for(settings: NavigationSettings) -> list[str]:
    """Return the names of the actions that goals may need."""
    names = ['navigate_to_pose']
    if settings.through_poses:
        names.append('navigate_through_poses')
    if settings.motion == 'nav2':
        names += ['spin', 'drive_on_heading', 'backup']
    return names


def action_for(goal: Goal) -> str:
    """Return the name of the action that reaches a goal."""
    if isinstance(goal, Pose):
        return 'navigate_to_pose'
    if isinstance(goal, Rotation):
        return 'spin'
    if isinstance(goal, Straight):
        return 'backup' if goal.distance < 0 else 'drive_on_heading'
    return 'navigate_through_poses'


def request_for(goal: Goal, frame: str, stamp: Time) -> object:
    """Return the goal message; poses are stamped and in ``frame``."""
    request = TYPES[action_for(goal)].Goal()
    if isinstance(goal, Pose):
        request.pose = _stamped(goal, frame, stamp)
    elif isinstance(goal, tuple):
        poses = [_stamped(pose, frame, stamp) for pose in goal]
        holder = next((name for name in ('goals', 'poses') if hasattr(request.poses, name)), None)
        if holder is None:
            request.poses = poses
        else:
            setattr(request.poses, holder, poses)
    else:
        request.time_allowance = Duration(seconds=goal.allowance).to_msg()
        if isinstance(goal, Rotation):
            request.target_yaw = goal.angle
        else:   # BackUp wants magnitudes, and takes its sign from its name
            request.target.x, request.speed = abs(goal.distance), goal.speed
    return request


def detail_of(feedback: object, goal: Goal) -> dict:
    """Return what the status tells of a feedback message."""
    if isinstance(goal, Rotation):
        done = abs(float(feedback.angular_distance_traveled))
        return {'progress': round(done, 4), 'remaining': round(abs(goal.angle) - done, 4)}
    if isinstance(goal, Straight):
        done = abs(float(feedback.distance_traveled))
        return {'progress': round(done, 4), 'remaining': round(abs(goal.distance) - done, 4)}
    detail = {
        'distance_remaining': round(float(getattr(feedback, 'distance_remaining', 0.0)), 3),
        'time_remaining': _seconds(getattr(feedback, 'estimated_time_remaining', None)),
        'recoveries': int(getattr(feedback, 'number_of_recoveries', 0))}
    if isinstance(goal, tuple):
        detail['poses_remaining'] = int(
            getattr(feedback, 'number_of_poses_remaining', len(goal)))
    return detail


def reason_of(result: object) -> str:
    """Return why a goal was given up, as well as the result says; maybe nothing."""
    code = int(getattr(result, 'error_code', 0))
    named = (name for name in dir(result)
             if name.isupper() and name != 'NONE' and getattr(result, name) == code)
    return (getattr(result, 'error_msg', '')
            or next(named, '').lower().replace('_', ' ')
            or PASSED_ON.get(code, '') or (f'error {code}' if code else ''))


def _stamped(pose: Pose, frame: str, stamp: Time) -> PoseStamped:
    message = PoseStamped(pose=pose_message(pose))
    message.header.frame_id, message.header.stamp = frame, stamp
    return message


def _seconds(duration: DurationMessage | None) -> float | None:
    return None if duration is None else round(Duration.from_msg(duration).nanoseconds * 1e-9, 1)
