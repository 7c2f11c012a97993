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

"""The node over real topics: commands, motion, stops, places, and what is told about them."""

import threading

from conftest import PATIENCE_S
from geometry_msgs.msg import PoseWithCovarianceStamped, Twist, TwistStamped
from nl2ros.robot.motion import Pose, Velocity
import pytest
from rclpy.parameter import Parameter
from rclpy.qos import DurabilityPolicy, QoSProfile
from rig import FakeTranslator
from rosgraph_msgs.msg import Clock
from sensor_msgs.msg import LaserScan
from std_srvs.srv import Trigger

pytestmark = pytest.mark.usefixtures('ros')


def test_forward_one_metre(make_rig):
    """From the sentence to a robot that stands a metre further on, and all that is told."""
    rig = make_rig().ready()
    rig.say('forward')
    end = rig.end_of('forward')
    assert rig.states('forward') == ['received', 'translated', 'executing', 'succeeded']
    assert rig.robot.pose.x == pytest.approx(1.0, abs=0.02)
    rig.until(lambda: rig.robot.is_still)
    assert (end['id'], end['message']) == (1, 'Done.')
    executing = next(s for s in rig.statuses if s['state'] == 'executing')
    assert executing['detail']['closed_loop'] is True
    assert (executing['detail']['step'], executing['detail']['steps']) == (1, 1)
    rig.until(lambda: rig.plans)
    assert rig.plans[0]['steps'][0]['distance'] == 1.0


def test_two_steps(make_rig):
    """Steps follow one another and are counted."""
    rig = make_rig().ready()
    rig.say('two')
    rig.end_of('two')
    assert rig.robot.pose.x == pytest.approx(0.3, abs=0.02)
    assert rig.robot.pose.yaw == pytest.approx(0.5, abs=0.03)
    assert {s['detail']['step'] for s in rig.statuses if s['state'] == 'executing'} == {1, 2}


def test_without_odometry_motion_is_timed(make_rig):
    """It moves, and says that it did not measure."""
    rig = make_rig(robot={'has_odometry': False})
    rig.until(lambda: rig.node.output.problem() is None)
    rig.say('forward')
    assert rig.end_of('forward')['state'] == 'succeeded'
    assert rig.robot.pose.x == pytest.approx(1.0, abs=0.1)
    executing = next(s for s in rig.statuses if s['state'] == 'executing')
    assert executing['detail']['closed_loop'] is False and 'timed' in executing['message']
    rig.until(lambda: any('timed' in said for said in rig.says))


@pytest.mark.parametrize('word', ['stop', 'ရပ်'])
def test_stop_midway(make_rig, word):
    """Zero at once, the command ends cancelled, and the robot stays where it is."""
    rig = make_rig().ready()
    rig.say('far')
    rig.moving()
    rig.say(word)
    assert rig.end_of(word)['state'] == 'succeeded'
    rig.until(lambda: rig.robot.is_still)
    # not braked by a ramp: zero follows the last velocity
    moving = [v for v in rig.robot.commands if v.linear]
    assert moving[-1].linear > 0.05
    rig.until(lambda: rig.states('far')[-1] == 'cancelled')
    here = rig.robot.pose
    rig.run_for(1.5)
    assert rig.robot.pose.distance_to(here) < 0.001
    assert rig.states(word) == ['received', 'succeeded']


def test_stop_discards_what_is_being_translated(make_rig):
    """A sentence that the model still thinks about is not carried out after a stop."""
    translator = FakeTranslator()
    release = threading.Event()
    think = translator.translate

    def translate(text):
        release.wait(PATIENCE_S)
        return think(text)
    translator.translate = translate
    rig = make_rig(translator=translator).ready()
    rig.say('forward')
    rig.until(lambda: rig.states('forward') == ['received'])
    rig.say('stop')
    rig.end_of('stop')
    assert rig.end_of('forward')['state'] == 'cancelled'
    release.set()
    rig.run_for(0.5)
    assert not any(velocity.linear for velocity in rig.robot.commands)
    rig.say('two')
    assert rig.end_of('two')['state'] == 'succeeded'


def test_stop_then_something_else(make_rig):
    """A sentence that begins with stop brakes first and is translated then."""
    rig = make_rig(translator=FakeTranslator(**{'stop and back': [
        {'action': 'move', 'direction': 'backward', 'distance': 0.2}]})).ready()
    rig.say('far')
    rig.moving()
    rig.say('stop and back')
    assert rig.end_of('stop and back')['state'] == 'succeeded'
    assert rig.states('far')[-1] == 'cancelled'
    going = [i for i, velocity in enumerate(rig.robot.commands) if velocity.linear > 0]
    assert rig.robot.commands[going[-1]].linear > 0.05
    assert rig.robot.commands[going[-1] + 1] == Velocity()


def test_stop_service(make_rig):
    """~/stop does what "stop" does."""
    rig = make_rig().ready()
    rig.say('far')
    rig.moving()
    client = rig.world.create_client(Trigger, 'nl2ros_node/stop')
    rig.until(client.service_is_ready)
    answer = client.call_async(Trigger.Request())
    rig.until(answer.done)
    assert answer.result().success
    rig.until(lambda: rig.robot.is_still and rig.states('far')[-1] == 'cancelled')


def test_new_command_replaces(make_rig):
    """The newer sentence wins, without a halt in between."""
    rig = make_rig().ready()
    rig.say('on')
    rig.until(lambda: rig.robot.velocity.linear > 0.19)
    rig.say('back')
    assert rig.end_of('back')['state'] == 'succeeded'
    assert rig.end_of('on')['detail']['why'] == 'replaced'
    steps = [b.linear - a.linear for a, b in zip(
        rig.robot.commands, rig.robot.commands[1:], strict=False)]
    assert min(steps) >= -0.5 * 2 / 20 - 1e-6     # at most two periods of the ramp


def test_rejection_and_questions_leave_the_motion_alone(make_rig):
    """Nonsense is refused aloud, questions are answered, and the robot drives on."""
    rig = make_rig().ready()
    rig.say('forward')
    rig.moving()
    rig.say('sing')
    assert rig.end_of('sing')['state'] == 'rejected'
    assert rig.end_of('sing')['detail']['reason'] == 'out_of_scope'
    for question, words in (('where', 'I am at'), ('doing', 'step 1 of 1'), ('places', 'kitchen')):
        rig.say(question)
        assert rig.end_of(question)['state'] == 'succeeded'
        rig.until(lambda words=words: any(words in said for said in rig.says))
    rig.until(lambda: 'I cannot do that.' in rig.says)
    assert rig.end_of('forward')['state'] == 'succeeded'
    assert rig.robot.pose.x == pytest.approx(1.0, abs=0.02)


def test_unknown_place(make_rig):
    """A place nobody taught is refused with the nearest known ones, in the person's language."""
    rig = make_rig().ready()
    rig.say('kitchn')
    end = rig.end_of('kitchn')
    assert (end['state'], end['detail']['reason']) == ('rejected', 'unknown_place')
    assert 'Did you mean kitchen?' in end['message']
    rig.say('မီးဖိုချောင်း')
    assert 'မီးဖိုချောင် ကို ပြောတာလား။' in rig.end_of('မီးဖိုချောင်း')['message']
    assert not rig.robot.commands


def test_save_place_on_the_map(make_rig):
    """Where the localiser says the robot is, is what is remembered, in the file, too."""
    rig = make_rig().ready()
    where = rig.world.create_publisher(PoseWithCovarianceStamped, 'amcl_pose', QoSProfile(
        depth=1, durability=DurabilityPolicy.TRANSIENT_LOCAL))
    message = PoseWithCovarianceStamped()
    message.pose.pose.position.x, message.pose.pose.orientation.w = 5.0, 1.0
    where.publish(message)
    localisation = rig.node.commander.control.localisation
    rig.until(lambda: (pose := localisation.map_pose(rig.node.now())) and pose.x == 5.0)
    rig.say('save')
    assert rig.end_of('save')['state'] == 'succeeded'
    assert 'attic' in rig.places.read_text(encoding='utf-8')
    rig.until(lambda: any('"attic"' in said for said in rig.says))
    rig.say('where')
    rig.end_of('where')
    rig.until(lambda: any('at "attic": x 5.00' in said for said in rig.says))


def test_save_place_without_a_pose_fails(make_rig):
    """A robot that doesn't know where it is cannot remember the place."""
    rig = make_rig(robot={'has_odometry': False})
    rig.say('save')
    assert rig.end_of('save')['state'] == 'failed'


def test_every_command_of_a_flood_ends_once(make_rig):
    """Three hundred sentences at once, and each is told how it ended, exactly once."""
    sentences = {f'c{i}': [{'action': 'wait', 'duration': 0.01}] for i in range(300)}
    rig = make_rig(translator=FakeTranslator(**sentences)).ready()
    for sentence in sentences:
        rig.say(sentence)
    final = {'succeeded', 'failed', 'rejected', 'cancelled'}

    def ends():
        return [status['text'] for status in rig.statuses if status['state'] in final]
    rig.until(lambda: len(ends()) == 300)
    rig.run_for(0.3)
    assert sorted(ends()) == sorted(sentences)
    assert rig.states('c299')[-1] == 'succeeded'


def test_translator_raises(make_rig):
    """An error of the model is that command's failure, and nobody else's."""
    rig = make_rig().ready()
    rig.say('raise')
    end = rig.end_of('raise')
    assert end['state'] == 'failed' and 'weights on fire' in end['message']
    rig.say('two')
    assert rig.end_of('two')['state'] == 'succeeded'


def test_translation_takes_too_long(make_rig):
    """A model that thinks too long is not waited for."""
    rig = make_rig(translation_timeout=0.2).ready()
    rig.say('slow forward')
    end = rig.end_of('slow forward')
    assert (end['state'], end['detail']['why']) == ('failed', 'translation_timeout')
    rig.run_for(1.2)
    assert not any(velocity.linear for velocity in rig.robot.commands)


def test_long_text_is_refused(make_rig):
    """A megabyte is not translated, nor repeated in the status."""
    rig = make_rig()
    rig.say('x' * 1_000_000)
    end = rig.end_of('x' * 600)
    assert (end['state'], end['detail']['why']) == ('rejected', 'too_long')


def test_commands_wait_for_the_model(make_rig):
    """While the model loads the newest command waits, and a stop works."""
    loaded = threading.Event()

    def load(_):
        loaded.wait(PATIENCE_S)
        return FakeTranslator()
    rig = make_rig(load=load).ready()
    rig.say('far')
    rig.say('forward')
    assert rig.end_of('far')['state'] == 'cancelled'
    rig.say('stop')
    rig.end_of('stop')
    assert rig.end_of('forward')['state'] == 'cancelled'
    rig.say('two')
    rig.until(lambda: rig.states('two') == ['received'])
    loaded.set()
    assert rig.end_of('two')['state'] == 'succeeded'


def test_what_was_said_before_the_clock_began_comes_first(make_rig):
    """A sentence that comes with the clock does not overtake those that waited for it."""
    rig = make_rig(use_sim_time=True)
    for text in ('lab', 'places', 'doing'):
        rig.say(text)
    rig.until(lambda: len(rig.node._early) == 3)
    clock = rig.world.create_publisher(Clock, '/clock', 10)
    message = Clock()
    message.clock.sec = 100
    rig.until(lambda: clock.publish(message) or rig.node.now())
    rig.say('where')
    rig.until(lambda: rig.states('where'))
    received = [status['text'] for status in rig.statuses if status['state'] == 'received']
    assert received == ['lab', 'places', 'doing', 'where']
    assert rig.end_of('where')['state'] == 'succeeded'


def test_odometry_stops(make_rig):
    """A robot that loses its odometry stops, and says why."""
    rig = make_rig().ready()
    rig.say('far')
    rig.moving()
    rig.robot.has_odometry = False
    end = rig.end_of('far')
    assert (end['state'], end['detail']['why']) == ('failed', 'odom_lost')
    rig.until(lambda: rig.robot.is_still)


def test_stuck(make_rig):
    """A robot that doesn't move although told to gives up."""
    rig = make_rig(motion__stuck_after=1.0).ready()
    rig.robot.is_stuck = True
    rig.say('far')
    assert rig.end_of('far')['detail']['why'] == 'stuck'
    rig.until(lambda: rig.robot.is_still)


def test_obstacle_guard(make_rig):
    """With the guard on, the robot stops before what the scanner sees."""
    rig = make_rig(guard__enabled=True, motion__blocked_after=1.0).ready()
    scans = rig.world.create_publisher(LaserScan, 'scan', 10)

    def look():
        scan = LaserScan(angle_min=-0.5, angle_increment=0.1, range_min=0.1, range_max=10.0)
        scan.ranges = [1.0 - rig.robot.pose.x] * 11
        scans.publish(scan)
    rig.world.create_timer(0.05, look)
    rig.until(scans.get_subscription_count)
    rig.say('far')
    end = rig.end_of('far')
    assert (end['state'], end['detail']['why']) == ('failed', 'obstacle')
    # a wall at 1 m, a robot of 0.12 m, a gap of 0.15 m
    assert rig.robot.pose.x == pytest.approx(0.73, abs=0.05)
    rig.until(lambda: 'Something is in the way.' in rig.says)


def test_twist_stamped_is_found_out(make_rig):
    """A robot that wants TwistStamped gets it."""
    rig = make_rig(robot={'kind': TwistStamped}).ready()
    rig.say('forward')
    assert rig.end_of('forward')['state'] == 'succeeded'
    assert rig.robot.pose.x == pytest.approx(1.0, abs=0.02)


def test_twist_mismatch_is_reported(make_rig):
    """A type set wrong is an error that names both, not a robot that silently stands."""
    rig = make_rig(robot={'kind': TwistStamped}, cmd_vel_type='twist', motion__blocked_after=1.0)
    rig.say('forward')
    end = rig.end_of('forward')
    assert (end['state'], end['detail']['why']) == ('failed', 'type_mismatch')
    assert 'TwistStamped' in end['message'] and 'twist' in end['message']
    rig.until(lambda: any('wanted as twist_stamped' in status.message
                          for status in rig.diagnostics))


def test_nobody_listens(make_rig):
    """A motion that no robot would carry out fails, it does not succeed on paper."""
    rig = make_rig(robot=False, motion__blocked_after=1.0)
    rig.say('forward')
    end = rig.end_of('forward')
    assert (end['state'], end['detail']['why']) == ('failed', 'no_listener')
    assert '/cmd_vel' in end['message']


def test_parameters_change_while_running(make_rig):
    """New speeds hold for the next command; wrong ones are refused, with the reason."""
    rig = make_rig().ready()
    results = rig.node.set_parameters([
        Parameter('motion.default_distance', value=0.2), Parameter('limits.excess_speed',
                                                                   value='ignore'),
        Parameter('rate', value=10.0)])
    assert [result.successful for result in results] == [True, False, False]
    assert 'limits.excess_speed' in results[1].reason
    assert rig.node.commander.settings.motion.default_distance == 0.2
    assert rig.node.commander.settings.limits.excess_speed == 'clip'


def test_two_nodes_on_one_robot_are_noticed(make_rig):
    """Two that would both drive the robot warn of each other, and each says so to the person."""
    rig = make_rig().ready()
    rig.until(lambda: rig.diagnostics)
    assert not any('Several nodes' in status.message for status in rig.diagnostics)
    rig.add_node(lambda _: FakeTranslator())
    rig.until(lambda: any('Several nodes' in status.message for status in rig.diagnostics))
    rig.until(lambda: all(node.output.rivals.twins for node in rig._nodes))
    rig.say('two')
    rig.until(lambda: sum('Several nodes obey' in said for said in rig.says) == 2)
    rig.until(lambda: any('rivals' in status['detail'] for status in rig.statuses))


def joystick(rig, kind, linear):
    """Let somebody else publish velocities, 50 a second; return how to end that."""
    publisher = rig.world.create_publisher(kind, 'cmd_vel', 10)
    message = kind()
    (message.twist if kind is TwistStamped else message).linear.x = linear
    timer = rig.world.create_timer(0.02, lambda: publisher.publish(message))
    rig.until(lambda: '/world' in rig.node.output.rivals.drivers)

    def end():
        timer.cancel()
        rig.world.destroy_publisher(publisher)
    return end


@pytest.mark.parametrize('kind, linear', [(Twist, -0.1), (Twist, 0.0), (TwistStamped, 0.3)])
def test_another_driver_is_noticed(make_rig, kind, linear):
    """Velocities of others amid ours are told, aloud and in status and diagnostics."""
    rig = make_rig(robot={'kind': kind}, motion__stuck_after=60.0).ready()
    rig.say('far')
    end = joystick(rig, kind, linear)
    rig.until(lambda: 'Somebody else drives, too, on /cmd_vel: /world.' in rig.says)
    rig.until(lambda: any(status['detail'].get('rivals') == '/world' for status in rig.statuses))
    rig.until(lambda: any('Somebody else' in status.message for status in rig.diagnostics))
    end()
    rig.until(lambda: rig.node.output.rival() is None)


def test_another_driver_who_waits_his_turn_is_not_noticed(make_rig):
    """Who drives while this node is silent, as Nav2 does, is no rival, and never a listener."""
    rig = make_rig().ready()
    joystick(rig, Twist, 0.1)
    rig.run_for(1.5)
    assert rig.node.output.rival() is None and rig.node.output.problem() is None
    rig.world.destroy_subscription(rig.robot.subscription)
    rig.until(lambda: rig.node.output.problem() is not None)
    assert rig.node.output.problem().key == 'no_listener'


def test_another_driver_comes_before_a_robot_that_wants_stamped(make_rig):
    """The ear that was opened for the driver does not keep the node from the robot's type."""
    here = make_rig(robot=False)
    joystick(here, Twist, 0.0)
    there = make_rig(start_node=False, robot={'kind': TwistStamped})
    here.until(lambda: there.spin() or here.node.output.sending == 'twist_stamped')
    here.until(lambda: there.spin() or here.node.output.problem() is None)
    here.say('two')
    here.until(lambda: there.spin() or here.states('two')[-1:] == ['succeeded'])
    assert there.robot.pose.x == pytest.approx(0.3, abs=0.02)


def test_a_type_that_cannot_be_taken_leaves_the_old_one(make_rig):
    """Somebody else in this process holds on to Twist: that is told, and zeros still go out."""
    rig = make_rig(robot=False)
    output = rig.node.output
    rig.node.create_publisher(Twist, 'cmd_vel', 10)
    stamped = rig.world.create_subscription(TwistStamped, 'cmd_vel', lambda _: None, 10)
    rig.until(lambda: output.wanted() == ['twist_stamped'])
    with pytest.raises(RuntimeError):
        output.follow()
    assert output.sending == 'twist'
    output.send(Velocity())
    rig.world.destroy_subscription(stamped)


def test_two_robots_on_one_graph(make_rig):
    """Namespaces keep two robots apart."""
    one, two = (make_rig(namespace=name).ready() for name in ('one', 'two'))
    one.say('forward')
    two_commands = len(two.robot.commands)
    one.until(lambda: two.spin() or any(
        s['text'] == 'forward' and s['state'] == 'succeeded' for s in one.statuses))
    assert one.robot.pose.x == pytest.approx(1.0, abs=0.02)
    assert len(two.robot.commands) == two_commands and two.robot.pose == Pose()
