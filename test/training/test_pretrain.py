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

from nl2ros.language.frozen_lm import FrozenLM
from nl2ros.resources import share_path
from nl2ros.training.base_model import PretrainConfig
from nl2ros.training.corpus import read_labelled
from nl2ros.training.pretrain import mask_of, pretrain
import pytest
import torch

TINY = PretrainConfig(vocabulary=700, hidden=32, layers=2, heads=2, feed_forward=48, rows=4,
                      row_tokens=64, steps=150, warm_up=2, tokenizer_texts=2000, compiled=False)


def run(folder, config=TINY, minutes=float('inf')):
    data = share_path('data')
    labelled = list(read_labelled([data / 'en_validation.txt', data / 'my_validation.txt']))
    lines = []
    pretrain(labelled, data / 'variation.yaml', folder, config, lines.append, minutes)
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
    assert json.loads((folder / 'pretraining.json').read_text())['seed'] == 0


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


def test_the_same_seed_gives_the_same_model(tmp_path):
    for name in ('a', 'b'):
        run(tmp_path / name, replace(TINY, steps=3))
    assert FrozenLM.load(tmp_path / 'a').fingerprint() == \
        FrozenLM.load(tmp_path / 'b').fingerprint()


def test_attention_stays_within_a_document():
    mask = mask_of(torch.tensor([[1, 1, 2, 2]]))[0, 0]
    assert mask.tolist() == [[True, False, False, False], [True, True, False, False],
                             [False, False, True, False], [False, False, True, True]]
