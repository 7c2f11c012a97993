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

"""The task ``review`` in a study: chunks to learn from, and held-out programs to measure on."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from nl2ros.assistant.review import Reviewer
from nl2ros.assistant.review_rules import CATALOGUE, read_rules
from nl2ros.assistant.writer import Writer
from nl2ros.language.frozen_lm import FrozenLM
from nl2ros.language.prompted import over
from nl2ros.language.soft_prompt import SoftPromptValue
from nl2ros.language.template import Template
from nl2ros.training.compare_task import DEVELOPMENT_SEED
from nl2ros.training.examples import draw, Example
from nl2ros.training.review_corpus import Snippet
from nl2ros.training.review_evaluate import evaluate_reviews
from nl2ros.training.review_task import held_out, review_examples, START_TEXT


class ReviewStudy:
    """Programs to findings, measured through the Reviewer; see StudyTask."""

    words = START_TEXT

    def __init__(self, folder: Path) -> None:
        """Take a folder as data/review is laid out."""
        self._folder = folder

    @cached_property
    def _programs(self) -> list[Snippet]:
        return held_out(self._folder)

    def examples(self, count: int | None, variants: int, seed: int) -> list[Example]:
        """Draw chunks: one of each snippet, and ``variants`` more; see StudyTask."""
        return review_examples(self._folder, 1 + variants, seed, count)

    def development(self, count: int | None) -> list[Example]:
        """Draw other chunks made of the same snippets, see StudyTask."""
        return review_examples(self._folder, 1, DEVELOPMENT_SEED, count=count)

    def held_out(self, count: int | None) -> Sequence[Snippet]:
        """Draw programs that were written by themselves, see StudyTask."""
        return draw(self._programs, count, seed=0)

    def measure(self, lm: FrozenLM, soft: SoftPromptValue | None, template: Template,
                count: int | None) -> tuple[int, int]:
        """Review, see StudyTask; right is a program of which exactly the defects are found."""
        made = over(lm, soft)
        writer = Writer(made.engine, made.tokenizer, made.end, made.encoder(template))
        reviewer = Reviewer(writer, read_rules(self._folder / CATALOGUE[-1]))
        score = evaluate_reviews(reviewer, self.held_out(count))
        return score.exact, score.programs
