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


"""The frozen base: caching, padding and prompts agree on every architecture."""

from nl2ros.errors import ModelError
from nl2ros.language.frozen_lm import FrozenLM
from nl2ros.language.identity import BaseIdentity
from nl2ros.language.soft_prompt import Embeddings, KeyValuePrefix
from nl2ros.language.template import Template
import pytest
import torch

SHAPES = ['gpt2', 'opt', 'llama', 'llama_gqa', 'qwen2', 'qwen3', 'gemma', 'smollm', 'smollm3']
KINDS = ['none', 'prepended', 'interleaved', 'prefix']
TEXTS = ['go forward two meters', 'stop', 'ရှေ့ကို သွားပါ', 'turn left']
NEW_TOKENS = 6


@pytest.fixture(scope='module')
def load(make_base):
    """Give a function from shape to base that loads each once."""
    loaded = {}

    def load(shape: str) -> FrozenLM:
        if shape not in loaded:
            loaded[shape] = FrozenLM.load(make_base(shape))
        return loaded[shape]

    return load


def make_value(lm: FrozenLM, kind: str):
    """Return a random prompt value, wide enough to change what the base says."""
    torch.manual_seed(1)
    base = lm.identity
    if kind == 'none':
        return None
    if kind == 'prefix':
        return KeyValuePrefix(torch.randn(base.layers, 2, base.kv_heads, 5, base.head_dim))
    template = Template.prefix(5) if kind == 'prepended' else Template(
        '[P2] Command: [P1] {text} [P2]')
    return Embeddings(torch.randn(5, base.hidden_size), template)


def template_of(value) -> Template:
    """Return the template that a value is used with."""
    return Template() if value is None else value.template


def greedy_uncached(lm: FrozenLM, text: str, value) -> list[int]:
    """Generate by running the whole row again for each token: slow and obviously right."""
    ids, mask = lm.encode([text], template_of(value))
    tokens = []
    for _ in range(NEW_TOKENS):
        token = lm.forward(ids, mask, value)[0, -1].argmax().item()
        if token == lm.tokenizer.eos_token_id:
            break
        tokens.append(token)
        ids = torch.cat([ids, torch.tensor([[token]])], 1)
        mask = torch.ones_like(ids)
    return tokens


@pytest.mark.parametrize('kind', KINDS)
@pytest.mark.parametrize('shape', SHAPES)
def test_cached_batch_equals_uncached_single_token_for_token(load, shape, kind):
    lm = load(shape)
    value = make_value(lm, kind)
    with torch.no_grad():
        wanted = [greedy_uncached(lm, text, value) for text in TEXTS]
    ids, mask = lm.encode(TEXTS, template_of(value))
    assert not mask.all()  # the texts differ in length, so rows are padded
    assert lm.generate(ids, mask, value, max_new_tokens=NEW_TOKENS) == wanted
    assert any(wanted)


@pytest.mark.parametrize('kind', KINDS)
@pytest.mark.parametrize('shape', SHAPES)
def test_left_padding_does_not_change_logits(load, shape, kind):
    lm = load(shape)
    value = make_value(lm, kind)
    ids, mask = lm.encode(TEXTS, template_of(value))
    with torch.no_grad():
        together = lm.forward(ids, mask, value)
        for row, text in enumerate(TEXTS):
            alone = lm.forward(*lm.encode([text], template_of(value)), value)[0]
            torch.testing.assert_close(together[row, -len(alone):], alone, rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize('kind', KINDS[1:])
def test_the_prompt_changes_the_logits(load, kind):
    lm = load('llama')
    value = make_value(lm, kind)
    with torch.no_grad():
        plain = lm.forward(*lm.encode(TEXTS[:1]))[0, -1]
        prompted = lm.forward(*lm.encode(TEXTS[:1], template_of(value)), value)[0, -1]
    assert (plain - prompted).abs().max() > 0.01


@pytest.mark.parametrize('keep', [1, 3])
def test_keep_returns_the_last_positions_only(load, keep):
    lm = load('gpt2')
    ids, mask = lm.encode(TEXTS)
    torch.testing.assert_close(lm.forward(ids, mask, keep=keep), lm.forward(ids, mask)[:, -keep:])


def test_generation_stops_at_the_end_token(load):
    lm = load('llama')
    ids, mask = lm.encode(TEXTS)
    rows = lm.generate(ids, mask, max_new_tokens=NEW_TOKENS)
    end = rows[0][2]
    stopped = lm.generate(ids, mask, max_new_tokens=NEW_TOKENS, eos_token_id=end)
    assert stopped == [row[:row.index(end)] if end in row else row for row in rows]


def test_gradients_reach_the_prompt_and_nothing_of_the_base(load):
    lm = load('llama_gqa')
    values = torch.nn.Parameter(make_value(lm, 'prefix').values)
    lm.forward(*lm.encode(TEXTS), KeyValuePrefix(values)).sum().backward()
    assert (values.grad.flatten(2).norm(dim=-1) > 0).all()  # keys and values of every layer
    assert all(weight.grad is None for weight in lm.model.parameters())


def test_right_padding_is_refused(load):
    lm = load('llama')
    ids, mask = lm.encode(TEXTS)
    with pytest.raises(ValueError, match='left'):
        lm.generate(ids.flip(1), mask.flip(1))


def test_a_text_without_its_template_is_refused(load):
    lm = load('llama')
    with pytest.raises(ValueError, match='template'):
        lm.forward(*lm.encode(TEXTS), make_value(lm, 'prepended'))


def test_bfloat16_base_takes_a_float32_prompt(make_base):
    lm = FrozenLM.load(make_base('llama'), dtype=torch.bfloat16)
    for kind in KINDS:
        value = make_value(lm, kind)
        logits = lm.forward(*lm.encode(TEXTS, template_of(value)), value)
        assert logits.dtype == torch.bfloat16 and logits.isfinite().all()


@pytest.mark.parametrize('shape', SHAPES)
def test_identity_describes_the_cache_that_the_base_makes(load, shape):
    lm = load(shape)
    base = lm.identity
    assert lm.capture_prefix([5, 6, 7]).shape == (base.layers, 2, base.kv_heads, 3, base.head_dim)
    assert lm.soft_start == base.vocab_size


def test_identity_ignores_where_and_how_the_files_lie(make_base, tmp_path):
    original = make_base('llama')
    lm = FrozenLM.load(original)
    lm.model.save_pretrained(tmp_path / 'sharded', max_shard_size='20KB')
    lm.tokenizer.save_pretrained(tmp_path / 'sharded')
    assert len(list((tmp_path / 'sharded').glob('*.safetensors'))) > 1
    assert BaseIdentity.of_folder(tmp_path / 'sharded').differences(lm.identity) == []
    other = BaseIdentity.of_folder(make_base('llama', seed=1))
    assert other.differences(lm.identity) == ['weights_sha256']


def test_fingerprint_sees_a_single_changed_weight(make_base):
    lm = FrozenLM.load(make_base('llama'))
    before = lm.fingerprint()
    assert before == FrozenLM.load(make_base('llama')).fingerprint()
    next(lm.model.parameters())[0, 0] += 1e-3
    assert lm.fingerprint() != before


def test_pickled_weights_are_never_loaded(make_base, tmp_path):
    lm = FrozenLM.load(make_base('llama'))
    lm.model.config.save_pretrained(tmp_path)
    lm.tokenizer.save_pretrained(tmp_path)
    torch.save(lm.model.state_dict(), tmp_path / 'pytorch_model.bin')
    with pytest.raises(ModelError, match='pickled weights are never loaded'):
        FrozenLM.load(tmp_path)


@pytest.mark.parametrize('base', ['no/such/folder/at/all', './missing', '../x', ''])
def test_a_missing_base_is_named(base, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ModelError):
        FrozenLM.load(base or tmp_path / 'nothing')


@pytest.mark.parametrize('damage, message', [
    (lambda folder: (folder / 'config.json').write_text('{'), 'config.json'),
    (lambda folder: (folder / 'config.json').write_text('{"model_type": "llama"}'), 'hidden_size'),
    (lambda folder: (folder / 'tokenizer.json').unlink(), 'tokenizer'),
    (lambda folder: (folder / 'model.safetensors').write_bytes(b'\x08' + b'\0' * 20),
     'model.safetensors'),
])
def test_damage_is_named(make_base, tmp_path, damage, message):
    for path in make_base('llama').iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    damage(tmp_path)
    with pytest.raises(ModelError, match=message):
        FrozenLM.load(tmp_path)
