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
What the documentation shows works: links, commands, options, parameters, launch arguments.

Every line of a code block that is a command is checked. In blocks marked ``console`` commands are
run, and must print what the page shows. Those that take long are only parsed, by the command line
itself.
"""

import ast
import importlib.util
from pathlib import Path
import re
import shlex
import subprocess
import sys
import unicodedata

from nl2ros.cli.app import app
from nl2ros.cli.examples import EXAMPLES
import pytest
from typer.main import get_command
import yaml

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([ROOT / 'README.md', ROOT / 'CONTRIBUTING.md', *(ROOT / 'docs').rglob('*.md')])
BLOCK = re.compile(r'^( *)```(\w*)\n(.*?)^ *```', re.MULTILINE | re.DOTALL)
LINK = re.compile(r'!?\[[^\]]*\]\(([^)\s]+)\)')
PROGRAMS = ('nl2ros', 'make', 'ros2', 'docker', 'accelerate', 'python3', 'source', 'colcon')


def name_of(page):
    return str(page.relative_to(ROOT))


def lines_of(page):
    """List the commands of a page, and whether they are whole, as those in code blocks are."""
    found = []
    text = page.read_text(encoding='utf-8')
    for _, language, body in BLOCK.findall(text):
        lines = [line.strip() for line in body.splitlines()]
        if language == 'console':
            lines = [line[2:] for line in lines if line.startswith('$ ')]
        elif language not in ('bash', '') or (not language and 'make ' not in body
                                              and 'nl2ros ' not in body and 'ros2 ' not in body):
            continue
        found += [line for line in lines if line.startswith(PROGRAMS)]
    inline = re.findall(r'`((?:nl2ros|ros2|make) [^`]*)`', BLOCK.sub('', text))
    return [(line, True) for line in found] + [
        (line, False) for line in inline if not re.search(r'\b[A-Z]{4,}\b|[|]', line)]


COMMANDS = [(name_of(page), *line) for page in PAGES for line in lines_of(page)]
COMMANDS += [(f'nl2ros {name} --help', line, True)
             for name, lines in EXAMPLES.items() for line in lines]


def words_of(line):
    """Split a line into words as a shell does, without comments, redirections and what follows."""
    words = shlex.split(re.split(r'\s[<>|]|\s&&\s', line)[0], comments=True)
    return [word.replace('$HOME', '/home/you').replace('$PWD', '/home/you') for word in words]


def anchors_of(page):
    """List the anchors of a page as GitHub makes them."""
    text = BLOCK.sub('', page.read_text(encoding='utf-8'))
    heads = re.findall(r'^#+ +(.*)$', text, re.MULTILINE)
    return {''.join(char if unicodedata.category(char)[0] in 'LMN' or char in '-_' else
                    '-' if char == ' ' else '' for char in head.lower()) for head in heads}


@pytest.mark.parametrize('page', PAGES, ids=name_of)
def test_links(page):
    """What a page links to is there, down to the heading."""
    for target in LINK.findall(page.read_text(encoding='utf-8')):
        if target.startswith(('http://', 'https://')):
            continue
        file, _, anchor = target.partition('#')
        there = (page.parent / file).resolve() if file else page
        assert there.exists(), f'{target} is not there'
        assert not anchor or anchor in anchors_of(there), f'{target}: no such heading'


def test_examples_belong_to_commands():
    """Each stands under a command that there is, and shows it."""
    assert set(EXAMPLES) <= set(get_command(app).commands)
    assert all(f'nl2ros {name}' in line for name, lines in EXAMPLES.items() for line in lines)


def test_commands_are_found():
    """The net of this test has no hole that everything falls through."""
    programs = {line.split()[0] for _, line, _ in COMMANDS}
    assert {'nl2ros', 'make', 'ros2'} <= programs
    assert len(COMMANDS) > 40


@pytest.mark.parametrize('page, line, is_whole', COMMANDS)
def test_command(page, line, is_whole):
    """A command exists, and so do its options, arguments and names."""
    words = words_of(line)
    if words[:2] == ['accelerate', 'launch']:
        words = ['nl2ros', *words[words.index('nl2ros.cli') + 1:]]
    if words[0] == 'nl2ros':
        check_command_line(words[1:], is_whole)
    elif words[0] == 'make':
        targets = re.findall(r'^([a-z]+):', (ROOT / 'Makefile').read_text(), re.MULTILINE)
        assert words[1] in targets
    elif words[0] == 'ros2':
        check_ros2(words[1:])
    elif words[:2] == ['python3', '-m']:
        assert words[2] == 'pip' or importlib.util.find_spec(words[2])


def check_command_line(words, is_whole):
    """Let the command line itself parse the words of a command; nothing is run."""
    command = get_command(app)
    if words == ['--help'] or words[0].endswith('-completion'):
        return
    assert words[0] in command.commands, f'no command {words[0]}'
    if '--help' in words:
        return
    try:
        command.commands[words[0]].make_context(words[0], words[1:])
    except Exception as error:
        # a command that is only mentioned need not be complete
        if is_whole or type(error).__name__ != 'MissingParameter':
            raise


def check_ros2(words):
    """Hold a ros2 command against launch files, programs, parameters, topics and services."""
    if words[:2] == ['launch', 'nl2ros']:
        arguments = launch_arguments(words[2])
        given = [word.partition(':=')[0] for word in words[3:] if ':=' in word]
        assert set(given) <= arguments, f'{words[2]} has {sorted(arguments)}'
    elif words[:2] == ['run', 'nl2ros']:
        scripts = re.findall(r"'(\w+) = nl2ros", (ROOT / 'setup.py').read_text(encoding='utf-8'))
        assert words[2] in scripts
    elif words[:2] == ['param', 'set']:
        from nl2ros.robot.settings import Settings
        group, _, field = words[3].rpartition('.')
        assert field in Settings.model_fields[group or 'node'].annotation.model_fields
    elif words[0] in ('topic', 'service') and 'nl2ros_node' in ' '.join(words):
        name = next(word for word in words if 'nl2ros_node/' in word).rpartition('/')[2]
        source = ''.join(file.read_text(encoding='utf-8')
                         for file in (ROOT / 'nl2ros' / 'robot').glob('*.py'))
        assert f"'~/{name}'" in source
    if words[:2] == ['topic', 'pub'] and words[-1].startswith('{'):
        assert yaml.safe_load(words[-1]) is not None


def launch_arguments(file):
    """Read the arguments that a launch file declares, and those of what it includes."""
    source = (ROOT / 'launch' / file).read_text(encoding='utf-8')
    names = set(re.findall(r"DeclareLaunchArgument\(\s*'(\w+)'", source))
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], 'id', '') == 'ARGUMENTS':
            names |= {key.value for key in node.value.keys}
    return names | (launch_arguments('nl2ros.launch.py') if file == 'simulation.launch.py'
                    else set())


SHOWN = [(name_of(page), block) for page in PAGES
         for _, language, block in BLOCK.findall(page.read_text(encoding='utf-8'))
         if language == 'console']


@pytest.mark.parametrize('page, block', SHOWN)
def test_shown_output(page, block):
    """What a page shows under a command is what the command prints."""
    for part in re.split(r'^\$ ', block, flags=re.MULTILINE)[1:]:
        line, _, shown = part.partition('\n')
        done = subprocess.run([sys.executable, '-m', 'nl2ros.cli', *words_of(line)[1:]],
                              capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        assert done.stdout.strip() == shown.strip(), line


@pytest.mark.parametrize('page', PAGES, ids=name_of)
def test_blocks_can_be_read(page):
    """Python, YAML and JSON in a page are that."""
    for _, language, body in BLOCK.findall(page.read_text(encoding='utf-8')):
        if language == 'python':
            ast.parse(body)
        elif language in ('yaml', 'json'):
            assert yaml.safe_load(body)


def test_reference_is_up_to_date(monkeypatch):
    """The tables are those of the code; tools/reference.py writes them anew."""
    monkeypatch.syspath_prepend(str(ROOT / 'tools'))
    import reference
    page = reference.PAGE.read_text(encoding='utf-8')
    assert page == reference.rewritten(page), 'run: .venv/bin/python tools/reference.py'
    assert len(list(reference.parameters())) > 40


def test_reference_finds_what_differs(monkeypatch):
    """A page with an old table, or without a place for it, does not pass."""
    monkeypatch.syspath_prepend(str(ROOT / 'tools'))
    import reference
    page = reference.PAGE.read_text(encoding='utf-8')
    assert reference.rewritten(page.replace('`motion.lag`', '`motion.delay`')) == page
    with pytest.raises(ValueError, match='parameters'):
        reference.rewritten('')
