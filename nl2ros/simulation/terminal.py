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

"""How the demo looks on a terminal."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
import math
from pathlib import Path
import sys

from nl2ros.plan import Plan
from nl2ros.plan_text import describe_plan
from nl2ros.robot.motion import Pose
from nl2ros.robot.places import Places
from nl2ros.robot.status import State
from nl2ros.ros2_command import ros2_commands
from nl2ros.simulation.conversation import Status
from rich.console import Console
from rich.markup import escape
from rich.status import Status as Spinner

BYE = {'quit', 'exit', 'bye'}
PROMPT = '\n[bold cyan]›[/] '
MARKS = {State.SUCCEEDED: '[green]✓', State.FAILED: '[red]✗', State.REJECTED: '[red]✗',
         State.CANCELLED: '[yellow]■'}


class Terminal:
    """Prints what happens, and asks; colours only where they can be seen."""

    def __init__(self) -> None:
        self._console = Console(highlight=False, soft_wrap=True)

    def busy(self, text: str) -> AbstractContextManager[Spinner]:
        """Show that something takes time, until the block is left."""
        return self._console.status(f'[dim]{escape(text)}')

    def hint(self, text: str) -> None:
        """Print something that is good to know."""
        self._console.print(f'[dim]{escape(text)}')

    def link(self, text: str, address: str) -> None:
        """Print where to look in a browser."""
        self._console.print(f'{escape(text)}: [bold][link={address}]{address}[/link][/]')

    def sentence(self, text: str) -> None:
        """Print what is said to the robot."""
        self._console.print(f'{PROMPT}[bold]{escape(text)}')

    def questions(self) -> Iterator[str]:
        """Ask for sentences, and give each, until somebody has enough."""
        while True:
            try:
                sentence = self._console.input(PROMPT).strip()
            except (EOFError, KeyboardInterrupt):
                return
            if not sys.stdin.isatty():
                self._console.print(escape(sentence))
            if sentence.lower() in BYE:
                return
            if sentence:
                yield sentence

    def plan(self, plan: Plan, places: Places) -> None:
        """Print the steps, and the ROS 2 command lines that would do the same once."""
        for line in describe_plan(plan).split('\n'):
            self._console.print(f'  {escape(line)}')
        once = plan.model_copy(update={'repeat': 1})
        for command in ros2_commands(once, places.coordinates()):
            self._console.print(f'     [dim]{escape(command)}')

    def end(self, status: Status, spoken: list[str], pose: Pose, place: str | None) -> None:
        """Print what the robot said, how the sentence ended and where the robot is now."""
        for sentence in spoken:
            self._console.print(f'  [magenta]“{escape(sentence)}”')
        is_news = status.state is not State.SUCCEEDED and status.message not in spoken
        self._console.print(
            f'  {MARKS[status.state]} {status.state.value}[/]'
            f'{escape("  " + status.message if is_news else "")}'
            f'  [dim]x {pose.x:.2f} m, y {pose.y:.2f} m, facing {math.degrees(pose.yaw):.0f}°'
            f'{escape(f" ({place})" if place else "")}')

    def picture(self, file: Path) -> None:
        """Say where the picture is."""
        self._console.print(f'\nThe way it went: [bold]{escape(str(file))}')
