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
Who else drives this robot: nodes that obey the same commands, and velocities that are not ours.

Other publishers on cmd_vel are usual (Nav2, a joystick), so that alone is nothing to tell. While
there are any, what arrives on cmd_vel is compared with what was sent: only one that speaks at the
same time as this node makes the robot do neither's will.
"""

from collections import deque
import time

from geometry_msgs.msg import Twist, TwistStamped
from nl2ros.robot.endpoints import names_of
from nl2ros.robot.motion import Velocity
from nl2ros.robot.speech import Notice
from rclpy.node import Node
from rclpy.subscription import Subscription

REMEMBERED = 40         # velocities sent; far more than can be on their way
SPEAKING_S = 0.12       # after a velocity of ours; Nav2 may have the word from then on
MANY = 10               # strange velocities; what Nav2 sends when it has just ended is less
FORGOTTEN_S = 1.0       # after the last strange one


class Rivals:
    """Watches one topic of velocities, and who listens for commands."""

    def __init__(self, node: Node, topic: str):
        self._node, self._topic = node, topic
        self._name = node.get_fully_qualified_name()
        self._ear: Subscription | None = None
        self._kind: type | None = None
        self._sent: deque[Velocity] = deque(maxlen=REMEMBERED)
        self._sent_at = self._heard_at = float('-inf')
        self._strange = 0
        self.drivers: list[str] = []    # other nodes that publish on the topic
        self.twins: list[str] = []      # all that obey nl_command and drive, if several do

    def remember(self, velocity: Velocity) -> None:
        """Take note of a velocity before it is sent."""
        self._sent.append(velocity)
        self._sent_at = time.monotonic()

    def look(self, kind: type) -> None:
        """Look around in the graph; listen to velocities of a kind while somebody may send any."""
        publishers = names_of(self._node.get_publishers_info_by_topic(self._topic))
        listeners = names_of(self._node.get_subscriptions_info_by_topic(
            self._node.resolve_topic_name('nl_command')))
        both = sorted(name for name in listeners if name in publishers)
        self.twins = both if len(both) > 1 else []
        if self._name in publishers:
            publishers.remove(self._name)
        self.drivers = sorted(set(publishers))
        if not self.drivers or kind is not self._kind:
            self.deafen()
        if self.drivers and self._ear is None:
            self._kind = kind
            self._ear = self._node.create_subscription(kind, self._topic, self._hear, 10)

    def deafen(self) -> None:
        """Listen to no velocities until the next look."""
        if self._ear is not None:
            self._node.destroy_subscription(self._ear)
            self._ear = None

    @property
    def is_listening(self) -> bool:
        """Tell whether this node is itself among the subscribers."""
        return self._ear is not None

    def notice(self) -> Notice | None:
        """Say who else drives the robot now, if somebody does."""
        if self.twins:
            return Notice('twins', {'names': ', '.join(self.twins)})
        if self._strange >= MANY and time.monotonic() - self._heard_at < FORGOTTEN_S:
            return Notice('other_driver', {'names': ', '.join(self.drivers),
                                           'topic': self._topic})
        return None

    def _hear(self, message: Twist | TwistStamped) -> None:
        twist = message.twist if isinstance(message, TwistStamped) else message
        now = time.monotonic()
        if (now - self._sent_at > SPEAKING_S
                or Velocity(twist.linear.x, twist.angular.z) in self._sent):
            return
        self._strange = self._strange + 1 if now - self._heard_at < FORGOTTEN_S else 1
        self._heard_at = now
