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

"""Asking before moving, over real topics: one question, one answer, one end for each command."""

from conftest import FINAL
import pytest
from rclpy.parameter import Parameter
from rig import FakeTranslator, move
from std_srvs.srv import SetBool

pytestmark = pytest.mark.usefixtures('ros')


@pytest.fixture
def rig(make_rig):
    """Return what makes a rig that asks before it moves."""
    plans = {'no, back': [move(0.2, 'backward')], 'little': [move(0.2)]}
    return lambda confirm='always', **options: make_rig(
        confirm=confirm, translator=FakeTranslator(**plans), **options).ready()


def ask(rig, text):
    """Say a sentence and wait for the question; nothing moves."""
    rig.say(text)
    rig.until(lambda: rig.states(text)[-1:] == ['confirming'])
    assert not any(velocity.linear for velocity in rig.robot.commands)


def ends(rig):
    """Return the texts of the commands that have ended, sorted."""
    return sorted(status['text'] for status in rig.statuses if status['state'] in FINAL)


@pytest.mark.parametrize('yes', ['yes', 'ဟုတ်ကဲ့'])
def test_yes_begins(rig, yes):
    """The plan is told with the question; after a yes it is driven."""
    rig = rig()
    ask(rig, 'little')
    question = rig.statuses[-1]
    assert question['detail']['plan']['steps'][0]['distance'] == 0.2
    assert question['detail']['reasons'] == ['always']
    rig.until(lambda: any('move forward 0.2 m. Say yes or no' in said for said in rig.says))
    rig.say(yes)
    assert rig.end_of('little')['state'] == 'succeeded'
    assert rig.robot.pose.x == pytest.approx(0.2, abs=0.02)
    assert ends(rig) == sorted(['little', yes])
    assert rig.states('little') == [
        'received', 'translated', 'confirming', 'executing', 'succeeded']


@pytest.mark.parametrize('no', ['no', 'မဟုတ်ဘူး'])
def test_no_drops(rig, no):
    """After a no nothing moves, and a yes that comes late answers nothing."""
    rig = rig()
    ask(rig, 'little')
    rig.say(no)
    end = rig.end_of('little')
    assert (end['state'], end['detail']['why']) == ('cancelled', 'declined')
    rig.say('yes')
    assert rig.end_of('yes')['state'] == 'rejected'     # by the translator: it is no command
    rig.run_for(0.3)
    assert not any(velocity.linear for velocity in rig.robot.commands)
    assert ends(rig) == sorted(['little', no, 'yes'])


@pytest.mark.parametrize('is_yes, state', [(True, 'succeeded'), (False, 'cancelled')])
def test_service(rig, is_yes, state):
    """The service answers as words do, and says when there is nothing to answer."""
    rig = rig()
    client = rig.world.create_client(SetBool, 'nl2ros_node/confirm')
    rig.until(client.service_is_ready)

    def call():
        answer = client.call_async(SetBool.Request(data=is_yes))
        rig.until(answer.done)
        return answer.result()
    assert not call().success
    ask(rig, 'little')
    assert call().success
    assert rig.end_of('little')['state'] == state
    assert ends(rig) == ['little']


def test_stop_drops(rig):
    """A stop leaves nothing waiting."""
    rig = rig()
    ask(rig, 'little')
    rig.say('stop')
    end = rig.end_of('little')
    assert (end['state'], end['detail']['why']) == ('cancelled', 'stopped_before')
    assert not rig.node.commander.question.is_open


def test_newer_command_replaces_the_question(rig):
    """A yes always answers what was said last; more than a plain no is a command."""
    rig = rig()
    ask(rig, 'far')
    ask(rig, 'no, back')
    assert rig.end_of('far')['detail']['why'] == 'replaced'
    rig.say('yes')
    assert rig.end_of('no, back')['state'] == 'succeeded'
    assert rig.robot.pose.x == pytest.approx(-0.2, abs=0.02)
    assert ends(rig) == ['far', 'no, back', 'yes']


def test_nobody_answers(rig):
    """A question is not open for ever."""
    rig = rig(confirm_timeout=1.0)
    ask(rig, 'little')
    end = rig.end_of('little')
    assert (end['state'], end['detail']['why']) == ('cancelled', 'unconfirmed')


def test_only_risks_are_asked_about(rig):
    """An ordinary motion goes on while a risky one waits, and ends when that is confirmed."""
    rig = rig(confirm='risky')
    rig.say('forward')
    rig.moving()
    rig.say('far')
    rig.until(lambda: rig.states('far')[-1:] == ['confirming'])
    assert rig.states('forward')[-1] == 'executing'
    rig.say('yes')
    assert rig.end_of('forward')['detail']['why'] == 'replaced'
    rig.until(lambda: rig.states('far')[-1] == 'executing')
    assert rig.node.set_parameters([Parameter('confirm', value='never')])[0].successful
    rig.say('back')
    assert rig.end_of('back')['state'] == 'succeeded'


def test_leaving_ends_the_question(rig):
    """A node that goes leaves no command without an end."""
    rig = rig()
    ask(rig, 'little')
    rig.node.close(rig.executor)
    assert rig.end_of('little')['detail']['why'] == 'shutting_down'
