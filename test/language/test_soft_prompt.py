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


"""The prompt on disk: round trips, exchange with plain PEFT, refusal of what does not fit."""

import json

from hypothesis import given, strategies as st
from nl2ros.errors import ConfigError, ModelError, PromptMismatchError
from nl2ros.language.frozen_lm import FrozenLM
from nl2ros.language.identity import BaseIdentity
from nl2ros.language.soft_prompt import Embeddings, KeyValuePrefix, SoftPrompt
from nl2ros.language.template import Template
import numpy
import peft
import pytest
import torch
from transformers import AutoModelForCausalLM

SHAPES = ['gpt2', 'opt', 'llama', 'llama_gqa', 'qwen2', 'qwen3', 'gemma', 'smollm', 'smollm3']
METHODS = ['prompt_tuning', 'p_tuning_v1', 'p_tuning_v2']
TEXT = 'go forward two meters'

# PEFT 0.21 asks transformers 5.23 by an old name.
pytestmark = pytest.mark.filterwarnings('ignore:`is_gradient_checkpointing`:FutureWarning')


def make_prompt(base: BaseIdentity, method: str, template: Template = Template.prefix(4)):
    """Return a random prompt of a method for a base."""
    torch.manual_seed(2)
    if method == 'p_tuning_v2':
        value = KeyValuePrefix(torch.randn(base.layers, 2, base.kv_heads, 4, base.head_dim))
    else:
        value = Embeddings(torch.randn(4, base.hidden_size), template)
    return SoftPrompt(value, method, base, {'task': 'command'})


def peft_logits(model, lm: FrozenLM) -> torch.Tensor:
    """Return what plain PEFT computes for the words of TEXT."""
    ids, mask = lm.encode([TEXT])
    with torch.no_grad():
        return model(input_ids=ids, attention_mask=mask).logits[:, -ids.shape[1]:]


def our_logits(lm: FrozenLM, prompt: SoftPrompt) -> torch.Tensor:
    """Return what we compute for the words of TEXT."""
    words = lm.encode([TEXT])[0].shape[1]
    with torch.no_grad():
        return lm.forward(*lm.encode([TEXT], prompt.value.template), prompt.value)[:, -words:]


@pytest.mark.parametrize('method', METHODS)
@pytest.mark.parametrize('shape', SHAPES)
def test_ours_loads_in_plain_peft_with_the_same_logits(make_base, tmp_path, shape, method):
    lm = FrozenLM.load(make_base(shape))
    prompt = make_prompt(lm.identity, method)
    prompt.save(tmp_path)
    model = peft.PeftModel.from_pretrained(
        AutoModelForCausalLM.from_pretrained(make_base(shape)), tmp_path).eval()
    torch.testing.assert_close(
        peft_logits(model, lm), our_logits(lm, prompt), rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize('shape', SHAPES)
@pytest.mark.parametrize('config', [
    peft.PromptTuningConfig(task_type='CAUSAL_LM', num_virtual_tokens=4),
    peft.PromptEncoderConfig(task_type='CAUSAL_LM', num_virtual_tokens=4,
                             encoder_reparameterization_type='LSTM', encoder_hidden_size=8),
    peft.PrefixTuningConfig(task_type='CAUSAL_LM', num_virtual_tokens=4),
    peft.PrefixTuningConfig(task_type='CAUSAL_LM', num_virtual_tokens=4, prefix_projection=True,
                            encoder_hidden_size=8),
], ids=['prompt_tuning', 'p_tuning', 'prefix', 'prefix_projection'])
def test_plain_peft_loads_here_with_the_same_logits(make_base, tmp_path, shape, config):
    lm = FrozenLM.load(make_base(shape))
    torch.manual_seed(3)
    config = type(config)(**{key: value for key, value in config.to_dict().items()
                             if key != 'peft_type'})
    model = peft.get_peft_model(AutoModelForCausalLM.from_pretrained(make_base(shape)), config)
    model.eval().save_pretrained(tmp_path)
    prompt = SoftPrompt.load(tmp_path)
    prompt.check_fits(lm.identity)
    torch.testing.assert_close(
        peft_logits(model, lm), our_logits(lm, prompt), rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize('method, template', [
    *((method, Template.prefix(4, bos=True)) for method in METHODS),
    ('p_tuning_v1', Template('[P1] Command: [P2] {text} [P1]'))])
def test_round_trip(make_base, tmp_path, method, template):
    base = BaseIdentity.of_folder(make_base('qwen3'))
    prompt = make_prompt(base, method, template)
    prompt.save(tmp_path)
    loaded = SoftPrompt.load(tmp_path)
    numpy.testing.assert_array_equal(loaded.value.values, prompt.value.values.numpy())
    assert loaded.value.template == prompt.value.template
    assert (loaded.method, loaded.base, loaded.about) == (method, base, {'task': 'command'})
    loaded.check_fits(base)
    loaded.save(tmp_path / 'again')
    for name in ('adapter_model.safetensors', 'nl2ros.json'):
        assert (tmp_path / 'again' / name).read_bytes() == (tmp_path / name).read_bytes()


def test_a_prompt_between_words_is_refused_by_plain_peft(make_base, tmp_path):
    base = make_base('llama')
    make_prompt(BaseIdentity.of_folder(base), 'p_tuning_v1').save(tmp_path)
    assert (tmp_path / 'adapter_config.json').is_file()
    make_prompt(BaseIdentity.of_folder(base), 'p_tuning_v1', Template('[P3] {text} [P1]')
                ).save(tmp_path)
    with pytest.raises(ValueError, match='adapter_config.json'):
        peft.PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(base), tmp_path)


@pytest.mark.parametrize('method', METHODS)
def test_another_base_is_refused_and_both_are_named(make_base, tmp_path, method):
    ours = BaseIdentity.of_folder(make_base('llama'))
    make_prompt(ours, method).save(tmp_path)
    prompt = SoftPrompt.load(tmp_path)
    for other, difference in [(make_base('llama', seed=1), 'weights_sha256'),
                              (make_base('llama_gqa'), 'kv_heads')]:
        with pytest.raises(PromptMismatchError) as caught:
            prompt.check_fits(BaseIdentity.of_folder(other))
        assert all(word in str(caught.value) for word in ('llama-0', other.name, difference))


def test_another_tokenizer_is_refused(make_base, tmp_path):
    base = make_base('llama')
    prompt = make_prompt(BaseIdentity.of_folder(base), 'p_tuning_v2')
    for path in base.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    tokenizer = json.loads((base / 'tokenizer.json').read_text())
    tokenizer['padding'] = {'strategy': 'BatchLongest', 'direction': 'Left', 'pad_id': 2,
                            'pad_to_multiple_of': None, 'pad_type_id': 0, 'pad_token': '<pad>'}
    (tmp_path / 'tokenizer.json').write_text(json.dumps(tokenizer))
    prompt.check_fits(BaseIdentity.of_folder(tmp_path))  # padding does not change what text means
    tokenizer['model']['merges'].pop()
    (tmp_path / 'tokenizer.json').write_text(json.dumps(tokenizer))
    with pytest.raises(PromptMismatchError, match='tokenizer_sha256'):
        prompt.check_fits(BaseIdentity.of_folder(tmp_path))


@pytest.mark.parametrize('method, other', [('prompt_tuning', 'gpt2'), ('p_tuning_v2', 'qwen3')])
def test_a_plain_peft_prompt_of_another_shape_is_refused(make_base, tmp_path, method, other):
    base = BaseIdentity.of_folder(make_base('llama'))
    make_prompt(base, method).save(tmp_path)
    (tmp_path / 'nl2ros.json').unlink()
    prompt = SoftPrompt.load(tmp_path)
    prompt.check_fits(base)
    wider = BaseIdentity.of_folder(make_base(other))
    wider = BaseIdentity(**wider.to_json() | {'hidden_size': 64})
    with pytest.raises(PromptMismatchError, match=other):
        prompt.check_fits(wider)


@pytest.mark.parametrize('damage, message', [
    (lambda folder: (folder / 'adapter_model.safetensors').rename(folder / 'adapter_model.bin'),
     'not read'),
    (lambda folder: (folder / 'adapter_model.safetensors').write_bytes(b'\x80\x04.'), 'readable'),
    (lambda folder: (folder / 'adapter_config.json').write_text('{"peft_type": "LORA"}'), 'LORA'),
    (lambda folder: (folder / 'adapter_config.json').write_text(
        '{"peft_type": "PREFIX_TUNING", "num_layers": 3, "num_attention_heads": 4}'), 'width'),
    (lambda folder: (folder / 'nl2ros.json').write_text('{"version": 99}'), '99'),
    (lambda folder: (folder / 'nl2ros.json').write_text('{"version": 1, "base": {}}'), 'base'),
    (lambda folder: (folder / 'nl2ros.json').write_text('{"about": null}'), '"about" an object'),
    (lambda folder: (folder / 'nl2ros.json').write_text('{"template": 5}'), '"template" must be'),
])
def test_damage_is_named(make_base, tmp_path, damage, message):
    make_prompt(BaseIdentity.of_folder(make_base('llama')), 'p_tuning_v2').save(tmp_path)
    damage(tmp_path)
    with pytest.raises(ModelError, match=message):
        SoftPrompt.load(tmp_path)


def test_template_places_soft_tokens_between_words(make_base):
    lm = FrozenLM.load(make_base('llama'))
    template = Template('[P3] Command: [P2] {text} [P1]', bos=True)
    ids = template.encode(lm.tokenizer, 'stop', lm.soft_start)
    plain = [lm.tokenizer(words, add_special_tokens=False)['input_ids']
             for words in ('Command:', 'stop')]
    soft = [lm.soft_start + k for k in range(6)]
    assert ids == [*soft[:3], lm.tokenizer.bos_token_id, *plain[0], *soft[3:5], *plain[1], soft[5]]
    positions = template.prompt_positions(lm.tokenizer, 'stop')
    assert [ids[position] for position in positions] == soft


@given(st.lists(st.one_of(st.integers(1, 9), st.sampled_from(['a', 'b c', '{}', '[x]'])),
                max_size=5), st.integers(0, 5))
def test_template_keeps_order_and_counts(parts, where):
    parts.insert(min(where, len(parts)), None)
    pattern = ' '.join('{text}' if part is None else part if isinstance(part, str)
                       else f'[P{part}]' for part in parts)
    template = Template(pattern)
    assert template.soft_tokens == sum(part for part in parts if isinstance(part, int))
    found = template.parts()
    assert [part for part in found if isinstance(part, int)] == [
        part for part in parts if isinstance(part, int)]
    assert found.count(None) == 1


@pytest.mark.parametrize('pattern', ['', '[P3]', '{text} {text}', '[P0] {text}'])
def test_a_wrong_template_is_named(pattern):
    with pytest.raises(ConfigError) as caught:
        Template(pattern)
    assert repr(pattern) in str(caught.value)


def test_values_of_another_shape_are_refused():
    with pytest.raises(ModelError, match='3 soft'):
        Embeddings(numpy.zeros((4, 8)), Template.prefix(3))
    with pytest.raises(ModelError, match='shape'):
        KeyValuePrefix(numpy.zeros((2, 3, 4, 5, 6)))
    with pytest.raises(ModelError, match='P2'):
        KeyValuePrefix(numpy.zeros((2, 2, 4, 5, 6)), Template('[P2] {text}'))
