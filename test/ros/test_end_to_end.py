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
From a sentence to a robot that stands where it should: everything real, nothing faked.

Node and simulator are processes, the language model is the one that ships, the motion is physics.
"""

from collections.abc import Iterator
import json
import math
from pathlib import Path
import sys

from conftest import FINAL, ROOT
from diagnostic_msgs.msg import DiagnosticArray
from nl2ros.robot.motion import Pose
from nl2ros.robot.places import Places
from nl2ros.simulation.children import Children
from nl2ros.simulation.processes import local, own_domain
import pytest
from rclpy.qos import DurabilityPolicy, QoSProfile
from std_msgs.msg import String
from watcher import degrees_between, Watcher, watching

pytestmark = [
    pytest.mark.timeout(600),
    pytest.mark.skipif(not (ROOT / 'models' / 'base' / 'config.json').exists(),
                       reason='models/base is not there: no language model to translate with'),
]
PLACES = Places.load(ROOT / 'config' / 'places.yaml')
MODEL_PATIENCE_S = 300.0


class World:
    """The whole system, seen from outside."""

    def __init__(self, watcher: Watcher) -> None:
        self.watcher = watcher
        self.states, self._said = [], []
        latched = QoSProfile(depth=100, durability=DurabilityPolicy.TRANSIENT_LOCAL)
        self._command = watcher.node.create_publisher(String, 'nl_command', 10)
        watcher.node.create_subscription(
            String, 'nl2ros_node/status',
            lambda message: self.states.append(json.loads(message.data)), latched)

    def say(self, text: str) -> None:
        """Publish a sentence, and forget what was heard about earlier ones."""
        self.states.clear()
        self._command.publish(String(data=text))

    def wait_for(self, text: str, wanted: set[str]) -> dict:
        """Wait for one of some states of a sentence, and return that status."""
        def found() -> list[dict]:
            return [state for state in self.states
                    if state['text'] == text and state['state'] in wanted]
        self.watcher.until(found, MODEL_PATIENCE_S)
        return found()[0]

    def obey(self, text: str) -> Pose:
        """Say a sentence, see it succeed, and return where the robot stands then."""
        self.say(text)
        end = self.wait_for(text, FINAL)
        assert end['state'] == 'succeeded', end
        self.watcher.wait(0.5)
        return self.watcher.pose

    def start_from(self, pose: Pose) -> Pose:
        """Bring the robot somewhere without any sentence, and return where it stands."""
        assert self.watcher.end_of(self.watcher.send(pose)[1])[0] == 'succeeded'
        self.watcher.wait(0.5)
        return self.watcher.pose


@pytest.fixture(scope='module')
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Start simulator and node once, since loading the model takes long, and wait for both."""
    logs = tmp_path_factory.mktemp('end_to_end')
    with pytest.MonkeyPatch.context() as patch, own_domain() as domain:
        for name, value in local(domain).items():
            patch.setenv(name, value)
        patch.setenv('ROS_LOG_DIR', str(logs))
        with Children(logs) as children, watching(domain) as watcher:
            children.start('nl2ros_node', 'nl2ros.robot.node', '--ros-args',
                           '--params-file', str(ROOT / 'config' / 'nl2ros.yaml'),
                           '-p', 'use_sim_time:=true', '-p', 'odom_timeout:=2.0',
                           '-p', 'translation_timeout:=300.0')
            children.start('simulator', 'nl2ros.simulation.node', '--ros-args',
                           '-p', 'real_time_factor:=2.0')
            diagnostics: list[DiagnosticArray] = []
            watcher.hear(DiagnosticArray, '/diagnostics', diagnostics, 10)
            watcher.until(lambda: children.check() or watcher.truth and any(
                value.value == 'ready' for message in diagnostics
                for status in message.status for value in status.values), MODEL_PATIENCE_S)
            watcher.until(watcher.navigation.server_is_ready)
            yield World(watcher)
        for log in sorted(Path(logs).glob('*.log')):
            sys.stdout.write(f'{log.name}\n{log.read_text(errors="replace")}\n')


def test_forward_then_left(world):
    """Within 5 cm and 3 degrees of where a metre and a quarter turn lead, in the physics."""
    start = world.start_from(Pose())
    end = world.obey('go forward 1 m then turn left')
    wanted = start.compose(Pose(1.0, 0.0, math.pi / 2))
    assert end.distance_to(wanted) < 0.05
    assert degrees_between(end, wanted.yaw) < 3


def test_burmese(world):
    """A metre ahead, said in Burmese, is as exact."""
    start = world.start_from(Pose())
    end = world.obey('ရှေ့ကို ၁ မီတာ သွားပါ')
    wanted = start.compose(Pose(1.0, 0.0, 0.0))
    assert end.distance_to(wanted) < 0.05
    assert degrees_between(end, wanted.yaw) < 3


@pytest.mark.parametrize('sentence', ['go to the kitchen', 'မီးဖိုချောင်ကို သွားပါ'])
def test_goes_to_the_kitchen(world, sentence):
    """The kitchen is reached through its door, whatever language it is called in."""
    world.start_from(Pose())
    assert world.obey(sentence).distance_to(PLACES.find('kitchen')) < 0.3


@pytest.mark.parametrize('sentence, stop', [
    ('go to the bedroom', 'stop'), ('move forward 2 meters', 'stop'),
    ('ရှေ့ကို ၂ မီတာ သွားပါ', 'ရပ်')])
def test_stop_stops_midway(world, sentence, stop):
    """A stop ends whatever is under way, and the robot stands where it was stopped."""
    start = world.start_from(Pose())
    world.say(sentence)
    world.watcher.until(lambda: world.watcher.pose.distance_to(start) > 0.4, MODEL_PATIENCE_S)
    world._command.publish(String(data=stop))
    assert world.wait_for(stop, FINAL)['state'] == 'succeeded'
    assert world.wait_for(sentence, FINAL)['state'] == 'cancelled'
    world.watcher.wait(1.0)
    stopped = world.watcher.pose
    world.watcher.wait(2.0)
    assert world.watcher.pose.distance_to(stopped) < 0.01
    assert 0.4 < stopped.distance_to(start) < 1.5
    assert stopped.distance_to(PLACES.find('bedroom')) > 1


def test_nonsense_moves_nothing(world):
    """What the robot cannot do is refused, with a message, and it stays where it is."""
    start = world.start_from(Pose())
    world.say('sing me a song')
    end = world.wait_for('sing me a song', FINAL)
    assert end['state'] == 'rejected' and end['message']
    world.watcher.wait(1.0)
    assert world.watcher.pose.distance_to(start) < 0.01
