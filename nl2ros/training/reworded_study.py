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
The task ``reworded``: the plans of ``command`` in words that the base has never written them in.

Where pretraining has shown the form of plans, no prompt can show what it is able to teach. Here
actions and attributes have other names, which the base knows from sentences only: a prompt, or
changed weights, has to teach what to write. It is for studies; nothing that ships uses it.
"""

from dataclasses import replace
import re

from nl2ros.assistant.writer import Writer
from nl2ros.language.frozen_lm import FrozenLM
from nl2ros.language.grammar import PLANS
from nl2ros.language.plan_format import PointedPlan, read
from nl2ros.language.prompted import over
from nl2ros.language.sentence import Sentence, SEPARATOR
from nl2ros.language.soft_prompt import SoftPromptValue
from nl2ros.language.template import Template
from nl2ros.language.translator import Translator
from nl2ros.training.compare_task import CommandStudy
from nl2ros.training.evaluate import evaluate
from nl2ros.training.examples import Example

NEW_WORDS = {
    'move': 'drive', 'turn': 'swing', 'arc': 'loop', 'navigate': 'visit', 'wait': 'pause',
    'stop': 'halt', 'save': 'remember', 'report': 'tell', 'no': 'sorry', 'repeat': 'again',
    'distance': 'far', 'duration': 'long', 'speed': 'quick', 'pace': 'how', 'continuous': 'ever',
    'angle': 'round', 'radius': 'wide', 'diameter': 'across', 'place': 'there', 'x': 'east',
    'y': 'north', 'yaw': 'facing', 'name': 'called',
}
_OLD_WORDS = {new: old for old, new in NEW_WORDS.items()}
_OPENED = re.compile(r'(?<! )\( (\w+)')  # a parenthesis after a space is a piece of the sentence


def reword(text: str) -> str:
    """Write the text form of a plan, or the grammar of plans, in the new words."""
    return _OPENED.sub(lambda match: f'( {NEW_WORDS[match[1]]}', text)


def restore(text: str) -> str:
    """Undo ``reword``."""
    return _OPENED.sub(lambda match: f'( {_OLD_WORDS[match[1]]}', text)


class RewordedStudy(CommandStudy):
    """Sentences to plans in other words, measured on the validation files; see StudyTask."""

    words = '<s>reworded:'

    def examples(self, count: int | None, variants: int, seed: int) -> list[Example]:
        """Draw sentences, see StudyTask."""
        return _reworded(super().examples(count, variants, seed))

    def development(self, count: int) -> list[Example]:
        """Draw sentences that are not among the examples, see StudyTask."""
        return _reworded(super().development(count))

    def measure(self, lm: FrozenLM, soft: SoftPromptValue | None, template: Template,
                count: int | None) -> tuple[int, int]:
        """Translate by way of other words, see StudyTask."""
        return evaluate(_RewordedTranslator(lm, soft, template), self.held_out(count)).exact()


class _RewordedTranslator(Translator):
    """Translates as the product does, but for the signs that the model writes."""

    def __init__(self, lm: FrozenLM, soft: SoftPromptValue | None, template: Template) -> None:
        made = over(lm, soft)
        self._writer = Writer(made.engine, made.tokenizer, made.end, made.encoder(template))
        super().__init__(made.engine, made.tokenizer, made.end)
        self._grammar = self._writer.compiled(reword(PLANS))

    def point(self, sentence: Sentence, prompt: list[int]) -> tuple[PointedPlan, float]:
        """Return what the model writes about a sentence, and the probability it gave it."""
        answer = self._writer.answer(sentence.view + SEPARATOR, self._grammar, sentence.view)
        if not answer.is_complete:
            return PointedPlan(reason='ambiguous'), 0.0
        return read(restore(answer.text)), answer.probability


def _reworded(examples: list[Example]) -> list[Example]:
    return [replace(example, target=reword(example.target)) for example in examples]
