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
Start the node that turns sentences into motion.

For instance: ``ros2 launch nl2ros nl2ros.launch.py places_file:=$HOME/places.yaml``.
"""

from launch import LaunchDescription
from launch.actions import DeclareLaunchArgument
from launch.substitutions import LaunchConfiguration, PathJoinSubstitution
from launch_ros.actions import Node
from launch_ros.parameter_descriptions import ParameterValue
from launch_ros.substitutions import FindPackageShare


def generate_launch_description() -> LaunchDescription:
    """Describe the arguments and the one node; arguments win over the parameter file."""
    share = FindPackageShare('nl2ros')
    arguments = [
        DeclareLaunchArgument(
            'params_file', default_value=PathJoinSubstitution([share, 'config', 'nl2ros.yaml']),
            description='YAML file with the parameters of nl2ros_node'),
        DeclareLaunchArgument(
            'places_file', default_value=PathJoinSubstitution([share, 'config', 'places.yaml']),
            description='YAML file with the places that the robot knows; taught ones go there'),
        DeclareLaunchArgument(
            'model', default_value=PathJoinSubstitution([share, 'models']),
            description='folder with base/ and prompts/'),
        DeclareLaunchArgument(
            'namespace', default_value='',
            description='namespace of the robot, which all topics are in'),
        DeclareLaunchArgument(
            'use_sim_time', default_value='false', choices=['true', 'false'],
            description='follow the clock of a simulator'),
        DeclareLaunchArgument(
            'log_level', default_value='info',
            choices=['debug', 'info', 'warn', 'error', 'fatal'],
            description='how much the node logs'),
    ]

    def text(name: str) -> ParameterValue:
        # a folder called 2024 is still a path, not a number
        return ParameterValue(LaunchConfiguration(name), value_type=str)

    node = Node(
        package='nl2ros', executable='nl2ros_node', name='nl2ros_node', output='screen',
        namespace=LaunchConfiguration('namespace'),
        parameters=[
            LaunchConfiguration('params_file'),
            {'places_file': text('places_file'), 'model': text('model'),
             'use_sim_time': ParameterValue(
                 LaunchConfiguration('use_sim_time'), value_type=bool)}],
        arguments=['--ros-args', '--log-level', LaunchConfiguration('log_level')])
    return LaunchDescription([*arguments, node])
