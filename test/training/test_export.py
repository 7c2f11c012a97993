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


"""Export gives a graph that follows its base, or nothing at all."""

import shutil

from hypothesis import given, settings, strategies as st
from hypothesis.extra.numpy import arrays
from nl2ros.errors import ModelError
from nl2ros.language.frozen_lm import FrozenLM
from nl2ros.language.onnx_engine import GRAPH_FILE, OnnxEngine
from nl2ros.language.soft_prompt import KeyValuePrefix
from nl2ros.training import export as export_module
from nl2ros.training.export import export
from nl2ros.training.llama_graph import BLOCK, quantise
import numpy as np
import pytest
import torch


@pytest.fixture
def copy_of(make_base, tmp_path):
    """Return what copies a tiny base of a shape into a folder that may be written to."""
    return lambda shape: shutil.copytree(make_base(shape), tmp_path / shape)


@pytest.mark.parametrize('shape', ['llama_wide', 'llama_wide_gqa'])
@pytest.mark.parametrize('precision', ['fp32', 'int8'])
def test_the_graph_follows_its_base(copy_of, shape, precision):
    folder = copy_of(shape)
    agreement = export(folder, precision=precision)
    assert agreement.positions == 2 * agreement.sentences > 0
    assert (folder / GRAPH_FILE).is_file() and not list(folder.glob('*.unchecked'))
    if precision == 'fp32':
        assert agreement.same_choice == agreement.positions
        assert agreement.largest_difference < 1e-3 < agreement.logit_range


def test_tied_embeddings_and_stretched_rotations(tmp_path, make_base):
    """A base as Llama 3.2 is: one table for both ends, frequencies scaled for long texts."""
    from transformers import AutoTokenizer, LlamaConfig, LlamaForCausalLM
    torch.manual_seed(0)
    model = LlamaForCausalLM(LlamaConfig(
        vocab_size=320, hidden_size=64, intermediate_size=96, num_hidden_layers=2,
        num_attention_heads=4, num_key_value_heads=2, max_position_embeddings=512,
        tie_word_embeddings=True, bos_token_id=0, eos_token_id=1, rope_parameters={
            'rope_type': 'llama3', 'rope_theta': 500.0, 'factor': 8.0, 'low_freq_factor': 1.0,
            'high_freq_factor': 4.0, 'original_max_position_embeddings': 64}))
    model.save_pretrained(tmp_path)
    AutoTokenizer.from_pretrained(make_base('llama_wide')).save_pretrained(tmp_path)
    agreement = export(tmp_path, precision='fp32')
    assert agreement.largest_difference < 1e-4


def test_it_says_on_which_sentences_the_tokens_differ(copy_of, monkeypatch):
    """With a prompt plans are decoded; an engine that turns every choice round is found out."""
    folder = copy_of('llama_wide')
    lm = FrozenLM.load(folder)
    export(folder, precision='fp32')
    soft = KeyValuePrefix(lm.capture_prefix([5, 6, 7]).numpy())
    engine = OnnxEngine(folder / GRAPH_FILE, soft)
    sentences = ['go forward two meters', 'wait']
    # An untrained base would ramble: it is given the choice between two words.
    monkeypatch.setattr(export_module, 'PLANS', 'start: "stop" | "wait"\n')
    assert export_module.compare(lm, engine, soft, sentences).different == ()
    read = OnnxEngine.append
    monkeypatch.setattr(OnnxEngine, 'append', lambda self, tokens: -read(self, tokens))
    found = export_module.compare(lm, engine, soft, sentences)
    assert found.different == tuple(sentences) and found.same_choice < found.positions


def test_a_graph_that_strays_does_not_replace_a_good_one(copy_of, monkeypatch):
    folder = copy_of('llama_wide')
    export(folder)
    good = (folder / GRAPH_FILE).read_bytes()
    write = export_module.llama_graph
    monkeypatch.setattr(export_module, 'llama_graph',  # the rotation of every position reversed
                        lambda weights, shape, cos, sin, precision:
                        write(weights, shape, cos, -sin, precision))
    with pytest.raises(ModelError, match='strays'):
        export(folder)
    assert (folder / GRAPH_FILE).read_bytes() == good
    assert not list(folder.glob('*.unchecked'))


@pytest.mark.parametrize('shape', ['gpt2', 'qwen2', 'qwen3', 'gemma', 'opt', 'llama'])
def test_other_architectures_are_sent_to_the_torch_engine(copy_of, shape):
    folder = copy_of(shape)
    with pytest.raises(ModelError, match='torch engine'):
        export(folder)
    assert not list(folder.glob(f'{GRAPH_FILE}*'))


def test_an_unknown_precision_is_named(copy_of):
    with pytest.raises(ModelError, match=r"'int4'.*int8"):
        export(copy_of('llama_wide'), precision='int4')


@settings(deadline=None)
@given(arrays(np.float32, st.tuples(st.integers(1, 5), st.integers(1, 150)),
              elements=st.floats(-8, 8, width=32)))
def test_eight_bits_keep_every_weight_to_half_a_step(matrix):
    codes, scales = quantise(matrix)
    rows, columns = matrix.shape
    back = ((codes.astype(np.float32) - 128) * scales[..., None]).reshape(rows, -1)
    assert codes.shape == (rows, -(-columns // BLOCK), BLOCK) and codes.dtype == np.uint8
    steps = np.repeat(scales, BLOCK, axis=1)
    assert (np.abs(back[:, :columns] - matrix) <= steps[:, :columns] * 0.501 + 1e-7).all()
    assert (back[:, columns:] == 0).all()
