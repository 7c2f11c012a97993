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

"""The processes of the demo: the robot, its node, the console beside them, and where they meet."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
import os
from pathlib import Path
import random
import shutil
import socket
import sys

from nl2ros.errors import ConfigError, Nl2RosError
from nl2ros.resources import share_path
from nl2ros.simulation.children import Children

PORT, TRIES = 8080, 20
DOMAINS = range(1, 102)     # above, the ports are among those that Linux gives to any program
TIMEOUTS_S = {'odom_timeout': 1.0, 'translation_timeout': 120.0, 'confirm_timeout': 30.0,
              'navigation.server_timeout': 5.0,
              'navigation.answer_timeout': 5.0, 'navigation.cancel_timeout': 3.0}


@contextmanager
def own_domain(domains: Sequence[int] = DOMAINS) -> Iterator[int]:
    """
    Claim a ROS domain, which nobody else who claims one on this machine has meanwhile.

    The claim is a socket's name without a file: it goes with this process, however that ends.

    :raises Nl2RosError: when all ``domains`` are taken
    """
    # whichever comes: what ran on a domain a moment ago may not have been forgotten yet
    for domain in random.sample(domains, len(domains)):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as claim:
            if sys.platform == 'linux':     # others have no such names
                try:
                    claim.bind(f'\0nl2ros-domain-{domain}')
                except OSError:
                    continue
            yield domain
            return
    raise Nl2RosError(f'every ROS domain from {domains[0]} to {domains[-1]} is in use; '
                      'set ROS_DOMAIN_ID to choose one')


def local(domain: int | str) -> dict[str, str]:
    """Return the variables that keep programs on a domain, and on this machine."""
    variables = {
        'ROS_DOMAIN_ID': str(domain), 'ROS_AUTOMATIC_DISCOVERY_RANGE': 'LOCALHOST',
        'FASTRTPS_DEFAULT_PROFILES_FILE': str(share_path('config', 'simulation', 'fastdds.xml'))}
    if os.environ.get('ROS_DISTRO') == 'humble':    # knows no range yet, later ones warn of this
        variables['ROS_LOCALHOST_ONLY'] = '1'
    return variables


def start_robot(children: Children, folder: Path, speed_up: float) -> Path:
    """Start both nodes; return the places file, a copy, since the robot may be taught new ones."""
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
    port = free_port('127.0.0.1')
    children.start('console', 'nl2ros.console.program', '--port', str(port))
    return port


def free_port(host: str, wanted: int | None = None) -> int:
    """Return the port that is wanted, or else the first free one; ConfigError if there is none."""
    tried = [wanted] if wanted else range(PORT, PORT + TRIES)
    family = socket.AF_INET6 if ':' in host else socket.AF_INET
    for port in tried:
        with socket.socket(family, socket.SOCK_STREAM) as tester:
            tester.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tester.bind((host, port))
            except OSError as error:
                reason = error.strerror
            else:
                return port
    raise ConfigError(f'the console cannot be served at {host}, port {tried[0]}'
                      + (f' to {tried[-1]}' if len(tried) > 1 else '') + f': {reason}')


def is_served(port: int) -> bool:
    """Tell whether somebody answers on a port of this machine."""
    with socket.socket() as probe:
        return probe.connect_ex(('127.0.0.1', port)) == 0
