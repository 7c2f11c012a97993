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
Start the simulated robot in its house, and the node that takes sentences to it.

For instance: ``ros2 launch nl2ros simulation.launch.py real_time_factor:=3.0``, and then
``ros2 topic pub --once /nl_command std_msgs/msg/String "{data: go to the kitchen}"``.
"""

from launch import LaunchDescription
from launch.actions import DeclareLaunchArgument, IncludeLaunchDescription
from launch.conditions import IfCondition
from launch.launch_description_sources import PythonLaunchDescriptionSource
from launch.substitutions import LaunchConfiguration, PathJoinSubstitution, PythonExpression
from launch_ros.actions import Node
from launch_ros.parameter_descriptions import ParameterValue
from launch_ros.substitutions import FindPackageShare


def generate_launch_description() -> LaunchDescription:
    """Describe the simulator, and nl2ros.launch.py with its own arguments beside it."""
    arguments = [
        DeclareLaunchArgument(
            'real_time_factor', default_value='1.0',
            description='simulated seconds per second; 0.0 as fast as possible'),
        DeclareLaunchArgument(
            'cmd_vel_type', default_value='twist', choices=['twist', 'twist_stamped'],
            description='message that the robot takes on cmd_vel'),
        DeclareLaunchArgument(
            'navigation', default_value='true', choices=['true', 'false'],
            description='stand in for Nav2: serve navigate_to_pose, publish amcl_pose'),
        DeclareLaunchArgument(
            'nl2ros', default_value='true', choices=['true', 'false'],
            description='start nl2ros_node too, with the arguments of nl2ros.launch.py'),
    ]
    factor = LaunchConfiguration('real_time_factor')
    simulator = Node(
        package='nl2ros', executable='simulator', name='simulator', output='screen',
        # declared by nl2ros.launch.py, which may be left out
        namespace=LaunchConfiguration('namespace', default=''),
        parameters=[{
            'real_time_factor': ParameterValue(factor, value_type=float),
            'cmd_vel_type': LaunchConfiguration('cmd_vel_type'),
            'navigation': ParameterValue(
                LaunchConfiguration('navigation'), value_type=bool)}])
    # only a simulator that does not run in real time publishes a clock
    has_clock = PythonExpression(["'true' if float('", factor, "') != 1.0 else 'false'"])
    node = IncludeLaunchDescription(
        PythonLaunchDescriptionSource(PathJoinSubstitution(
            [FindPackageShare('nl2ros'), 'launch', 'nl2ros.launch.py'])),
        launch_arguments={'use_sim_time': has_clock}.items(),
        condition=IfCondition(LaunchConfiguration('nl2ros')))
    return LaunchDescription([*arguments, simulator, node])
