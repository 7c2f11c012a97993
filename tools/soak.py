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
Hours of mixed commands in accelerated physics: memory and latency have to stay flat.

``python tools/soak.py --hours 2`` translates labelled sentences, checks and executes the plans
with the control loop of the node on the simulated robot, replaces some half way by the next, stops
some, and prints a line every ten minutes of simulated time. Navigation goals are answered by a
navigator that arrives after a while.
"""

import argparse
from collections import Counter
import math
from pathlib import Path
import random
import resource
import statistics
import time

from nl2ros.language.stop_guard import is_stop
from nl2ros.language.translator import Translator
from nl2ros.resources import share_path
from nl2ros.robot.checks import check, Refused
from nl2ros.robot.control import ControlLoop
from nl2ros.robot.drive import Done
from nl2ros.robot.executor import Executor
from nl2ros.robot.goals import Goal, Navigation, Trip
from nl2ros.robot.motion import Velocity
from nl2ros.robot.places import Places
from nl2ros.robot.settings import Settings
from nl2ros.robot.speech import Notice
from nl2ros.simulation.robot import PERIOD_S, Robot

REPORT_S = 600.0


class Navigator:
    """Arrives some seconds after a goal was sent."""

    def __init__(self, rng: random.Random):
        self._rng, self._arrival = rng, math.inf

    def send(self, goal: Goal, now: float) -> None:
        """Set out."""
        self._arrival = now + self._rng.uniform(2, 20)

    def tick(self, now: float) -> Trip:
        """Tell whether it has arrived."""
        return Trip(Navigation.ACTIVE if now < self._arrival else Navigation.SUCCEEDED)

    def cancel(self, now: float) -> None:
        """Give the goal up."""
        self._arrival = math.inf

    stop = cancel

    def is_free(self, now: float) -> bool:
        """Say yes."""
        return True


class Output:
    """Hands velocities to the robot."""

    def __init__(self, robot: Robot):
        self._robot = robot

    def send(self, velocity: Velocity) -> None:
        """Command the robot."""
        self._robot.command(velocity)

    def problem(self) -> Notice | None:
        """Report nothing."""
        return None

    rival = problem


class Soak:
    """The robot, its control loop, and what has been counted."""

    def __init__(self, seed: int):
        self.rng = random.Random(seed)
        self.translator = Translator.load(share_path('models'))
        self.robot, self.places = Robot(seed=seed), Places.load(
            share_path('config', 'places.yaml'))
        self.settings = Settings()
        navigator = Navigator(self.rng)
        self.executor = Executor(self.settings.motion, self.settings.limits, self.places,
                                 navigator, lambda effect, senses: Done())
        self.loop = ControlLoop(self.settings, self.executor, navigator, Output(self.robot))
        self.outcomes: Counter = Counter()
        self.translating: list[float] = []
        self.next_command = 1.0

    def command(self, text: str) -> None:
        """Take in one sentence as the node would."""
        now = self.robot.time
        if is_stop(text):
            self.loop.halt(now)
            self.executor.cancel(now)
            self.outcomes['stopped by a word'] += 1
            return
        begun = time.perf_counter()
        plan = self.translator.translate(text)
        self.translating.append(1000 * (time.perf_counter() - begun))
        if not plan.is_ok:
            self.outcomes['not translated'] += 1
            return
        checked = check(plan, self.settings.limits, self.places, self.settings.fence, None, None)
        if isinstance(checked, Refused):
            self.outcomes['refused'] += 1
            return
        self.outcomes['begun'] += 1
        self.executor.start(checked[0], now)

    def run(self, seconds: float, sentences: list[str]) -> None:
        """Let simulated time pass."""
        end, next_tick = self.robot.time + seconds, self.robot.time
        while self.robot.time < end:
            self.robot.step(PERIOD_S)
            self.loop.localisation.hear_odometry(self.robot.odometry, self.robot.time)
            if self.robot.time < next_tick - 1e-9:
                continue
            next_tick += 1 / self.settings.node.rate
            if self.robot.time >= self.next_command:
                self.command(self.rng.choice(sentences))
                self.next_command = self.robot.time + self.rng.expovariate(1 / 6)
            outcome = self.loop.tick(self.robot.time).outcome
            if outcome:
                self.outcomes[f'ended, {outcome.value}'] += 1


def main() -> None:
    """Run for the hours asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument('--hours', type=float, default=2.0, help='simulated time')
    parser.add_argument('--seed', type=int, default=0)
    arguments = parser.parse_args()
    soak = Soak(arguments.seed)
    sentences = [line.partition(' => ')[0]
                 for path in sorted(share_path('data').glob('*validation*.txt'))
                 for line in path.read_text(encoding='utf-8').splitlines() if ' => ' in line]
    begun = time.monotonic()
    print('simulated min, real s, RSS MB, translating median ms, 95th percentile ms, commands')
    while soak.robot.time < arguments.hours * 3600:
        soak.translating.clear()
        soak.run(min(REPORT_S, arguments.hours * 3600 - soak.robot.time), sentences)
        rss = int(Path('/proc/self/statm').read_text().split()[1]) * resource.getpagesize() / 1e6
        times = sorted(soak.translating) or [math.nan]
        print(f'{soak.robot.time / 60:8.0f} {time.monotonic() - begun:8.0f} {rss:8.1f} '
              f'{statistics.median(times):8.1f} {times[int(0.95 * (len(times) - 1))]:8.1f} '
              f'{len(times):6}', flush=True)
    print(', '.join(f'{name}: {count}' for name, count in soak.outcomes.most_common()))


if __name__ == '__main__':
    main()
