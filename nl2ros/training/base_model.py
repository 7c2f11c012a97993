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

"""
The base language model before it has learnt: its shape, its tokenizer, its card.

A Llama-shaped model (Touvron et al. 2023), small enough to be trained on two cores.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from nl2ros.training.dialects import DIALECTS
from tokenizers import decoders, models, pre_tokenizers, Regex, Tokenizer, trainers
import torch
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

BOS, EOS, PAD = '<s>', '</s>', '<pad>'
# a word with the space before it, one digit, one mark, or white space: units are never merged
_PIECES = Regex(r' ?[\p{L}\p{M}]+| ?\p{N}| ?[^\s\p{L}\p{M}\p{N}]|\s')


@dataclass(frozen=True)
class PretrainConfig:
    """
    Shape and schedule; the same seed and data give the same model, if it is made in one go.

    After a resume data is drawn anew, and so is what dropout leaves out.
    """

    vocabulary: int = 4096
    hidden: int = 256
    layers: int = 6
    heads: int = 4
    feed_forward: int = 704
    rows: int = 24          # packed rows in a step
    row_tokens: int = 256
    steps: int = 4000
    warm_up: int = 200
    decay_share: float = 0.5
    muon_lr: float = 0.02
    adam_lr: float = 3e-3
    source_weight: float = 0.2  # loss on the sentence itself, against 1 on what is made of it
    dropout: float = 0.1
    tokenizer_texts: int = 60_000
    seed: int = 0
    compiled: bool = True

    def lr_scale(self, step: int) -> float:
        """Return the factor on both learning rates: warm-up, plateau, linear decay."""
        decay = max(int(self.steps * self.decay_share), 1)
        return min((step + 1) / self.warm_up, 1.0, max(self.steps - step, 1) / decay)


def build_tokenizer(texts: Iterable[str], vocabulary: int) -> PreTrainedTokenizerFast:
    """Train a byte-level BPE (Sennrich et al. 2016) on texts in the model's view."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(_PIECES, behavior='isolated'),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(texts, trainers.BpeTrainer(
        vocab_size=vocabulary, special_tokens=[PAD, BOS, EOS], show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, bos_token=BOS, eos_token=EOS,
                                   pad_token=PAD, clean_up_tokenization_spaces=False)


def new_model(tokenizer: PreTrainedTokenizerFast, config: PretrainConfig) -> LlamaForCausalLM:
    """Make the untrained model."""
    torch.manual_seed(config.seed)
    return LlamaForCausalLM(LlamaConfig(
        vocab_size=len(tokenizer), hidden_size=config.hidden,
        intermediate_size=config.feed_forward, num_hidden_layers=config.layers,
        num_attention_heads=config.heads, num_key_value_heads=config.heads,
        max_position_embeddings=1024, tie_word_embeddings=True,
        bos_token_id=tokenizer.bos_token_id, eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id, attn_implementation='sdpa'))


def write_card(folder: Path, model: LlamaForCausalLM, config: PretrainConfig, sentences: int,
               steps: int, loss: float, tasks: Mapping[str, float] | None = None,
               older: Path | None = None) -> None:
    """Write README.md beside the weights: what the base is and how it was made."""
    others = ''.join(f'; {100 * share:.0f} % of the examples are of the task {name}'
                     for name, share in (tasks or {}).items())
    start = ', begun from an older base of the same shape' if older else ' from scratch'
    parameters = sum(value.numel() for value in model.parameters())
    shares = ', '.join(f'{name} {100 * share:.0f} %' for name, (_, share) in DIALECTS.items())
    (folder / 'README.md').write_text(f"""---
license: apache-2.0
language: [en, my]
library_name: transformers
---

# Base: a small language model of robot language

A Llama-shaped causal LM, {parameters:,} parameters ({config.layers} layers, hidden size
{config.hidden}, {config.heads} heads, vocabulary {config.vocabulary}, byte-level BPE, digits one
by one), half precision. It stays frozen: soft prompts teach it tasks.

Made{start} by `nl2ros pretrain`, seed {config.seed}: {steps} steps of
{config.rows * config.row_tokens:,} tokens
({steps * config.rows * config.row_tokens / 1e6:.1f} M in all), from {sentences:,} labelled
sentences in English and Burmese and endless variants of them (`nl2ros/training/variation.py`),
each with its plan in one of these dialects: {shares}{others}.
Matrices trained with Muon, the rest with AdamW; warm-up {config.warm_up} steps,
then linear decay over the last {100 * config.decay_share:.0f} %. Loss on the plans at the end:
{loss:.3f} nats a token.

It knows nothing but commands to a mobile robot, requests to refuse, and what its other tasks hold
(error lines and rclpy snippets); it is no chat model. The
sentences were written by a language model, and no native Burmese speaker has read them.
""", encoding='utf-8')
