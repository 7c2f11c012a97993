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

"""The commands that answer questions about ROS code; nothing moves."""

import json
from pathlib import Path
import sys
from typing import Annotated

from nl2ros.cli.options import Models, models_folder, Prompt
import typer


def review(
        file: Annotated[str, typer.Argument(
            help='The Python file; - reads standard input.')],
        models: Models = None, prompt: Prompt = 'review',
        as_json: Annotated[bool, typer.Option(
            '--json', help='Write one JSON object a finding.')] = False) -> None:
    """Find what is wrong in rclpy code; exit code 1 when something is found."""
    from nl2ros.assistant.review import chunks_of, Reviewer
    from nl2ros.language.sentence import clean
    name = '<stdin>' if file == '-' else file
    source = _read(file, name)
    chunks_of(source, name)  # what is not Python is said before models are loaded
    findings = Reviewer.load(models_folder(models), prompt).review(source, name)
    for finding in findings:
        if as_json:
            typer.echo(json.dumps({'file': name, **finding.model_dump()}, ensure_ascii=False))
        else:
            typer.echo(f'{name}:{finding.line}: {finding.rule}: {finding.title} '
                       f'({100 * finding.confidence:.0f} % sure)\n'
                       f'    {clean(finding.text)}\n    {finding.advice}')
    raise typer.Exit(1 if findings else 0)


def explain(
        line: Annotated[str, typer.Argument(
            help='A line of a log or traceback; - reads lines from standard input.')],
        models: Models = None, prompt: Prompt = 'explain',
        as_json: Annotated[bool, typer.Option(
            '--json', help='Write one JSON object a line.')] = False) -> None:
    """Explain an error of ROS 2, its tools and simulators: what it means and what to do."""
    from nl2ros.assistant.explain import Explainer, Explanation
    explainer = Explainer.load(models_folder(models), prompt)

    def show(found: Explanation) -> str:
        if as_json:
            return found.model_dump_json()
        said = f' ({found.source}, {100 * found.confidence:.0f} % sure)' if found.is_known else ''
        return f'{found.family}{said}\n    {found.cause}\n    {found.fix}'

    if line != '-':
        typer.echo(show(explainer.explain(line)))
        return
    for raw in sys.stdin.buffer:
        text = raw.decode('utf-8', errors='replace').strip()
        if text:
            sys.stdout.buffer.write(show(explainer.explain(text)).encode() + b'\n')
            sys.stdout.buffer.flush()


def _read(file: str, name: str) -> str:
    """Return the text of a file or of standard input; DataError says what is wrong with it."""
    from nl2ros.errors import DataError
    try:
        data = sys.stdin.buffer.read() if file == '-' else Path(file).read_bytes()
    except OSError as error:
        raise DataError(f'{name}:1: cannot be read: {error.strerror}') from error
    try:
        return data.decode('utf-8-sig')
    except UnicodeDecodeError as error:
        line = data.count(b'\n', 0, error.start) + 1
        raise DataError(f'{name}:{line}: not UTF-8: byte {data[error.start]:#04x}') from error
