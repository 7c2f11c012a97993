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
Look at a running ROS 2 graph: ``python -m nl2ros.doctor.look NAMESPACE SECONDS`` prints it.

A program of its own, because a wrong middleware ends the process that asks for it.
"""

from dataclasses import asdict
import json
import sys
import time

from nav_msgs.msg import Odometry
from nl2ros.doctor.graph import Graph, ODOMETRY
import rclpy
from rclpy.executors import SingleThreadedExecutor
from rclpy.node import Node
from rclpy.qos import qos_profile_sensor_data

EYE, OTHER_EYE = 'nl2ros_doctor', 'nl2ros_doctor_mirror'


def look(namespace: str, seconds: float) -> Graph:
    """Return who is there after some seconds; two participants show whether any can be seen."""
    contexts = [rclpy.Context(), rclpy.Context()]
    for context in contexts:
        context.init()
    node, mirror = (rclpy.create_node(name, context=context, enable_rosout=False,
                                      start_parameter_services=False)
                    for name, context in zip((EYE, OTHER_EYE), contexts, strict=True))
    executor = SingleThreadedExecutor(context=contexts[0])
    executor.add_node(node)
    arrived: list[Odometry] = []
    subscription = None
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        executor.spin_once(timeout_sec=0.05)
        if subscription is None and _kinds(node.get_publishers_info_by_topic(
                f'{namespace}/odom')) == {ODOMETRY}:
            subscription = node.create_subscription(
                Odometry, f'{namespace}/odom', arrived.append, qos_profile_sensor_data)
    graph = _graph(node, namespace, seconds, len(arrived))
    executor.shutdown()
    for one in (node, mirror):
        one.destroy_node()
    for context in contexts:
        context.try_shutdown()
    return graph


def _graph(node: Node, namespace: str, seconds: float, arrived: int) -> Graph:
    command = '/nl_command'
    listening = {topic.removesuffix(command) for topic, _ in node.get_topic_names_and_types()
                 if topic.endswith(command) and node.count_subscribers(topic)}
    return Graph(
        namespace=namespace, rmw=rclpy.get_rmw_implementation_identifier(), seconds=seconds,
        finds_itself=OTHER_EYE in node.get_node_names(),
        command_listeners=tuple(name for name, _ in _endpoints(
            node.get_subscriptions_info_by_topic(namespace + command))),
        elsewhere=tuple(sorted(listening - {namespace})),
        drivers=_endpoints(node.get_publishers_info_by_topic(f'{namespace}/cmd_vel')),
        bases=_endpoints(node.get_subscriptions_info_by_topic(f'{namespace}/cmd_vel')),
        odometry=_endpoints(node.get_publishers_info_by_topic(f'{namespace}/odom')),
        odometry_messages=arrived,
        # only the server of an action publishes there; its services are seen of clients alone, too
        navigation=tuple(sorted(_kinds(node.get_publishers_info_by_topic(
            f'{namespace}/navigate_to_pose/_action/feedback')))),
        clocks=node.count_publishers('/clock'))


def _endpoints(found: list) -> tuple[tuple[str, str], ...]:
    """Return full node name and message type of endpoints, sorted."""
    return tuple(sorted((f'{info.node_namespace.rstrip("/")}/{info.node_name}', info.topic_type)
                        for info in found))


def _kinds(found: list) -> set[str]:
    return {info.topic_type for info in found}


if __name__ == '__main__':
    sys.stdout.write(json.dumps(asdict(look(sys.argv[1], float(sys.argv[2])))))
