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
        = Path('demo.png')) -> None:
    """Drive the simulated robot with sentences and leave a picture of its path."""
    from nl2ros.simulation.demo import run_demo
    raise typer.Exit(run_demo(sentences or None, picture))
