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

"""The task ``command`` for the training loop: labelled sentences to what the model shall write."""

from collections.abc import Sequence
from pathlib import Path
import random

from nl2ros.language.plan_format import PointedPlan, write
from nl2ros.language.sentence import SEPARATOR
from nl2ros.training.corpus import Labelled
from nl2ros.training.examples import Example
from nl2ros.training.variation import Variation


def example_of(view: str, plan: PointedPlan, origin: str) -> Example:
    """Return the training example of one sentence in the model's view."""
    return Example(view + SEPARATOR, write(plan), origin)


def command_examples(labelled: Sequence[Labelled], phrases: Path, variants: int, seed: int = 0
                     ) -> list[Example]:
    """Return each sentence as it is, and ``variants`` times varied (see variation.py)."""
    variation = Variation(labelled, phrases, random.Random(seed))
    examples = [example_of(item.sentence.view, item.plan, item.origin) for item in labelled]
    for item, varied in zip(labelled, variation.items, strict=True):
        for _ in range(variants):
            variant = variation.draw(varied)
            examples.append(example_of(variant.view, variant.plan, item.origin))
    return examples


def split(labelled: Sequence[Labelled], every: int = 40) -> tuple[list[Labelled], list[Labelled]]:
    """Keep every n-th sentence out of training; returns (training, development)."""
    return ([item for i, item in enumerate(labelled) if i % every],
            list(labelled[::every]))


# What stood before this kind of text when the base was made: where a prompt starts from.
START_TEXT = '<s>lisp:'
