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

"""Train the classifier of what sounds like a stop, and measure it together with the stop guard."""

from collections.abc import Sequence
from dataclasses import dataclass

from nl2ros.language.stop_classifier import BUCKETS, features, StopClassifier
from nl2ros.language.stop_guard import is_stop, starts_with_stop
from nl2ros.training.corpus import Labelled
import torch
from torch.nn.functional import binary_cross_entropy_with_logits

EPOCHS, LEARNING_RATE = 150, 0.03
MISSED = 8.0  # a missed stop weighs as much as so many needless brakes
DECAY = 2e-5


def is_labelled_stop(item: Labelled) -> bool:
    """Tell whether stopping is the first thing that the sentence wants."""
    return bool(item.plan.steps) and item.plan.steps[0].action == 'stop'


def train_stop_classifier(labelled: Sequence[Labelled]) -> StopClassifier:
    """Fit a logistic regression with Adam on all sentences at once; it is the same each time."""
    buckets = [features(item.sentence.text) for item in labelled]
    flat = torch.tensor([bucket for row in buckets for bucket in row])
    offsets = torch.tensor([0, *map(len, buckets[:-1])]).cumsum(0)
    wanted = torch.tensor([float(is_labelled_stop(item)) for item in labelled])
    weights = torch.zeros(BUCKETS, 1, requires_grad=True)
    bias = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.Adam([weights, bias], lr=LEARNING_RATE)
    for _ in range(EPOCHS):
        odds = torch.nn.functional.embedding_bag(flat, weights, offsets, mode='sum')[:, 0] + bias
        loss = binary_cross_entropy_with_logits(
            odds, wanted, pos_weight=torch.tensor(MISSED)) + DECAY * (weights ** 2).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return StopClassifier(weights.detach()[:, 0].numpy(), bias.item())


@dataclass(frozen=True)
class StopScore:
    """How many stops brake at once, and what else does; texts of both kinds of mistake."""

    stops: int
    missed: Sequence[str]
    others: int
    needless: Sequence[str]
    swallowed: Sequence[str]

    def __str__(self) -> str:
        """Return the figures on one line."""
        return (f'{self.stops - len(self.missed)} of {self.stops} stops brake at once; of '
                f'{self.others} others {len(self.needless)} brake, and {len(self.swallowed)} are '
                'taken for a stop and not translated')


def measure(classifier: StopClassifier, labelled: Sequence[Labelled]) -> StopScore:
    """Measure guard and classifier together."""
    missed, needless, swallowed, stops = [], [], [], 0
    for item in labelled:
        text = item.sentence.text
        brakes = is_stop(text) or starts_with_stop(text) or classifier.is_like_stop(text)
        if is_labelled_stop(item):
            stops += 1
            missed += [] if brakes else [text]
        else:
            needless += [text] if brakes else []
            swallowed += [text] if is_stop(text) else []
    return StopScore(stops, missed, len(labelled) - stops, needless, swallowed)
