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


"""Tiny random base models of many shapes, made once a session, for tests that need one."""

from pathlib import Path

import pytest

SENTENCES = [
    'go forward two meters', 'turn left ninety degrees', 'move backward', 'stop', 'wait',
    'navigate to the kitchen', 'ရှေ့ကို သွားပါ', 'Command: Plan: { } < > ; 0 1 2 3 4 5 6 7 8 9',
]
SIZE = {'vocab_size': 320, 'hidden_size': 32, 'intermediate_size': 48, 'num_hidden_layers': 2,
        'num_attention_heads': 4, 'max_position_embeddings': 256}


def _config(shape: str):
    import transformers
    if shape == 'gpt2':
        return transformers.GPT2Config(vocab_size=320, n_embd=32, n_layer=2, n_head=4,
                                       n_positions=256, bos_token_id=0, eos_token_id=1)
    if shape == 'opt':
        return transformers.OPTConfig(
            vocab_size=320, hidden_size=32, word_embed_proj_dim=32, ffn_dim=48, dropout=0.0,
            num_hidden_layers=2, num_attention_heads=4, max_position_embeddings=256,
            pad_token_id=2, bos_token_id=0, eos_token_id=1)
    kind, more = {
        'llama': (transformers.LlamaConfig, {}),
        'llama_gqa': (transformers.LlamaConfig, {'num_key_value_heads': 2}),
        # heads and rows as wide as the fast engine wants them
        'llama_wide': (transformers.LlamaConfig, {'hidden_size': 64}),
        'llama_wide_gqa': (transformers.LlamaConfig,
                           {'hidden_size': 64, 'num_key_value_heads': 2}),
        'qwen2': (transformers.Qwen2Config, {'num_key_value_heads': 2}),
        'qwen3': (transformers.Qwen3Config, {'num_key_value_heads': 2, 'head_dim': 16}),
        'gemma': (transformers.GemmaConfig, {'num_key_value_heads': 1, 'head_dim': 16}),
        # SmolLM and SmolLM2: a Llama with one table for both ends
        'smollm': (transformers.LlamaConfig,
                   {'num_key_value_heads': 2, 'tie_word_embeddings': True}),
        # every second layer has no rotary positions
        'smollm3': (transformers.SmolLM3Config,
                    {'num_key_value_heads': 2, 'no_rope_layer_interval': 2}),
    }[shape]
    return kind(**(SIZE | more), bos_token_id=0, eos_token_id=1, pad_token_id=2)


def _tokenizer():
    from tokenizers import decoders, models, pre_tokenizers, Tokenizer, trainers
    from transformers import PreTrainedTokenizerFast
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(SENTENCES, trainers.BpeTrainer(
        vocab_size=320, special_tokens=['<bos>', '<eos>', '<pad>'], show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, bos_token='<bos>',
                                   eos_token='<eos>', pad_token='<pad>')


@pytest.fixture(scope='session')
def make_base(tmp_path_factory: pytest.TempPathFactory):
    """Return ``make(shape, seed=0)``, which gives the folder of a tiny random base."""
    import torch
    made: dict[tuple[str, int], Path] = {}
    torch.set_num_threads(1)  # for models this small, threads only wait for each other

    def make(shape: str, seed: int = 0) -> Path:
        from transformers import AutoModelForCausalLM
        if (shape, seed) not in made:
            torch.manual_seed(seed)
            model = AutoModelForCausalLM.from_config(_config(shape)).eval()
            with torch.no_grad():  # fresh weights are so small that every token looks alike
                for value in model.parameters():
                    if value.dim() > 1:
                        value.mul_(4)
            folder = tmp_path_factory.mktemp('bases') / f'{shape}-{seed}'
            model.save_pretrained(folder)
            _tokenizer().save_pretrained(folder)
            made[shape, seed] = folder
        return made[shape, seed]

    return make


@pytest.fixture(scope='session')
def tokenizer(make_base):
    """Return the tokenizer that all tiny bases have."""
    from tokenizers import Tokenizer
    return Tokenizer.from_file(str(make_base('llama') / 'tokenizer.json'))


@pytest.fixture(scope='session')
def trained(make_base, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a models folder with a tiny base and untrained prompts of the assistant for it."""
    from nl2ros.language.frozen_lm import FrozenLM
    from nl2ros.language.soft_prompt import KeyValuePrefix, SoftPrompt
    import numpy as np
    folder = tmp_path_factory.mktemp('models')
    (folder / 'base').symlink_to(make_base('llama'))
    base = FrozenLM.load(folder / 'base').identity
    values = np.random.default_rng(0).normal(
        size=(base.layers, 2, base.kv_heads, 3, base.head_dim)).astype(np.float32)
    for name in ('explain', 'review'):
        SoftPrompt(KeyValuePrefix(values), 'p_tuning_v2', base).save(folder / 'prompts' / name)
    return folder
