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
The command line: every command in one list, and the one place that catches our errors.

The modules beside this one hold the commands by room. Each command imports what it needs when it
runs, so that none waits for the others.
"""

from nl2ros.cli import assistant, data, language, ros, simulation, training
from nl2ros.cli.examples import epilog
from nl2ros.errors import Nl2RosError
import typer

COMMANDS = (
    language.translate, data.dataset, data.train_stop,
    training.pretrain, training.train, training.evaluate, training.export, training.benchmark,
    training.inspect, training.compare, training.adapt,
    assistant.explain, assistant.review,
    simulation.demo, simulation.benchmark_motion, ros.doctor,
)

app = typer.Typer(
    name='nl2ros', no_args_is_help=True, add_completion=True, pretty_exceptions_enable=False,
    help='Say what a robot should do, in English or Burmese.',
    epilog='nl2ros COMMAND --help explains a command, with examples. Exit codes: 0 done, 1 an '
           'error or something found, 2 wrong usage.')
for command in COMMANDS:
    app.command(epilog=epilog(command.__name__))(command)


def main() -> None:
    """Run the command line; an expected error is one line and exit code 1."""
    try:
        app()
    except Nl2RosError as error:
        typer.echo(f'nl2ros: {error}', err=True)
        raise SystemExit(1) from None
