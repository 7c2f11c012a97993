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

from collections.abc import Callable
from dataclasses import dataclass
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
from nl2ros.language.resolve import resolve
from nl2ros.language.sentence import MAX_CHARACTERS, Sentence
from nl2ros.language.zawgyi import is_zawgyi
from nl2ros.plan import Plan
from nl2ros.plan_text import describe_step
from pydantic import ValidationError
from tokenizers import Tokenizer

if TYPE_CHECKING:
    from nl2ros.language.identity import BaseIdentity
    from nl2ros.language.soft_prompt import SoftPrompt
    from nl2ros.language.template import Template

TASK = 'command'  # what a soft prompt has to be trained for to write plans
MAX_TOKENS = 500  # letters that are no words take several tokens each; more is no command
DEFAULT_THRESHOLD = 0.3  # of confidence; chosen on validation sentences, see docs/language.md


@dataclass(frozen=True)
class _Shelf:
    """Where the prompts of a base lie, and how a text is placed among the tokens of one."""

    folder: Path
    base: 'BaseIdentity'
    encoder: Callable[['Template'], Callable[[str], list[int]]]


class Translator:
    """
    Translates one sentence at a time; not thread-safe, keep each in one thread.

    It knows neither the robot nor its places: an unknown place is found out by who drives there.
    """

    def __init__(self, engine: Engine, tokenizer: Tokenizer, end: int, begin: int | None = None,
                 threshold: float = DEFAULT_THRESHOLD,
                 encode: Callable[[str], list[int]] | None = None):
        """
        Use an engine whose soft prompt was trained on views of sentences.

        ``encode`` places a text among soft tokens; without it the text stands alone, after the
        token ``begin`` where the prompt wants one.
        """
        self.threshold = threshold
        self._engine, self._tokenizer, self._end = engine, tokenizer, end
        first = [] if begin is None else [begin]
        self._encode = encode or (lambda text: first + tokenizer.encode(text).ids)
        self._shelf: _Shelf | None = None
        self._constraint = Constraint(
            LLTokenizer(tokenizer.to_str(), eos_token=end, slices=[]), PLANS)

    @classmethod
    def load(cls, models: Path, prompt: str = 'command',
             threshold: float = DEFAULT_THRESHOLD) -> 'Translator':
        """
        Load ``models``/base with ``models``/prompts/``prompt``.

        The exported graph of the base is used where there is one (``nl2ros export``), which needs
        neither torch nor transformers; other bases, and prompts of embeddings, run on torch.

        :raises ModelError: a file is missing or damaged, or prompt, base and graph do not fit.
        """
        from nl2ros.language.onnx_engine import GRAPH_FILE, OnnxEngine
        from nl2ros.language.soft_prompt import KeyValuePrefix
        base, prompts = models / 'base', models / 'prompts'
        soft = _read_prompt(prompts / prompt)
        if (base / GRAPH_FILE).is_file() and isinstance(soft.value, KeyValuePrefix):
            engine = OnnxEngine.load(base, soft)
            tokenizer = Tokenizer.from_file(str(base / 'tokenizer.json'))
            record = engine.record

            def encoder(template: 'Template') -> Callable[[str], list[int]]:
                first = [record.begin] if template.bos and record.begin is not None else []
                return lambda text: first + tokenizer.encode(text).ids
            shelf, end = _Shelf(prompts, record.base, encoder), record.end
        else:
            from nl2ros.language.frozen_lm import FrozenLM
            from nl2ros.language.torch_engine import TorchEngine
            lm = FrozenLM.load(base)
            soft.check_fits(lm.identity)
            engine, tokenizer = TorchEngine(lm, soft.value), lm.tokenizer.backend_tokenizer

            def encoder(template: 'Template') -> Callable[[str], list[int]]:
                return lambda text: template.encode(lm.tokenizer, text, lm.soft_start)
            shelf, end = _Shelf(prompts, lm.identity, encoder), lm.tokenizer.eos_token_id
        translator = cls(engine, tokenizer, end, threshold=threshold,
                         encode=encoder(soft.value.template))
        translator._shelf = shelf
        return translator

    def read_prompt(self, prompt: str) -> 'SoftPrompt':
        """
        Read another prompt for the same base, by name or by folder; nothing changes yet.

        Touches no state: unlike the rest, this may be called from any thread at any time.

        :raises ModelError: it is missing or damaged, for another base, or for another task.
        """
        if self._shelf is None:
            raise ModelError(f'prompt {prompt!r}: this translator was made without prompts')
        soft = _read_prompt(self._shelf.folder / Path(prompt).expanduser())
        soft.check_fits(self._shelf.base)
        self._engine.check(soft.value)
        return soft

    def use_prompt(self, soft: 'SoftPrompt') -> None:
        """Write all plans from now on with a prompt that ``read_prompt`` gave."""
        self._engine.use(soft.value)
        self._encode = self._shelf.encoder(soft.value.template)

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
        return self._encode(sentence.view + '\n')

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
            guess = ', '.join(map(describe_step, steps))
            return self._reject(text, 'low_confidence', 'did_you_mean', confidence, guess=guess)
        return plan

    @staticmethod
    def _reject(text: str, reason: str, key: str, confidence: float | None = None,
                **values) -> Plan:
        return Plan.rejected(text, reason, message(key, language_of(text), **values), confidence)


def _read_prompt(folder: Path) -> 'SoftPrompt':
    from nl2ros.language.soft_prompt import SoftPrompt
    if not folder.is_dir():
        known = sorted(path.name for path in folder.parent.glob('*/') if path.is_dir())
        raise ModelError(f'there is no prompt {folder}; expected a folder, or one of: '
                         + (', '.join(known) or 'none there'))
    soft = SoftPrompt.load(folder)
    if (task := soft.about.get('task', TASK)) != TASK:
        raise ModelError(f'{folder} was trained for the task {task!r}, expected {TASK!r}')
    return soft
