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

"""The commands that move a simulated robot."""

from pathlib import Path
from typing import Annotated, Optional

import typer


def demo(
        sentences: Annotated[Optional[list[str]], typer.Argument(
            help='What the robot is told, one after the other; none: ask.')] = None,
        picture: Annotated[Path, typer.Option(help='Where the picture of the path is left.')]
        = Path('demo.png'),
        terminal: Annotated[bool, typer.Option(
            '--terminal', help='Only here, without the page in the browser.')] = False) -> None:
    """Drive the simulated robot with sentences, here and in a browser; leave a picture."""
    from importlib.util import find_spec
    import sys

    from nl2ros.simulation.demo import run_demo
    has_page = not (terminal or sentences) and sys.stdin.isatty()
    if has_page and find_spec('nicegui') is None:
        typer.echo('For the page in the browser: pip install nicegui', err=True)
        has_page = False
    raise typer.Exit(run_demo(sentences or None, picture, has_page=has_page))


def benchmark_motion(
        command_delay: Annotated[float, typer.Option(
            min=0.0, max=1.0, help='Seconds until a velocity acts.')] = 0.06,
        odometry_delay: Annotated[float, typer.Option(
            min=0.0, max=1.0, help='Seconds until odometry arrives.')] = 0.04,
        pull: Annotated[float, typer.Option(
            min=-1.0, max=1.0, help='Pull to the left, radians a metre.')] = 0.1) -> None:
    """Drive moves, turns, arcs and a square in the physics: commanded against done."""
    from math import degrees

    from nl2ros.simulation.motion_benchmark import COURSES, drive, Handicap
    from rich import box
    from rich.console import Console
    from rich.table import Column, Table
    table = Table(*(Column(name, no_wrap=True) for name in (
        'motion', 'wanted x y yaw', 'done x y yaw', 'off cm', 'off °', 's')),
                  box=box.SIMPLE, padding=(0, 1, 0, 0))
    for course in COURSES:
        run = drive(course, Handicap(command_delay, odometry_delay, pull))
        end, done, (gap, angle) = course.end, run.done, run.off
        table.add_row(
            course.name, f'{end.x:g} {end.y:g} {degrees(end.yaw):g}°',
            f'{done.x:.3f} {done.y:.3f} {degrees(done.yaw):.1f}°', f'{100 * gap:.2f}',
            f'{degrees(angle):.2f}',
            f'{run.seconds:.1f}' if run.outcome.value == 'succeeded' else run.outcome.value)
    Console().print(table)
