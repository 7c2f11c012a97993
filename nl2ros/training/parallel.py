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

"""Evaluation on all cores: every process has a translator and takes its share of sentences."""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path

from nl2ros.language.translator import Translator
from nl2ros.training.evaluate import evaluate, Gold, Outcome, Score


def evaluate_in_parallel(models: Path, prompt: str, golds: Sequence[Gold],
                         processes: int) -> Score:
    """
    Evaluate as ``evaluate`` does, the outcomes in the same order.

    Sentences are dealt out like cards, so that all processes get short and long ones; one process
    is this one. A script that wants more needs the usual ``if __name__ == '__main__'``.

    :raises ModelError: a file is missing or damaged, or prompt and base do not fit
    """
    if processes == 1:
        return evaluate(Translator.load(models, prompt), golds)
    hands = [golds[first::processes] for first in range(processes)]
    # Not forked: a copy of a process whose libraries have threads may hang.
    with ProcessPoolExecutor(processes, get_context('spawn')) as pool:
        played = list(pool.map(_outcomes, repeat(models), repeat(prompt), hands))
    return Score([played[number % processes][number // processes]
                  for number in range(len(golds))])


def _outcomes(models: Path, prompt: str, golds: Sequence[Gold]) -> list[Outcome]:
    return evaluate(Translator.load(models, prompt), golds).outcomes
