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


"""The fast engine reads as the torch engine does, in place, and takes no graph but its base's."""

import json
import shutil
import subprocess
import sys

from nl2ros.errors import ModelError
from nl2ros.language.frozen_lm import FrozenLM
from nl2ros.language.onnx_engine import GRAPH_FILE, GraphRecord, OnnxEngine
from nl2ros.language.soft_prompt import Embeddings, KeyValuePrefix, SoftPrompt
from nl2ros.language.template import Template
from nl2ros.language.torch_engine import TorchEngine
from nl2ros.training.export import export
import numpy as np
import pytest

IDS = [0, 40, 7, 99, 12, 12, 300, 5, 61]
LONGEST = 256  # positions of the tiny bases


def prefix_for(lm, tokens=6, seed=0):
    size = lm.identity
    values = np.random.default_rng(seed).normal(
        size=(size.layers, 2, size.kv_heads, tokens, size.head_dim))
    return KeyValuePrefix(values.astype(np.float32))


@pytest.fixture(scope='module', params=['llama_wide', 'llama_wide_gqa'])
def exported(request, make_base, tmp_path_factory):
    """Return the folder of an exported tiny base, in full precision, and the base."""
    folder = tmp_path_factory.mktemp('exported') / request.param
    shutil.copytree(make_base(request.param), folder)
    export(folder, precision='fp32')
    return folder, FrozenLM.load(folder)


@pytest.mark.parametrize('tokens', [0, 1, 6])
def test_it_reads_as_the_torch_engine_does(exported, tokens):
    folder, lm = exported
    soft = prefix_for(lm, tokens) if tokens else None
    engine, reference = OnnxEngine(folder / GRAPH_FILE, soft), TorchEngine(lm, soft)
    for part in (IDS[:4], IDS[4:5], IDS[5:]):
        np.testing.assert_allclose(engine.append(part), reference.append(part), atol=2e-4)


def test_begin_forgets_the_text_and_keeps_the_prompt(exported):
    folder, lm = exported
    engine = OnnxEngine(folder / GRAPH_FILE, prefix_for(lm))
    first = engine.append(IDS)
    engine.append([3] * 50)
    engine.begin()
    np.testing.assert_array_equal(engine.append(IDS), first)
    other = OnnxEngine(folder / GRAPH_FILE, prefix_for(lm, seed=1)).append(IDS)
    assert np.abs(other - first).max() > 0.1


def test_logits_stay_when_more_is_read(exported):
    folder, _ = exported
    engine = OnnxEngine(folder / GRAPH_FILE)
    first = engine.append(IDS)
    kept = first.copy()
    engine.append([9])
    np.testing.assert_array_equal(first, kept)


def test_it_fills_its_buffers_and_then_says_how_many_tokens_fit(exported):
    folder, lm = exported
    engine = OnnxEngine(folder / GRAPH_FILE, prefix_for(lm))
    assert np.isfinite(engine.append([4] * (LONGEST - 6))).all()
    with pytest.raises(ModelError, match=f'251 tokens is too long: {LONGEST - 6} fit'):
        engine.append([4])
    engine.begin()
    engine.append(IDS)


def test_eight_bits_do_not_depend_on_how_a_text_is_cut(make_base, tmp_path):
    folder = shutil.copytree(make_base('llama_wide'), tmp_path / 'base')
    export(folder)
    engine = OnnxEngine(folder / GRAPH_FILE)
    whole = engine.append(IDS)
    engine.begin()
    single = [engine.append([token]) for token in IDS][-1]
    np.testing.assert_allclose(single, whole, atol=1e-3)


def test_embeddings_are_sent_to_the_torch_engine(exported):
    folder, lm = exported
    rows = np.zeros((4, lm.identity.hidden_size), np.float32)
    with pytest.raises(ModelError, match='torch engine'):
        OnnxEngine(folder / GRAPH_FILE, Embeddings(rows, Template.prefix(4)))


@pytest.mark.parametrize('shape', [(3, 2, 4, 6, 16), (2, 2, 3, 6, 16), (2, 2, 4, LONGEST, 16)])
def test_a_prefix_of_another_shape_is_refused(exported, shape):
    folder, _ = exported
    with pytest.raises(ModelError, match='does not fit'):
        OnnxEngine(folder / GRAPH_FILE, KeyValuePrefix(np.zeros(shape, np.float32)))


def test_a_stale_graph_is_refused(exported, make_base, tmp_path):
    folder, lm = exported
    base = shutil.copytree(make_base('llama_wide', seed=1), tmp_path / 'base')
    shutil.copy(folder / GRAPH_FILE, base)
    other = FrozenLM.load(base)
    prompt = SoftPrompt(prefix_for(other), 'p_tuning_v2', other.identity)
    with pytest.raises(ModelError, match=r'weights_sha256.* differ; run `nl2ros export`'):
        OnnxEngine.load(base, prompt)
    fitting = SoftPrompt(prefix_for(lm), 'p_tuning_v2', lm.identity)
    assert OnnxEngine.load(folder, fitting).record.base == lm.identity


def test_a_missing_or_damaged_graph_says_what_to_do(exported, tmp_path):
    folder, _ = exported
    path = tmp_path / GRAPH_FILE
    with pytest.raises(ModelError, match='is missing: run `nl2ros export`'):
        OnnxEngine(path)
    path.write_bytes((folder / GRAPH_FILE).read_bytes()[:5000])
    with pytest.raises(ModelError, match='cannot be loaded'):
        OnnxEngine(path)


@pytest.mark.parametrize('text', ['{}', '[]', 'x', '{"version": 1}', '{"version": 99}'])
def test_a_record_of_another_kind_is_refused(text, tmp_path):
    with pytest.raises(ModelError, match='nl2ros export'):
        GraphRecord.from_json(text, tmp_path)


def test_the_record_comes_back(exported, tmp_path):
    folder, lm = exported
    record = OnnxEngine(folder / GRAPH_FILE).record
    assert record == GraphRecord(lm.identity, 'fp32', lm.tokenizer.bos_token_id,
                                 lm.tokenizer.eos_token_id)
    assert GraphRecord.from_json(record.to_json(), tmp_path) == record


def test_the_fast_path_imports_neither_torch_nor_transformers(make_base, tmp_path):
    base = shutil.copytree(make_base('llama_wide'), tmp_path / 'base')
    lm = FrozenLM.load(base)
    SoftPrompt(prefix_for(lm), 'p_tuning_v2', lm.identity).save(tmp_path / 'prompts' / 'command')
    export(base)
    code = ('import contextlib, json, pathlib, sys\n'
            'from nl2ros.errors import ModelError\n'
            'from nl2ros.language.translator import Translator\n'
            'translator = Translator.load(pathlib.Path(sys.argv[1]))\n'
            'with contextlib.suppress(ModelError):  # an untrained base may find no end\n'
            '    translator.translate("go forward 2 m")\n'
            'print(json.dumps(sorted(sys.modules)))')
    done = subprocess.run([sys.executable, '-c', code, str(tmp_path)], check=True,
                          capture_output=True, text=True, timeout=100)
    modules = json.loads(done.stdout)
    assert 'onnxruntime' in modules and 'nl2ros.plan' in modules
    assert not {'torch', 'transformers', 'peft', 'onnx', 'huggingface_hub'} & set(modules)


def test_another_prompt_is_taken_on(exported):
    """After a swap it reads as if it had been made with the other prompt, whatever came before."""
    folder, lm = exported
    engine = OnnxEngine(folder / GRAPH_FILE, prefix_for(lm))
    engine.append(IDS)
    for other in (prefix_for(lm, 9, seed=1), prefix_for(lm, 2, seed=2), None):
        engine.use(other)
        np.testing.assert_array_equal(
            engine.append(IDS), OnnxEngine(folder / GRAPH_FILE, other).append(IDS))
    with pytest.raises(ModelError, match='does not fit'):
        engine.check(KeyValuePrefix(np.zeros((1, 2, 1, 3, 4), np.float32)))
