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

"""The console's side of ROS against a real node: what it hears, and what it makes happen."""

from contextlib import closing, ExitStack
import math
from types import SimpleNamespace

from geometry_msgs.msg import PoseStamped, PoseWithCovarianceStamped, TransformStamped
from nav_msgs.msg import OccupancyGrid, Path
from nl2ros.console.board import Board, Phase
from nl2ros.console.link import Link
from nl2ros.robot.motion import Pose, Velocity
import pytest
from rclpy.parameter import Parameter
from rclpy.qos import DurabilityPolicy, QoSProfile

pytestmark = pytest.mark.usefixtures('ros')
LATCHED = QoSProfile(depth=1, durability=DurabilityPolicy.TRANSIENT_LOCAL)


class Seen:
    """A rig, a board, and a link between them that posts at once."""

    def __init__(self, rig, namespace):
        self.rig, self.until = rig, rig.until
        self.board = Board()
        self.link = Link(self.board, lambda call, *values: call(*values), namespace=namespace)
        self.rig.executor.add_node(self.link)

    def ready(self):
        """Run until all about the node is known."""
        self.until(lambda: self.board.phase is Phase.READY and self.board.settings
                   and self.board.pose and self.rig.node.output.problem() is None)
        return self

    def state_of(self, text):
        """Return the state of a sentence, None before it is heard of."""
        return next((entry.state.value for entry in reversed(self.board.entries)
                     if entry.text == text), None)

    def close(self):
        """Leave nothing behind."""
        self.rig.executor.remove_node(self.link)
        self.link.destroy_node()


@pytest.fixture
def see(make_rig):
    """Make rigs that a console looks at, closed in the end."""
    with ExitStack() as block:
        def make(namespace='', **options):
            rig = make_rig(namespace=namespace, **options)
            return block.enter_context(closing(Seen(rig, namespace)))
        yield make


@pytest.mark.parametrize('namespace', ['', '/robots/one'])
def test_sentence_and_what_becomes_of_it(see, namespace):
    """From the box to the robot and back, in any namespace."""
    seen = see(namespace=namespace).ready()
    seen.link.say('two')
    seen.until(lambda: seen.state_of('two') == 'succeeded')
    (entry,) = seen.board.entries
    assert [step.action for step in entry.plan.steps] == ['move', 'turn']
    assert entry.took_s > 0
    seen.until(lambda: seen.board.pose.distance_to(seen.rig.robot.pose) < 0.01)
    assert seen.board.track.pieces


def test_stop_from_the_console(see):
    """It stops by itself, without a sentence being understood first."""
    seen = see().ready()
    seen.link.say('far')
    seen.rig.moving()
    assert seen.link.stop()
    seen.until(lambda: seen.state_of('far') == 'cancelled')
    seen.until(lambda: seen.rig.robot.is_still)


def test_stop_that_nobody_hears(see):
    """A stop to no node says so at once."""
    seen = see(start_node=False)
    assert not seen.link.stop()
    assert seen.board.phase is Phase.ABSENT


def test_history_from_before(see):
    """A console that comes late learns what was said, and claims no timing for it."""
    seen = see().ready()
    seen.link.say('two')
    seen.until(lambda: seen.state_of('two') == 'succeeded')
    board = Board()
    late = Link(board, lambda call, *values: call(*values))
    seen.rig.executor.add_node(late)
    seen.until(lambda: board.entries and board.entries[-1].state.is_final)
    assert board.entries[-1].text == 'two'
    assert board.entries[-1].understood_s is None
    seen.rig.executor.remove_node(late)
    late.destroy_node()


@pytest.mark.parametrize('is_yes, end', [(True, 'succeeded'), (False, 'cancelled')])
def test_question_is_answered(see, is_yes, end):
    """A plan waits, and begins or is dropped."""
    seen = see(confirm='always').ready()
    seen.link.say('two')
    seen.until(lambda: seen.board.phase is Phase.ASKING)
    assert seen.board.asking.plan is not None
    assert seen.rig.robot.velocity == Velocity()
    seen.link.answer(is_yes)
    seen.until(lambda: seen.state_of('two') == end)


def test_parameters_are_known_set_and_followed(see):
    """Ours arrive, those of others are seen, and a refusal says why."""
    seen = see().ready()
    assert seen.board.settings['limits.linear_speed'] == 0.5
    assert seen.board.settings['prompt'] == 'command'
    seen.link.change('limits.linear_speed', 0.3)
    seen.until(lambda: seen.board.settings['limits.linear_speed'] == 0.3)
    assert seen.rig.node.commander.settings.limits.linear_speed == 0.3
    seen.rig.node.set_parameters([Parameter('confirm', value='risky')])
    seen.until(lambda: seen.board.settings['confirm'] == 'risky')
    seen.link.change('limits.linear_speed', 100.0)
    seen.until(lambda: seen.board.complaint)
    assert 'limits.linear_speed = 100.0' in seen.board.complaint
    assert seen.board.settings['limits.linear_speed'] == 0.3


def test_map_route_and_localiser(see):
    """What a real robot's Nav2 publishes is on the map."""
    seen = see().ready()
    world = seen.rig.world
    localiser = world.create_publisher(PoseWithCovarianceStamped, 'amcl_pose', LATCHED)
    message = PoseWithCovarianceStamped()
    message.pose.pose.position.x = 5.0
    message.pose.pose.orientation.z = message.pose.pose.orientation.w = math.sqrt(0.5)
    localiser.publish(message)
    seen.until(lambda: seen.board.pose.distance_to(Pose(5.0, 0.0)) < 0.01)
    assert seen.board.pose.yaw == pytest.approx(math.pi / 2)

    grid = OccupancyGrid(data=[0, 100, -1, 0])
    grid.info.width = grid.info.height = 2
    grid.info.resolution, grid.info.origin.orientation.w = 0.5, 1.0
    maps = world.create_publisher(OccupancyGrid, 'map', LATCHED)
    maps.publish(grid)
    seen.until(lambda: seen.board.sheet)
    assert (seen.board.sheet.width, seen.board.sheet.height) == (1.0, 1.0)

    path = Path(poses=[message_at(0.0), message_at(1.0)])
    routes = world.create_publisher(Path, 'plan', 1)
    seen.until(routes.get_subscription_count)
    routes.publish(path)
    seen.until(lambda: seen.board.route == [(0.0, 0.0), (1.0, 0.0)])


def test_transform_of_a_localiser(see):
    """The transform from the map counts, by the name that the robot has for that."""
    seen = see(map_frame='world').ready()
    for frame, x in (('world', 4.0), ('map', 9.0)):
        transform = TransformStamped()
        transform.header.frame_id, transform.transform.translation.x = frame, x
        # tf2_msgs is not everywhere
        seen.link.whereabouts._on_transforms(SimpleNamespace(transforms=[transform]))
    seen.until(lambda: seen.board.pose.distance_to(Pose(4.0)) < 0.01)


def message_at(x):
    """Build a point of a route."""
    message = PoseStamped()
    message.pose.position.x = x
    return message
