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

"""Who is taken for another driver, from what the graph tells."""

from types import SimpleNamespace

from geometry_msgs.msg import Twist
from nl2ros.robot.endpoints import UNKNOWN
from nl2ros.robot.rivals import Rivals


class FakeNode:
    """A node in a graph of ``names``, each of which publishes and listens on every topic."""

    def __init__(self, *names):
        self.names = names

    def get_fully_qualified_name(self):
        """Return the name of the node itself."""
        return '/nl2ros_node'

    def resolve_topic_name(self, name):
        """Return a topic of no namespace."""
        return f'/{name}'

    def get_publishers_info_by_topic(self, _):
        """Return everybody."""
        return [SimpleNamespace(node_namespace=space, node_name=name)
                for space, name in self.names]

    get_subscriptions_info_by_topic = get_publishers_info_by_topic


def test_a_node_that_is_still_being_discovered_is_nobody():
    """Neither another driver nor a twin, until its name is known."""
    rivals = Rivals(FakeNode(('/', 'nl2ros_node'), ('_NODE_NAMESPACE_UNKNOWN_', UNKNOWN)),
                    '/cmd_vel')
    rivals.look(Twist)
    assert not rivals.drivers and not rivals.twins and not rivals.is_listening
