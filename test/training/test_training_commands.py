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

"""The commands that train, compare and inspect, as a person gives them."""

import json
import shutil

from nl2ros.cli.app import app
from nl2ros.errors import ConfigError, DataError, ModelError
from nl2ros.language.soft_prompt import SoftPrompt
from nl2ros.resources import share_path
import pytest
from typer.testing import CliRunner

pytestmark = [pytest.mark.filterwarnings('ignore:`is_gradient_checkpointing`:FutureWarning'),
              pytest.mark.timeout(300)]


def run(*arguments, error=None) -> str:
    """Give a command; return what it wrote, or check the error that the door would show."""
    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if error is None:
        assert done.exit_code == 0, (done.output, done.exception)
        return done.stdout
    kind, message = error
    assert isinstance(done.exception, kind), (done.output, done.exception)
    assert message in str(done.exception)
    return ''


@pytest.fixture
def data(tmp_path):
    """Return a labelled file and the same plans as JSON lines."""
    labelled, lines = tmp_path / 'mine.txt', tmp_path / 'mine.jsonl'
    labelled.write_text(''.join(f'wait {n} s => wait duration="{n} s"\n' for n in range(1, 9)))
    lines.write_text(''.join(json.dumps(
        {'text': f'wait {n} s', 'plan': {'steps': [{'action': 'wait', 'duration': n}]}}) + '\n'
        for n in range(1, 9)))
    return labelled, lines


@pytest.fixture
def train(make_base, data, tmp_path):
    """Return a function that trains a little with further options."""
    def train(*options, out='out', file=data[0], error=None) -> str:
        return run('train', '--base', make_base('llama'), '--data', file, '--steps', 2,
                   '--batch-size', 4, '--evaluate-every', 1, '--out', tmp_path / out, *options,
                   error=error)
    return train


@pytest.mark.parametrize('options, trainable', [
    (('--method', 'prompt_tuning', '--tokens', 3), 3 * 32),
    (('--method', 'prompt_tuning', '--tokens', 3, '--init', 'random'), 3 * 32),
    (('--method', 'prompt_tuning', '--tokens', 3, '--init', 'sample_vocab'), 3 * 32),
    (('--method', 'p_tuning_v2', '--tokens', 3), 2 * 2 * 32 * 3),
    (('--method', 'p_tuning_v2', '--tokens', 3, '--words', ''), 2 * 2 * 32 * 3),
    (('--method', 'p_tuning_v2', '--tokens', 3, '--reparameterize'), None),
    (('--method', 'p_tuning_v1', '--tokens', 3), None),
    (('--method', 'lora'), None), (('--method', 'full'), None)])
def test_every_method_is_trained_and_counted(train, tmp_path, options, trainable):
    said = train(*options)
    assert said.startswith('trainable ') and ' %)' in said and 'dev loss' in said
    if trainable:
        assert f'trainable {trainable:,} of ' in said
    if options[1] not in ('lora', 'full'):
        assert SoftPrompt.load(tmp_path / 'out').about == {'task': 'command'}


def test_json_lines_train_the_same_as_labels(train, data):
    assert train(out='one') == train(out='two', file=data[1])


@pytest.mark.parametrize('line, message', [
    ('go 2 m => move forward distance="3 m"', 'mine.txt:9: distance'),
    ('go', "mine.txt:9: expected 'TEXT => STEP"), ('go => fly', 'mine.txt:9: unknown step'),
    (f'go {"on " * 300} => move forward', 'mine.txt:9: '),
])
def test_bad_data_is_named_before_training(train, data, tmp_path, line, message):
    data[0].write_text(data[0].read_text() + line + '\n')
    train(error=(DataError, message))
    assert not (tmp_path / 'out').exists()


def test_files_that_cannot_be_read_are_named(train, tmp_path):
    nowhere = tmp_path / 'nowhere'
    train('--refusals', nowhere, error=(DataError, f'{nowhere}: '))
    run('dataset', '--data', nowhere, error=(DataError, 'variation.yaml: '))
    run('evaluate', nowhere.with_suffix('.jsonl'), error=(DataError, 'nowhere.jsonl: '))
    nowhere.write_bytes(b'\xff\xfe')
    train('--refusals', nowhere, error=(DataError, f'{nowhere}: '))


def test_wrong_options_are_named(train, tmp_path):
    train('--method', 'lora', '--init', 'random', error=(ConfigError, 'lora has no option init'))
    train('--task', 'review', error=(ConfigError, 'not review'))
    train('--learning-rate', -1, error=(ConfigError, 'learning_rate=-1.0'))
    run('evaluate', 'x.txt', '--task', 'explain', error=(ConfigError, 'not explain'))
    run('evaluate', '--task', 'explain', '--processes', 4, error=(ConfigError, '--processes'))


def test_a_prompt_is_inspected(train, make_base, tmp_path):
    train('--method', 'prompt_tuning', '--tokens', 3)
    inspect = ('inspect', tmp_path / 'out', '--base', make_base('llama'), '--picture',
               tmp_path / 'map.png')
    assert 'input embeddings' in run(*inspect)
    assert (tmp_path / 'map.png').is_file()
    run(*inspect, '--layer', 1, error=(ConfigError, '--layer 1'))
    run('inspect', 'nobody', '--models', tmp_path, error=(ModelError, 'nobody'))


def test_a_study_is_run_and_run_again(make_base, tmp_path):
    path = tmp_path / 'study.yaml'
    path.write_text('steps: 1\nexamples: 4\nheld_out: 1\ndevelopment: 1\nbatch_size: 4\n'
                    'grids: [{methods: [p_tuning_v2, hard], lengths: [2]}]\n')
    command = ('compare', path, '--out', tmp_path / 'out', '--base', make_base('llama'))
    first = run(*command)
    assert 'p_tuning_v2' in first and (tmp_path / 'out' / 'study.md').is_file()
    cells = {cell: cell.stat().st_mtime_ns for cell in tmp_path.glob('out/cells/*/result.json')}
    assert run(*command) == first and len(cells) == 2
    assert all(cell.stat().st_mtime_ns == before for cell, before in cells.items())
    path.write_text('grids: [{methods: [tea]}]')
    run(*command, error=(ConfigError, "methods.0.method = 'tea'"))


def test_adapting_names_what_is_wrong(data, tmp_path):
    adapt = ('adapt', '--out', tmp_path / 'out')
    run(*adapt, error=(ConfigError, 'nothing to adapt'))
    data[1].write_text('{"text": "go"}\n')
    run(*adapt, '--examples', data[1], error=(DataError, 'mine.jsonl:1: there is no "plan"'))
    places = tmp_path / 'places.yaml'
    places.write_text('places: {lab: {x: far}}')
    run(*adapt, '--places', places, error=(ConfigError, 'places.lab.x'))


def test_figures_are_written_into_the_card_once(data, tmp_path):
    models = tmp_path / 'models'
    shutil.copytree(share_path('models'), models)
    card = models / 'prompts' / 'command' / 'README.md'
    before = card.read_text(encoding='utf-8').partition('## Measured')[0]
    for _ in range(2):
        run('evaluate', data[0], '--models', models, '--card')
    written = card.read_text(encoding='utf-8')
    assert written.startswith(before) and written.count('## Measured') == 1
    assert 'mine.txt' in written and '(8/8)' in written


def test_a_large_base_may_be_held_in_half_the_memory(train, tmp_path):
    train('--dtype', 'bfloat16', '--tokens', 3, '--words', '')
    assert SoftPrompt.load(tmp_path / 'out').value.tokens == 3
    assert '| dtype | bfloat16 |' in (tmp_path / 'out' / 'README.md').read_text(encoding='utf-8')
