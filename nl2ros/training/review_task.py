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


"""The task ``review`` for training: chunks of varied programs to what is wrong in them."""

from collections.abc import Iterator
from pathlib import Path
import random

from nl2ros.assistant.review_format import write
from nl2ros.assistant.review_rules import CATALOGUE, read_rules
from nl2ros.resources import share_path
from nl2ros.training.review_corpus import read_snippets
from nl2ros.training.review_variation import ReviewVariation

SNIPPETS = ('data', 'review')


def training_files(folder: Path) -> list[Path]:
    """Return the files of snippets to train on, without those that are only measured on."""
    return [path for path in sorted(folder.glob('*.txt'))
            if not path.stem.endswith('validation')]


def variation_of(rng: random.Random) -> ReviewVariation:
    """Return a source of varied programs, made of the training snippets."""
    folder = share_path(*SNIPPETS)
    rules = list(read_rules(share_path(*CATALOGUE)))
    return ReviewVariation(read_snippets(training_files(folder), rules),
                           folder / 'names.yaml', rng)


def review_pairs(rng: random.Random) -> Iterator[tuple[str, str]]:
    """Yield source and target texts without end, for pretraining; a quarter without lines."""
    variation = variation_of(rng)
    while True:
        item = variation.draw()
        if rng.random() < 0.75:
            yield f'review:{item.chunk.view}\n', write(item.findings)
        else:
            rules = dict.fromkeys(rule for _, rule in item.findings)
            named = ''.join(f'( {rule.replace("_", " ")})' for rule in rules)
            yield f'rules:{item.chunk.view}\n', named or '( fine)'
