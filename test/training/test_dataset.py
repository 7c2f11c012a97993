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

"""The data set: the same for a seed, split, counted, and free of leaks."""

import json
from pathlib import Path

from nl2ros.resources import share_path
from nl2ros.training.corpus import read_labelled
from nl2ros.training.dataset import Dataset, leaks, shipped_files, wording
from nl2ros.training.evaluate import read_gold
import pytest
from tokenizers import Tokenizer

LINES = ['go forward two metres => move forward distance="two metres"',
         'now turn left => turn left', 'sing => reject out_of_scope',
         'go to the lab, then wait => navigate place="lab" ; wait',
         'ရပ် => stop']


@pytest.fixture
def folder(tmp_path):
    (tmp_path / 'en_some.txt').write_text('\n'.join(LINES * 9))
    (tmp_path / 'en_validation.txt').write_text('please go 3 m forward to me '
                                                '=> move forward distance="3 m"\n')
    (tmp_path / 'variation.yaml').write_bytes(share_path('data', 'variation.yaml').read_bytes())
    return tmp_path


def test_the_same_seed_builds_the_same_files(folder, tmp_path):
    for name, seed in (('a', 1), ('b', 1), ('c', 2)):
        Dataset.build(folder, variants=2, seed=seed).write(tmp_path / name)
    a, b, c = ((tmp_path / name / 'training.jsonl').read_text() for name in 'abc')
    assert a == b != c
    records = [json.loads(line) for line in a.splitlines()]
    assert len(records) == 3 * (len(LINES) * 9 - 2)   # two of 45 are kept for development
    assert all(record['view'] and record['plan'] and record['origin'] for record in records)
    assert json.loads((tmp_path / 'a' / 'validation.jsonl').read_text())['text'] \
        == 'please go 3 m forward to me'


def test_counts_and_lengths(folder):
    dataset = Dataset.build(folder)
    counts = dataset.counts()
    assert counts['validation'] == {'en': 1, 'move': 1}
    assert counts['training']['several steps'] + counts['development']['several steps'] == 9
    tokenizer = Tokenizer.from_file(str(share_path('models', 'base', 'tokenizer.json')))
    assert dataset.lengths(tokenizer)['my'][0] == 1   # one syllable, one token


def test_a_wording_is_a_leak_whatever_its_numbers(folder):
    training = list(read_labelled([folder / 'en_some.txt']))
    assert wording('Go 2 m, left!') == wording('go 31 m left')
    assert leaks(training, ['GO FORWARD TWO METRES!', 'ရပ်', 'go forward three metres']) \
        == [('GO FORWARD TWO METRES!', f'{folder}/en_some.txt:41')]


@pytest.mark.parametrize('where', ['data', '../shared/eval'])
def test_no_measured_wording_is_trained_on(where):
    data = share_path('data')
    folder = data if where == 'data' else Path(__file__).parents[3] / 'shared' / 'eval'
    files = sorted(folder.glob('*validation*.txt' if where == 'data' else '*.jsonl'))
    if not files:
        pytest.skip('no evaluation sets beside the project')
    training = list(read_labelled(shipped_files(data)[0]))
    assert leaks(training, (gold.text for gold in read_gold(files))) == []
