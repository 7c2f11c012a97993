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
The program ``console``: a local web page to talk to a robot and to watch it.

``ros2 run nl2ros console``, or with a namespace and for the whole network:
``ros2 run nl2ros console --host 0.0.0.0 --ros-args -r __ns:=/robot1``.
"""

from argparse import ArgumentParser
from functools import partial
import os
import sys

from nl2ros.console.board import Board
from nl2ros.console.link import Link
from nl2ros.console.server import serve
from nl2ros.errors import Nl2RosError
from nl2ros.simulation.processes import free_port, PORT
from nl2ros.simulation.spinning import Spinning
from rclpy.logging import get_logger
from rclpy.utilities import remove_ros_args


def main(args: list[str] | None = None) -> int:
    """Serve the page until Ctrl-C; return the exit code."""
    args = sys.argv if args is None else args
    parser = ArgumentParser('console', description='Talk to a robot and watch it, in a browser.')
    parser.add_argument('--host', default='127.0.0.1', help='where to serve; 0.0.0.0: to everybody'
                        ' on the network, who can then drive the robot (default: %(default)s)')
    parser.add_argument('--port', type=int, help=f'default: {PORT}, or the next that is free')
    parser.add_argument('--node', default='nl2ros_node', help='name of the node to talk to '
                        '(default: %(default)s); its namespace is set with -r __ns:=')
    parser.add_argument('--no-browser', action='store_true', help='only serve, open no browser')
    options = parser.parse_args(remove_ros_args(args)[1:])
    logger = get_logger('console')
    try:
        port = free_port(options.host, options.port)
    except Nl2RosError as error:
        logger.fatal(str(error))
        return 1
    board = Board()
    logger.info(f'the console is at http://{address_of(options.host)}:{port}')
    serve(board, lambda post: Spinning(args, partial(Link, board, post, options.node)),
          options.host, port, show=has_display() and not options.no_browser)
    return 0


def address_of(host: str) -> str:
    """Return what to write into a browser's address bar on this machine for a host."""
    if host in ('', '0.0.0.0', '::', '127.0.0.1'):
        return 'localhost'
    return f'[{host}]' if ':' in host else host


def has_display() -> bool:
    """Tell whether a browser could be seen; without a screen, text browsers would come up."""
    return sys.platform != 'linux' or bool(
        os.environ.get('DISPLAY') or os.environ.get('WAYLAND_DISPLAY'))


if __name__ == '__main__':
    sys.exit(main())
