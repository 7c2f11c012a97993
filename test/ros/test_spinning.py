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

"""A node in a thread of its own goes on hearing, whatever it is told."""

import time

from conftest import wait_until
from nav_msgs.msg import OccupancyGrid
from nl2ros.console.board import Board
from nl2ros.console.link import Link
from nl2ros.simulation.spinning import Spinning
from rclpy.qos import DurabilityPolicy, QoSProfile

LATCHED = QoSProfile(depth=1, durability=DurabilityPolicy.TRANSIENT_LOCAL)


def grid(*cells):
    """Build a map of two by two, with as many cells as there are."""
    message = OccupancyGrid(data=cells)
    message.info.width = message.info.height = 2
    message.info.resolution, message.info.origin.orientation.w = 0.5, 1.0
    return message


def test_a_map_of_the_wrong_size(domain, capfd):
    """It is told, and the next map is shown."""
    board = Board()
    with Spinning(None, lambda: Link(board, lambda call, *values: call(*values))) as link:
        maps = link.create_publisher(OccupancyGrid, 'map', LATCHED)

        def until(condition):
            wait_until(condition, lambda: time.sleep(0.05))
        until(maps.get_subscription_count)
        maps.publish(grid(0, 100, -1))
        said = []
        until(lambda: said.append(capfd.readouterr().err) or 'ValueError' in ''.join(said))
        maps.publish(grid(0, 100, -1, 0))
        until(lambda: board.sheet)
