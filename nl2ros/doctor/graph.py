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
What is wrong with a running ROS 2 graph, told from what was seen of it.

No ROS here: look.py sees, this judges.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from nl2ros.doctor.finding import broken, Finding, ok, warning
from nl2ros.robot.endpoints import UNKNOWN

TWIST, STAMPED = 'geometry_msgs/msg/Twist', 'geometry_msgs/msg/TwistStamped'
ODOMETRY = 'nav_msgs/msg/Odometry'
NAVIGATION = 'nav2_msgs/action/NavigateToPose_FeedbackMessage'
LEAST_ODOM_HZ = 5.0


@dataclass(frozen=True)
class Graph:
    """Who was seen in a namespace: nodes by full name, endpoints as (node, message type)."""

    seconds: float                                          # how long was looked
    finds_itself: bool                                      # two participants saw each other
    namespace: str = ''                                     # or '/robot1'
    rmw: str = 'rmw_fastrtps_cpp'
    command_listeners: Sequence[str] = ()                   # on nl_command
    elsewhere: Sequence[str] = ()                           # other namespaces with nl_command
    drivers: Sequence[tuple[str, str]] = ()                 # publishers on cmd_vel
    bases: Sequence[tuple[str, str]] = ()                   # subscribers on cmd_vel
    odometry: Sequence[tuple[str, str]] = ()                # publishers on odom
    odometry_messages: int = 0                              # that arrived meanwhile
    navigation: Sequence[str] = ()                          # types of the action's feedback
    clocks: int = 0                                         # publishers on /clock


def check_graph(graph: Graph) -> list[Finding]:
    """Judge what was seen; in a graph that finds nothing, only that is said."""
    if not graph.finds_itself:
        advice = ('start its router: ros2 run rmw_zenoh_cpp rmw_zenohd'
                  if 'zenoh' in graph.rmw else
                  'allow multicast (firewall, container: --network host, VPN), look at '
                  'ROS_AUTOMATIC_DISCOVERY_RANGE, and try: ros2 daemon stop')
        return [broken('discovery', f'two programs on this machine did not find each other by '
                       f'{graph.rmw} in {graph.seconds:g} s', advice)]
    return [ok('discovery', f'works on this machine ({graph.rmw})'), _check_node(graph),
            *_check_velocity(graph), _check_odometry(graph), _check_navigation(graph),
            *_check_clock(graph)]


def _check_node(graph: Graph) -> Finding:
    driving = {node for node, _ in graph.drivers}
    ours = sorted(node for node in graph.command_listeners
                  if node in driving and UNKNOWN not in node)
    where = f'{graph.namespace}/nl_command'
    if len(ours) > 1:
        return broken('nl2ros node', f'{len(ours)} obey {where}: {", ".join(ours)}',
                      'end all but one, or give each robot a namespace (namespace:=robot1)')
    if not ours:
        other = ', '.join(name or '/' for name in graph.elsewhere)
        return warning(
            'nl2ros node', f'nobody obeys {where}' + (f', but somebody in {other}' if other else
                                                      ''),
            f'nl2ros doctor --namespace {graph.elsewhere[0] or "/"}' if other else
            'ros2 launch nl2ros nl2ros.launch.py')
    return ok('nl2ros node', ours[0])


def _check_velocity(graph: Graph) -> list[Finding]:
    topic = f'{graph.namespace}/cmd_vel'
    # the node itself listens, to notice who else drives
    bases = [(node, kind) for node, kind in graph.bases if node not in graph.command_listeners]
    wanted = {kind for _, kind in bases}
    if not wanted:
        return [warning('cmd_vel', f'nobody listens on {topic}: no robot would move',
                        "start the robot's driver or simulator; if it listens elsewhere, remap "
                        'or give the namespace')]
    if not wanted <= {TWIST, STAMPED}:
        return [broken('cmd_vel', f'{topic} is wanted as {", ".join(sorted(wanted))}',
                       f'only {TWIST} and {STAMPED} are driven with; remap the other topic')]
    if len(wanted) > 1:
        listeners = ', '.join(f'{node} takes {kind}' for node, kind in bases)
        return [broken('cmd_vel', f'listeners of {topic} disagree: {listeners}',
                       'set all to one type; TurtleBot3 takes Twist on Humble, TwistStamped from '
                       'Jazzy on')]
    kind, = wanted
    deaf = sorted(node for node, sent in graph.drivers if sent != kind)
    if deaf:
        return [broken(
            'cmd_vel', f'{", ".join(deaf)} publishes another type than {kind}, which the robot '
            'takes: it is silently ignored', 'nl2ros: cmd_vel_type auto or '
            f'{"twist" if kind == TWIST else "twist_stamped"}; Nav2: enable_stamped_cmd_vel '
            f'{"false" if kind == TWIST else "true"}')]
    return [ok('cmd_vel', f'{", ".join(node for node, _ in bases)} takes {kind}')]


def _check_odometry(graph: Graph) -> Finding:
    topic, seconds = f'{graph.namespace}/odom', graph.seconds
    if not graph.odometry:
        return warning('odom', f'nobody publishes {topic}: motion will be timed, not measured',
                       "start the robot's driver or simulator; if it publishes elsewhere, remap")
    wrong = [kind for _, kind in graph.odometry if kind != ODOMETRY]
    if wrong:
        return broken('odom', f'{topic} is {wrong[0]}, expected {ODOMETRY}', 'remap odom')
    if len(graph.odometry) > 1:
        names = ', '.join(node for node, _ in graph.odometry)
        return broken('odom', f'{topic} comes from several nodes: {names}',
                      'let one publish odom (often the filter of robot_localization) and remap '
                      'the others')
    node = graph.odometry[0][0]
    if not graph.odometry_messages:
        return broken('odom', f'{node} offers {topic}, but nothing arrived in {seconds:g} s',
                      'look whether the driver has come up, or whether a simulator is paused')
    rate = graph.odometry_messages / seconds
    if rate < LEAST_ODOM_HZ:
        return warning('odom', f'{topic} came {rate:.1f} times a second: stops will be coarse',
                       f'have it published at {LEAST_ODOM_HZ:g} Hz or more, better 20')
    return ok('odom', f'from {node}, about {rate:.0f} a second')


def _check_navigation(graph: Graph) -> Finding:
    action = f'{graph.namespace}/navigate_to_pose'
    if not graph.navigation:
        return warning('navigation', f'nobody serves {action}: places cannot be driven to',
                       'start Nav2 and wait until it is active (ros2 launch nl2ros '
                       'turtlebot3.launch.py nav2:=true)')
    if NAVIGATION not in graph.navigation:
        return broken('navigation', f'{action} is served as {", ".join(graph.navigation)}',
                      'serve nav2_msgs/action/NavigateToPose')
    return ok('navigation', f'{action} is served')


def _check_clock(graph: Graph) -> list[Finding]:
    if graph.clocks > 1:
        return [broken('clock', f'{graph.clocks} nodes publish /clock: time will jump',
                       'end all simulators but one, or give them domains of their own')]
    return []
