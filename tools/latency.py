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
How long a robot lets a person wait: from a stop to zero velocity, from a plan to the first motion.

``python tools/latency.py`` starts the simulated robot and its node as the demo does, on a ROS
domain of their own and in real time, talks to them over real topics, and prints percentiles in
milliseconds: with nothing else to do, and with the translator busy and the machine loaded by
``--load`` processes that never rest. Times are taken in this process, so each holds two hops
through the middleware.
"""

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
import os
from pathlib import Path
import subprocess
import sys
import tempfile
import time

from geometry_msgs.msg import Twist
from nl2ros.simulation.children import Children
from nl2ros.simulation.conversation import Conversation
from nl2ros.simulation.processes import local, own_domain, start_robot
import numpy as np
import rclpy
from rclpy.executors import SingleThreadedExecutor
from std_msgs.msg import String

START_S, ANSWER_S = 120.0, 20.0
GO = 'turn left for 5 seconds'
LONG = 'go forward 20 cm, turn left 90 degrees, wait 3 seconds, go back 20 cm and turn right'


class Watch:
    """A node that speaks, and knows when velocities and plans arrive."""

    def __init__(self) -> None:
        """Join the graph."""
        self.node = rclpy.create_node('latency')
        self._say = self.node.create_publisher(String, 'nl_command', 10)
        self.velocity, self.velocity_at, self.plan_at = (0.0, 0.0), 0.0, 0.0
        self.node.create_subscription(Twist, 'cmd_vel', self._hear_velocity, 10)
        self.node.create_subscription(String, 'nl2ros_node/plan', self._hear_plan, 10)
        self._executor = SingleThreadedExecutor()
        self._executor.add_node(self.node)

    def say(self, text: str) -> float:
        """Publish a sentence; return when."""
        begun = time.monotonic()
        self._say.publish(String(data=text))
        return begun

    def until(self, is_so: Callable[[], bool]) -> None:
        """Listen until something is so; TimeoutError if it does not come."""
        end = time.monotonic() + ANSWER_S
        while not is_so():
            self._executor.spin_once(timeout_sec=0.1)
            if time.monotonic() > end:
                raise TimeoutError(f'nothing came within {ANSWER_S:g} s')

    def rest(self, seconds: float) -> None:
        """Listen for a while."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._executor.spin_once(timeout_sec=0.01)

    def is_moving(self) -> bool:
        """Tell whether the last velocity was not zero."""
        return self.velocity != (0.0, 0.0)

    def _hear_velocity(self, message: Twist) -> None:
        self.velocity, self.velocity_at = (message.linear.x, message.angular.z), time.monotonic()

    def _hear_plan(self, _: String) -> None:
        self.plan_at = time.monotonic()


def measure(watch: Watch, rounds: int, is_busy: bool) -> dict[str, list[float]]:
    """Return the times in ms: from a stop to zero, from a sentence and its plan to motion."""
    times: dict[str, list[float]] = {
        'stop to zero velocity': [], 'plan to first motion': [], 'sentence to first motion': []}
    for _ in range(rounds):
        said = watch.say(GO)
        watch.until(lambda: watch.plan_at > said and watch.is_moving())     # noqa: B023
        times['plan to first motion'].append(1000 * (watch.velocity_at - watch.plan_at))
        times['sentence to first motion'].append(1000 * (watch.velocity_at - said))
        watch.rest(0.3)
        if is_busy:
            watch.say(LONG)
        stopped = watch.say('stop')
        watch.until(lambda: not watch.is_moving())
        times['stop to zero velocity'].append(1000 * (watch.velocity_at - stopped))
        watch.rest(1.5)     # zero is repeated for a second
    return times


@contextmanager
def load(processes: int) -> Iterator[None]:
    """Keep the machine busy with processes that never rest."""
    running = [subprocess.Popen([sys.executable, '-c', 'while True: pass'])
               for _ in range(processes)]
    try:
        yield
    finally:
        for process in running:
            process.kill()
            process.wait()


def main() -> None:
    """Measure, idle and loaded."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument('--rounds', type=int, default=40)
    parser.add_argument('--load', type=int, default=os.cpu_count(), help='busy processes')
    arguments = parser.parse_args()
    with own_domain() as domain, tempfile.TemporaryDirectory() as folder, \
            Children(Path(folder)) as children:
        os.environ |= local(domain)
        start_robot(children, Path(folder), speed_up=1.0)
        with Conversation() as talk:
            talk.wait_until_ready(START_S, children.check)
            watch = Watch()
            watch.rest(2.0)
            for title, processes in (('idle', 0), ('translator busy, machine loaded',
                                                   arguments.load)):
                with load(processes):
                    times = measure(watch, arguments.rounds, bool(processes))
                for name, values in times.items():
                    median, high, most = np.percentile(values, (50, 95, 100))
                    print(f'{title}: {name}: median {median:.1f} ms, 95th percentile '
                          f'{high:.1f} ms, most {most:.1f} ms of {len(values)}', flush=True)


if __name__ == '__main__':
    main()
