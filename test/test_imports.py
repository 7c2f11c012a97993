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
Hold the rule that imports point one way, by reading the source.

A room is a folder of the package, or a module beside them. What a room may import is in ROOMS;
where ROS and torch may be imported is in ONLY_IN. A module that no rule names fails, so a new
room has to say what it knows.
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / 'nl2ros'
MODULES = sorted(str(path.relative_to(PACKAGE)) for path in PACKAGE.rglob('*.py'))

CONTRACT = {'errors', 'plan', 'plan_text', 'resources', 'ros2_command'}
ROOMS = {
    'errors': set(),
    'plan': {'errors'},
    'plan_text': {'errors', 'plan'},
    'ros2_command': {'errors', 'plan'},
    'resources': {'errors'},
    'language': CONTRACT,
    'assistant': CONTRACT | {'language'},
    'training': CONTRACT | {'assistant', 'language'},
    'robot': CONTRACT,
    # shares the geometry of robot/motion.py, and its demo starts the node and knows its places
    'simulation': CONTRACT | {'robot'},
    # talks to the node and shows its places, on the map of the simulator's house
    'console': CONTRACT | {'robot', 'simulation'},
    # tries the models as the translator does and the places as the node does
    'doctor': CONTRACT | {'language', 'robot'},
    # The door of the package: it opens a room only when asked to, see test_door_opens_late.
    'cli': CONTRACT | {'assistant', 'doctor', 'language', 'robot', 'simulation', 'training'},
}
# The one module that joins both sides.
EXCEPTIONS = {'robot/node.py': CONTRACT | {'language'}}

ROS = {'rclpy', 'rcl_interfaces', 'action_msgs', 'builtin_interfaces', 'diagnostic_msgs',
       'geometry_msgs', 'nav_msgs', 'nav2_msgs', 'rosgraph_msgs', 'sensor_msgs', 'std_msgs',
       'std_srvs', 'tf2_msgs', 'tf2_ros', 'visualization_msgs'}
LEARNING = {'torch', 'transformers', 'peft', 'accelerate'}
ROS_MODULES = {'console/link.py', 'console/program.py', 'console/whereabouts.py',
               'doctor/look.py', 'robot/command_node.py', 'robot/diagnostics.py',
               'robot/markers.py', 'robot/messages.py', 'robot/nav2_actions.py',
               'robot/navigation.py', 'robot/node.py', 'robot/parameters.py',
               'robot/prompt_swaps.py', 'robot/rivals.py', 'robot/sensors.py',
               'robot/velocity_output.py', 'simulation/conversation.py', 'simulation/errands.py',
               'simulation/messages.py', 'simulation/navigation_server.py', 'simulation/node.py',
               'simulation/spinning.py'}


def imports_of(tree: ast.AST, package: str) -> Iterator[str]:
    """
    List what a module imports, wherever in it, as absolute dotted names.

    :param package: dotted name of the package that holds the module, for relative imports
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ''
            if node.level:
                above = package.split('.')[:len(package.split('.')) - node.level + 1]
                base = '.'.join(above + base.split('.')).rstrip('.')
            # `from nl2ros import plan` names a module, `from nl2ros.plan import Plan` does not.
            yield from (f'{base}.{alias.name}' for alias in node.names)


def room_of(module: str) -> str:
    """Name the room of a file, relative to the package: 'robot/node.py' is in 'robot'."""
    return module.partition('/')[0].removesuffix('.py')


def breaches(module: str, source: str) -> list[str]:
    """List the imports of a module that the rules forbid."""
    room = room_of(module)
    package = '.'.join(('nl2ros', *Path(module).parts[:-1]))
    allowed = EXCEPTIONS.get(module, ROOMS[room]) | {room}
    found = []
    for name in imports_of(ast.parse(source), package):
        top, _, rest = name.partition('.')
        if top == 'nl2ros' and rest.partition('.')[0] not in allowed:
            found.append(name)
        if top in ROS and module not in ROS_MODULES:
            found.append(name)
        if top in LEARNING and room not in {'language', 'training'}:
            found.append(name)
    return found


@pytest.mark.parametrize('module', MODULES)
def test_imports_point_one_way(module: str) -> None:
    """Find no import against the rule."""
    if module == '__init__.py':
        return
    assert room_of(module) in ROOMS, f'{module}: say in ROOMS what this room may import'
    found = breaches(module, (PACKAGE / module).read_text(encoding='utf-8'))
    assert not found, f'nl2ros/{module} must not import {", ".join(found)}'


@pytest.mark.parametrize('module', [name for name in MODULES if name.endswith('__init__.py')])
def test_init_is_empty(module: str) -> None:
    """Importing one room never loads another."""
    assert not (PACKAGE / module).read_bytes(), f'nl2ros/{module} has to be empty'


def test_door_opens_late() -> None:
    """The command line answers --help without loading torch or ROS."""
    names = [name for path in (PACKAGE / 'cli').glob('*.py')
             for node in ast.parse(path.read_text(encoding='utf-8')).body
             if isinstance(node, (ast.Import, ast.ImportFrom))
             for name in imports_of(node, 'nl2ros.cli')]
    assert names
    closed = tuple(f'nl2ros.{room}' for room in ROOMS if room not in CONTRACT | {'cli'})
    rooms = [name for name in names
             if name.partition('.')[0] in ROS | LEARNING or name.startswith(closed)]
    assert not rooms, f'nl2ros/cli has to import these inside its commands: {rooms}'


def test_manifest_names_every_ros_package() -> None:
    """What is imported of ROS is what a workspace is asked to bring."""
    asked = {depend.text for depend in ElementTree.parse(
        PACKAGE.parent / 'package.xml').iter('exec_depend')}
    imported = {name.partition('.')[0] for module in MODULES for name in imports_of(
        ast.parse((PACKAGE / module).read_text(encoding='utf-8')), 'nl2ros')}
    assert not imported & ROS - asked


@pytest.mark.parametrize('module, source', [
    ('plan.py', 'from nl2ros.language.translator import Translator'),
    ('language/grammar.py', 'import nl2ros.training.corpus'),
    ('language/grammar.py', 'from nl2ros import robot'),
    ('language/grammar.py', 'from ..robot import motion'),
    ('language/grammar.py', 'from .. import robot'),
    ('robot/motion.py', 'from nl2ros.language.translator import Translator'),
    ('robot/executor.py', 'from nl2ros.simulation.robot import Robot'),
    ('robot/executor.py', 'import rclpy'),
    ('robot/executor.py', 'def late():\n    from geometry_msgs.msg import Twist'),
    ('robot/node.py', 'import torch'),
    ('robot/node.py', 'from nl2ros.training.train import train'),
    ('simulation/world.py', 'from rclpy.node import Node'),
])
def test_breach_is_found(module: str, source: str) -> None:
    """The rule sees every way to write a forbidden import."""
    assert breaches(module, source)


@pytest.mark.parametrize('module, source', [
    ('plan.py', 'from nl2ros.errors import PlanError'),
    ('language/grammar.py', 'from . import sentence'),
    ('language/frozen_lm.py', 'import torch'),
    ('training/train.py', 'from nl2ros.language.frozen_lm import FrozenLM'),
    ('robot/node.py', 'from nl2ros.language.translator import Translator\nimport rclpy'),
    ('robot/navigation.py', 'from nav2_msgs.action import NavigateToPose'),
])
def test_allowed_import_is_let_through(module: str, source: str) -> None:
    """The rule is not merely a wall."""
    assert not breaches(module, source)
