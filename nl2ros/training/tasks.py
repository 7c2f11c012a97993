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
The tasks that soft prompts are trained for over one base, side by side, and one for studies only.

A task is a StudyTask: its words, its examples, and what is held out. What uses tasks takes one
from ``tasks`` by name. How well a stored prompt does its task where it is used is measured for
commands by evaluate.py, for the others by ``summary``.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nl2ros.training.compare_task import StudyTask


def tasks(data: Path) -> dict[str, 'StudyTask']:
    """Return all tasks by name, over a folder laid out as data/ is; nothing is read yet."""
    from nl2ros.training.compare_task import CommandStudy
    from nl2ros.training.explain_study import ExplainStudy
    from nl2ros.training.review_study import ReviewStudy
    from nl2ros.training.reworded_study import RewordedStudy
    return {'command': CommandStudy(data), 'explain': ExplainStudy(data / 'explain'),
            'review': ReviewStudy(data / 'review'), 'reworded': RewordedStudy(data)}


def pretraining_sources() -> dict[str, tuple[Callable[[random.Random], Iterator], float]]:
    """Return what a base learns besides commands: endless examples of a task, and their share."""
    from nl2ros.training.explain_task import explain_pairs
    from nl2ros.training.review_task import review_pairs
    return {'explain': (explain_pairs, 0.11), 'review': (review_pairs, 0.09)}


def summary(task: str, data: Path, models: Path, prompt: str, mistakes: int = 0) -> str:
    """
    Measure ``models``/prompts/``prompt`` on everything held out of 'explain' or 'review'.

    Returns the figures as lines of text, with so many of the worst mistakes.
    """
    measure = {'explain': _explain_summary, 'review': _review_summary}[task]
    return measure(data / task, models, prompt, mistakes)


def _explain_summary(folder: Path, models: Path, prompt: str, mistakes: int) -> str:
    from nl2ros.assistant.explain import Explainer
    from nl2ros.training import explain_evaluate
    explainer = Explainer.load(models, prompt)
    score = explain_evaluate.evaluate_explain(explainer, explain_evaluate.read_gold(folder))
    return explain_evaluate.summary(score, mistakes)


def _review_summary(folder: Path, models: Path, prompt: str, mistakes: int) -> str:
    from nl2ros.assistant.review import Reviewer
    from nl2ros.training import review_evaluate
    from nl2ros.training.review_task import held_out
    reviewer = Reviewer.load(models, prompt)
    score = review_evaluate.evaluate_reviews(reviewer, held_out(folder))
    return review_evaluate.summary(score, mistakes)
