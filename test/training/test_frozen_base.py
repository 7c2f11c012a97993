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

"""The base stays frozen: hashed before and after every kind of training, in memory and on disk."""

import hashlib
from pathlib import Path

from nl2ros.language.frozen_lm import FrozenLM
from nl2ros.language.identity import BaseIdentity
from nl2ros.language.soft_prompt import SoftPrompt
from nl2ros.training.config import method_config, TrainConfig
from nl2ros.training.examples import encode_examples, Example
from nl2ros.training.learner import Learner
from nl2ros.training.train import train
import pytest
import torch
from transformers import AutoModelForCausalLM

pytestmark = pytest.mark.filterwarnings('ignore:`is_gradient_checkpointing`:FutureWarning')

EXAMPLES = [Example(f'go {n}', f'move {n}', f'x:{n}') for n in range(8)]
PROMPTS = {
    'prompt_tuning': ('prompt_tuning', {'tokens': 3}),
    'prompt_tuning_text': ('prompt_tuning', {'tokens': 3, 'init': 'text', 'text': 'go 1'}),
    'prompt_tuning_sample': ('prompt_tuning', {'tokens': 3, 'init': 'sample_vocab'}),
    'p_tuning_v1': ('p_tuning_v1', {'template': '[P2] {text} [P1]', 'hidden': 16}),
    'p_tuning_v2': ('p_tuning_v2', {'tokens': 3}),
    'p_tuning_v2_words': ('p_tuning_v2', {'tokens': 3, 'init': 'activations', 'text': 'go 1'}),
    'p_tuning_v2_network': ('p_tuning_v2', {'tokens': 3, 'reparameterize': True}),
}
BASELINES = {'lora': ('lora', {'rank': 2}), 'full': ('full', {})}


def hash_files(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of a folder."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in folder.iterdir()}


def step(lm: FrozenLM, name: str, options: dict) -> Learner:
    """Do one large update, as the loop does, and return what was trained."""
    learner = Learner(method_config(name, **options), lm)
    encoded = encode_examples(EXAMPLES, lm, learner.template, 99)
    optimizer = torch.optim.AdamW(learner.trainable().values(), lr=0.5)
    before = {key: value.detach().clone() for key, value in learner.trainable().items()}
    learner(encoded).backward()
    optimizer.step()
    assert any(not torch.equal(before[key], value) for key, value in learner.trainable().items())
    return learner


@pytest.mark.parametrize('kind', [*PROMPTS, *BASELINES])
def test_the_files_of_the_base_are_the_same_after_any_training(make_base, tmp_path, kind):
    base = make_base('llama_gqa')
    name, options = (PROMPTS | BASELINES)[kind]
    files, identity = hash_files(base), BaseIdentity.of_folder(base)
    train(TrainConfig(base=str(base), out=tmp_path, method=method_config(name, **options),
                      max_steps=3, evaluate_every=1, batch_size=4, device='cpu', progress=False),
          EXAMPLES, EXAMPLES[:2])
    assert hash_files(base) == files
    assert BaseIdentity.of_folder(base) == identity
    if kind in PROMPTS:  # what was stored says that it belongs to this very base
        SoftPrompt.load(tmp_path).check_fits(identity)
    if kind == 'full':  # the copy that was trained is another base
        assert 'weights_sha256' in BaseIdentity.of_folder(tmp_path).differences(identity)


@pytest.mark.parametrize('shape', ['gpt2', 'llama_gqa'])
@pytest.mark.parametrize('kind', PROMPTS)
def test_no_weight_in_memory_moves_while_a_prompt_learns(make_base, shape, kind):
    lm = FrozenLM.load(make_base(shape))
    before = lm.fingerprint()
    learner = step(lm, *PROMPTS[kind])
    assert lm.fingerprint() == before
    assert not any(value.requires_grad for value in lm.model.parameters())
    base = {id(value) for value in lm.model.parameters()}
    assert not base & {id(value) for value in learner.parameters()}


def test_low_rank_updates_leave_the_weights_beneath_them(make_base):
    lm = FrozenLM.load(make_base('llama'))
    before = lm.model.state_dict()
    before = {name: value.clone() for name, value in before.items()}
    step(lm, *BASELINES['lora'])
    beneath = {name.replace('.base_layer', ''): value
               for name, value in lm.model.get_base_model().state_dict().items()
               if 'lora_' not in name}
    assert before.keys() == beneath.keys()
    assert all(torch.equal(before[name], beneath[name]) for name in before)


def test_the_hash_would_notice_full_fine_tuning(make_base):
    base = make_base('llama')
    lm = FrozenLM.load(base)
    before = lm.fingerprint()
    step(lm, *BASELINES['full'])
    assert lm.fingerprint() != before  # the copy in memory, which is what the baseline trains
    again = AutoModelForCausalLM.from_pretrained(base)
    assert FrozenLM(again, lm.tokenizer, lm.identity).fingerprint() == before
