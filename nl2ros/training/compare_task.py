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

"""What a study needs to know of a task: its data, its hard prompt, and when an answer is right."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Protocol

from nl2ros.language.frozen_lm import FrozenLM
from nl2ros.language.prompted import over
from nl2ros.language.soft_prompt import SoftPromptValue
from nl2ros.language.template import Template
from nl2ros.language.translator import Translator
from nl2ros.training.command_task import command_examples, example_of, split, START_TEXT
from nl2ros.training.corpus import Labelled, read_labelled
from nl2ros.training.dataset import shipped_files
from nl2ros.training.evaluate import evaluate, Gold, read_gold
from nl2ros.training.examples import draw, Example

DEVELOPMENT_SEED = 2**31  # of examples drawn without end; the seed of a run is smaller


class StudyTask(Protocol):
    """The data of a task; the same arguments always give the same."""

    words: str  # the task's hard prompt

    def examples(self, count: int | None, variants: int, seed: int) -> list[Example]:
        """
        Draw ``count`` examples to learn from (None: all).

        Of commands there are ``variants`` of each besides; of lines and chunks there are exactly
        ``count``, drawn from all with their variants.
        """

    def development(self, count: int) -> list[Example]:
        """Return examples to choose the best step by."""

    def held_out(self, count: int | None) -> Sequence[object]:
        """Return what is measured on; their repr tells them apart."""

    def measure(self, lm: FrozenLM, soft: SoftPromptValue | None, template: Template,
                count: int | None) -> tuple[int, int]:
        """Return how many held-out inputs are answered exactly right, and of how many."""


class CommandStudy:
    """Sentences to plans, measured through the Translator on the validation files."""

    words = START_TEXT

    def __init__(self, data: Path) -> None:
        """Take the labelled files of a folder as data/ is laid out."""
        self._data = data

    @cached_property
    def _labelled(self) -> tuple[list[Labelled], list[Labelled]]:
        return split(list(read_labelled(shipped_files(self._data)[0])))

    @cached_property
    def _gold(self) -> list[Gold]:
        return list(read_gold(shipped_files(self._data)[1]))

    def examples(self, count: int | None, variants: int, seed: int) -> list[Example]:
        """Draw sentences, see StudyTask."""
        labelled = draw(self._labelled[0], count, seed)
        return command_examples(labelled, self._data / 'variation.yaml', variants, seed)

    def development(self, count: int) -> list[Example]:
        """Draw sentences that are not among the examples, see StudyTask."""
        return [example_of(item.sentence.view, item.plan, item.origin)
                for item in draw(self._labelled[1], count, seed=0)]

    def held_out(self, count: int | None) -> Sequence[Gold]:
        """Draw validation sentences, see StudyTask."""
        return draw(self._gold, count, seed=0)

    def measure(self, lm: FrozenLM, soft: SoftPromptValue | None, template: Template,
                count: int | None) -> tuple[int, int]:
        """Translate, see StudyTask."""
        made = over(lm, soft)
        translator = Translator(made.engine, made.tokenizer, made.end,
                                encode=made.encoder(template))
        return evaluate(translator, self.held_out(count)).exact()
