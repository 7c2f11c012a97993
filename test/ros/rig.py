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
A node under test with everything around it: a translator, a robot and a navigation server.

All fakes are honest ROS participants: they talk over topics, services and actions only.
"""

from functools import partial
import json
import math
import time

from conftest import FINAL, PATIENCE_S, wait_until
from diagnostic_msgs.msg import DiagnosticArray
from geometry_msgs.msg import Twist, TwistStamped
from nav2_msgs.action import NavigateThroughPoses, NavigateToPose
from nav_msgs.msg import Odometry
from nl2ros.plan import Plan
from nl2ros.robot.command_node import CommandNode
from nl2ros.robot.motion import Pose, Velocity
from nl2ros.robot.nav2_actions import TYPES
import rclpy
from rclpy.action import ActionClient, ActionServer, CancelResponse, GoalResponse
from rclpy.callback_groups import ReentrantCallbackGroup
from rclpy.executors import SingleThreadedExecutor
from rclpy.parameter import Parameter
from rclpy.qos import DurabilityPolicy, QoSProfile
from rclpy.task import Future
from std_msgs.msg import String

LATCHED = QoSProfile(depth=5000, durability=DurabilityPolicy.TRANSIENT_LOCAL)
# nl2ros never sends waypoints, it only cancels them: any type does
SERVED = {**TYPES, 'follow_waypoints': NavigateThroughPoses}
PERIOD_S = 0.02
PLACES = """\
places:
  kitchen: {x: 3.0, y: 2.0, yaw: 0.5, aliases: [မီးဖိုချောင်]}
  lab: {x: -1.0, y: 2.0}
"""


def move(distance=None, direction='forward', **fields):
    """Build a move step."""
    return {'action': 'move', 'direction': direction, 'distance': distance, **fields}


def go(place):
    """Build a navigate step."""
    return {'action': 'navigate', 'place': place}


class FakeTranslator:
    """Sentences with known plans; anything else is out of scope."""

    def __init__(self, **plans):
        self.plans = {
            'forward': [move(1.0)], 'back': [move(0.5, 'backward')], 'far': [move(20.0)],
            'on': [move(continuous=True)], 'kitchen': [go('kitchen')], 'lab': [go('lab')],
            'မီးဖိုချောင်': [go('မီးဖိုချောင်')], 'kitchn': [go('kitchn')],
            'မီးဖိုချောင်း': [go('မီးဖိုချောင်း')],
            'two': [move(0.3), {'action': 'turn', 'direction': 'left', 'angle': 0.5}],
            'wait': [{'action': 'wait', 'duration': 60.0}],
            'where': [{'action': 'report', 'what': 'pose'}],
            'places': [{'action': 'report', 'what': 'places'}],
            'doing': [{'action': 'report', 'what': 'status'}],
            'save': [{'action': 'save_place', 'name': 'attic'}], **plans}

    def translate(self, text):
        """Look the sentence up, wait if told so, or raise."""
        if text == 'raise':
            raise RuntimeError('weights on fire')
        if text.startswith('slow '):
            time.sleep(1.0)
            text = text.removeprefix('slow ')
        if text not in self.plans:
            return Plan.rejected(text, 'out_of_scope', 'I cannot do that.')
        return Plan.from_dict({'text': text, 'steps': self.plans[text]})


class FakeStops:
    """A stop guard for the few words of these tests."""

    def is_stop(self, text):
        """Recognise a plain stop."""
        return text in ('stop', 'ရပ်')

    def starts_with_stop(self, text):
        """Recognise a stop that something follows."""
        return text.startswith('stop ')


def language_of(text):
    """Tell Burmese by its script."""
    return 'my' if any('\u1000' <= char <= '\u109f' for char in text) else 'en'


def answer_of(text):
    """Know one word for yes and one for no in each language."""
    return {'yes': True, 'ဟုတ်ကဲ့': True, 'no': False, 'မဟုတ်ဘူး': False}.get(text)


class FakeRobot:
    """Obeys cmd_vel exactly and publishes odometry; stops by itself when cmd_vel falls silent."""

    def __init__(self, node, kind=Twist, has_odometry=True):
        self.pose, self.velocity = Pose(), Velocity()
        self.commands: list[Velocity] = []
        self.has_odometry = has_odometry
        self._node, self._heard = node, 0.0
        self.is_stuck = False
        self.subscription = node.create_subscription(kind, 'cmd_vel', self._obey, 10)
        self._odom = node.create_publisher(Odometry, 'odom', 10)
        self._last = time.monotonic()
        self._timer = node.create_timer(PERIOD_S, self._step)

    def _obey(self, message):
        twist = message.twist if isinstance(message, TwistStamped) else message
        self.velocity = Velocity(twist.linear.x, twist.angular.z)
        self.commands.append(self.velocity)
        self._heard = time.monotonic()

    def _step(self):
        now = time.monotonic()
        if now - self._heard < 0.5 and not self.is_stuck:
            self.pose = self.pose.after(self.velocity, now - self._last)
        self._last = now
        if self.has_odometry:
            message = Odometry()
            message.pose.pose.position.x, message.pose.pose.position.y = self.pose.x, self.pose.y
            message.pose.pose.orientation.z = math.sin(self.pose.yaw / 2)
            message.pose.pose.orientation.w = math.cos(self.pose.yaw / 2)
            self._odom.publish(message)

    @property
    def is_still(self):
        """Tell whether the last command was zero."""
        return bool(self.commands) and self.commands[-1] == Velocity()


class FakeNavigation:
    """Servers of Nav2: ``answer`` accept, reject or none; ``end`` succeed, abort or none."""

    def __init__(self, node, answer='accept', end='succeed', names=('navigate_to_pose',)):
        self._node, self._answer, self._end = node, answer, end
        self.goals, self.running, self.cancels, self.error_code = [], 0, 0, 0
        self._acceptance, self._release = Future(), Future()
        self._servers = [ActionServer(
            node, SERVED[name], name, partial(self._execute, SERVED[name]),
            goal_callback=self._goal, cancel_callback=self._cancel,
            callback_group=ReentrantCallbackGroup())    # an answer that waits blocks nobody else
            for name in names]

    def accept(self):
        """Answer a goal that was left waiting."""
        self._acceptance.set_result(None)

    def let_go(self):
        """Come to the end of a way that was without end."""
        if not self._release.done():
            self._release.set_result(None)

    def end(self):
        """Die."""
        while self._servers:
            self._servers.pop().destroy()

    def send_from_elsewhere(self, name='navigate_to_pose'):
        """Send a goal as somebody else would."""
        self._client = ActionClient(self._node, SERVED[name], name)
        self._client.send_goal_async(SERVED[name].Goal())

    async def _goal(self, goal):
        self.goals.append(goal.pose if isinstance(goal, NavigateToPose.Goal) else goal)
        if self._answer == 'none':
            await self._acceptance
        return GoalResponse.REJECT if self._answer == 'reject' else GoalResponse.ACCEPT

    def _cancel(self, _):
        self.cancels += 1
        self.let_go()
        return CancelResponse.ACCEPT

    async def _execute(self, action, handle):
        self.running += 1
        feedback, result = action.Feedback(), action.Result()
        for field, value in (('distance_remaining', 1.25), ('distance_traveled', 0.1),
                             ('angular_distance_traveled', 0.1), ('number_of_poses_remaining', 1)):
            if hasattr(feedback, field):
                setattr(feedback, field, value)
        handle.publish_feedback(feedback)
        if self._end == 'none':
            await self._release
            self._release = Future()
        if handle.is_cancel_requested:
            handle.canceled()
        elif self._end == 'abort':
            if hasattr(result, 'error_code'):   # Humble has none
                result.error_code = self.error_code
            handle.abort()
        else:
            handle.succeed()
        return result


class Rig:
    """
    Everything in one process and one thread, but for the translator's; ``spin`` lets it run.

    The world is a DDS participant of its own: within one, a topic has only one type.
    """

    def __init__(self, tmp_path, translator=None, load=None, start_node=True, namespace='',
                 robot=None, server=None, **parameters):
        """
        Start the node, unless told not to.

        :param robot: options of a FakeRobot, False for none
        :param server: options of a FakeNavigation, which is there only when they are given
        """
        self.executor = SingleThreadedExecutor()
        self._context = rclpy.Context()
        self._context.init(domain_id=rclpy.get_default_context().get_domain_id())
        self._world_executor = SingleThreadedExecutor(context=self._context)
        self.world = rclpy.create_node('world', namespace=namespace, context=self._context)
        self._world_executor.add_node(self.world)
        self.robot = FakeRobot(self.world, **(robot or {})) if robot is not False else None
        self.statuses, self.plans, self.says, self.diagnostics = [], [], [], []
        self._nodes = []
        self._commands = self.world.create_publisher(String, 'nl_command', 1000)
        for topic, store, parse, qos in (
                ('status', self.statuses, json.loads, LATCHED),
                ('plan', self.plans, json.loads, LATCHED), ('say', self.says, str, 100)):
            self.world.create_subscription(
                String, f'nl2ros_node/{topic}',
                lambda message, store=store, parse=parse: store.append(parse(message.data)), qos)
        self.world.create_subscription(
            DiagnosticArray, '/diagnostics',
            lambda message: self.diagnostics.extend(message.status), 10)
        self.places = tmp_path / 'places.yaml'
        if not self.places.exists():
            self.places.write_text(PLACES, encoding='utf-8')
        self.node = None
        if start_node:
            self.node = self.add_node(load or (lambda _: translator or FakeTranslator()),
                                      namespace, **parameters)
            self.until(self._commands.get_subscription_count)
        self.navigation = None if server is None else FakeNavigation(self.world, **server)

    def add_node(self, load, namespace='', **parameters):
        """Start another node under test in this process."""
        # a busy machine may starve the fake robot for a while
        parameters = {'places_file': str(self.places), 'odom_timeout': 5.0, **parameters}
        node = CommandNode(load, FakeStops(), language_of, answer_of, namespace=namespace,
                           parameter_overrides=[Parameter(name.replace('__', '.'), value=value)
                                                for name, value in parameters.items()])
        self.executor.add_node(node)
        self._nodes.append(node)
        return node

    def ready(self):
        """Run until the node can drive, and knows where it is if anybody does; return the rig."""
        def is_ready():
            return (self.node.output.problem() is None
                    and (self.navigation is None or self.node.navigator.is_there)
                    and (not self.robot or not self.robot.has_odometry or self.node.commander
                         .control.localisation.pose(self.node.now()) is not None))
        self.until(is_ready)
        return self

    def spin(self):
        """Run a callback of the world and one of the nodes under test, if there are any."""
        self._world_executor.spin_once(timeout_sec=0.002)
        if self._nodes:
            self.executor.spin_once(timeout_sec=0.002)

    def until(self, condition, patience_s=PATIENCE_S):
        """Run until a condition holds."""
        return wait_until(condition, self.spin, patience_s)

    def run_for(self, seconds):
        """Run for a while, where a test shows that something does not happen."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.spin()

    def is_heard(self):
        """Tell whether somebody listens for commands and tells how they go."""
        return (self._commands.get_subscription_count()
                and self.world.count_publishers('nl2ros_node/status'))

    def say(self, text):
        """Publish a sentence."""
        self._commands.publish(String(data=text))

    def states(self, text):
        """Return the states that a sentence has gone through, repetitions left out."""
        states = [status['state'] for status in self.statuses if status['text'] == text]
        return [state for i, state in enumerate(states) if not i or states[i - 1] != state]

    def end_of(self, text):
        """Run until a sentence has ended; return its last status."""
        return self.until(lambda: next(
            (status for status in self.statuses
             if status['text'] == text and status['state'] in FINAL), None))

    def moving(self):
        """Run until the robot moves."""
        return self.until(lambda: abs(self.robot.velocity.linear) > 0.05)

    def close(self):
        """Leave nothing behind."""
        if self.navigation is not None:
            self.navigation.end()
        for node in self._nodes:
            node.close(self.executor)
            self.executor.remove_node(node)
            node.destroy_node()
        self.executor.shutdown()
        self._world_executor.remove_node(self.world)
        self._world_executor.shutdown()
        self.world.destroy_node()
        self._context.try_shutdown()
