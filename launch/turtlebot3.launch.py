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
Start nl2ros on a TurtleBot3: a real one, or one in Gazebo; with Nav2 and RViz when asked.

For instance: ``ros2 launch nl2ros turtlebot3.launch.py gazebo:=true nav2:=true rviz:=true``. For
a real robot, run ``ros2 launch turtlebot3_bringup robot.launch.py`` on the robot first. A package
that is asked for and not installed is named, with the command that installs it.
"""

import os
from pathlib import Path

from ament_index_python.packages import get_package_share_path, PackageNotFoundError
from launch import LaunchContext, LaunchDescription, LaunchDescriptionEntity
from launch.actions import (
    DeclareLaunchArgument, IncludeLaunchDescription, OpaqueFunction, SetEnvironmentVariable)
from launch.launch_description_sources import PythonLaunchDescriptionSource
from launch.substitutions import LaunchConfiguration
from launch_ros.actions import Node

ARGUMENTS = {
    'model': ('burger', 'which TurtleBot3', ['burger', 'waffle', 'waffle_pi']),
    'gazebo': ('false', 'start the robot in Gazebo, in the world of turtlebot3_gazebo',
               ['true', 'false']),
    'nav2': ('false', 'start Nav2, for places and coordinates', ['true', 'false']),
    'rviz': ('false', 'start RViz with robot, map, places, plan and goal', ['true', 'false']),
    'namespace': ('', 'namespace of the robot, which all topics are in', None),
    'use_sim_time': ('', 'follow the clock of a simulator; empty: as gazebo',
                     ['', 'true', 'false']),
    'map': ('', 'YAML file of the map; empty: that of turtlebot3_navigation2', None),
    'nav2_params_file': ('', 'parameters of Nav2; empty: those of turtlebot3_navigation2', None),
    'params_file': ('', 'parameters of nl2ros_node; empty: config/turtlebot3/MODEL.yaml', None),
    'places_file': ('', 'places; empty: those of the Gazebo world, or config/places.yaml', None),
    'models': ('', 'folder with base/ and prompts/; empty: the one that ships', None),
    'log_level': ('info', 'how much nl2ros_node logs',
                  ['debug', 'info', 'warn', 'error', 'fatal']),
}
DEBIAN = {'turtlebot3_gazebo': 'turtlebot3-gazebo', 'nav2_bringup': 'nav2-bringup',
          'turtlebot3_navigation2': 'turtlebot3-navigation2', 'rviz2': 'rviz2'}


def generate_launch_description() -> LaunchDescription:
    """Declare the arguments; what they ask for is put together when their values are known."""
    return LaunchDescription([
        *(DeclareLaunchArgument(name, default_value=default, description=description,
                                choices=choices)
          for name, (default, description, choices) in ARGUMENTS.items()),
        OpaqueFunction(function=compose)])


def compose(context: LaunchContext) -> list[LaunchDescriptionEntity]:
    """Return what to start; RuntimeError says what is missing, before anything runs."""
    chosen = {name: LaunchConfiguration(name).perform(context) for name in ARGUMENTS}
    is_on = {name: chosen[name] == 'true' for name in ('gazebo', 'nav2', 'rviz')}
    if is_on['gazebo'] and chosen['namespace']:
        raise RuntimeError('turtlebot3_gazebo starts one robot, without a namespace; leave out '
                           f'namespace:={chosen["namespace"]}')
    chosen['use_sim_time'] = chosen['use_sim_time'] or chosen['gazebo']
    folders = find_packages(wanted_packages(is_on, chosen))
    actions: list[LaunchDescriptionEntity] = [
        SetEnvironmentVariable('TURTLEBOT3_MODEL', chosen['model'])]
    if is_on['gazebo']:
        actions.append(include(
            folders['turtlebot3_gazebo'] / 'launch' / 'turtlebot3_world.launch.py',
            use_sim_time='true'))
    if is_on['nav2']:
        actions.append(nav2(chosen, folders))
    if is_on['rviz']:
        actions.append(rviz(chosen))
    return [*actions, nl2ros(chosen)]


def wanted_packages(is_on: dict[str, bool], chosen: dict[str, str]) -> list[str]:
    """List the packages that the arguments ask for."""
    has_own = chosen['map'] and chosen['nav2_params_file']
    wanted = {'turtlebot3_gazebo': is_on['gazebo'], 'nav2_bringup': is_on['nav2'],
              'turtlebot3_navigation2': is_on['nav2'] and not has_own, 'rviz2': is_on['rviz']}
    return [name for name, is_wanted in wanted.items() if is_wanted]


def find_packages(names: list[str]) -> dict[str, Path]:
    """Return the share folders of packages; RuntimeError names all that are not installed."""
    found, missing = {}, []
    for name in names:
        try:
            found[name] = get_package_share_path(name)
        except PackageNotFoundError:
            missing.append(name)
    if missing:
        distribution = os.environ.get('ROS_DISTRO', 'DISTRO')
        packages = ' '.join(f'ros-{distribution}-{DEBIAN[name]}' for name in missing)
        raise RuntimeError(f'not installed: {", ".join(missing)}. '
                           f'Install with: sudo apt install {packages}')
    return found


def nav2(chosen: dict[str, str], folders: dict[str, Path]) -> IncludeLaunchDescription:
    """Start Nav2 with the map and the parameters of the robot."""
    turtlebot3 = folders.get('turtlebot3_navigation2', Path())
    file = f'{chosen["model"]}.yaml'
    own = [turtlebot3 / 'param' / os.environ.get('ROS_DISTRO', '') / file,
           turtlebot3 / 'param' / file]
    parameters = chosen['nav2_params_file'] or str(
        next((path for path in own if path.is_file()), own[-1]))
    return include(
        folders['nav2_bringup'] / 'launch' / 'bringup_launch.py',
        map=chosen['map'] or str(turtlebot3 / 'map' / 'map.yaml'), params_file=parameters,
        namespace=chosen['namespace'], use_namespace=str(bool(chosen['namespace'])).lower(),
        use_sim_time=chosen['use_sim_time'])


def rviz(chosen: dict[str, str]) -> Node:
    """Start RViz; its relative topics follow the namespace."""
    file = get_package_share_path('nl2ros') / 'config' / 'rviz' / 'nl2ros.rviz'
    return Node(
        package='rviz2', executable='rviz2', name='rviz2', namespace=chosen['namespace'],
        arguments=['-d', str(file)],
        parameters=[{'use_sim_time': chosen['use_sim_time'] == 'true'}],
        remappings=[('/tf', 'tf'), ('/tf_static', 'tf_static')])


def nl2ros(chosen: dict[str, str]) -> IncludeLaunchDescription:
    """Start the node with the parameters of the robot."""
    share = get_package_share_path('nl2ros')
    robot = share / 'config' / 'turtlebot3'
    # waffle and waffle_pi drive alike
    parameters = robot / f'{chosen["model"].removesuffix("_pi")}.yaml'
    places = (robot / 'gazebo_places.yaml' if chosen['gazebo'] == 'true'
              else share / 'config' / 'places.yaml')
    return include(
        share / 'launch' / 'nl2ros.launch.py',
        params_file=chosen['params_file'] or str(parameters),
        places_file=chosen['places_file'] or str(places),
        model=chosen['models'] or str(share / 'models'), namespace=chosen['namespace'],
        use_sim_time=chosen['use_sim_time'], log_level=chosen['log_level'])


def include(file: Path, **arguments: str) -> IncludeLaunchDescription:
    """Include a Python launch file with arguments."""
    return IncludeLaunchDescription(
        PythonLaunchDescriptionSource(str(file)), launch_arguments=arguments.items())
