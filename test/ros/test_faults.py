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

"""Faults, one after the other: each is told, the robot stands, and whoever is left goes on."""

import math
import re
import shutil
import signal
import time

from conftest import FINAL, ROOT, wait_until
from nl2ros.robot.motion import Pose, Velocity
import pytest
from rclpy.parameter import Parameter
from rig import FakeNavigation, FakeTranslator
from test_node_process import FAKE
from watcher import watching

pytestmark = pytest.mark.usefixtures('ros')
MODELS = ROOT / 'models'


@pytest.fixture
def rig(make_rig):
    """Return what makes a rig that has odometry and a robot."""
    return lambda **options: make_rig(**options).ready()


@pytest.fixture
def alone(make_rig, start):
    """Start the node as a process; give the rig, with the process in it."""
    def make(*arguments):
        made = make_rig(start_node=False)
        made.process = start(FAKE, 'ready', '--ros-args', '-p', f'places_file:={made.places}',
                             *arguments, '-p', 'odom_timeout:=5.0')
        made.until(lambda: made.is_heard() or not made.process.is_alive())
        return made
    return make


@pytest.mark.parametrize('pose, why', [
    (Pose(5.0, 5.0), 'odom_jump'), (Pose(0.0, 0.0, 2.0), 'odom_jump'),
    (Pose(math.nan), 'odom_lost'), (Pose(0.0, math.inf), 'odom_lost')])
def test_odometry_that_cannot_be_true(rig, pose, why):
    """A leap, a sudden turn, and what is no number stop the robot; good odometry drives it on."""
    rig = rig(odom_timeout=1.0)
    rig.say('far')
    rig.moving()
    rig.robot.pose = pose
    end = rig.end_of('far')
    assert (end['state'], end['detail']['why']) == ('failed', why)
    rig.until(lambda: rig.robot.is_still)
    rig.robot.pose = Pose()
    rig.until(lambda: rig.node.commander.control.localisation.pose(rig.node.now()) == Pose())
    rig.say('two')
    assert rig.end_of('two')['state'] == 'succeeded'


def test_zero_cannot_be_published(rig):
    """Even then a failure raises nothing, and leaves neither plan nor command behind."""
    rig = rig()
    rig.say('far')
    rig.moving()
    rig.node.destroy_publisher(rig.node.output._publisher)
    rig.node.failed('test', ValueError('first'))
    assert rig.node.commander.current is None
    assert not rig.node.commander.control.executor.is_busy
    assert rig.end_of('far')['detail']['why'] == 'internal'


def test_places_file_is_cut_short(rig):
    """A half-written file is neither believed nor written over; what was known stays known."""
    rig = rig()
    whole = rig.places.read_text(encoding='utf-8')
    rig.places.write_text(whole[:len(whole) // 2], encoding='utf-8')
    cut = rig.places.read_bytes()
    rig.say('save')
    end = rig.end_of('save')
    assert (end['state'], end['detail']['why']) == ('failed', 'save_failed')
    assert 'places.yaml' in end['message'] and rig.places.read_bytes() == cut
    rig.say('places')
    rig.until(lambda: any('kitchen, lab' in said for said in rig.says))
    rig.places.write_text(whole, encoding='utf-8')
    rig.say('save')
    rig.until(lambda: any('"attic"' in said for said in rig.says))


def test_parameters_of_the_wrong_type(rig):
    """Nothing is set, whatever else was good in the same call."""
    rig = rig()
    before = rig.node.commander.settings
    for name, value in (('motion.linear_speed', 'fast'), ('limits.steps', 2.5),
                        ('confirm', True), ('prompt', 3), ('limits.linear_speed', math.nan)):
        result = rig.node.set_parameters_atomically([
            Parameter('motion.default_distance', value=0.3), Parameter(name, value=value)])
        assert not result.successful and result.reason, name
    assert rig.node.commander.settings == before


def test_a_prompt_that_cannot_even_be_read(rig):
    """Whatever error it makes, the parameter is refused with the reason, and the node goes on."""
    class Surprised(FakeTranslator):
        use_prompt = None

        def read_prompt(self, prompt):
            raise AttributeError(f'{prompt} has no task')
    rig = rig(translator=Surprised())
    rig.until(lambda: not rig.node.translations.is_loading)
    result = rig.node.set_parameters([Parameter('prompt', value='other')])[0]
    assert not result.successful and result.reason == 'other has no task'
    assert rig.node.get_parameter('prompt').value == 'command'


def test_slow_model_and_a_thousand_commands_a_second(alone):
    """A second of a thousand commands: every one ends once, the last one is carried out."""
    rig = alone()
    rig.say('slow forward')
    count = 0

    def another():
        nonlocal count
        for _ in range(10):
            if count < 1000:
                count += 1
                rig.say('places' if count == 1000 else f'slow {count}')
    rig.world.create_timer(0.01, another)

    def ids():
        return [status['id'] for status in rig.statuses if status['state'] in FINAL]
    rig.until(lambda: len(ids()) >= 1001)
    rig.run_for(0.3)
    assert sorted(ids()) == list(range(1, 1002))
    assert rig.end_of('places')['state'] == 'succeeded'


@pytest.mark.parametrize('number', [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize('state', ['idle', 'waiting', 'asking', 'navigating', 'timed'])
def test_signal_in_every_state(alone, state, number):
    """Zero is the last word on cmd_vel, goals are cancelled, commands end, the exit code is 0."""
    rig = alone('-p', 'confirm:=' + ('always' if state == 'asking' else 'never'))
    navigation = FakeNavigation(rig.world, end='none') if state == 'navigating' else None
    text = {'waiting': 'wait', 'navigating': 'kitchen', 'idle': ''}.get(state, 'far')
    if state == 'timed':
        rig.robot.has_odometry = False
    if text:
        rig.say(text)
        reached = 'confirming' if state == 'asking' else 'executing'
        rig.until(lambda: rig.states(text)[-1:] == [reached])
    if navigation is not None:
        rig.until(lambda: navigation.running)
    rig.process.send(number)
    assert rig.until(lambda: not rig.process.is_alive()) and rig.process.wait() == 0
    if text:
        end = rig.end_of(text)
        assert (end['state'], end['detail']['why']) == ('cancelled', 'shutting_down')
        rig.until(lambda: rig.robot.commands and rig.robot.commands[-1] == Velocity())
    rig.run_for(0.3)
    # a node that was idle may have left before it had found the robot
    assert rig.robot.commands[-1:] in ([], [Velocity()])
    assert 'Traceback' not in rig.process.output
    if navigation is not None:
        assert navigation.cancels >= 1
        navigation.end()


def test_killed_while_moving(domain, start, make_rig):
    """Nobody can say zero any more: the robot stops by itself, since commands are short-lived."""
    with watching(domain) as watcher:
        start('-m', 'nl2ros.simulation.node')
        rig = make_rig(robot=False, start_node=False)
        node = start(FAKE, 'ready', '--ros-args', '-p', f'places_file:={rig.places}',
                     '-p', 'odom_timeout:=5.0')
        rig.until(lambda: rig.is_heard())
        watcher.until(lambda: watcher.truth)
        rig.say('far')
        watcher.until(lambda: watcher.pose.x > 0.2)
        node.send(signal.SIGKILL)
        assert node.wait() == -signal.SIGKILL
        killed = watcher.pose
        watcher.wait(1.5)
        stopped = watcher.pose
        watcher.wait(1.0)
        assert watcher.pose.distance_to(stopped) < 0.01
        # half a second of silence at 0.2 m/s, and what was on its way
        assert stopped.distance_to(killed) < 0.3


@pytest.mark.skipif(not (MODELS / 'base' / 'model.onnx').exists(),
                    reason='models/base is not there: nothing to damage')
@pytest.mark.parametrize('file, is_cut', [
    ('base/model.safetensors', True), ('base/model.safetensors', False),
    ('base/model.onnx', True), ('base/tokenizer.json', True), ('base/config.json', False),
    ('prompts/command/adapter_model.safetensors', True),
    ('prompts/command/adapter_model.safetensors', False), ('prompts/command/nl2ros.json', True)])
def test_damaged_and_missing_model_files(start, tmp_path, file, is_cut):
    """The node ends with an error that names the file; nothing is left running."""
    models = tmp_path / 'models'
    shutil.copytree(MODELS, models)
    if is_cut:
        content = (models / file).read_bytes()
        (models / file).write_bytes(content[:len(content) // 2])
    else:
        (models / file).unlink()
    process = start('-m', 'nl2ros.robot.node', '--ros-args', '-p', f'model:={models}')
    wait_until(lambda: not process.is_alive(), lambda: time.sleep(0.05), 200.0)
    assert process.wait() == 1
    assert 'The language model cannot be loaded' in process.output
    what = r'model\*?\.safetensors' if file == 'base/model.safetensors' else re.escape(file)
    assert re.search(what, process.output) and 'Traceback' not in process.output
