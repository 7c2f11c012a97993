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
The demo: say sentences to a simulated robot, see what it makes of them and where it goes.

Starts the simulator and the node as processes, on a ROS domain of their own unless ROS_DOMAIN_ID
is set, and talks to them over the same topics as anybody would.
"""

from collections.abc import Iterator
from contextlib import nullcontext, suppress
from dataclasses import replace
import os
from pathlib import Path
import queue
import signal
import sys
import tempfile
import time

from nl2ros.errors import Nl2RosError
from nl2ros.plan import Navigate, Plan, Wait
from nl2ros.plan_text import describe_plan
from nl2ros.robot.motion import Pose
from nl2ros.robot.places import Places
from nl2ros.robot.status import State
from nl2ros.simulation.children import Children
from nl2ros.simulation.conversation import Conversation, Status
from nl2ros.simulation.picture import draw
from nl2ros.simulation.processes import is_served, local, own_domain, start_page, start_robot
from nl2ros.simulation.story import Told
from nl2ros.simulation.terminal import Terminal

SPEED_UP = 3.0
START_TIMEOUT_S = 300.0
ANSWER_S = 20.0
LONGEST_S = 600.0
ENOUGH_S = 4.0
HEAR_OUT_S = 0.3
CUT_FROM = 100      # characters; the node may tell of longer sentences by their beginnings


def run_demo(sentences: list[str] | None, picture: Path, speed_up: float = SPEED_UP,
             has_page: bool = False) -> int:
    """
    Say the sentences one after the other, or ask for them when there are none.

    Leaves a picture of the way at ``picture``. Time runs ``speed_up`` times as fast as ours. With
    ``has_page`` the console's page is served beside, on this machine only; a browser is opened
    where there is a screen.
    Return 0 when every sentence was carried out, 1 when one was not, 130 when interrupted.

    :raises Nl2RosError: when the simulator or the node does not start, or ends on its own, or one
        of the sentences does not end
    """
    terminal = Terminal()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    given = os.environ.get('ROS_DOMAIN_ID')
    with nullcontext(given) if given is not None else own_domain() as domain, \
            tempfile.TemporaryDirectory(prefix='nl2ros-demo-') as folder, \
            Children(Path(folder)) as children:
        os.environ |= local(domain) | os.environ
        places = start_robot(children, Path(folder), speed_up)
        page = start_page(children) if has_page else None
        with Conversation() as talk:
            with terminal.busy('Starting the simulator and the language model …'):
                talk.wait_until_ready(START_TIMEOUT_S, children.check)
                while page is not None and not is_served(page):
                    children.check()
                    time.sleep(0.05)
            terminal.hint(f'A robot in a simulated house, {speed_up:g} times as fast as in life. '
                          f'To listen in: ROS_DOMAIN_ID={os.environ["ROS_DOMAIN_ID"]}')
            if page is not None:
                terminal.link('In your browser', f'http://localhost:{page}')
            demo = Demo(talk, children, places, terminal, picture)
            code = demo.tell(sentences) if sentences else demo.ask()
            demo.draw()
            terminal.picture(picture)
    return code


class Demo:
    """Takes sentences to the robot, and what becomes of them to the terminal and the picture."""

    def __init__(self, talk: Conversation, children: Children, places_file: Path,
                 terminal: Terminal, picture: Path) -> None:
        self._talk, self._children, self._terminal = talk, children, terminal
        self._places_file, self._picture = places_file, picture
        self._told: dict[int, Told] = {}  # by the number that the node gave
        self._goals: list[Pose] = []

    def tell(self, sentences: list[str]) -> int:
        """Say each sentence once the one before has ended; return the exit code."""
        failures = 0
        for sentence in sentences:
            self._terminal.sentence(sentence)
            try:
                status = self._say(sentence)
                if status is None:
                    time.sleep(ENOUGH_S)
                    self._terminal.hint('  It would go on like this; stop.')
                    status = self._say('stop')
            except TimeoutError as error:
                raise Nl2RosError(str(error)) from error
            except KeyboardInterrupt:
                self._stop()
                return 128 + signal.SIGINT
            failures += status is None or status.state is not State.SUCCEEDED
        return 1 if failures else 0

    def ask(self) -> int:
        """Ask for sentences until the input ends; return the exit code."""
        self._terminal.hint('Tell the robot what to do, in English or Burmese. Ctrl-C stops it, '
                            '"quit" leaves.')
        for sentence in self._terminal.questions():
            try:
                if self._say(sentence) is None:
                    self._terminal.hint('  It goes on until you say stop.')
            except TimeoutError as error:
                self._terminal.hint(f'  {error}; it goes on until you say stop.')
            except KeyboardInterrupt:
                self._stop()
            self.draw()
        return 0

    def draw(self) -> None:
        """Draw the picture as things stand."""
        self._catch_up()
        places = Places.load(self._places_file)
        draw(self._picture, self._talk.path, list(self._told.values()),
             {name: places.find(name) for name in places.names}, self._goals)

    def _stop(self) -> None:
        self._terminal.hint('  stop!')
        with suppress(TimeoutError):
            self._say('stop')

    def _say(self, sentence: str) -> Status | None:
        """
        Say a sentence and show what comes of it; None when it has no end of its own.

        :raises TimeoutError: when it has one and does not come to it
        """
        self._catch_up()
        earlier, spoken, never_ends = set(self._told), [], False
        self._talk.say(sentence)
        with self._terminal.busy('said') as line:
            for news in self._answers(sentence, earlier):
                if isinstance(news, Plan):
                    self._show_plan(news)
                    never_ends = _never_ends(news)
                elif isinstance(news, str):
                    spoken.append(news)
                elif news.state.is_final:
                    spoken += [more for more in self._news(HEAR_OUT_S) if isinstance(more, str)]
                    place = Places.load(self._places_file).at(self._talk.pose)
                    self._terminal.end(news, spoken, self._talk.pose, place)
                    return news
                elif never_ends and news.state is State.EXECUTING:
                    return None
                else:
                    line.update(f'[dim]{news.state.value} {news.message}')
        raise TimeoutError(f'"{sentence}" has not ended within {LONGEST_S:g} s')

    def _answers(self, sentence: str, earlier: set[int]) -> Iterator[Status | Plan | str]:
        """Give what is heard about a sentence; what is about any other one is only noted."""
        began, is_heard = time.monotonic(), False
        for news in self._news(LONGEST_S):
            if isinstance(news, Status):
                self._note(news)
                if news.number in earlier or not _is_told_as(sentence, news.text):
                    continue
                is_heard = True
            elif isinstance(news, Plan) and self._is_of_another(news, sentence):
                self._keep_plan(news)
                continue
            if news is not None:
                yield news
            elif not is_heard and time.monotonic() - began > ANSWER_S:
                raise Nl2RosError(f'the node did not answer "{sentence}"')

    def _news(self, seconds: float) -> Iterator[Status | Plan | str | None]:
        """Give what is heard within the time, None while it is quiet and both processes live."""
        end = time.monotonic() + seconds
        while True:
            left = end - time.monotonic()
            try:
                yield self._talk.heard.get(timeout=max(0.0, min(0.2, left)))
            except queue.Empty:
                self._children.check()
                if left <= 0:
                    return
                yield None

    def _catch_up(self) -> None:
        """Note what became of sentences that others said, on the page for instance."""
        for news in self._news(0):
            if isinstance(news, Status):
                self._note(news)
            elif isinstance(news, Plan):
                self._keep_plan(news)

    def _note(self, status: Status) -> None:
        """Keep the state of a sentence for the picture."""
        told = self._told.get(status.number, Told(status.text))
        self._told[status.number] = replace(
            told, state=status.state.value, message=status.message)

    def _is_of_another(self, plan: Plan, sentence: str) -> bool:
        """Tell whether a plan is that of a sentence that was said elsewhere."""
        # ours may be written in another way there: texts are cleaned before they are understood
        return plan.text.strip() != sentence.strip() and any(
            plan.text.strip() == told.text.strip() for told in self._told.values())

    def _show_plan(self, plan: Plan) -> None:
        """Show a plan, and keep it."""
        if not plan.is_ok:
            return
        self._terminal.plan(plan, Places.load(self._places_file))
        self._keep_plan(plan)

    def _keep_plan(self, plan: Plan) -> None:
        """Keep a plan's steps and goals for the picture."""
        places = Places.load(self._places_file)
        for number, told in reversed(self._told.items()):
            if told.text.strip() == plan.text.strip():
                steps = tuple(describe_plan(plan).split('\n'))
                self._told[number] = replace(told, steps=steps)
                break
        for step in plan.steps:
            if isinstance(step, Navigate):
                goal = places.find(step.place) if step.place else Pose(step.x, step.y)
                self._goals += [goal] if goal else []


def _is_told_as(sentence: str, text: str) -> bool:
    """Tell whether a status with this text is about the sentence."""
    return text == sentence or len(text) >= CUT_FROM and sentence.startswith(text)


def _never_ends(plan: Plan) -> bool:
    """Tell whether the plan waits for the next sentence."""
    return any(getattr(step, 'continuous', False)
               or isinstance(step, Wait) and step.duration is None for step in plan.steps)
