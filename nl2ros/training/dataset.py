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
The data set of the task ``command`` as plain files, its figures, and a check for leaks.

Sentences for validation are written independently; a leak is a wording that stands on both sides,
whatever the numbers in it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
import json
from pathlib import Path
import statistics

from nl2ros.language.messages import language_of
from nl2ros.language.plan_format import write
from nl2ros.language.sentence import units_of
from nl2ros.training.command_task import command_examples, split
from nl2ros.training.corpus import Labelled, read_labelled
from nl2ros.training.examples import Example
from tokenizers import Tokenizer

COMMONPLACE = 3  # words: "turn left", "over there" are nobody's wording


def shipped_files(folder: Path) -> tuple[list[Path], list[Path]]:
    """Return the labelled files to train on and those to validate on."""
    files = sorted(folder.glob('*.txt'))
    return ([file for file in files if 'validation' not in file.name],
            [file for file in files if 'validation' in file.name])


@dataclass(frozen=True)
class Dataset:
    """Sentences of the three splits; ``examples`` are those to train on with their variants."""

    splits: Mapping[str, Sequence[Labelled]]
    examples: Sequence[Example]

    @classmethod
    def build(cls, folder: Path, variants: int = 1, seed: int = 0) -> 'Dataset':
        """
        Read the labelled files of a folder and vary them; same seed, same data.

        :raises DataError: a line of a file cannot be read; names file and line.
        """
        labelled, validation = (list(read_labelled(files)) for files in shipped_files(folder))
        training, development = split(labelled)
        return cls({'training': training, 'development': development, 'validation': validation},
                   command_examples(training, folder / 'variation.yaml', variants, seed))

    def write(self, folder: Path) -> None:
        """
        Write training.jsonl (with variants), development.jsonl and validation.jsonl.

        Variants are made of what the model reads, so that training.jsonl holds its ``view``; the
        others hold the ``text`` as a person gave it.
        """
        folder.mkdir(parents=True, exist_ok=True)
        self._write(folder / 'training.jsonl', (
            {'view': e.source.strip(), 'plan': e.target, 'origin': e.origin}
            for e in self.examples))
        for name in ('development', 'validation'):
            self._write(folder / f'{name}.jsonl', (
                {'text': item.sentence.text, 'plan': write(item.plan), 'origin': item.origin}
                for item in self.splits[name]))

    @staticmethod
    def _write(path: Path, records: Iterable[dict]) -> None:
        with path.open('w', encoding='utf-8') as file:
            for record in records:
                file.write(json.dumps(record, ensure_ascii=False) + '\n')

    def counts(self) -> dict[str, Counter]:
        """Count the sentences of each split by language and by what they are answered with."""
        return {name: Counter(key for item in items for key in (
            language_of(item.sentence.text),
            item.plan.reason or item.plan.steps[0].action if len(item.plan.steps) < 2
            else 'several steps')) for name, items in self.splits.items()}

    def lengths(self, tokenizer: Tokenizer) -> dict[str, tuple[float, float, float]]:
        """Return per language: tokens a sentence, tokens a character, bytes a token (medians)."""
        figures: dict[str, list[tuple[float, float, float]]] = {}
        for item in self.splits['training']:
            tokens = len(tokenizer.encode(item.sentence.view).ids)
            text = item.sentence.text
            figures.setdefault(language_of(text), []).append(
                (tokens, tokens / len(text), len(text.encode()) / tokens))
        return {language: tuple(map(statistics.median, zip(*rows, strict=True)))
                for language, rows in figures.items()}


def wording(text: str) -> tuple[str, ...]:
    """Return the words of a text without its marks and numbers."""
    return tuple('0' if unit.isdigit() else unit for unit in units_of(text) if unit[0].isalnum())


def leaks(training: Iterable[Labelled], others: Iterable[str]) -> list[tuple[str, str]]:
    """Return (text, origin of the training sentence) of each wording that stands on both sides."""
    origins = {wording(item.sentence.text): item.origin for item in training}
    return [(text, origins[words]) for text in others
            if len(words := wording(text)) > COMMONPLACE and words in origins]
