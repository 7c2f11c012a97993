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


"""Lines are explained: what is pointed at is copied, causes and fixes come from the catalogue."""

import json
import re

from hypothesis import given, settings, strategies as st
from nl2ros.assistant.explain import CATALOGUE, Explainer
from nl2ros.assistant.explain_families import Families
from nl2ros.assistant.explain_format import Pointed, UNKNOWN, write
from nl2ros.errors import DataError, ModelError
from nl2ros.resources import share_path
import pytest
from scripted import command, writer


def recognise(view: str) -> str:
    """Tell two families and everything else apart, as a well trained model would."""
    if match := re.search(r"between ' (.+?) ' and ' (.+?) '", view):
        parent, frame = match.groups()
        return write(Pointed('tf_unconnected', (('frame', tuple(frame.split(' '))),
                                                ('parent', tuple(parent.split(' '))))))
    if match := re.search(r"no module named ' (.+?) '", view):
        return write(Pointed('python_module_missing', (
            ('module', tuple(match[1].split(' '))),)))
    return write(Pointed())


@pytest.fixture(scope='module')
def families():
    return Families.load(share_path(*CATALOGUE))


@pytest.fixture(scope='module')
def explainer(tokenizer, families):
    return Explainer(writer(tokenizer, recognise), families)


def test_names_are_copied_as_they_are_written(explainer):
    found = explainer.explain(
        "[ERROR] [1700000000.123456789] [my_node]: Could not find a connection between 'Map' and "
        "'Robot1/base_LINK' because they are not part of the same tree.")
    assert found.family == 'tf_unconnected' and found.is_known
    assert found.slots == {'frame': 'Robot1/base_LINK', 'parent': 'Map'}
    assert "frame 'Robot1/base_LINK'" in found.cause and "frame 'Map'" in found.cause
    assert found.node == 'my_node' and found.source == 'tf2' and 0 < found.confidence <= 1
    assert json.loads(found.model_dump_json())['slots']['parent'] == 'Map'


def test_a_traceback_is_explained_by_its_exception(explainer):
    found = explainer.explain("""Traceback (most recent call last):
  File "/ws/talker.py", line 3, in <module>
    from Custom_Msgs.msg import Thing  # not found anywhere
ModuleNotFoundError: No module named 'Custom_Msgs'
""")
    assert found.family == 'python_module_missing' and found.slots == {'module': 'Custom_Msgs'}


@pytest.mark.parametrize('line', [
    '', ' ', '...', '\n\n', '\x00', 'everything is fine', 'မီးဖိုချောင်', 'x' * 100_000,
    '\n'.join(['error'] * 5000), '[ERROR] [1700000000.1] [node]:', '( unknown)', '()' * 40,
])
def test_what_is_not_known_is_not_explained(explainer, line):
    found = explainer.explain(line)
    assert found.family == UNKNOWN and not found.is_known and not found.slots
    assert found.cause and found.fix and found.confidence < 0.5


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120))
def test_no_line_raises(explainer, line):
    assert explainer.explain(f"no module named '{line}'").family in ('python_module_missing',
                                                                     UNKNOWN)


def test_below_the_threshold_there_is_only_a_guess(tokenizer, families):
    strict = Explainer(writer(tokenizer, recognise), families, threshold=1.0)
    found = strict.explain("No module named 'em'")
    assert found.family == UNKNOWN and "module 'em'" in found.cause


def test_a_model_that_wants_to_invent_a_name_cannot(tokenizer, families):
    def invent(view: str) -> str:
        return write(Pointed('python_module_missing', (('module', ('robot', '9')),)))

    found = Explainer(writer(tokenizer, invent), families).explain(
        'ModuleNotFoundError: No module named "lark"')
    assert all(text in 'ModuleNotFoundError: No module named "lark"'
               for text in found.slots.values())


def test_every_family_explains_itself_with_and_without_names(families):
    assert len(families.all) >= 80
    for family in families.all.values():
        said = {slot: f'Value_{slot}' for slot in family.slots}
        for names in ({}, said):
            for text in families.explain(family.name, names):
                assert text.endswith(('.', ')')) and '{' not in text, text


def test_a_name_is_called_what_it_is(families):
    cause, fix = families.explain('qos_incompatible', {'topic': '/scan'})
    assert cause.startswith("Publisher and subscription on topic '/scan' do not fit")
    assert '(some policy)' in cause and '`ros2 topic info -v /scan`' in fix
    cause, fix = families.explain('qos_incompatible', {})
    assert 'on the topic do not' in cause and '`ros2 topic info -v TOPIC`' in fix
    assert families.explain('process_crashed', {'code': '-11'})[0].endswith('(exit code -11).')
    assert families.explain('topic_types_differ', {})[0].startswith('The topic is used')


def test_a_broken_catalogue_is_named(tmp_path):
    (tmp_path / 'values.yaml').write_text('nouns: {topic: [topic, the topic]}')
    (tmp_path / 'families.yaml').write_text("""silent:
  {source: ros2cli, slots: [topic], cause: 'No {topik}.', fix: Publish., wordings: ''}
""")
    with pytest.raises(DataError, match="families.yaml: silent: no slot 'topik'"):
        Families.load(tmp_path)
    (tmp_path / 'families.yaml').write_text('silent: {source: ros2cli}')
    with pytest.raises(DataError, match='silent: '):
        Families.load(tmp_path)
    with pytest.raises(DataError, match='values.yaml'):
        Families.load(tmp_path / 'nowhere')


def test_a_missing_prompt_is_named(tmp_path):
    with pytest.raises(ModelError, match='explain'):
        Explainer.load(tmp_path)


def test_a_prompt_for_another_task_is_refused():
    with pytest.raises(ModelError, match="the task 'review', expected 'explain'"):
        Explainer.load(share_path('models'), 'review')


def test_the_command_explains_each_line_it_reads(trained):
    done = command('explain', '-', '--json', '--models', str(trained),
                   stdin=b'one\n\ntwo \xff\xfe\n')
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0 and len(answers) == 2
    assert all(set(answer) == {'family', 'cause', 'fix', 'slots', 'node', 'source', 'confidence'}
               for answer in answers)
