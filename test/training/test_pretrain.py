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

"""A base model can be made from scratch: it learns, stops, goes on, and loads as any other."""

from dataclasses import replace
import json

from nl2ros.cli.app import app
from nl2ros.errors import ConfigError, ModelError
from nl2ros.language.frozen_lm import FrozenLM
from nl2ros.language.plan_format import PointedPlan
from nl2ros.language.sentence import Sentence
from nl2ros.resources import share_path
from nl2ros.training import pretrain as pretrain_module
from nl2ros.training.corpus import Labelled, read_labelled
from nl2ros.training.pretrain import mask_of, pretrain
from nl2ros.training.pretrain_config import PretrainConfig
import pytest
import torch
from typer.testing import CliRunner

TINY = PretrainConfig(vocabulary=700, hidden=32, layers=2, heads=2, feed_forward=48, rows=4,
                      row_tokens=64, steps=150, warm_up=2, tokenizer_texts=2000, compiled=False)


def run(folder, config=TINY, minutes=float('inf'), skip=0, **more):
    data = share_path('data')
    labelled = list(read_labelled([data / 'en_validation.txt', data / 'my_validation.txt']))
    lines = []
    pretrain(labelled[skip:], data / 'variation.yaml', folder, config, lines.append, minutes,
             **more)
    return lines


@pytest.fixture(scope='module')
def base(tmp_path_factory):
    folder = tmp_path_factory.mktemp('base')
    return folder, run(folder)


def test_it_learns_and_loads(base):
    folder, lines = base
    losses = [float(line.split('loss ')[1].split()[0]) for line in lines]
    assert losses[-1] < losses[0]
    lm = FrozenLM.load(folder)
    assert lm.identity.hidden_size == 32 and lm.identity.vocab_size <= 700
    made = json.loads((folder / 'pretraining.json').read_text())
    assert made['config']['seed'] == 0
    assert (made['resumed'], made['refusals'], made['older']) == ([], 0, None)
    card = (folder / 'README.md').read_text()
    assert 'from scratch' in card and 'dropout 0.1' in card and 'at a rate of 0.02' in card
    assert 'to refuse and' not in card and 'resumed' not in card


def test_units_keep_their_tokens_wherever_they_stand(base):
    tokenizer = FrozenLM.load(base[0]).tokenizer
    piece = tokenizer(' two metres')['input_ids']
    inside = tokenizer(' go two metres on')['input_ids']
    assert any(inside[i:i + len(piece)] == piece for i in range(len(inside)))
    assert len(tokenizer(' 150')['input_ids']) == 3
    text = ' ရှေ့ ကို 2 မီ တာ "x" café\n\t'
    assert tokenizer.decode(tokenizer(text)['input_ids']) == text


def test_a_stopped_run_goes_on(tmp_path):
    run(tmp_path, replace(TINY, steps=40), minutes=0)
    begun = torch.load(tmp_path / 'checkpoint.pt', weights_only=True)['step']
    lines = run(tmp_path, replace(TINY, steps=40))
    assert begun == 1 and lines[-1].startswith('step 40/40')
    assert json.loads((tmp_path / 'pretraining.json').read_text())['resumed'] == [1]
    assert 'resumed at step 1,' in (tmp_path / 'README.md').read_text()


def test_another_run_is_refused(base, tmp_path):
    config, folder = replace(TINY, steps=40), tmp_path / 'base'
    run(folder, config, minutes=0)
    files = {path: path.read_bytes() for path in folder.iterdir()}
    refusals = [Labelled(Sentence.of('play a song'), PointedPlan(reason='out_of_scope'), 'x:1')]
    for message, settings, more in [
            ('steps was 40 and is now 50', replace(config, steps=50), {}),
            ('seed was 0', replace(config, seed=1), {}), ('data was', config, {'skip': 1}),
            ('data was', config, {'refusals': refusals}),
            ('older was None', config, {'older': base[0]}),
            ('tasks was {}', config, {'tasks': {'echo': (lambda rng: iter(()), 0.1)}})]:
        with pytest.raises(ConfigError, match=f'another run: {message}'):
            run(folder, settings, **more)
    assert {path: path.read_bytes() for path in folder.iterdir()} == files
    state = torch.load(folder / 'checkpoint.pt', weights_only=True)
    del state['run']
    torch.save(state, folder / 'checkpoint.pt')
    with pytest.raises(ConfigError, match='another run'):
        run(folder, config)


def test_an_older_base_is_gone_on_from(base, tmp_path):
    refusals = [Labelled(Sentence.of('play a song'), PointedPlan(reason='out_of_scope'), 'x:1')]
    run(tmp_path / 'new', replace(TINY, steps=1, muon_lr=1e-9, adam_lr=1e-9), older=base[0],
        refusals=refusals)
    old, new = (FrozenLM.load(folder).model.state_dict()
                for folder in (base[0], tmp_path / 'new'))
    name = 'model.layers.1.mlp.up_proj.weight'
    torch.testing.assert_close(old[name], new[name])
    made = json.loads((tmp_path / 'new' / 'pretraining.json').read_text())
    assert made['refusals'] == 1 and len(made['older'].split()) == 2
    card = (tmp_path / 'new' / 'README.md').read_text()
    assert 'scratch' not in card and '1 requests to other machines to refuse' in card


def test_an_older_base_that_does_not_fit_is_named(base, tmp_path):
    with pytest.raises(ModelError, match='nowhere'):
        run(tmp_path / 'new', older=tmp_path / 'nowhere')
    with pytest.raises(ModelError, match='layers 2,.*layers 3,'):
        run(tmp_path / 'new', replace(TINY, layers=3), older=base[0])
    assert not (tmp_path / 'new').exists()


@pytest.mark.parametrize('field, value', [
    ('warm_up', 0), ('steps', 0), ('heads', 3), ('dropout', 1.0), ('decay_share', -0.1),
    ('adam_lr', 0.0), ('muon_lr', float('nan')), ('seed', -1)])
def test_wrong_settings_are_named(field, value):
    with pytest.raises(ConfigError, match=f'{field}={value!r}'):
        replace(TINY, **{field: value})


def test_settings_are_read_again(base, tmp_path):
    assert PretrainConfig.read(base[0] / 'pretraining.json') == TINY
    shipped = PretrainConfig.read(share_path('models', 'base', 'pretraining.json'))
    assert shipped.vocabulary == 4096
    path = tmp_path / 'settings.json'
    path.write_text(json.dumps({'decay_share': 1, 'steps': 7}))
    assert PretrainConfig.read(path) == PretrainConfig(decay_share=1, steps=7)


@pytest.mark.parametrize('content, message', [
    ('{"stesp": 1, "layer": 2}', 'unknown layer, stesp; there are vocabulary'),
    ('{"steps": "7"}', "steps='7' must be of type int"), ('{"steps": true}', 'steps=True'),
    ('{"config": {"steps": 0}}', r'a\.json: steps=0'), ('[]', r'not \[\]'), ('{', r'a\.json: ')])
def test_settings_that_cannot_be_read_are_named(tmp_path, content, message):
    path = tmp_path / 'a.json'
    path.write_text(content)
    with pytest.raises(ConfigError, match=message):
        PretrainConfig.read(path)
    done = CliRunner().invoke(app, ['pretrain', '--out', str(tmp_path), '--config', str(path)])
    assert isinstance(done.exception, ConfigError)


def test_the_command_hands_on_settings_and_refusals(tmp_path, monkeypatch):
    given = []
    monkeypatch.setattr(pretrain_module, 'pretrain', lambda *values: given.append(values))
    path, lines = tmp_path / 'a.json', tmp_path / 'lines.txt'
    path.write_text('{"steps": 7, "seed": 3}')
    lines.write_text('play me a song\nwhat is the news\nbuy some milk\n')
    for options in ([], ['--config', path, '--seed', 4, '--refusal-limit', 2]):
        done = CliRunner().invoke(app, [str(word) for word in (
            'pretrain', '--out', tmp_path, '--refusals', lines, *options)])
        assert done.exit_code == 0, done.exception
    assert [(values[3].steps, values[3].seed, len(values[-1])) for values in given] == [
        (2000, 0, 3), (7, 4, 2)]


def test_the_same_seed_gives_the_same_model(tmp_path):
    for name in ('a', 'b'):
        run(tmp_path / name, replace(TINY, steps=3))
    assert FrozenLM.load(tmp_path / 'a').fingerprint() == \
        FrozenLM.load(tmp_path / 'b').fingerprint()


def test_attention_stays_within_a_document():
    mask = mask_of(torch.tensor([[1, 1, 2, 2]]))[0, 0]
    assert mask.tolist() == [[True, False, False, False], [True, True, False, False],
                             [False, False, True, False], [False, False, True, True]]
