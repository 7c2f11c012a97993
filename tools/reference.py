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
Write the tables of docs/reference.md anew, from the settings and the command line themselves.

``.venv/bin/python tools/reference.py`` after a parameter or an option has changed; a test holds
the page to what it writes.
"""

from collections.abc import Callable, Iterator
from enum import Enum
from pathlib import Path
import re
from typing import Any, get_args, get_type_hints

from nl2ros.cli.app import app, COMMANDS
from nl2ros.robot.settings import Settings
from typer.main import get_command

PAGE = Path(__file__).resolve().parents[1] / 'docs' / 'reference.md'


def parameters() -> Iterator[tuple[str, str, str, str]]:
    """List the node's parameters: name, default, what values are allowed, description."""
    for group, holder in Settings.model_fields.items():
        for field, info in holder.annotation.model_fields.items():
            bounds = {key: getattr(bound, key) for bound in info.metadata for key in ('ge', 'le')
                      if getattr(bound, key, None) is not None}
            choices = get_args(info.annotation)
            allowed = (', '.join(map(str, choices)) if choices else
                       f'{bounds["ge"]:g} to {bounds["le"]:g}' if bounds else '')
            yield (field if group == 'node' else f'{group}.{field}', _shown(info.default), allowed,
                   info.description)


def _shown(default: Any) -> str:
    """Return a parameter's default as YAML has it."""
    if isinstance(default, float):
        return f'{default:.5g}'
    return str(default).lower() if isinstance(default, bool) else str(default) or "''"


def parameter_table() -> str:
    """Return all parameters as a Markdown table."""
    rows = [f'| `{name}` | {default} | {allowed} | {text} |'
            for name, default, allowed, text in parameters()]
    return '\n'.join(['| parameter | default | allowed | meaning |', '|---|---|---|---|', *rows])


def command_list() -> str:
    """Return all commands with their arguments and options as Markdown."""
    parsers = get_command(app).commands
    return '\n\n'.join(_command(name, parser, function) for (name, parser), function in
                       zip(parsers.items(), COMMANDS, strict=True))


def _command(name: str, parser: Any, function: Callable) -> str:
    hints = get_type_hints(function)
    rows = [f'| {_spelling(given, hints[given.name])} | {_default(given)} | {given.help or ""} |'
            for given in parser.params if given.name != 'help']
    return '\n'.join([f'### nl2ros {name}', ' '.join(parser.help.split('\n\n')[0].split()), '',
                      '| | default | |', '|---|---|---|', *rows])


def _spelling(given: Any, hint: Any) -> str:
    """Return how an argument or an option is written, with the values that it may have."""
    if given.param_type_name == 'argument':
        return f'`{given.name.upper()}{"..." if given.nargs == -1 else ""}`'
    kinds = [kind for kind in (hint, *get_args(hint))
             if isinstance(kind, type) and issubclass(kind, Enum)]
    values = ', '.join(one.value for one in kinds[0]) if kinds else ''
    return f'`{" / ".join(given.opts + given.secondary_opts)}` {values}'.rstrip()


def _default(given: Any) -> str:
    """Return a default as it is typed; nothing where there is none."""
    if given.required:
        return 'required'
    if given.default in (None, False, ''):
        return ''
    return f'`{getattr(given.default, "value", given.default)}`'


def rewritten(page: str) -> str:
    """Return the page with both tables made anew."""
    for name, content in (('parameters', parameter_table()), ('commands', command_list())):
        pattern = rf'(<!-- {name} -->\n).*?(<!-- end of {name} -->)'
        page, count = re.subn(pattern, lambda match, content=content:
                              f'{match[1]}\n{content}\n\n{match[2]}', page, flags=re.DOTALL)
        if count != 1:
            raise ValueError(f'the page has {count} places for {name}, expected 1')
    return page


if __name__ == '__main__':
    PAGE.write_text(rewritten(PAGE.read_text(encoding='utf-8')), encoding='utf-8')
