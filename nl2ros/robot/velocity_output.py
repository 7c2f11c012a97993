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
Publish velocities on cmd_vel in the type that the robot wants.

Humble's TurtleBot3 takes Twist, Jazzy's TwistStamped; publishing the other one is silently ignored
by the middleware. So the type is found out from who subscribes, and a mismatch is a Notice.
"""

from geometry_msgs.msg import Twist, TwistStamped
from nl2ros.robot.motion import Velocity
from nl2ros.robot.rivals import Rivals
from nl2ros.robot.speech import Notice
from rclpy.duration import Duration
from rclpy.node import Node

TOPIC = 'cmd_vel'
TYPES = {'twist': Twist, 'twist_stamped': TwistStamped}
NAMES = {'twist': 'geometry_msgs/msg/Twist', 'twist_stamped': 'geometry_msgs/msg/TwistStamped'}


class VelocityOutput:
    """One publisher on cmd_vel; with ``kind`` auto its type follows the subscribers."""

    def __init__(self, node: Node, kind: str, frame: str):
        self._node, self._kind, self._frame = node, kind, frame
        self._topic = node.resolve_topic_name(TOPIC)
        self.rivals = Rivals(node, self._topic)
        self.sending = ''
        self._use('twist' if kind == 'auto' else kind)

    def _use(self, sending: str) -> None:
        """Publish in another type; where that cannot be, raise and go on in the old one."""
        before = self.sending
        if sending == before:
            return
        # Fast DDS lets a participant have one type a topic: whatever has the old one goes first
        self.rivals.deafen()
        if before:
            self._node.destroy_publisher(self._publisher)
        try:
            self._open(sending)
        except Exception:
            if before:
                self._open(before)
            raise

    def _open(self, sending: str) -> None:
        self._publisher = self._node.create_publisher(TYPES[sending], TOPIC, 10)
        self._message = TYPES[sending]()
        if sending == 'twist':
            self._twist = self._message
        else:
            self._twist = self._message.twist
            self._message.header.frame_id = self._frame
        self.sending = sending

    def send(self, velocity: Velocity) -> None:
        """Publish a velocity; the message is made once and used again."""
        self.rivals.remember(velocity)
        self._twist.linear.x, self._twist.angular.z = velocity.linear, velocity.angular
        if self.sending == 'twist_stamped':
            self._message.header.stamp = self._node.get_clock().now().to_msg()
        self._publisher.publish(self._message)

    def problem(self) -> Notice | None:
        """Say why nobody would obey, if so; looks at the graph only then."""
        if self._is_heard():
            return None
        wanted = self.wanted()
        if self._kind == 'auto' and wanted:
            self._use(wanted[0])
            if self._is_heard():
                return None
        if wanted and self.sending not in wanted:
            return Notice('type_mismatch', {'topic': self._topic, 'wanted': NAMES[wanted[0]],
                                            'sent': self.sending})
        return Notice('no_listener', {'topic': self._topic})

    def rival(self) -> Notice | None:
        """Say who else drives the robot, if somebody does."""
        return self.rivals.notice()

    def _is_heard(self) -> bool:
        if self.rivals.is_listening:    # then the count is at least one
            return self.sending in self.wanted()
        return self._publisher.get_subscription_count() > 0

    def wanted(self) -> list[str]:
        """Return the types in which somebody else listens, Twist first."""
        found = {info.topic_type
                 for info in self._node.get_subscriptions_info_by_topic(self._topic)
                 if (info.node_name, info.node_namespace)
                 != (self._node.get_name(), self._node.get_namespace())}
        return [kind for kind, name in NAMES.items() if name in found]

    def follow(self) -> None:
        """Change to the subscribers' type ahead of the next command, and look who else drives."""
        if not self._is_heard():
            self.problem()
        self.rivals.look(TYPES[self.sending])

    def flush(self, seconds: float) -> None:
        """Wait until what was sent has arrived, but no longer than ``seconds``."""
        self._publisher.wait_for_all_acked(Duration(seconds=seconds))
