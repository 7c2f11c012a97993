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

"""The node as a process: how it starts, how it ends, and what time does to it."""

from pathlib import Path
import signal

from conftest import FINAL
from geometry_msgs.msg import Twist
from nl2ros.robot.motion import Velocity
import pytest
from rosgraph_msgs.msg import Clock

pytestmark = pytest.mark.usefixtures('ros')
FAKE = str(Path(__file__).with_name('fake_node.py'))


@pytest.fixture
def run(start, make_rig):
    """Start the node as a process beside a fake robot; give the rig, with the process in it."""
    def make(mode='ready', *arguments):
        rig = make_rig(start_node=False)
        # a busy machine may starve the fake robot for a while
        rig.process = start(FAKE, mode, '--ros-args', '-p', f'places_file:={rig.places}',
                            *arguments, '-p', 'odom_timeout:=5.0')
        rig.until(lambda: rig.is_heard() or not rig.process.is_alive())
        return rig
    return make


@pytest.mark.parametrize('number', [signal.SIGINT, signal.SIGTERM])
def test_signal_while_moving(run, number):
    """The last word on cmd_vel is zero, the command ends, and the exit code is 0."""
    rig = run()
    rig.say('far')
    rig.moving()
    rig.process.send(number)
    end = rig.end_of('far')
    assert (end['state'], end['detail']['why']) == ('cancelled', 'shutting_down')
    assert rig.process.wait() == 0
    rig.run_for(0.3)
    assert rig.robot.commands[-1] == Velocity()
    assert 'Traceback' not in rig.process.output


@pytest.mark.parametrize('mode', ['loading', 'hanging'])
def test_signal_while_the_model_is_busy(run, mode):
    """A worker that never returns keeps nobody from leaving."""
    rig = run(mode)
    rig.say('far')
    rig.until(lambda: rig.states('far'))
    rig.process.send(signal.SIGTERM)
    assert rig.end_of('far')['state'] == 'cancelled'
    assert rig.process.wait() == 0


def test_stop_while_the_model_hangs(run):
    """A stop needs no model."""
    rig = run('hanging')
    rig.say('far')
    rig.say('stop')
    assert rig.end_of('stop')['state'] == 'succeeded'
    assert rig.end_of('far')['state'] == 'cancelled'


def test_a_callback_that_raises(run):
    """The robot stops and the command fails, but the node lives on, and leaves as it should."""
    rig = run('faulty')
    rig.say('far')
    rig.moving()
    driver = rig.world.create_publisher(Twist, 'cmd_vel', 10)
    end = rig.end_of('far')
    assert (end['state'], end['detail']['why']) == ('failed', 'internal')
    assert 'callback on fire' in end['message']
    rig.world.destroy_publisher(driver)
    rig.until(lambda: rig.robot.is_still)
    assert rig.process.is_alive()
    rig.process.send(signal.SIGTERM)
    assert rig.process.wait() == 0


def test_broken_model(run):
    """A node without a model says so and ends with an error."""
    rig = run('broken')
    assert rig.process.wait() == 1
    assert 'The language model cannot be loaded: models/base/model.safetensors is damaged' \
        in rig.process.output
    assert 'Traceback' not in rig.process.output


@pytest.mark.parametrize('name, value, complaint', [
    ('limits.steps', 'many', "'limits.steps' to 'many' of type 'STRING', expecting type"),
    ('limits.linear_speed', '-1.0', 'limits.linear_speed out of range'),
    ('cmd_vel_type', 'twisted', "parameter cmd_vel_type = 'twisted'"),
    ('fence.x_min', '7.0', 'x_min must be below x_max'),
    ('places_file', '/nowhere.yaml', '/nowhere.yaml')])
def test_wrong_parameters(run, name, value, complaint):
    """A value that cannot be is named, and the node does not start with another one."""
    rig = run('ready', '-p', f'{name}:={value}')
    assert rig.process.wait() == 1
    assert complaint in rig.process.output
    assert 'Traceback' not in rig.process.output


def test_parameter_file(run):
    """The shipped parameter file is accepted in any namespace, and means the defaults."""
    from nl2ros.robot.parameters import names
    import yaml
    file = Path(__file__).parents[2] / 'config' / 'nl2ros.yaml'
    (node, values), = yaml.safe_load(file.read_text(encoding='utf-8')).items()
    assert node == '/**/nl2ros_node'
    values = values['ros__parameters']
    for name, group, field, info in names():
        value = values.pop(name) if group == 'node' else values[group].pop(field)
        assert value == (pytest.approx(info.default, abs=1e-4)
                         if isinstance(info.default, float) else info.default), name
    assert not any(values.values())
    rig = run('ready', '--params-file', str(file), '-p', f'places_file:={file.parent}/places.yaml')
    rig.say('two')
    assert rig.end_of('two')['state'] == 'succeeded'


def test_clock_that_stands_still_or_jumps_back(run):
    """A simulation that halts or is reset stops the robot; afterwards it obeys again."""
    rig = run('ready', '-p', 'use_sim_time:=true')
    clock = rig.world.create_publisher(Clock, '/clock', 10)
    time = {'now': 100.0, 'step': 0.01}

    def tick():
        time['now'] += time['step']
        message = Clock()
        message.clock.sec = int(time['now'])
        message.clock.nanosec = int(time['now'] % 1 * 1e9)
        clock.publish(message)
    rig.world.create_timer(0.01, tick)
    rig.until(clock.get_subscription_count)
    rig.say('far')
    rig.moving()
    time['step'] = 0.0
    assert rig.end_of('far')['detail']['why'] == 'clock_stopped'
    rig.until(lambda: rig.robot.is_still)
    time['step'] = 0.01
    rig.say('on')
    rig.moving()
    time['now'] = 5.0
    assert rig.end_of('on')['detail']['why'] == 'time_jump'
    rig.until(lambda: rig.robot.is_still)
    rig.say('two')
    assert rig.end_of('two')['state'] == 'succeeded'


def test_ten_milliseconds_apart_while_moving(run):
    """A new command every 10 ms: the robot keeps within its ramp, and every one ends once."""
    rig = run()
    rig.say('on')
    rig.moving()
    count = 0

    def another():
        nonlocal count
        if count < 200:
            count += 1
            rig.say('forward' if count % 2 else 'back')
    rig.world.create_timer(0.01, another)
    rig.until(lambda: len([s for s in rig.statuses if s['state'] in FINAL]) == 201)
    ids = [s['id'] for s in rig.statuses if s['state'] in FINAL]
    assert sorted(ids) == list(range(1, 202))
    steps = [abs(b.linear - a.linear) for a, b in zip(
        rig.robot.commands, rig.robot.commands[1:], strict=False)]
    assert max(steps) <= 0.5 * 2 / 20 + 1e-6
