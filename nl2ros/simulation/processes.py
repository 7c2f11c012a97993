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

"""The processes of the demo: the robot, its node, and the console beside them."""

import os
from pathlib import Path
import shutil
import socket

from nl2ros.resources import share_path
from nl2ros.simulation.children import Children

PAGE_PORT = 8080
TIMEOUTS_S = {'odom_timeout': 1.0, 'translation_timeout': 120.0, 'confirm_timeout': 30.0,
              'navigation.server_timeout': 5.0,
              'navigation.answer_timeout': 5.0, 'navigation.cancel_timeout': 3.0}


def start_robot(children: Children, folder: Path, speed_up: float) -> Path:
    """Start both nodes; return the places file, a copy, since the robot may be taught new ones."""
    os.environ.setdefault('ROS_DOMAIN_ID', str(1 + os.getpid() % 100))
    os.environ.setdefault('ROS_AUTOMATIC_DISCOVERY_RANGE', 'LOCALHOST')
    os.environ.setdefault('FASTRTPS_DEFAULT_PROFILES_FILE',
                          str(share_path('config', 'simulation', 'fastdds.xml')))
    places = Path(shutil.copy(share_path('config', 'places.yaml'), folder))
    # timeouts are in simulated time, but computers are no faster in it
    timeouts = [part for name, seconds in TIMEOUTS_S.items()
                for part in ('-p', f'{name}:={max(1.0, speed_up) * seconds:.2f}')]
    children.start('nl2ros_node', 'nl2ros.robot.node', '--ros-args',
                   '--params-file', str(share_path('config', 'nl2ros.yaml')),
                   '-p', f'places_file:={places}',
                   '-p', f'use_sim_time:={str(speed_up != 1).lower()}', *timeouts)
    children.start('simulator', 'nl2ros.simulation.node', '--ros-args',
                   '-p', f'real_time_factor:={speed_up:.2f}')
    return places


def start_page(children: Children) -> int:
    """Start the console beside the nodes; return the port of its page."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(('127.0.0.1', PAGE_PORT))
        except OSError:     # somebody's; any other will do
            probe.bind(('127.0.0.1', 0))
        port = probe.getsockname()[1]
    children.start('console', 'nl2ros.console.program', '--port', str(port))
    return port


def is_served(port: int) -> bool:
    """Tell whether somebody answers on a port of this machine."""
    with socket.socket() as probe:
        return probe.connect_ex(('127.0.0.1', port)) == 0
