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
Text to plan: the one door of the language room.

A sentence is cut into units; the frozen model with its soft prompt writes a plan that points into
it, within a grammar made for this sentence; code turns pieces into quantities and checks every
claim against the sentence. Whatever goes wrong on the way becomes a rejected plan: no text,
however strange, raises.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from llguidance import LLTokenizer
from nl2ros.errors import ModelError, PlanError, QuantityError
from nl2ros.language.constraint import Constraint
from nl2ros.language.decoding import Engine, write
from nl2ros.language.grammar import PLANS
from nl2ros.language.grounding import ungrounded
from nl2ros.language.messages import language_of, message
from nl2ros.language.plan_format import PointedPlan, read
from nl2ros.language.prompted import Encode, load, Prompted, read_prompt
from nl2ros.language.resolve import resolve
from nl2ros.language.sentence import MAX_CHARACTERS, Sentence, SEPARATOR
from nl2ros.language.zawgyi import is_zawgyi
from nl2ros.plan import Plan
from nl2ros.plan_text import in_one_line
from pydantic import ValidationError
from tokenizers import Tokenizer

if TYPE_CHECKING:
    from nl2ros.language.soft_prompt import SoftPrompt

TASK = 'command'  # what a soft prompt has to be trained for to write plans
MAX_TOKENS = 500  # letters that are no words take several tokens each; more is no command
DEFAULT_THRESHOLD = 0.3  # of confidence; chosen on validation sentences, see docs/language.md


class Translator:
    """
    Translates one sentence at a time; not thread-safe, keep each in one thread.

    It knows neither the robot nor its places: an unknown place is found out by who drives there.
    """

    def __init__(self, engine: Engine, tokenizer: Tokenizer, end: int,
                 threshold: float = DEFAULT_THRESHOLD, encode: Encode | None = None):
        """
        Use an engine whose soft prompt was trained on views of sentences.

        ``encode`` places a text among soft tokens; without it the text stands alone.
        """
        self.threshold = threshold
        self._engine, self._tokenizer, self._end = engine, tokenizer, end
        self._encode = encode or (lambda text: tokenizer.encode(text).ids)
        self._loaded: Prompted | None = None
        self._constraint = Constraint(
            LLTokenizer(tokenizer.to_str(), eos_token=end, slices=[]), PLANS)

    @classmethod
    def load(cls, models: Path, prompt: str = 'command',
             threshold: float = DEFAULT_THRESHOLD) -> 'Translator':
        """
        Load ``models``/base with ``models``/prompts/``prompt``.

        :raises ModelError: a file is missing or damaged, or prompt, base and graph do not fit.
        """
        prompts = models / 'prompts'
        soft = read_prompt(prompts / prompt, TASK)
        loaded = load(models / 'base', soft)
        translator = cls(loaded.engine, loaded.tokenizer, loaded.end, threshold=threshold,
                         encode=loaded.encoder(soft.value.template))
        translator._loaded, translator._prompts = loaded, prompts
        return translator

    def read_prompt(self, prompt: str) -> 'SoftPrompt':
        """
        Read another prompt for the same base, by name or by folder; nothing changes yet.

        Touches no state: unlike the rest, this may be called from any thread at any time.

        :raises ModelError: it is missing or damaged, for another base, or for another task.
        """
        if self._loaded is None:
            raise ModelError(f'prompt {prompt!r}: this translator was made without prompts')
        soft = read_prompt(self._prompts / Path(prompt).expanduser(), TASK)
        soft.check_fits(self._loaded.base)
        self._engine.check(soft.value)
        return soft

    def use_prompt(self, soft: 'SoftPrompt') -> None:
        """Write all plans from now on with a prompt that ``read_prompt`` gave."""
        self._engine.use(soft.value)
        self._encode = self._loaded.encoder(soft.value.template)

    def translate(self, text: str) -> Plan:
        """Return the plan of a sentence, or a rejected plan that says why not."""
        if len(text) > MAX_CHARACTERS:
            return self._reject(text[:MAX_CHARACTERS], 'ambiguous', 'too_long',
                                limit=MAX_CHARACTERS)
        sentence = Sentence.of(text)
        if not any(unit[0].isalnum() for unit in sentence.units):
            return self._reject(text, 'ambiguous', 'empty')
        if is_zawgyi(sentence.text):
            return self._reject(text, 'ambiguous', 'zawgyi')
        prompt = self.prompt_of(sentence)
        if len(prompt) > MAX_TOKENS:
            return self._reject(text, 'ambiguous', 'too_long', limit=MAX_CHARACTERS)
        pointed, confidence = self.point(sentence, prompt)
        return self.plan_of(sentence, pointed, confidence)

    def prompt_of(self, sentence: Sentence) -> list[int]:
        """Return the token ids that the model reads before it writes."""
        return self._encode(sentence.view + SEPARATOR)

    def point(self, sentence: Sentence, prompt: list[int]
              ) -> tuple[PointedPlan, float]:
        """Return what the model writes about a sentence, and the probability it gave it."""
        decoded = write(self._engine, prompt, self._constraint, self._end, sentence.view)
        if not decoded.is_complete:
            return PointedPlan(reason='ambiguous'), 0.0
        return read(self._tokenizer.decode(decoded.tokens)), decoded.probability

    def plan_of(self, sentence: Sentence, pointed: PointedPlan, confidence: float) -> Plan:
        """Check what the model wrote and turn it into a plan in SI units."""
        text = sentence.text
        if pointed.reason:
            return self._reject(text, pointed.reason, pointed.reason, confidence)
        try:
            if claim := ungrounded(pointed, sentence):
                return self._reject(text, 'ambiguous', 'ungrounded', confidence, claim=claim)
            steps, repeat = resolve(pointed, sentence)
            plan = Plan(text=text, confidence=confidence, steps=steps, repeat=repeat)
        except QuantityError as error:
            return self._reject(text, 'ambiguous', 'quantity', confidence, error=error)
        except (ValidationError, PlanError):
            return self._reject(text, 'unsafe', 'limits', confidence)
        if confidence < self.threshold:
            return self._reject(text, 'low_confidence', 'did_you_mean', confidence,
                                guess=in_one_line(plan))
        return plan

    @staticmethod
    def _reject(text: str, reason: str, key: str, confidence: float | None = None,
                **values) -> Plan:
        return Plan.rejected(text, reason, message(key, language_of(text), **values), confidence)
