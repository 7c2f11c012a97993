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
The task ``review``: chunks of programs to what is wrong in them.

Programs are drawn without end from the snippets of data/review/; the held-out programs
(``*validation.txt``) are read by ``held_out`` alone. Sound programs are this package's own code
as it once stood: held to these rules, so without findings.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
import random

from nl2ros.assistant.review_format import AND, OK, spoken, write
from nl2ros.assistant.review_rules import CATALOGUE, read_rules
from nl2ros.language.sentence import SEPARATOR
from nl2ros.resources import share_path
from nl2ros.training.examples import Example
from nl2ros.training.review_corpus import read_snippets, Snippet
from nl2ros.training.review_variation import Reviewed, ReviewVariation, SOUND_SHARE

START_TEXT = '<s>review:'  # what stood before such chunks when the base was made
_HELD_OUT = '*validation.txt'
SOUND = 'sound.txt'


def variation_of(folder: Path, rng: random.Random) -> ReviewVariation:
    """Return a source of varied programs, made of the training snippets of a folder."""
    sound = folder / SOUND
    paths = set(folder.glob('*.txt')) - set(folder.glob(_HELD_OUT)) - {sound}
    return ReviewVariation(_read(folder, paths), _read(folder, [sound]), folder / 'names.yaml',
                           rng)


def held_out(folder: Path) -> list[Snippet]:
    """Return the whole programs that are only measured on."""
    return _read(folder, folder.glob(_HELD_OUT))


def _read(folder: Path, paths: Iterable[Path]) -> list[Snippet]:
    return read_snippets(sorted(paths), list(read_rules(folder / CATALOGUE[-1])))


def review_pairs(rng: random.Random) -> Iterator[tuple[str, str]]:
    """Yield source and target texts without end, for pretraining; a quarter without lines."""
    variation = variation_of(share_path(*CATALOGUE[:-1]), rng)
    while True:
        item = variation.draw()
        if rng.random() < 0.75:
            yield f'review:{item.chunk.view}{SEPARATOR}', _verdicts(item)
        else:
            rules = dict.fromkeys(rule for _, rule in item.findings)
            yield f'rules:{item.chunk.view}{SEPARATOR}', AND.join(map(spoken, rules)) or OK


def review_examples(folder: Path, variants: int, seed: int = 0, count: int | None = None
                    ) -> list[Example]:
    """Return a chunk of each snippet and variant (``count`` of them), some of sound programs."""
    rng = random.Random(seed)
    variation = variation_of(folder, rng)
    snippets = variation.snippets * variants
    snippets = rng.sample(snippets, min(count or len(snippets), len(snippets)))
    sound = round(SOUND_SHARE * len(snippets))
    return [_example(variation.about(snippet), snippet.origin) for snippet in snippets[sound:]] \
        + [_example(variation.sound(), SOUND) for _ in range(sound)]


def _verdicts(item: Reviewed) -> str:
    return write(len(item.chunk.lines), item.findings)


def _example(item: Reviewed, origin: str) -> Example:
    return Example(f'{item.chunk.view}{SEPARATOR}', _verdicts(item), origin)
