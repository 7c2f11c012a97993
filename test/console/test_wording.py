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

"""The words and command lines of the page, the settings' choices, and where it is served."""

from pathlib import Path

from news import GO, MOVE, TURN
from nl2ros.console import labels
from nl2ros.console.entry import Entry
from nl2ros.console.settings import places_path, prompts_of
from nl2ros.console.wording import commands_by_step, facts, outcome
from nl2ros.plan import Plan
from nl2ros.resources import share_path
from nl2ros.robot.places import Places
from nl2ros.robot.places_file import Place
from nl2ros.robot.status import State
from nl2ros.ros2_command import ros2_commands
import pytest

PLACES = Places({'kitchen': Place(x=3, y=2)})


@pytest.mark.parametrize('steps', [
    [MOVE], [MOVE, TURN], [MOVE, GO, TURN], [GO, MOVE, {'action': 'stop'}], [GO, GO],
    [{'action': 'wait', 'duration': 2.0}, GO], [MOVE, {'action': 'report', 'what': 'pose'}]])
def test_lines_of_steps_are_those_of_the_plan(steps):
    """Nothing is lost, doubled or reordered when the lines are given step by step."""
    plan = Plan.from_dict({'steps': steps})
    lines = commands_by_step(plan, PLACES)
    assert len(lines) == len(steps)
    assert [line for step in lines for line in step] == ros2_commands(
        plan, PLACES.coordinates())


def test_place_without_coordinates_has_no_line():
    """A comment says so; the other steps keep theirs."""
    first, second = commands_by_step(Plan.from_dict({'steps': [MOVE, GO]}), Places({}))
    assert 'topic pub' in first[0]
    assert second[0].startswith('#')


def test_outcome_says_what_the_node_says():
    """The word alone where the node adds nothing, its reason where it does."""
    entry = Entry(1, 'go', State.SUCCEEDED, 'Done.')
    assert outcome(entry) == 'Done'
    entry.state, entry.message = State.FAILED, 'Nobody answers.'
    assert outcome(entry) == 'Failed: Nobody answers.'


def test_the_outcome_is_told_in_the_language_of_the_sentence():
    """A Burmese sentence is not answered in English."""
    assert outcome(Entry(1, 'ရှေ့သွား', State.SUCCEEDED, 'Done.')) == 'ပြီးပါပြီ'
    assert outcome(Entry(1, 'go', State.SUCCEEDED, 'Done.')) == 'Done'


def test_every_label_that_has_burmese_words_is_on_the_page():
    """A label that changes keeps no translation of its old self."""
    sources = ''.join(path.read_text(encoding='utf-8') for path in Path(
        labels.__file__).parent.glob('*.py') if path.name != 'labels.py')
    for label, words in labels.BURMESE.items():
        assert f"'{label}'" in sources and labels.is_burmese(words)


def test_facts_are_those_that_are_known():
    """No figure stands for one that was not measured."""
    entry = Entry(1, 'go')
    assert facts(entry) == ''
    entry.plan = Plan.from_dict({'steps': [MOVE], 'confidence': 0.974})
    entry.understood_s, entry.began, entry.ended = 0.0123, 5.0, 7.5
    assert facts(entry) == 'confidence 97 % · understood in 12 ms · took the robot 2.5 s'


def test_prompts_to_choose_from(tmp_path: Path):
    """Those for commands, and the one in use when the folder is on another computer."""
    for name, task in (('mine', 'command'), ('review', 'review')):
        card = tmp_path / 'prompts' / name / 'nl2ros.json'
        card.parent.mkdir(parents=True)
        card.write_text(f'{{"about": {{"task": "{task}"}}}}')
    assert prompts_of({'model': str(tmp_path), 'prompt': 'command'}) == ['command', 'mine']
    assert prompts_of({'model': '/no/such', 'prompt': 'command'}) == ['command']


def test_places_are_where_the_node_has_them():
    """Nothing before the node has told its parameters, and what ships when it names no file."""
    assert places_path({}) is None
    assert places_path({'places_file': ''}) == share_path('config', 'places.yaml')
    assert places_path({'places_file': '/tmp/x.yaml'}) == Path('/tmp/x.yaml')


def test_address_for_the_browser():
    """An address that means every interface is none to go to."""
    pytest.importorskip('rclpy')
    from nl2ros.console import program
    assert program.address_of('0.0.0.0') == 'localhost'
    assert program.address_of('192.168.1.5') == '192.168.1.5'
    assert program.address_of('::1') == '[::1]'
