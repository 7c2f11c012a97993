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

"""Another soft prompt while the node runs: no restart, no pause, nothing taken on unchecked."""

import json
import shutil
import threading

from conftest import ROOT
from nl2ros.language.soft_prompt import KeyValuePrefix, SoftPrompt
from nl2ros.language.translator import Translator
import pytest
from rclpy.parameter import Parameter
from rig import FakeTranslator

MODELS = ROOT / 'models'
pytestmark = [
    pytest.mark.usefixtures('ros'),
    pytest.mark.skipif(not (MODELS / 'base' / 'config.json').exists(),
                       reason='models/base is not there: no prompts to exchange'),
]


@pytest.fixture
def rig(make_rig):
    """Make a node with the model that ships, and wait until that is loaded."""
    rig = make_rig(load=lambda settings: Translator.load(MODELS, settings.node.prompt)).ready()
    rig.until(lambda: not rig.node.translations.is_loading)
    return rig


@pytest.fixture
def other(tmp_path):
    """Return the folder of a prompt that says nothing: the model is less sure with it."""
    soft = SoftPrompt.load(MODELS / 'prompts' / 'command')
    SoftPrompt(KeyValuePrefix(0 * soft.value.values, soft.value.template), soft.method,
               soft.base, soft.about).save(tmp_path / 'other')
    return tmp_path / 'other'


def set_prompt(rig, prompt):
    """Set the parameter."""
    return rig.node.set_parameters([Parameter('prompt', value=str(prompt))])[0]


def test_swap_while_moving(rig, other):
    """The robot drives on; the next sentence is read by the new prompt, and by the old again."""
    rig.say('keep going until I say stop')
    rig.moving()
    before = len(rig.robot.commands)
    confidence = []
    for prompt, text in ((other, 'where are you'), ('command', 'where are you?')):
        assert set_prompt(rig, prompt).successful
        rig.say(text)
        assert rig.end_of(text)['state'] != 'failed'
        rig.until(lambda text=text: rig.plans and rig.plans[-1]['text'] == text)
        confidence.append(rig.plans[-1]['confidence'])
        assert confidence[-1] == pytest.approx(
            Translator.load(MODELS, str(prompt)).translate(text).confidence)
    assert confidence[0] < confidence[1] - 1e-4
    assert rig.states('keep going until I say stop')[-1] == 'executing'
    assert all(command.linear > 0.05 for command in rig.robot.commands[before:])


def test_prompts_that_do_not_fit_are_refused(rig, other, tmp_path):
    """Missing, of another base or task, damaged: refused by name, and the old one stays."""
    foreign, damaged, task = (tmp_path / name for name in ('foreign', 'damaged', 'task'))
    for folder, change in ((foreign, {'base': {'weights_sha256': 'f' * 64, 'name': 'gpt2'}}),
                           (task, {'about': {'task': 'explain'}})):
        shutil.copytree(other, folder)
        record = json.loads((folder / 'nl2ros.json').read_text())
        for key, values in change.items():
            record[key].update(values)
        (folder / 'nl2ros.json').write_text(json.dumps(record))
    shutil.copytree(other, damaged)
    (damaged / 'adapter_model.safetensors').write_bytes(b'not a tensor')
    for prompt, words in (('nobody', 'one of: command'), (foreign, 'made for gpt2'),
                          (damaged, 'adapter_model.safetensors'), (task, "expected 'command'")):
        result = set_prompt(rig, prompt)
        assert not result.successful and words in result.reason, result.reason
    assert rig.node.get_parameter('prompt').value == 'command'
    rig.say('where are you')
    assert rig.end_of('where are you')['state'] == 'succeeded'


def test_no_swap_before_there_is_a_model(make_rig):
    """A prompt cannot be held against a model that is not there yet."""
    loaded = threading.Event()

    def load(_):
        loaded.wait()
        return FakeTranslator()
    rig = make_rig(load=load)
    try:
        result = set_prompt(rig, 'other')
        assert not result.successful and 'not loaded yet' in result.reason
    finally:
        loaded.set()
