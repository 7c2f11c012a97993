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
Review rclpy code: a file in, findings with line, rule and advice out.

The model judges, chunk by chunk; code only cuts and numbers the source and leads each finding
back to the line it was written on. What the model is less sure of than a threshold is not said.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
import re
import warnings

from nl2ros.assistant.review_format import grammar_of, read
from nl2ros.assistant.review_rules import CATALOGUE, read_rules, Rule
from nl2ros.assistant.review_view import Chunk, cut
from nl2ros.assistant.writer import Writer
from nl2ros.errors import DataError
from nl2ros.language.constraint import Constraint
from nl2ros.language.sentence import SEPARATOR
from nl2ros.resources import share_path
from pydantic import BaseModel, ConfigDict, Field

TASK = 'review'  # what a soft prompt has to be trained for
DEFAULT_THRESHOLD = 0.0  # of confidence, below which a finding is kept to oneself
_LINE_END = re.compile('\r\n|\r|\n')  # as Python counts; splitlines() knows more


class Finding(BaseModel):
    """One defect; ``confidence`` is the probability of what was said about its line."""

    model_config = ConfigDict(frozen=True)

    line: int = Field(ge=1)
    rule: str
    title: str
    advice: str
    text: str  # the line as it stands in the file
    confidence: float = Field(ge=0, le=1)


class Reviewer:
    """Reviews one text at a time; not thread-safe, keep each in one thread."""

    def __init__(self, writer: Writer, rules: Mapping[str, Rule],
                 threshold: float = DEFAULT_THRESHOLD):
        """Use a writer whose soft prompt was trained on chunks, and the catalogue it knows."""
        self._writer, self._rules, self.threshold = writer, rules, threshold
        self._grammars: dict[int, Constraint] = {}  # by the number of lines of a chunk

    @classmethod
    def load(cls, models: Path, prompt: str = 'review', threshold: float = DEFAULT_THRESHOLD
             ) -> 'Reviewer':
        """
        Load ``models``/base with ``models``/prompts/``prompt``, and the catalogue that ships.

        :raises ModelError: a file is missing or damaged, or prompt and base do not fit.
        """
        writer = Writer.load(models, prompt, TASK)
        return cls(writer, read_rules(share_path(*CATALOGUE)), threshold)

    def review(self, source: str, name: str = '<text>') -> list[Finding]:
        """
        Return what is wrong in a text, in order of lines and each once.

        :raises DataError: it is not Python; the message begins with ``name`` and the line
        """
        found: dict[tuple[int, str], Finding] = {}
        lines = _LINE_END.split(source)
        for chunk in chunks_of(source, name):
            for finding in self._judge(chunk, lines):
                found.setdefault((finding.line, finding.rule), finding)
        return [found[key] for key in sorted(found)]

    def _judge(self, chunk: Chunk, lines: list[str]) -> Iterator[Finding]:
        for part in self._fitting(chunk):
            answer = self._writer.answer(part.view + SEPARATOR, self._grammar(len(part.lines)))
            for number, rule, sure in read(answer.parts) if answer.is_complete else ():
                line = part.lines[number - 1].number
                known = self._rules[rule]
                if sure >= self.threshold:
                    yield Finding(line=line, rule=rule, title=known.title, advice=known.advice,
                                  text=lines[line - 1].strip(), confidence=sure)

    def _grammar(self, lines: int) -> Constraint:
        if lines not in self._grammars:
            self._grammars[lines] = self._writer.compiled(grammar_of(lines, tuple(self._rules)))
        return self._grammars[lines]

    def _fitting(self, chunk: Chunk) -> Iterator[Chunk]:
        """Halve a chunk until it fits: letters that are no words take several tokens each."""
        if self._writer.fits(chunk.view):
            yield chunk
        elif len(chunk.lines) > 1:
            half = len(chunk.lines) // 2
            yield from self._fitting(replace(chunk, lines=chunk.lines[:half]))
            yield from self._fitting(replace(chunk, lines=chunk.lines[half:]))
        elif chunk.context:
            yield from self._fitting(replace(chunk, context=()))


def chunks_of(source: str, name: str = '<text>') -> list[Chunk]:
    """
    Cut a text of Python into what the model reads at once.

    :raises DataError: it is not Python; the message begins with ``name`` and the line
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter('ignore')  # of a compiler about somebody else's file
            return cut(source)
    except SyntaxError as error:
        raise DataError(f'{name}:{error.lineno or 1}: not Python: {error.msg}') from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise DataError(f'{name}:1: Python cannot read this: {error}') from error
