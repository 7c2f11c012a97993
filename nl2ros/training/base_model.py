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
The base language model before it has learnt: its tokenizer, what it begins from, its card.

A Llama-shaped model (Touvron et al. 2023), small enough to be trained on two cores.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
import hashlib
from pathlib import Path
from typing import Any

from nl2ros.errors import ModelError
from nl2ros.language.identity import BaseIdentity, read_json
from nl2ros.language.plan_format import write
from nl2ros.training.corpus import Labelled, read_lines
from nl2ros.training.dialects import DIALECTS
from nl2ros.training.pretrain_config import PretrainConfig
from tokenizers import decoders, models, pre_tokenizers, Regex, Tokenizer, trainers
import torch
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

BOS, EOS, PAD = '<s>', '</s>', '<pad>'
# a word with the space before it, one digit, one mark, or white space: units are never merged
_PIECES = Regex(r' ?[\p{L}\p{M}]+| ?\p{N}| ?[^\s\p{L}\p{M}\p{N}]|\s')


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


def check_shape(older: Path, config: PretrainConfig) -> None:
    """Raise ModelError unless an older base has the shape of the new one; names both."""
    known = read_json(older / 'config.json')
    heads = known.get('num_attention_heads')
    shape = {'type': known.get('model_type'), 'hidden': known.get('hidden_size'),
             'layers': known.get('num_hidden_layers'), 'heads': heads,
             'key/value heads': known.get('num_key_value_heads') or heads,
             'feed_forward': known.get('intermediate_size')}
    wanted = {'type': 'llama', 'hidden': config.hidden, 'layers': config.layers,
              'heads': config.heads, 'key/value heads': config.heads,
              'feed_forward': config.feed_forward}
    if shape != wanted:
        raise ModelError(f'{older} has another shape, {_said(shape)}, than the new base, '
                         f'{_said(wanted)}')


def _said(shape: Mapping[str, object]) -> str:
    return ', '.join(f'{name} {value}' for name, value in shape.items())


@torch.no_grad()
def begin_from(older: Path, model: LlamaForCausalLM, tokenizer: PreTrainedTokenizerFast) -> None:
    """Copy what an older base of this shape knows; tokens are matched by what they spell."""
    known = LlamaForCausalLM.from_pretrained(older, dtype=torch.float32).state_dict()
    words = PreTrainedTokenizerFast.from_pretrained(older).get_vocab()
    for name, value in model.state_dict().items():
        if 'embed' not in name and 'lm_head' not in name:
            value.copy_(known[name])
    embeddings = model.model.embed_tokens.weight
    for word, index in tokenizer.get_vocab().items():
        if word in words:
            embeddings[index] = known['model.embed_tokens.weight'][words[word]]


@dataclass(frozen=True)
class Origin:
    """What a base is made of; kept in pretraining.json and told in the card."""

    config: PretrainConfig
    data: str                   # SHA-256 of the sentences with their plans, and of the phrases
    sentences: int
    refusals: int
    tasks: Mapping[str, float]  # shares of the examples
    older: str | None           # SHA-256 of weights and tokenizer of the base it began from
    resumed: Sequence[int] = ()  # at which steps
    torch: str = field(default=str(torch.__version__))

    @classmethod
    def of(cls, labelled: Sequence[Labelled], refusals: Sequence[Labelled], phrases: Path,
           config: PretrainConfig, tasks: Mapping[str, float], older: Path | None) -> 'Origin':
        """Read and hash what a run starts from; ModelError if the older base is none."""
        digest = hashlib.sha256('\n'.join(read_lines(phrases)).encode())
        for item in (*labelled, *refusals):
            digest.update(repr((item.sentence.view, write(item.plan))).encode())
        base = BaseIdentity.of_folder(older) if older else None
        return cls(config, digest.hexdigest(), len(labelled), len(refusals), dict(tasks),
                   base and f'{base.weights_sha256} {base.tokenizer_sha256}')

    def run(self) -> dict[str, Any]:
        """Return what must be the same to go on with a run."""
        values = asdict(self)
        settings = values.pop('config')
        for name in ('resumed', 'torch'):
            del values[name]
        del settings['compiled']  # it changes how fast a run is
        return settings | values


def write_card(folder: Path, model: LlamaForCausalLM, origin: Origin, steps: int, loss: float
               ) -> None:
    """Write README.md beside the weights: what the base is and how it was made."""
    config = origin.config
    others = ''.join(f'; {100 * share:.0f} % of the examples are of the task {name}'
                     for name, share in origin.tasks.items())
    refusals = f', {origin.refusals:,} requests to other machines to refuse' \
        if origin.refusals else ''
    start = ', begun from an older base of the same shape,' if origin.older else ' from scratch'
    resumed = f' It was stopped and resumed at step {", ".join(map(str, origin.resumed))}, so ' \
        'that the same command gives a similar base, not the same.' if origin.resumed else ''
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
({steps * config.rows * config.row_tokens / 1e6:.1f} M in all), from {origin.sentences:,} labelled
sentences in English and Burmese{refusals} and endless variants of them
(`nl2ros/training/variation.py`), each with its plan in one of these dialects: {shares}{others}.
Matrices trained with Muon at a rate of {config.muon_lr:g}, the rest with AdamW at
{config.adam_lr:g}; warm-up {config.warm_up} steps, then linear decay over the last
{100 * config.decay_share:.0f} %; dropout {config.dropout:g}. Loss on the plans at the end:
{loss:.3f} nats a token.{resumed} All settings are in `pretraining.json`.

It knows nothing but commands to a mobile robot, requests to refuse, and what its other tasks hold
(error lines and rclpy snippets); it is no chat model. The
sentences were written by a language model, and no native Burmese speaker has read them.
""", encoding='utf-8')
