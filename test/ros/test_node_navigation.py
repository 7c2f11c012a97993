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

"""Navigation over a real action: every answer a server can give, and every silence."""

from nav2_msgs.action import NavigateToPose
from nl2ros.robot.motion import Velocity
import pytest
from rig import FakeTranslator, go, move

pytestmark = pytest.mark.usefixtures('ros')
QUICK = {'navigation__server_timeout': 1.0, 'navigation__answer_timeout': 1.0,
         'navigation__cancel_timeout': 1.0}
NAMES = ('navigate_to_pose', 'spin', 'drive_on_heading', 'backup')
BY_NAV2 = {'navigation__motion': 'nav2'}
HAS_CODE = hasattr(NavigateToPose.Result, 'error_code')     # not on Humble


@pytest.fixture
def rig(make_rig):
    """Return what makes a rig with a navigation server that behaves as told, or none."""
    translator = FakeTranslator(
        then=[go('kitchen'), move(0.3)], first=[move(0.3), go('kitchen')],
        turn=[{'action': 'turn', 'direction': 'right', 'angle': 0.5}],
        enough=[{'action': 'stop'}], tour=[go('kitchen'), go('lab')])
    return lambda server=None, **options: make_rig(
        server=server, translator=translator, **options).ready()


def test_reaches_a_place(rig):
    """The goal is the place's pose on the map, feedback is told, and cmd_vel is left alone."""
    rig = rig({})
    rig.say('မီးဖိုချောင်')
    assert rig.end_of('မီးဖိုချောင်')['state'] == 'succeeded'
    goal = rig.navigation.goals[0]
    assert goal.header.frame_id == 'map'
    assert (goal.pose.position.x, goal.pose.position.y) == (3.0, 2.0)
    assert goal.pose.orientation.z == pytest.approx(0.2474, abs=1e-4)
    assert not any(velocity != Velocity() for velocity in rig.robot.commands)


def test_feedback_is_told_and_cmd_vel_is_free(rig):
    """While the server drives nothing is published, not even zero."""
    rig = rig({'end': 'none'})
    rig.say('kitchen')
    rig.until(lambda: any(status['detail'].get('distance_remaining') == 1.25
                          for status in rig.statuses))
    before = len(rig.robot.commands)
    rig.run_for(1.0)
    assert len(rig.robot.commands) == before
    rig.navigation.let_go()
    assert rig.end_of('kitchen')['state'] == 'succeeded'


def test_moves_after_arriving_and_before_leaving(rig):
    """Motion and navigation take turns in one plan."""
    rig = rig({})
    rig.say('then')
    assert rig.end_of('then')['state'] == 'succeeded'
    rig.say('first')
    assert rig.end_of('first')['state'] == 'succeeded'
    assert rig.robot.pose.x == pytest.approx(0.6, abs=0.03)
    assert len(rig.navigation.goals) == 2


@pytest.mark.parametrize('server, why', [
    (None, 'nav_no_server'), ({'answer': 'reject'}, 'nav_rejected'),
    ({'end': 'abort'}, 'nav_aborted'), ({'answer': 'none'}, 'nav_no_answer')])
def test_failures_are_told(rig, server, why):
    """Missing, refusing, giving up, never answering: a failure with its reason, and no motion."""
    rig = rig(server, **QUICK)
    rig.say('then')
    end = rig.end_of('then')
    assert (end['state'], end['detail']['why']) == ('failed', why)
    assert end['message'] in rig.until(lambda: rig.says)
    assert not any(velocity != Velocity() for velocity in rig.robot.commands)


def test_takes_too_long(rig):
    """A way without end is cancelled."""
    rig = rig({'end': 'none'}, navigation__timeout=1.0)
    rig.say('kitchen')
    assert rig.end_of('kitchen')['detail']['why'] == 'nav_timeout'
    rig.until(lambda: rig.navigation.cancels == 1)


def test_server_falls_silent(rig):
    """Feedback that ceases means that nobody drives any more."""
    rig = rig({'end': 'none'}, navigation__silence_timeout=0.7)
    rig.say('kitchen')
    assert rig.end_of('kitchen')['detail']['why'] == 'nav_lost'


def test_server_dies(rig):
    """A server that goes away in the middle is noticed."""
    rig = rig({'end': 'none'})
    rig.say('kitchen')
    rig.until(lambda: any('distance_remaining' in status['detail'] for status in rig.statuses))
    rig.navigation.end()
    assert rig.end_of('kitchen')['detail']['why'] == 'nav_lost'


@pytest.mark.parametrize('word', ['stop', 'back', 'lab'])
def test_stop_and_replacement_cancel(rig, word):
    """Neither a stop nor a newer command leaves the old goal running."""
    rig = rig({'end': 'none'})
    rig.say('kitchen')
    rig.until(lambda: any('distance_remaining' in status['detail'] for status in rig.statuses))
    rig.say(word)
    assert rig.end_of('kitchen')['state'] == 'cancelled'
    rig.until(lambda: rig.navigation.cancels >= 1)
    if word == 'lab':
        rig.until(lambda: rig.navigation.running == 2)      # not before the first has let go
        rig.navigation.let_go()
    assert rig.end_of(word)['state'] == 'succeeded'


def test_cancel_before_acceptance_is_remembered(rig):
    """A goal that is accepted after the stop is cancelled then, not driven to."""
    rig = rig({'answer': 'none', 'end': 'none'})
    rig.say('kitchen')
    rig.until(lambda: rig.navigation.goals)
    rig.say('stop')
    rig.end_of('stop')
    assert rig.end_of('kitchen')['state'] == 'cancelled'
    rig.run_for(0.3)
    assert rig.navigation.cancels == 0
    rig.navigation.accept()
    rig.until(lambda: rig.navigation.cancels == 1)


@pytest.mark.parametrize('name, options', [
    *((name, {}) for name in (*NAMES, 'navigate_through_poses', 'follow_waypoints')),
    *((name, BY_NAV2) for name in NAMES)])
def test_stop_cancels_goals_of_others(rig, name, options):
    """Who says stop means the robot, whoever sent it: settings say what this node asks for."""
    rig = rig({'names': tuple({*NAMES, name}), 'end': 'none'}, **options)
    rig.navigation.send_from_elsewhere(name)
    rig.until(lambda: rig.navigation.running)
    rig.until(lambda: rig.node.navigator.can_stop_others(name))
    rig.say('stop')
    rig.until(lambda: rig.navigation.cancels == 1)


def test_stop_of_the_model_cancels_goals_of_others(rig):
    """So does a stop that no guard knew, once it is translated."""
    rig = rig({'end': 'none'})
    rig.navigation.send_from_elsewhere()
    rig.until(lambda: rig.navigation.running)
    rig.until(rig.node.navigator.can_stop_others)
    rig.say('enough')
    assert rig.end_of('enough')['state'] == 'succeeded'
    rig.until(lambda: rig.navigation.cancels == 1)


@pytest.mark.skipif(not HAS_CODE, reason='results have no error_code')
def test_reason_is_read_from_the_code(rig):
    """Where a server gives a number and no words, the number's name is told."""
    rig = rig({'end': 'abort'})
    rig.navigation.error_code = 206
    rig.say('kitchen')
    assert rig.end_of('kitchen')['message'] == 'Navigation gave up (the goal is occupied).'


def test_nav2_moves_and_turns(rig):
    """A move ahead, one back and a turn go to the three behaviours, and cmd_vel is left alone."""
    rig = rig({'names': NAMES}, **BY_NAV2)
    for text in ('forward', 'back', 'turn'):
        rig.say(text)
        assert rig.end_of(text)['state'] == 'succeeded'
    ahead, back, turn = rig.navigation.goals
    assert (ahead.target.x, back.target.x) == (1.0, 0.5)
    assert (ahead.speed, turn.target_yaw) == pytest.approx((0.2, -0.5))
    assert ahead.time_allowance.sec == 15
    assert not any(velocity != Velocity() for velocity in rig.robot.commands)


@pytest.mark.parametrize('server, why, words', [
    (None, 'nav_no_server', '/drive_on_heading'),
    ({'answer': 'reject'}, 'nav_rejected', 'refused'),
    ({'end': 'abort'}, 'nav_aborted', '(collision ahead)' if HAS_CODE else 'gave up'),
    ({'answer': 'none'}, 'nav_no_answer', 'not answer'), ({'end': 'none'}, 'nav_timeout', 's.')])
def test_nav2_behaviours_fail(rig, server, why, words):
    """The same failures as on the way to a place; a server that never ends is not waited for."""
    rig = rig(server and server | {'names': NAMES}, **QUICK, **BY_NAV2,
              motion__timeout_margin=0.5, motion__timeout_factor=1.0)
    if server:
        rig.navigation.error_code = 723     # DriveOnHeading's COLLISION_AHEAD
    rig.say('forward')
    end = rig.end_of('forward')
    assert (end['state'], end['detail']['why']) == ('failed', why) and words in end['message']
    assert not any(velocity != Velocity() for velocity in rig.robot.commands)


@pytest.mark.parametrize('word', ['stop', 'kitchen'])
def test_nav2_behaviour_is_cancelled(rig, word):
    """A stop and a newer command end it."""
    rig = rig({'names': NAMES, 'end': 'none'}, **BY_NAV2)
    rig.say('turn')
    rig.until(lambda: any(status['detail'].get('remaining') == 0.4 for status in rig.statuses))
    rig.say(word)
    assert rig.end_of('turn')['state'] == 'cancelled'
    rig.until(lambda: rig.navigation.cancels >= 1)


def test_a_tour_is_one_goal(rig):
    """Two places go as one NavigateThroughPoses goal, and the status tells which is next."""
    rig = rig({'names': ('navigate_to_pose', 'navigate_through_poses'), 'end': 'none'},
              navigation__through_poses=True)
    rig.say('tour')
    rig.until(lambda: any(status['detail'].get('poses_remaining') == 1
                          for status in rig.statuses))
    (goal,) = rig.navigation.goals
    poses = getattr(goal.poses, 'goals', goal.poses)    # from Kilted on a message around them
    assert [pose.pose.position.x for pose in poses] == [3.0, -1.0]
    assert {pose.header.frame_id for pose in poses} == {'map'}
    rig.until(lambda: any(status['detail'].get('step') == 2 for status in rig.statuses))
    rig.navigation.let_go()
    assert rig.end_of('tour')['state'] == 'succeeded'
