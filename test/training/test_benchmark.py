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


"""The benchmark measures what it says, on a tiny base, and its page adds up."""

import json
import shutil

from nl2ros.errors import ModelError
from nl2ros.language import translator
from nl2ros.language.frozen_lm import FrozenLM
from nl2ros.language.plan_format import PointedPlan, write
from nl2ros.language.soft_prompt import KeyValuePrefix, SoftPrompt
from nl2ros.training.benchmark import Benchmark, benchmark, Measured, Meter, START_UP, WAYS
from nl2ros.training.benchmark_report import markdown, write_report
from nl2ros.training.export import export
import numpy as np
import pytest

TEXTS = ['go forward two meters', 'turn left']


@pytest.fixture(scope='module')
def models(make_base, tmp_path_factory):
    """Return a models folder with a tiny exported base and a prompt."""
    folder = tmp_path_factory.mktemp('models')
    base = shutil.copytree(make_base('llama_wide'), folder / 'base')
    lm = FrozenLM.load(base)
    soft = KeyValuePrefix(lm.capture_prefix([5, 6, 7]).numpy())
    SoftPrompt(soft, 'p_tuning_v2', lm.identity).save(folder / 'prompts' / 'command')
    export(base, precision='fp32')
    return folder


@pytest.mark.slow
@pytest.mark.filterwarnings('default')  # PEFT's and transformers' own
@pytest.mark.timeout(600)
def test_it_measures_every_way_and_new_processes(models, tmp_path, monkeypatch):
    # An untrained base would ramble: it is given the choice between two short answers.
    answers = [json.dumps(write(PointedPlan(reason=reason))) for reason in ('unsafe', 'ambiguous')]
    monkeypatch.setattr(translator, 'PLANS', f'start: {" | ".join(answers)}\n')
    monkeypatch.setitem(START_UP, 'command line', 'import nl2ros.cli.app')
    for name in ('onnx', 'torch'):
        monkeypatch.setitem(START_UP, name, START_UP[name].replace('.translate(text)', ''))
    heard = []
    found = benchmark(models, 'command', TEXTS, repeats=1, say=heard.append)
    assert [m.text for m in found.sentences] == TEXTS and heard
    for measured in found.sentences:
        assert measured.same_plan
        assert set(measured.wall_ms) == set(measured.cpu_ms) == set(WAYS)
        assert 0 < measured.passes < measured.tokens and measured.engine_ms > 0
    assert set(found.start_up) == {'command line', 'onnx', 'torch'}
    fast, slow = found.start_up['onnx'], found.start_up['torch']
    assert fast['cpu_s'] > 0 and fast['memory_mb'] < slow['memory_mb']
    assert found.bytes_per_pass == (models / 'base' / 'model.onnx').stat().st_size
    write_report(found, tmp_path / 'out')
    stored = json.loads((tmp_path / 'out' / 'benchmark.json').read_text(encoding='utf-8'))
    assert [m['text'] for m in stored['sentences']] == TEXTS
    assert (tmp_path / 'out' / 'benchmark.md').read_text(encoding='utf-8') == markdown(found)
    assert (tmp_path / 'out' / 'benchmark.png').read_bytes().startswith(b'\x89PNG')


def test_without_sentences_there_is_nothing_to_measure(tmp_path):
    with pytest.raises(ModelError, match='no sentences'):
        benchmark(tmp_path, 'command', [])


def test_the_meter_counts_since_begin():
    class Silent:

        def begin(self):
            pass

        def append(self, tokens):
            return np.zeros(3)

    meter = Meter(Silent())
    meter.append([1, 2, 3])
    meter.append([4])
    assert (meter.passes, meter.tokens) == (2, 4)
    meter.begin()
    assert (meter.passes, meter.tokens, meter.seconds) == (0, 0, 0)


def test_the_page_sorts_sentences_and_gives_ratios():
    def measured(units, steps, factor):
        times = {'onnx': 10.0 * factor, 'torch': 40.0 * factor, 'generate': 120.0 * factor}
        joules = {way: ms / 1000 for way, ms in times.items()} if steps else None
        return Measured('x', units, steps, passes=5, tokens=20, engine_ms=4.0 * factor,
                        grammar_ms=2.0, same_plan=steps < 5, wall_ms=times, cpu_ms=times,
                        joules=joules)

    page = markdown(Benchmark(
        {'processor': 'P', 'cores': 2, 'load': 0.5, 'python': '3'},
        [measured(3, 0, 1), measured(8, 1, 1), measured(12, 2, 2), measured(30, 7, 4)],
        bytes_per_pass=8_000_000, bandwidth=16e9,
        start_up={'onnx': {'wall_s': 0.5, 'cpu_s': 0.4, 'memory_mb': 90.0}}))
    assert '| 1 step | 1 | 10.0 / 10.0 (10.0) | 40.0 / 40.0 (40.0) | 120.0 ' in page
    assert '| 5 steps and more | 1 | 40.0 ' in page and '| over 20 units | 1 |' in page
    assert 'for 3 of 4 sentences' in page
    assert 'torch engine 4.0 times, generate 12.0 times' in page
    assert 'at 16.0 GB/s 0.50 ms; a plan 2.5 ms' in page
    assert 'The engine takes 2.4 times its floor' in page
    assert 'onnx 20 mJ, torch 80 mJ, generate 240 mJ' in page
    assert '| onnx | 0.50 | 0.40 | 90 |' in page
