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

"""The simulator as others see it: a process with topics, an action and manners."""

import math
import signal

from geometry_msgs.msg import PoseWithCovarianceStamped, TwistStamped
from nl2ros.robot.messages import planar_pose
from nl2ros.robot.motion import Pose
import pytest
from rosgraph_msgs.msg import Clock
from watcher import degrees_between, HAS_WORDS, watching

MODULE = 'nl2ros.simulation.node'


@pytest.fixture
def simulate(domain, start):
    """Return what runs a simulator with parameters and gives a watcher of it."""
    with watching(domain) as watcher:
        def run(**parameters):
            arguments = [part for name, value in parameters.items()
                         for part in ('-p', f'{name}:={value}')]
            process = start('-m', MODULE, '--ros-args', *arguments)
            watcher.until(lambda: watcher.truth and watcher.odom or not process.is_alive())
            assert process.is_alive(), process.output
            return watcher
        yield run


def test_drives_and_times_out(simulate):
    """The robot obeys cmd_vel, tells so on odom, and stops when nobody commands any more."""
    watcher = simulate(real_time_factor=4.0)
    watcher.drive(0.2, 0.0, 3.0)
    watcher.wait(1.5)
    stopped = watcher.pose
    assert stopped.x == pytest.approx(0.6 + 0.1, abs=0.15)
    watcher.wait(1.0)
    assert watcher.pose.distance_to(stopped) < 0.002
    odom = planar_pose(watcher.odom[-1].pose.pose)
    assert odom.distance_to(watcher.pose) < 0.03
    assert watcher.odom[-1].header.frame_id == 'odom'
    assert watcher.odom[-1].child_frame_id == 'base_footprint'


def test_scan_and_localisation_come_by_themselves(simulate):
    """The laser sees the walls of the hall, and the localiser the place."""
    watcher = simulate(real_time_factor=4.0)
    localised = []
    watcher.hear(PoseWithCovarianceStamped, 'amcl_pose', localised)
    watcher.until(lambda: watcher.scans and localised)
    scan = watcher.scans[-1]
    assert len(scan.ranges) == 360
    assert min(scan.ranges) == pytest.approx(1.75, abs=0.1)
    assert scan.angle_min + 359 * scan.angle_increment == pytest.approx(scan.angle_max, abs=1e-3)
    assert planar_pose(localised[-1].pose.pose).distance_to(Pose()) < 0.01


def test_velocity_that_is_no_number_is_ignored(simulate):
    """What is no number on cmd_vel neither moves nor ends the simulator."""
    watcher = simulate(real_time_factor=4.0)
    watcher.drive(math.nan, 0.0, 0.5)
    watcher.drive(0.2, 0.0, 1.0)
    assert watcher.pose.x > 0.05


def test_twist_stamped(simulate):
    """A robot that wants TwistStamped is driven by TwistStamped."""
    watcher = simulate(real_time_factor=4.0, cmd_vel_type='twist_stamped', start_x=1.0)
    publisher = watcher.node.create_publisher(TwistStamped, 'cmd_vel', 10)
    message = TwistStamped()
    message.twist.linear.x = 0.2

    def publish_and_look() -> bool:
        publisher.publish(message)
        return watcher.pose.x > 1.2
    watcher.until(publish_and_look)


def test_clock_only_when_time_is_ours(simulate):
    """In real time nobody needs a clock; faster, everybody does."""
    watcher = simulate(real_time_factor=1.0)
    assert watcher.node.count_publishers('/clock') == 0
    assert watcher.time > 1e9


def test_as_fast_as_possible(simulate):
    """With factor 0 simulated time outruns ours, and the clock tells it."""
    watcher = simulate(real_time_factor=0.0)
    clocks = []
    watcher.hear(Clock, '/clock', clocks)
    watcher.wait(20.0)
    assert clocks[-1].clock.sec >= 18


def test_navigates(simulate):
    """The goal is reached, with feedback on the way."""
    watcher = simulate(real_time_factor=4.0)
    goal = Pose(3.5, 2.5, 0.0)
    watcher.until(watcher.navigation.server_is_ready)
    _, result = watcher.send(goal)
    assert watcher.end_of(result)[0] == 'succeeded'
    watcher.wait(1.0)
    assert watcher.pose.distance_to(goal) < 0.06
    assert degrees_between(watcher.pose, goal.yaw) < 2.5
    told = [message.feedback.distance_remaining for message in watcher.feedback]
    assert told[0] > 3.0 and told[-1] < 0.5
    assert watcher.feedback[-1].feedback.navigation_time.sec > 5


def test_cancel_stops_the_robot(simulate):
    """A cancelled goal ends as canceled and leaves the robot standing."""
    watcher = simulate(real_time_factor=4.0)
    watcher.until(watcher.navigation.server_is_ready)
    handle, result = watcher.send(Pose(-3.0, 2.5, 0.0))
    watcher.until(lambda: watcher.pose.distance_to(Pose()) > 0.3)
    handle.cancel_goal_async()
    assert watcher.end_of(result)[0] == 'canceled'
    watcher.wait(1.0)
    stopped = watcher.pose
    watcher.wait(1.0)
    assert watcher.pose.distance_to(stopped) < 0.01
    assert stopped.distance_to(Pose(-3.0, 2.5)) > 1.0


def test_new_goal_replaces_the_old(simulate):
    """Preemption as in Nav2: the first is aborted, the second reached."""
    watcher = simulate(real_time_factor=4.0)
    watcher.until(watcher.navigation.server_is_ready)
    _, first = watcher.send(Pose(3.5, 2.5, 0.0))
    watcher.until(lambda: watcher.pose.x > 0.3)
    second_goal = Pose(1.0, -0.5, 1.0)
    _, second = watcher.send(second_goal)
    words = 'a new goal took its place' if HAS_WORDS else ''
    assert watcher.end_of(first) == ('aborted', words)
    assert watcher.end_of(second)[0] == 'succeeded'
    assert watcher.pose.distance_to(second_goal) < 0.06


@pytest.mark.parametrize('goal, frame, words', [
    (Pose(1.9, 3.0, 0.0), 'map', 'something solid'), (Pose(50.0, 0.0, 0.0), 'map', 'outside'),
    (Pose(1.0, 0.0, 0.0), 'base_link', 'map frame'), (Pose(math.nan, 0.0, 0.0), 'map', 'pose')])
def test_goal_that_cannot_be_reached_is_aborted(simulate, goal, frame, words):
    """The reason is said, and the robot does not move."""
    watcher = simulate(real_time_factor=4.0)
    watcher.until(watcher.navigation.server_is_ready)
    status, message = watcher.end_of(watcher.send(goal, frame)[1])
    assert status == 'aborted' and (words in message or not HAS_WORDS)
    assert watcher.pose.distance_to(Pose()) < 0.01


@pytest.mark.parametrize('number', [signal.SIGINT, signal.SIGTERM])
def test_ends_when_asked(domain, start, number):
    """Interrupted or terminated, the process ends with status 0 and without a traceback."""
    with watching(domain) as watcher:
        process = start('-m', MODULE)
        watcher.until(lambda: watcher.truth)
        process.send(number)
        assert process.wait() == 0
    assert 'Traceback' not in process.output


@pytest.mark.parametrize('argument', ['cmd_vel_type:=twisted', 'real_time_factor:=-1.0'])
def test_wrong_parameter_is_named(start, argument):
    """A value that cannot be used ends the start with a line that names it."""
    process = start('-m', MODULE, '--ros-args', '-p', argument)
    assert process.wait() == 1
    assert argument.partition(':=')[0] in process.output
    assert 'Traceback' not in process.output
