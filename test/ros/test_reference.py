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


"""The reference page tells what a running node has: its parameters, topics and services."""

from pathlib import Path
import re

import pytest

pytestmark = pytest.mark.usefixtures('ros')
PAGE = (Path(__file__).parents[2] / 'docs' / 'reference.md').read_text(encoding='utf-8')
ROW = re.compile(r'^\| (.*) \|$', re.MULTILINE)


@pytest.fixture
def node(make_rig):
    """Give a node that has the defaults of every parameter but the places file."""
    return make_rig(guard__enabled=True).node


def rows(section):
    """Return the cells of the tables in a section of the page, subsections left out."""
    text = re.search(rf'^## {section}\n(.*?)(?=^##+ |\Z)', PAGE, re.MULTILINE | re.DOTALL)[1]
    return [re.split(r' \| ', row) for row in ROW.findall(text)]


def test_parameters(node):
    """Every parameter of the node stands there with its own description, and no other."""
    written = {cells[0].strip('`'): cells[-1] for cells in rows('Parameters')[1:]
               if cells[0].startswith('`')}
    has = {name: node.describe_parameter(name).description
           for name in node.list_parameters([], 0).names
           if name != 'use_sim_time' and not name.startswith(('qos_overrides', 'start_type'))}
    assert written == has


def test_topics_and_services(node):
    """Every name in the tables of the node is one that it uses, with that type."""
    own, space = node.get_name(), node.get_namespace()
    graph = [endpoint for look in (node.get_publisher_names_and_types_by_node,
                                   node.get_subscriber_names_and_types_by_node,
                                   node.get_service_names_and_types_by_node,
                                   node.get_client_names_and_types_by_node)
             for endpoint in look(own, space)]
    there = {name.removesuffix('/_action/send_goal'): ' '.join(types) for name, types in graph}
    named = [(name, cells[1]) for cells in rows('The node') if cells[0].startswith('`')
             for name in re.findall(r'`([~\w/]+)`', cells[0])]
    optional = {'navigate_through_poses', 'spin', 'drive_on_heading', 'backup'}
    assert len(named) > 12
    for name, kind in named:
        if name in optional:
            continue
        full = name.replace('~', f'/{own}') if name[0] in '~/' else f'/{name}'
        assert full in there, f'{name} is not there'
        wanted = re.search(r'\w+$', kind.split(',')[0].split(' or ')[0])[0]
        assert wanted in there[full], f'{name} is {there[full]}, not {kind}'
