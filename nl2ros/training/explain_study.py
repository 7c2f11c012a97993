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


"""The task ``explain`` in a study: lines to learn from, and held-out lines to measure on."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from nl2ros.assistant.explain import Explainer
from nl2ros.assistant.explain_families import Families
from nl2ros.assistant.writer import Writer
from nl2ros.language.frozen_lm import FrozenLM
from nl2ros.language.prompted import over
from nl2ros.language.soft_prompt import SoftPromptValue
from nl2ros.language.template import Template
from nl2ros.training.compare_task import DEVELOPMENT_SEED
from nl2ros.training.examples import draw, Example
from nl2ros.training.explain_evaluate import evaluate_explain, Gold, read_gold
from nl2ros.training.explain_task import explain_examples, START_TEXT


class ExplainStudy:
    """Lines of logs to explanations, measured through the Explainer; see StudyTask."""

    words = START_TEXT

    def __init__(self, folder: Path) -> None:
        """Take a folder as data/explain is laid out."""
        self._folder = folder

    @cached_property
    def _gold(self) -> list[Gold]:
        return read_gold(self._folder)

    def examples(self, count: int | None, variants: int, seed: int) -> list[Example]:
        """Draw lines: one of each wording, and ``variants`` more; see StudyTask."""
        return draw(explain_examples(self._folder, 1 + variants, seed), count, seed)

    def development(self, count: int | None) -> list[Example]:
        """Draw other lines in the wordings of the examples, see StudyTask."""
        return draw(explain_examples(self._folder, 1, DEVELOPMENT_SEED), count, seed=0)

    def held_out(self, count: int | None) -> Sequence[Gold]:
        """Draw lines in wordings of their own, see StudyTask."""
        return draw(self._gold, count, seed=0)

    def measure(self, lm: FrozenLM, soft: SoftPromptValue | None, template: Template,
                count: int | None) -> tuple[int, int]:
        """Explain, see StudyTask."""
        made = over(lm, soft)
        writer = Writer(made.engine, made.tokenizer, made.end, made.encoder(template))
        explainer = Explainer(writer, Families.load(self._folder))
        return evaluate_explain(explainer, self.held_out(count)).exact()
