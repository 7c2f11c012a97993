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
The tasks that soft prompts are trained for over one base, side by side.

A task is a StudyTask (its words, its examples, what is held out) and a way to measure a stored
prompt as it is used. What uses tasks takes one from ``tasks`` by name and asks no further.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nl2ros.training.compare_task import StudyTask


@dataclass(frozen=True)
class Task:
    """
    What is taught, and how well it is done.

    ``summary(models, prompt, mistakes)`` measures ``models``/prompts/``prompt`` on everything held
    out and returns the figures as lines of text, with so many of the worst mistakes.
    """

    study: 'StudyTask'
    summary: Callable[[Path, str, int], str]


def tasks(data: Path) -> dict[str, Task]:
    """Return all tasks by name, over a folder laid out as data/ is; nothing is read yet."""
    from nl2ros.training.compare_task import CommandStudy
    from nl2ros.training.explain_study import ExplainStudy
    from nl2ros.training.review_study import ReviewStudy
    return {
        'command': Task(CommandStudy(data), _command_summary(data)),
        'explain': Task(ExplainStudy(data / 'explain'), _explain_summary(data / 'explain')),
        'review': Task(ReviewStudy(data / 'review'), _review_summary(data / 'review')),
    }


def pretraining_sources() -> dict[str, tuple[Callable[[random.Random], Iterator], float]]:
    """Return what a base learns besides commands: endless examples of a task, and their share."""
    from nl2ros.training.explain_task import explain_pairs
    from nl2ros.training.review_task import review_pairs
    return {'explain': (explain_pairs, 0.09), 'review': (review_pairs, 0.07)}


def _command_summary(data: Path) -> Callable[[Path, str, int], str]:
    def measure(models: Path, prompt: str, mistakes: int) -> str:
        from nl2ros.language.translator import Translator
        from nl2ros.training.evaluate import evaluate, read_gold, summary
        golds = read_gold(sorted(data.glob('*_validation*.txt')))
        return summary(evaluate(Translator.load(models, prompt), golds), mistakes)
    return measure


def _explain_summary(folder: Path) -> Callable[[Path, str, int], str]:
    def measure(models: Path, prompt: str, mistakes: int) -> str:
        from nl2ros.assistant.explain import Explainer
        from nl2ros.training.explain_evaluate import evaluate_explain, read_gold, summary
        explainer = Explainer.load(models, prompt)
        return summary(evaluate_explain(explainer, read_gold(folder)), mistakes)
    return measure


def _review_summary(folder: Path) -> Callable[[Path, str, int], str]:
    def measure(models: Path, prompt: str, mistakes: int) -> str:
        from nl2ros.assistant.review import Reviewer
        from nl2ros.training.review_evaluate import evaluate_reviews, summary
        from nl2ros.training.review_task import held_out
        reviewer = Reviewer.load(models, prompt)
        return summary(evaluate_reviews(reviewer, held_out(folder)), mistakes)
    return measure
