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


"""The three encoders: where they start, what they make, which settings they refuse."""

from nl2ros.errors import ConfigError
from nl2ros.language.frozen_lm import FrozenLM
from nl2ros.language.p_tuning_v1 import PTuningV1, PTuningV1Config
from nl2ros.language.p_tuning_v2 import PTuningV2, PTuningV2Config
from nl2ros.language.prompt_tuning import PromptTuning, PromptTuningConfig, tokens_of
from nl2ros.language.soft_prompt import KeyValuePrefix, SoftPrompt
import numpy
import pytest
import torch

TEXT = 'go forward two meters'
SHAPES = ['gpt2', 'opt', 'llama', 'llama_gqa', 'qwen2', 'qwen3', 'gemma', 'smollm', 'smollm3']
ENCODERS = [
    (PromptTuning, PromptTuningConfig(tokens=4)),
    (PTuningV1, PTuningV1Config('[P1] Command: [P2] {text} [P1]')),
    (PTuningV2, PTuningV2Config(tokens=4, init='activations', text=TEXT)),
    (PTuningV2, PTuningV2Config(tokens=4, reparameterize=True)),
]


@pytest.fixture(scope='module')
def llama(make_base):
    return FrozenLM.load(make_base('llama'))


@pytest.mark.parametrize('encoder, config', ENCODERS, ids=[
    'prompt_tuning', 'p_tuning_v1', 'p_tuning_v2', 'p_tuning_v2_network'])
@pytest.mark.parametrize('shape', SHAPES)
def test_every_method_learns_on_every_architecture(make_base, tmp_path, shape, encoder, config):
    """Lower a loss through the base, save, load, and generate the same as before."""
    lm = FrozenLM.load(make_base(shape))
    before = lm.fingerprint()
    torch.manual_seed(0)
    module = encoder(config, lm)
    ids, mask = lm.encode([TEXT, 'stop'], module.template)
    optimizer = torch.optim.AdamW(module.parameters(), lr=0.1)
    losses = []
    for _ in range(8):
        logits = lm.forward(ids, mask, module(), keep=1)[:, -1]
        losses.append(torch.nn.functional.cross_entropy(logits, torch.tensor([7, 9])))
        losses[-1].backward()
        optimizer.step()
        optimizer.zero_grad()
    assert losses[-1] < 0.9 * losses[0]
    assert lm.fingerprint() == before
    SoftPrompt(module(), 'p_tuning_v2' if encoder is PTuningV2 else 'p_tuning_v1',
               lm.identity).save(tmp_path)
    loaded = SoftPrompt.load(tmp_path)
    loaded.check_fits(lm.identity)
    assert (lm.generate(ids, mask, loaded.value, max_new_tokens=4)
            == lm.generate(ids, mask, module(), max_new_tokens=4))


def test_twenty_tokens_of_gpt2_are_15360_parameters():
    """Count as Lester et al. do: tokens times hidden size, 768 in GPT-2."""
    import transformers
    model = transformers.GPT2LMHeadModel(transformers.GPT2Config(vocab_size=64, n_layer=1))
    encoder = PromptTuning(PromptTuningConfig(tokens=20), FrozenLM(model, None, None))
    assert sum(value.numel() for value in encoder.parameters()) == 15_360


def test_text_start_is_the_hard_prompt(llama):
    """Soft tokens started from a text act as that text does."""
    count = len(llama.tokenizer('turn left')['input_ids'])
    soft = PromptTuning(PromptTuningConfig(count, init='text', text='turn left'), llama)
    with torch.no_grad():
        prompted = llama.forward(*llama.encode([TEXT], soft.template), soft())
        hard = llama.forward(*llama.pad([
            tokens_of('turn left', count, llama) + tokens_of(TEXT, 4, llama)]))
    torch.testing.assert_close(prompted[:, count], hard[:, count])
    torch.testing.assert_close(prompted[:, -1], llama.forward(*llama.pad([
        tokens_of('turn left', count, llama)
        + llama.tokenizer(TEXT)['input_ids']]))[:, -1])


@pytest.mark.parametrize('shape', SHAPES)
def test_activation_start_is_the_hard_prompt(make_base, shape):
    """A prefix started from a text's activations acts as that text before the sentence does."""
    lm = FrozenLM.load(make_base(shape))
    before = lm.tokenizer('turn left')['input_ids']
    words = lm.tokenizer(TEXT)['input_ids']
    encoder = PTuningV2(PTuningV2Config(len(before), init='activations', text='turn left'), lm)
    with torch.no_grad():
        prompted = lm.forward(*lm.pad([words]), encoder())
        hard = lm.forward(*lm.pad([before + words]))
    torch.testing.assert_close(prompted, hard[:, len(before):], rtol=1e-4, atol=1e-4)


def test_sample_vocab_takes_rows_of_the_table(llama):
    encoder = PromptTuning(PromptTuningConfig(tokens=6, init='sample_vocab'), llama)
    table = llama.model.get_input_embeddings().weight
    assert all((table == row).all(-1).any() for row in encoder().values)


def test_random_start_is_as_wide_as_the_vocabulary(llama):
    torch.manual_seed(0)
    encoder = PromptTuning(PromptTuningConfig(tokens=200), llama)
    table = llama.model.get_input_embeddings().weight
    assert encoder().values.std().item() == pytest.approx(table.std().item(), rel=0.1)


def test_the_recurrent_encoder_mixes_both_directions(llama):
    """Each soft token of P-Tuning v1 depends on those before and behind it."""
    encoder = PTuningV1(PTuningV1Config('[P2] {text} [P2]'), llama)
    for row in (0, 3):
        gradient, = torch.autograd.grad(encoder().values[row].sum(), encoder.embedding)
        assert (gradient.norm(dim=-1) > 0).all()


def test_the_network_of_v2_is_folded_away(llama, tmp_path):
    encoder = PTuningV2(PTuningV2Config(tokens=4, reparameterize=True, hidden=8), llama)
    SoftPrompt(encoder(), 'p_tuning_v2', llama.identity).save(tmp_path)
    loaded = SoftPrompt.load(tmp_path).value
    assert isinstance(loaded, KeyValuePrefix) and loaded.tokens == 4
    numpy.testing.assert_array_equal(loaded.values, encoder().values.detach().numpy())


@pytest.mark.parametrize('text, count', [('stop', 9), (TEXT, 2)])
def test_text_is_repeated_or_cut(llama, text, count):
    ids = llama.tokenizer(text)['input_ids']
    assert tokens_of(text, count, llama) == (ids * 9)[:count]


@pytest.mark.parametrize('make, words', [
    (lambda: PromptTuningConfig(tokens=0), ['tokens', '0']),
    (lambda: PromptTuningConfig(init='zeros'), ['init', 'zeros']),
    (lambda: PromptTuningConfig(init='text'), ['text', 'None']),
    (lambda: PromptTuningConfig(text='abc'), ['random', 'abc']),
    (lambda: PTuningV1Config('{text}'), ['template', '{text}']),
    (lambda: PTuningV1Config(hidden=7), ['hidden', '7']),
    (lambda: PTuningV2Config(tokens=-1), ['tokens', '-1']),
    (lambda: PTuningV2Config(init='text'), ['init', 'text']),
    (lambda: PTuningV2Config(init='activations'), ['activations', 'None']),
    (lambda: PTuningV2Config(text='abc'), ['random', 'abc']),
    (lambda: PTuningV2Config(init='activations', text='a', reparameterize=True),
     ['reparameterize', 'activations']),
    (lambda: PTuningV2Config(hidden=8), ['hidden', '8']),
])
def test_contradictions_are_refused_by_field_and_value(make, words):
    with pytest.raises(ConfigError) as caught:
        make()
    assert all(word in str(caught.value) for word in words)


def test_a_text_without_tokens_is_refused(llama):
    with pytest.raises(ConfigError, match='no tokens'):
        tokens_of('', 3, llama)
