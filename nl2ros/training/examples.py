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


"""Training examples: tokens, checks before training starts, batches of similar length."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
import hashlib
import random
from typing import TypeVar

from nl2ros.errors import DataError
from nl2ros.language.frozen_lm import FrozenLM
from nl2ros.language.template import Template

POOL_BATCHES = 32
T = TypeVar('T')


@dataclass(frozen=True)
class Example:
    """What the model reads, what it shall write, and where it comes from (``file:line``)."""

    source: str
    target: str
    origin: str


def draw(items: Sequence[T], count: int | None, seed: int) -> list[T]:
    """Return ``count`` of the items, drawn by the seed; None, or more than there are, is all."""
    if count is None or count >= len(items):
        return list(items)
    return random.Random(seed).sample(items, count)


@dataclass(frozen=True)
class Encoded:
    """Token ids of one example; the loss counts on the last ``target_length`` of them."""

    ids: list[int]
    target_length: int


def encode_examples(examples: Sequence[Example], lm: FrozenLM, template: Template,
                    max_tokens: int) -> list[Encoded]:
    """
    Tokenize every example as template(source) + target + end of sequence.

    :raises DataError: there are none, or one is empty or too long; the message names it.
    """
    if not examples:
        raise DataError('there are no examples')
    if lm.tokenizer.eos_token_id is None:
        raise DataError(f'the tokenizer of {lm.identity.name} has no end-of-sequence token')
    encoded = []
    for example in examples:
        if not example.source.strip() or not example.target.strip():
            raise DataError(f'{example.origin}: source and target must not be empty')
        prompt = template.encode(lm.tokenizer, example.source, lm.soft_start)
        target = lm.tokenizer(example.target, add_special_tokens=False)['input_ids']
        target = target + [lm.tokenizer.eos_token_id]
        if not prompt:
            raise DataError(f'{example.origin}: {example.source!r} has no tokens')
        if len(prompt) + len(target) > max_tokens:
            raise DataError(f'{example.origin}: {len(prompt) + len(target)} tokens, at most '
                            f'{max_tokens} are allowed')
        encoded.append(Encoded(prompt + target, len(target)))
    return encoded


def fingerprint(encoded: Sequence[Encoded]) -> str:
    """Hash examples with their order, so that a run is not resumed on other data."""
    return hashlib.sha256(repr([(row.ids, row.target_length) for row in encoded]).encode()
                          ).hexdigest()


def epoch_batches(encoded: Sequence[Encoded], batch_size: int, seed: int, epoch: int
                  ) -> list[list[Encoded]]:
    """
    Return all examples in batches: shuffled, similar lengths together, always the same way.

    Only neighbours in a shuffled pool are sorted, so that batches differ from epoch to epoch.
    """
    order = random.Random(f'{seed}/{epoch}')
    shuffled = list(encoded)
    order.shuffle(shuffled)
    batches = []
    for pool in _cut(shuffled, batch_size * POOL_BATCHES):
        batches.extend(_cut(sorted(pool, key=lambda row: len(row.ids)), batch_size))
    order.shuffle(batches)
    return batches


def sorted_batches(encoded: Sequence[Encoded], batch_size: int) -> list[list[Encoded]]:
    """Return all examples in batches from short to long."""
    return list(_cut(sorted(encoded, key=lambda row: len(row.ids)), batch_size))


def _cut(rows: Sequence[Encoded], size: int) -> Iterator[list[Encoded]]:
    for start in range(0, len(rows), size):
        yield list(rows[start:start + size])
