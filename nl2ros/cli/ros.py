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


"""The command that looks after a machine with or without ROS 2."""

import json
import os
from pathlib import Path
from typing import Annotated, Optional

from nl2ros.cli.options import Models, Prompt
import typer

COLOURS = {'ok': typer.colors.GREEN, 'warning': typer.colors.YELLOW, 'broken': typer.colors.RED}


def doctor(
        models: Models = None, prompt: Prompt = 'command',
        places: Annotated[Optional[Path], typer.Option(
            help='Places file; default: the one that ships.')] = None,
        namespace: Annotated[str, typer.Option(
            help='Namespace of the robot, as given to the launch file.')] = '',
        seconds: Annotated[float, typer.Option(
            min=0.5, help='How long to look at what runs.')] = 4.0,
        as_json: Annotated[bool, typer.Option(
            '--json', help='Write one JSON object: broken, and the findings.')] = False) -> None:
    """Find what keeps sentences from moving the robot, and say what to do."""
    from nl2ros.doctor.examination import examine
    findings = examine(models, prompt, places, namespace, seconds, os.environ)
    is_broken = any(finding.level == 'broken' for finding in findings)
    if as_json:
        typer.echo(json.dumps({'broken': is_broken,
                               'findings': [finding.to_dict() for finding in findings]},
                              ensure_ascii=False))
    else:
        for finding in findings:
            level = finding.level.value
            typer.echo(typer.style(level, fg=COLOURS[level]) + str(finding).removeprefix(level))
    raise typer.Exit(1 if is_broken else 0)
