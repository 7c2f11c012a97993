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
Explain a line of a log: an error in, its cause and what to do about it out.

The model names a family of errors and points at the names in the line; cause and fix are the
catalogue's. A line that no family fits, or that the model does not come to an end with, is
answered with ``unknown``: what is not known is not explained.
"""

from collections.abc import Mapping
from pathlib import Path

from nl2ros.assistant.explain_families import Families
from nl2ros.assistant.explain_format import grammar_of, Pointed, read, UNKNOWN
from nl2ros.assistant.explain_line import LogLine
from nl2ros.assistant.writer import Writer
from nl2ros.language.sentence import Sentence, SEPARATOR
from nl2ros.resources import share_path
from pydantic import BaseModel, ConfigDict, Field

CATALOGUE = ('data', 'explain')
TASK = 'explain'  # what a soft prompt has to be trained for
DEFAULT_THRESHOLD = 0.0  # of confidence, below which a line is unknown
_UNKNOWN_CAUSE = 'I do not know this line.'
_UNKNOWN_FIX = ('Look at the lines before it: the first error of a log mostly causes the others. '
                'Search for its constant words at https://robotics.stackexchange.com.')


class Explanation(BaseModel):
    """
    What a line means.

    ``slots`` holds names as the line writes them, ``node`` the node or process whose line it is
    (empty when the line does not say), ``source`` the package that writes such lines.
    ``confidence`` is the probability of family and slots together; of an unknown line, what
    remained for all families.
    """

    model_config = ConfigDict(frozen=True)

    family: str
    cause: str
    fix: str
    slots: Mapping[str, str] = Field(default_factory=dict)
    node: str = ''
    source: str = ''
    confidence: float = Field(ge=0, le=1)

    @property
    def is_known(self) -> bool:
        """Tell whether the line was recognised."""
        return self.family != UNKNOWN


class Explainer:
    """Explains one line at a time; not thread-safe, keep each in one thread."""

    def __init__(self, writer: Writer, families: Families,
                 threshold: float = DEFAULT_THRESHOLD):
        """Use a writer whose soft prompt was trained on lines, and the families it knows."""
        self._writer, self._families, self.threshold = writer, families, threshold
        self._grammar = writer.compiled(grammar_of(families.slots))

    @classmethod
    def load(cls, models: Path, prompt: str = 'explain',
             threshold: float = DEFAULT_THRESHOLD) -> 'Explainer':
        """
        Load ``models``/base with ``models``/prompts/``prompt``, and the catalogue that ships.

        :raises ModelError: a file is missing or damaged, or prompt and base do not fit.
        """
        writer = Writer.load(models, prompt, TASK)
        return cls(writer, Families.load(share_path(*CATALOGUE)), threshold)

    def explain(self, line: str) -> Explanation:
        """Return what a line means; of several lines, the one that tells most. Never raises."""
        read_line = LogLine.of(line)
        pointed, probability = self.point(read_line.message)
        if pointed.family == UNKNOWN:
            return _unknown(read_line.node, 1 - probability)
        said = {slot: read_line.name(piece, slot) for slot, piece in pointed.slots}
        cause, fix = self._families.explain(pointed.family, said)
        if probability < self.threshold:
            return _unknown(read_line.node, probability, guess=cause)
        return Explanation(
            family=pointed.family, cause=cause, fix=fix, slots=said, node=read_line.node,
            source=self._families.all[pointed.family].source, confidence=probability)

    def point(self, message: Sentence) -> tuple[Pointed, float]:
        """Return what the model writes about a message, and the probability it gave it."""
        view = message.view + SEPARATOR
        if not any(unit[0].isalnum() for unit in message.units) or not self._writer.fits(view):
            return Pointed(), 1.0
        answer = self._writer.answer(view, self._grammar, message.view)
        return (read(answer.text), answer.probability) if answer.is_complete else (Pointed(), 1.0)


def _unknown(node: str, confidence: float, guess: str = '') -> Explanation:
    cause = f'{_UNKNOWN_CAUSE} Perhaps: {guess}' if guess else _UNKNOWN_CAUSE
    return Explanation(family=UNKNOWN, cause=cause, fix=_UNKNOWN_FIX, node=node,
                       confidence=min(max(confidence, 0.0), 1.0))
