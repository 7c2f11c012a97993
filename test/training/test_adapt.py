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

"""Training for one's own robot: what is mixed, what is held out, and what comes of it."""

from dataclasses import replace
import io
import random
import shutil

from nl2ros.errors import ConfigError, DataError, PromptMismatchError
from nl2ros.language.frozen_lm import FrozenLM
from nl2ros.language.identity import BaseIdentity
from nl2ros.language.sentence import Sentence
from nl2ros.language.soft_prompt import Embeddings, SoftPrompt
from nl2ros.language.template import Template
from nl2ros.resources import share_path
from nl2ros.training.adapt import adapt, scorecard, Settings
from nl2ros.training.adapt_data import AdaptationData, OWN, PLACE, rename, REST, WEIGHT
from nl2ros.training.config import method_config, TrainConfig
from nl2ros.training.corpus import Labelled, parse_label
from nl2ros.training.examples import Example
from nl2ros.training.train import train
import numpy
import pytest
from rich.console import Console

pytestmark = [pytest.mark.filterwarnings('ignore:`is_gradient_checkpointing`:FutureWarning'),
              pytest.mark.timeout(300)]
PLACES = {'turbine hall': ('the big room',), 'ward 7': (), 'home': (), 'ဆေးခန်း': ()}


@pytest.fixture
def data(tmp_path):
    """Return a small folder laid out as data/ is."""
    folder = tmp_path / 'data'
    folder.mkdir()
    shutil.copy(share_path('data', 'variation.yaml'), folder)
    (folder / 'en_plain.txt').write_text(''.join(
        [f'go {n} m => move forward distance="{n} m"\n' for n in range(1, 50)]
        + [f'drive to room {n} => navigate place="room {n}"\n' for n in range(1, 50)]))
    (folder / 'my_plain.txt').write_text(''.join(
        f'အခန်း {n} ကို သွားပါ => navigate place="အခန်း {n}"\n' for n in range(1, 50)))
    (folder / 'en_validation.txt').write_text(''.join(
        f'wait {n} s => wait duration="{n} s"\n' for n in range(1, 4)))
    return folder


@pytest.fixture
def mine(tmp_path):
    """Return a file of nine sentences of somebody's own."""
    path = tmp_path / 'mine.txt'
    path.write_text(''.join(f'scoot {n} m => move forward distance="{n} m"\n'
                            for n in range(1, 10)))
    return path


def test_what_is_learnt_and_what_is_measured_are_apart(data, mine):
    read = AdaptationData.read(mine, PLACES, data, seed=0)
    assert (len(read.own), len(read.own_held_out)) == (6, 3)
    examples = read.examples(seed=0)
    learnt = {example.source for example in examples}
    for items in (read.own_held_out, read.validation, read.places_held_out):
        assert items and not {item.sentence.view + '\n' for item in items} & learnt
    own = [example for example in examples if str(mine) in example.origin]
    assert len(read.own) * WEIGHT / 2 < len(own) <= len(read.own) * WEIGHT
    assert sum(example.source.startswith(' scoot') for example in own) > len(own) / 2
    assert {gold.kind for gold in read.tests()} == {OWN, PLACE, REST}
    assert examples == AdaptationData.read(mine, PLACES, data, seed=0).examples(seed=0)
    assert examples != AdaptationData.read(mine, PLACES, data, seed=1).examples(seed=1)


def test_places_stand_in_sentences_of_their_language(data):
    read = AdaptationData.read(None, PLACES, data, seed=0)
    texts = [item.sentence.text for item in read.places]
    for start, name in (('drive to', 'turbine hall'), ('drive to', 'the big room'),
                        ('drive to', 'ward 7')):
        assert f'{start} {name}' in texts
    assert any('ဆေး' in text and 'သွား' in text for text in texts)
    assert not any('ဆေး' in text and 'drive' in text for text in texts)
    assert not read.own and not any(gold.kind == OWN for gold in read.tests())


def test_a_place_is_exchanged_in_text_and_plan_alike():
    def labelled(text: str, label: str) -> Labelled:
        return Labelled(Sentence.of(text), parse_label(text, label), 'x:1')

    twice = labelled('the lab, go to the lab', 'navigate place="lab"')
    item, = rename([twice], {'ward 7': ()}, 1, random.Random(0))
    assert item.sentence.units == ('the', 'ward', '7', ',', 'go', 'to', 'the', 'ward', '7')
    assert item.plan.steps[0].slots[0].piece == ('ward', '7')
    torn = labelled('go two metres, then to two', 'move forward distance="two metres" ; '
                    'navigate place="two"')
    assert not list(rename([torn], {'ward 7': ()}, 3, random.Random(0)))
    several = labelled('a then b', 'navigate place="a" ; navigate place="b"')
    assert not list(rename([several], {'ward 7': ()}, 3, random.Random(0)))


def test_too_little_to_adapt_to_is_an_error(data, mine):
    with pytest.raises(ConfigError, match='nothing to adapt'):
        AdaptationData.read(None, {}, data, seed=0)
    mine.write_text(mine.read_text().splitlines()[0] + '\n')
    with pytest.raises(DataError, match=r'mine\.txt: 1 sentences; at least 8'):
        AdaptationData.read(mine, {}, data, seed=0)


def test_a_prompt_is_adapted_and_scored_before_and_after(data, mine, tmp_path):
    models = share_path('models')
    identity = BaseIdentity.of_folder(models / 'base')
    shipped = SoftPrompt.load(models / 'prompts' / 'command')
    read = replace(AdaptationData.read(mine, PLACES, data, seed=0), shipped=[])
    done = adapt(read, models, tmp_path / 'out', settings=Settings(steps=2, batch_size=8))
    assert set(done.before) == set(done.after) == {OWN, PLACE, REST}
    assert done.after[REST][1] == 3 and done.after[OWN][1] == 3
    adapted = SoftPrompt.load(tmp_path / 'out')
    adapted.check_fits(identity)
    assert BaseIdentity.of_folder(models / 'base') == identity
    assert adapted.value.template == shipped.value.template
    moved = numpy.abs(adapted.value.values - shipped.value.values).max()
    assert 0 < moved < 0.5  # it went on from there
    card = (tmp_path / 'out' / 'README.md').read_text()
    assert 'start | command ' in card and str(tmp_path) not in card
    shown = io.StringIO()
    Console(file=shown, width=100).print(scorecard(done))
    assert all(name in shown.getvalue() for name in (OWN, PLACE, REST))


@pytest.fixture
def run(make_base, tmp_path):
    """Return a function that trains a little, from a prompt or from nothing."""
    examples = [Example(f'go {n}', f'move {n}', f'x:{n}') for n in range(8)]

    def run(name: str, method, start=None, seed: int = 0, rate: float = 1e-6):
        config = TrainConfig(base=str(make_base('llama', seed=seed)), out=tmp_path / name,
                             method=method, start=start, max_steps=2, learning_rate=rate,
                             batch_size=4, device='cpu', progress=False)
        train(config, examples, examples[:2])
        return SoftPrompt.load(tmp_path / name).value.values

    return run


@pytest.mark.parametrize('method', [
    method_config('prompt_tuning', tokens=3), method_config('p_tuning_v2', tokens=3)])
def test_training_goes_on_from_a_stored_prompt(run, tmp_path, method):
    first = run('first', method, rate=1.0)
    numpy.testing.assert_allclose(run('second', method, tmp_path / 'first'), first, atol=1e-4)
    assert numpy.abs(run('third', method) - first).max() > 0.01


def test_another_prompt_is_no_start(run, make_base, tmp_path):
    run('first', method_config('prompt_tuning', tokens=3))
    start = tmp_path / 'first'
    for method in (method_config('prompt_tuning', tokens=4), method_config('p_tuning_v1'),
                   method_config('p_tuning_v2', tokens=3), method_config('lora')):
        with pytest.raises(ConfigError, match='prompt_tuning prompt of shape'):
            run('second', method, start)
    with pytest.raises(PromptMismatchError):
        run('second', method_config('prompt_tuning', tokens=3), start, seed=1)


def test_a_prompt_between_words_cannot_be_adapted(make_base, data, mine, tmp_path):
    models = tmp_path / 'models'
    shutil.copytree(make_base('llama'), models / 'base')
    lm = FrozenLM.load(models / 'base')
    SoftPrompt(Embeddings(numpy.zeros((2, 32)), Template('[P1] {text} [P1]')), 'p_tuning_v1',
               lm.identity, {'task': 'command'}).save(models / 'prompts' / 'command')
    read = AdaptationData.read(mine, {}, data, seed=0)
    with pytest.raises(ConfigError, match='between words'):
        adapt(read, models, tmp_path / 'out')
