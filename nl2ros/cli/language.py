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

"""The commands that use models: text in, text out; nothing moves."""

from enum import Enum
import json
from pathlib import Path
import sys
from typing import Annotated, Optional

from nl2ros.cli.options import Models, models_folder, Prompt
import typer


class Format(str, Enum):
    """How a plan is written."""

    text = 'text'
    json = 'json'
    ros2 = 'ros2'


def translate(
        text: Annotated[str, typer.Argument(
            help='The sentence; - reads one sentence a line from standard input.')],
        form: Annotated[Format, typer.Option('--format', help='How to write the plan.')]
        = Format.text,
        models: Models = None, prompt: Prompt = 'command',
        places: Annotated[Optional[Path], typer.Option(
            help='Places file, for the goals of --format ros2.')] = None) -> None:
    """
    Translate sentences to plans; nothing moves.

    With - one plan is written for each line read, in order, whatever stands on the line.
    """
    from nl2ros.language.translator import Translator
    from nl2ros.plan import Plan
    from nl2ros.plan_text import describe_plan
    from nl2ros.ros2_command import ros2_commands
    translator = Translator.load(models_folder(models), prompt)
    known = _coordinates(places) if form is Format.ros2 else {}

    def show(plan: Plan) -> str:
        if form is Format.json:
            return json.dumps(plan.to_dict(), ensure_ascii=False)
        if form is Format.ros2:
            return '\n'.join(ros2_commands(plan, known))
        return describe_plan(plan)

    if text != '-':
        typer.echo(show(translator.translate(text)))
        return
    for line in sys.stdin.buffer:
        # Bytes that are no UTF-8 become U+FFFD: a line that is still a sentence is translated.
        sentence = line.decode('utf-8', errors='replace').rstrip('\r\n')
        sys.stdout.buffer.write(show(translator.translate(sentence)).encode() + b'\n')
        sys.stdout.buffer.flush()


def _coordinates(places: Path | None) -> dict[str, tuple[float, float, float]]:
    from nl2ros.resources import share_path
    from nl2ros.robot.places import Places
    return Places.load(places or share_path('config', 'places.yaml')).coordinates()
