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


"""The one loop: learning, seeds, exact resume, early stopping, what it writes, what it refuses."""

from dataclasses import replace
import json
import os
from pathlib import Path
import pickle
import shutil
import signal
import subprocess
import sys

from nl2ros.errors import ConfigError, DataError, ModelError
from nl2ros.language.frozen_lm import FrozenLM
from nl2ros.language.soft_prompt import SoftPrompt
from nl2ros.language.template import Template
from nl2ros.training.config import method_config, method_from, TrainConfig
from nl2ros.training.examples import encode_examples, epoch_batches, Example
from nl2ros.training.learner import Learner
from nl2ros.training.train import learning_rate, train
import numpy
import pytest
import torch
from transformers import AutoModelForCausalLM

# PEFT 0.21 asks transformers 5.23 by an old name.
pytestmark = pytest.mark.filterwarnings('ignore:`is_gradient_checkpointing`:FutureWarning')

WORDS = {'go': 'move', 'turn left': 'left', 'turn right': 'right', 'wait': 'stop'}
TRAIN = [Example(f'{source} {n}', f'{target} {n}', f'data.txt:{n}')
         for n in range(8) for source, target in WORDS.items()]
DEV = TRAIN[::5]
ROOT = Path(__file__).resolve().parents[2]
METHODS = {
    'prompt_tuning': {'tokens': 4},
    'p_tuning_v1': {'template': '[P2] Command: [P1] {text} [P2]', 'hidden': 16},
    'p_tuning_v2': {'tokens': 4, 'init': 'activations', 'text': 'go 1 move 1'},
    'lora': {'rank': 2},
    'full': {'template': 'Command: {text}', 'bos': True},
}


@pytest.fixture
def config(make_base, tmp_path) -> TrainConfig:
    return TrainConfig(
        base=str(make_base('llama_gqa')), out=tmp_path / 'out',
        method=method_config('p_tuning_v2', **METHODS['p_tuning_v2']),
        batch_size=8, epochs=6, warmup_steps=2, device='cpu', progress=False)


def values_of(folder: Path) -> numpy.ndarray:
    """Return the stored prompt's numbers."""
    return SoftPrompt.load(folder).value.values


@pytest.mark.parametrize('name', METHODS)
def test_every_method_learns_and_leaves_the_base_as_it_was(config, name):
    base = Path(config.base)
    files = {path.name: path.read_bytes() for path in base.iterdir()}
    config = replace(config, method=method_config(name, **METHODS[name]), learning_rate=None)
    seen = []

    def metric(lm, value):
        seen.append(lm.fingerprint())
        return 0.0 if value is None else float(value.values.std())

    result = train(config, TRAIN, DEV, metric=metric)
    scores = [line['dev_loss'] for line in read_metrics(config.out) if 'dev_loss' in line]
    assert scores[-1] < scores[0]
    assert result.steps == 24 and len(scores) == 6
    assert {path.name: path.read_bytes() for path in base.iterdir()} == files
    if name not in ('lora', 'full'):
        assert set(seen) == {FrozenLM.load(base).fingerprint()}


def read_metrics(folder: Path) -> list[dict]:
    """Return the lines of the metrics file."""
    return [json.loads(line) for line in (folder / 'metrics.jsonl').read_text().splitlines()]


def test_what_is_stored_is_the_best_state_and_scores_as_reported(config):
    result = train(replace(config, evaluate_every=2), TRAIN, DEV)
    lm = FrozenLM.load(config.base)
    prompt = SoftPrompt.load(config.out)
    prompt.check_fits(lm.identity)
    encoded = encode_examples(DEV, lm, prompt.value.template, 99)
    total = tokens = 0.0
    for row in encoded:  # one by one: neither batches nor padding are in the way
        ids, mask = lm.pad([row.ids])
        logits = lm.forward(ids, mask, prompt.value)[0, :-1].detach()
        loss = torch.nn.functional.cross_entropy(logits, ids[0, 1:], reduction='none')
        total += loss[-row.target_length:].sum().item()
        tokens += row.target_length
    assert total / tokens == pytest.approx(result.dev_loss, rel=1e-4)
    scores = {line['step']: line['dev_loss'] for line in read_metrics(config.out)
              if 'dev_loss' in line}
    assert min(scores.values()) == scores[result.best_step] == result.dev_loss


def test_same_seed_same_prompt_other_seed_another(config, tmp_path):
    prompts = []
    for index, seed in enumerate((0, 0, 1)):
        out = tmp_path / str(index)
        train(replace(config, out=out, seed=seed, max_steps=6), TRAIN, DEV)
        prompts.append(values_of(out))
    numpy.testing.assert_array_equal(prompts[0], prompts[1])
    assert not numpy.array_equal(prompts[0], prompts[2])


KILLED = """
import os, pickle, signal, sys
from nl2ros.training.train import train
config, examples, dev = pickle.load(sys.stdin.buffer)
calls = []
def metric(lm, value):
    calls.append(1)
    if len(calls) == 4:
        os.kill(os.getpid(), signal.SIGKILL)
    return float(value.values.mean())
train(config, examples, dev, metric=metric)
"""


def run_until_killed(config: TrainConfig) -> None:
    """Train in another process that kills itself, as hard as can be, in its fourth evaluation."""
    run = subprocess.run([sys.executable, '-c', KILLED], input=pickle.dumps((config, TRAIN, DEV)),
                         env=os.environ | {'PYTHONPATH': str(ROOT), 'OMP_NUM_THREADS': '1'},
                         capture_output=True, timeout=300)
    assert run.returncode == -signal.SIGKILL, run.stderr.decode()


def run_until_interrupted(config: TrainConfig, evaluations: int = 3) -> None:
    """Train here, and stop after some evaluations as Ctrl-C does."""
    count = []

    def metric(lm, value):
        count.append(1)
        if len(count) > evaluations:
            raise KeyboardInterrupt
        return float(value.values.mean())

    with pytest.raises(KeyboardInterrupt):
        train(config, TRAIN, DEV, metric=metric)


@pytest.mark.timeout(400)
@pytest.mark.parametrize('name, stop', [('p_tuning_v2', run_until_killed),
                                        ('p_tuning_v1', run_until_interrupted)])
def test_a_stopped_run_continues_exactly(config, tmp_path, name, stop):
    config = replace(config, method=method_config(name, **METHODS[name]), learning_rate=0.01,
                     evaluate_every=3, checkpoint_every=5, patience=99)
    whole = replace(config, out=tmp_path / 'whole')
    train(whole, TRAIN, DEV, metric=lambda lm, value: float(value.values.mean()))
    stop(config)
    assert (config.out / 'checkpoint.safetensors').is_file()
    scores = []
    train(config, TRAIN, DEV,
          metric=lambda lm, value: scores.append(float(value.values.mean())) or scores[-1])
    assert len(scores) == 5  # at 12, 15, 18, 21 and 24: it went on from the checkpoint of step 10
    assert not (config.out / 'checkpoint.safetensors').exists()
    ours, theirs = ([{key: value for key, value in line.items() if key != 'seconds'}
                     for line in read_metrics(folder)] for folder in (config.out, whole.out))
    assert ours == theirs
    numpy.testing.assert_array_equal(values_of(config.out), values_of(whole.out))


def test_a_checkpoint_of_another_run_is_refused(config):
    run_until_interrupted(replace(config, checkpoint_every=1), evaluations=1)
    for other, examples in [(replace(config, learning_rate=0.2), TRAIN), (config, TRAIN[1:]),
                            (replace(config, seed=5), TRAIN)]:
        with pytest.raises(ConfigError, match='another run'):
            train(other, examples, DEV)
    (config.out / 'checkpoint.safetensors').write_bytes(b'nonsense')
    with pytest.raises(ModelError, match='damaged'):
        train(config, TRAIN, DEV)


def test_the_same_base_by_another_path_goes_on(config, tmp_path):
    run_until_interrupted(replace(config, checkpoint_every=1), evaluations=1)
    other = replace(config, base=str(shutil.copytree(config.base, tmp_path / 'moved')))
    assert FrozenLM.load(other.base).identity.name != FrozenLM.load(config.base).identity.name
    assert train(other, TRAIN, DEV).steps == 24


def test_training_ends_when_the_dev_split_stops_improving(config):
    scores, prompts = [0.1, 0.5, 0.4, 0.5, 0.3, 0.2], []

    def metric(lm, value):
        prompts.append(value.values.detach().clone().numpy())
        return scores[len(prompts) - 1]

    result = train(replace(config, evaluate_every=2, patience=3), TRAIN, DEV, metric=metric)
    assert (result.steps, result.best_step, result.metric) == (10, 4, 0.5)
    numpy.testing.assert_array_equal(values_of(config.out), prompts[1])
    assert not numpy.array_equal(prompts[1], prompts[-1])


def test_what_a_run_leaves(config):
    result = train(config, TRAIN, DEV)
    assert {path.name for path in config.out.iterdir()} == {
        'adapter_config.json', 'adapter_model.safetensors', 'nl2ros.json', 'metrics.jsonl',
        'loss.png', 'README.md', 'training.json'}
    assert (config.out / 'loss.png').read_bytes().startswith(b'\x89PNG')
    card = (config.out / 'README.md').read_text()
    assert str(result.parameters) in card and 'p_tuning_v2' in card
    for path in config.out.glob('*.[jm]*'):  # nobody's home folder is published
        assert str(config.out.parent) not in path.read_text()
    # 2 layers x keys and values x 2 heads x 4 tokens x 8 numbers
    assert result.parameters.trainable == 2 * 2 * 2 * 4 * 8
    assert result.parameters.total == 256 + sum(
        value.numel() for value in FrozenLM.load(config.base).model.parameters())


@pytest.mark.parametrize('name', ['lora', 'full'])
def test_baselines_are_stored_in_their_own_formats(config, name):
    import peft
    config = replace(config, method=method_config(name), learning_rate=None, max_steps=8,
                     evaluate_every=4)
    result = train(config, TRAIN, DEV)
    model = AutoModelForCausalLM.from_pretrained(
        config.base if name == 'lora' else config.out)
    if name == 'lora':
        model = peft.PeftModel.from_pretrained(model, config.out)
    lm = FrozenLM.load(config.base)
    lm.model = model.eval()
    learner = Learner(method_config('prompt_tuning', tokens=1), lm)
    learner.encoder = None
    encoded = encode_examples(DEV, lm, Template(), 99)
    with torch.no_grad():
        loss = learner(encoded).item() / sum(row.target_length for row in encoded)
    assert loss == pytest.approx(result.dev_loss, rel=1e-4)


@pytest.mark.parametrize('bad, message', [
    (Example('', 'x', 'a.txt:3'), 'a.txt:3'),
    (Example('x', ' ', 'a.txt:4'), 'a.txt:4'),
    (Example('go ' * 50, 'x', 'a.txt:5'), 'a.txt:5: .* at most 40'),
])
def test_bad_examples_are_named_before_training_starts(config, bad, message):
    for examples, dev in [([*TRAIN, bad], DEV), (TRAIN, [bad])]:
        with pytest.raises(DataError, match=message):
            train(replace(config, max_tokens=40), examples, dev)
    assert not config.out.exists()


def test_no_examples_at_all_is_an_error(config):
    for examples, dev in [([], DEV), (TRAIN, [])]:
        with pytest.raises(DataError, match='no examples'):
            train(config, examples, dev)


def test_loss_counts_on_target_tokens_only(make_base):
    lm = FrozenLM.load(make_base('llama'))
    learner = Learner(method_config('prompt_tuning', tokens=2), lm)
    row, = encode_examples([Example('go', 'move', 'x:1')], lm, learner.template, 99)
    assert row.target_length == len(lm.tokenizer('move')['input_ids']) + 1
    assert row.ids[-1] == lm.tokenizer.eos_token_id
    loss = learner([row])
    torch.testing.assert_close(learner([row, row]), 2 * loss)
    longer = replace(row, ids=[5, 6, *row.ids])
    batch = learner([row, longer])
    torch.testing.assert_close(batch, loss + learner([longer]))


def test_batches_hold_every_example_once_and_change_from_epoch_to_epoch(make_base):
    lm = FrozenLM.load(make_base('llama'))
    encoded = encode_examples(TRAIN, lm, Learner(method_config('lora'), lm).template, 99)
    epochs = [epoch_batches(encoded, 5, 0, epoch) for epoch in (0, 1)]
    for batches in epochs:
        rows = [row for batch in batches for row in batch]
        assert len(rows) == len(encoded) and {id(row) for row in rows} == set(map(id, encoded))
        assert len(batches) == 7 and max(map(len, batches)) == 5
    assert epochs[0] != epochs[1]
    assert epochs[0] == epoch_batches(encoded, 5, 0, 0) != epoch_batches(encoded, 5, 1, 0)


def test_rate_warms_up_and_falls(config):
    config = replace(config, learning_rate=1.0, warmup_steps=10, final_rate_share=0.1)
    rates = [learning_rate(step, 110, config) for step in range(110)]
    assert rates[0] == pytest.approx(0.1) and rates[9] == rates[10] == pytest.approx(1.0)
    assert rates[60] == pytest.approx(0.55) and rates[-1] == pytest.approx(0.1, abs=1e-3)
    assert rates[10:] == sorted(rates[10:], reverse=True)


@pytest.mark.parametrize('field, value', [
    ('epochs', 0), ('batch_size', 0), ('max_steps', 0), ('learning_rate', -1.0), ('patience', 0),
    ('clip_norm', 0.0), ('final_rate_share', 2.0), ('device', 'tpu'), ('dtype', 'float16')])
def test_wrong_settings_are_named(config, field, value):
    with pytest.raises(ConfigError, match=f'{field}={value!r}'):
        replace(config, **{field: value})


def test_something_must_say_how_long_a_run_is(config):
    with pytest.raises(ConfigError, match='epochs.*max_steps'):
        replace(config, epochs=None)


def test_the_smaller_bound_holds(config):
    for epochs, steps, done in [(1, 9, 4), (2, 3, 3), (None, 5, 5)]:
        out = config.out / str(steps)
        result = train(replace(config, epochs=epochs, max_steps=steps, out=out), TRAIN, DEV)
        card = (out / 'README.md').read_text()
        assert result.steps == done and 'None' not in card
        assert ('| epochs |' in card) == (epochs is not None)


@pytest.mark.parametrize('name, options, message', [
    ('v3', {}, "'v3'"), ('lora', {'tokens': 3}, 'tokens'), ('p_tuning_v2', {'rank': 1}, 'rank'),
    ('lora', {'rank': 0}, 'rank=0'), ('full', {'template': '[P3] {text}'}, 'soft tokens')])
def test_wrong_methods_are_named(name, options, message):
    with pytest.raises(ConfigError, match=message):
        method_config(name, **options)


@pytest.mark.parametrize('name, options, expected', [
    ('prompt_tuning', {}, {'tokens': 3, 'init': 'text', 'text': 'plan:'}),
    ('prompt_tuning', {'init': 'sample_vocab'}, {'tokens': 3, 'init': 'sample_vocab'}),
    ('p_tuning_v2', {}, {'tokens': 3, 'init': 'activations', 'text': 'plan:'}),
    ('p_tuning_v2', {'reparameterize': True}, {'tokens': 3, 'reparameterize': True}),
    ('p_tuning_v1', {}, {'template': 'plan:[P2]{text}[P1]'}),
    ('lora', {'rank': 4}, {'template': 'plan:{text}', 'rank': 4}),
    ('full', {}, {'template': 'plan:{text}'})])
def test_a_method_starts_from_words(name, options, expected):
    assert method_from(name, 'plan:', 3, **options) == method_config(name, **expected)


@pytest.mark.parametrize('name, expected', [
    ('prompt_tuning', {'tokens': 1}), ('p_tuning_v2', {'tokens': 1}),
    ('p_tuning_v1', {'template': '[P1]{text}'}), ('lora', {}), ('full', {})])
def test_a_method_starts_from_nothing(name, expected):
    assert method_from(name, '', 1) == method_config(name, **expected)


def test_a_start_that_a_method_lacks_is_an_error():
    for name, options in [('lora', {'init': 'random'}), ('p_tuning_v2', {'init': 'text'}),
                          ('p_tuning_v1', {'init': 'random'}), ('v3', {})]:
        with pytest.raises(ConfigError):
            method_from(name, 'plan:', 3, **options)
