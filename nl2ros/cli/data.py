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

"""The commands that show what the models learn from."""

import json
from pathlib import Path
import random
from typing import Annotated, Optional

from nl2ros.cli.options import Data, labelled
import typer


def dataset(
        data: Annotated[Optional[Path], typer.Option(
            help='Folder of labelled files; default: the one that ships.')] = None,
        out: Annotated[Optional[Path], typer.Option(
            help='Folder for training.jsonl, development.jsonl and validation.jsonl.')] = None,
        variants: Annotated[int, typer.Option(
            help='How many variants of each sentence are made besides.')] = 1,
        seed: int = 0,
        samples: Annotated[int, typer.Option(help='How many sentences to show.')] = 10,
        as_json: Annotated[bool, typer.Option(
            '--json', help='Write counts and leaks as one JSON object.')] = False) -> None:
    """Build the data set of sentences and plans; shows counts, samples and leaks."""
    from nl2ros.resources import share_path
    from nl2ros.training.dataset import Dataset, leaks
    from rich.console import Console
    from rich.table import Table
    from tokenizers import Tokenizer
    built = Dataset.build(data or share_path('data'), variants, seed)
    found = leaks([*built.splits['training'], *built.splits['development']],
                  [item.sentence.text for item in built.splits['validation']])
    if out:
        built.write(out)
        typer.echo(f'written to {out}', err=as_json)
    counts = built.counts()
    if as_json:
        typer.echo(json.dumps({'counts': {name: dict(counter) for name, counter in counts.items()},
                               'sizes': {name: len(items) for name, items in built.splits.items()},
                               'leaks': dict(found)}, ensure_ascii=False))
        return
    table = Table('answered with', *counts)
    for key in sorted({key for counter in counts.values() for key in counter},
                      key=lambda key: (key in ('en', 'my'), key)):
        table.add_row(key, *(str(counter[key]) for counter in counts.values()))
    table.add_row('all', *map(str, map(len, built.splits.values())))
    console = Console()
    console.print(table)
    tokenizer = Tokenizer.from_file(str(share_path('models', 'base', 'tokenizer.json')))
    for language, (tokens, per_character, size) in built.lengths(tokenizer).items():
        typer.echo(f'{language}: {tokens:g} tokens a sentence, {per_character:.2f} tokens a '
                   f'character, {size:.1f} bytes a token (medians)')
    for example in random.Random(seed).sample(built.examples, min(samples, len(built.examples))):
        typer.echo(f'{example.origin.rpartition("/")[2]}:{example.source.rstrip()}\n'
                   f'   {example.target}')
    typer.echo(f'{len(found)} wordings of validation stand in training as well'
               + ''.join(f'\n  {text!r}: {origin}' for text, origin in found))


def train_stop(
        out: Annotated[Path, typer.Option(help='Folder for stop.safetensors.')],
        data: Data = None) -> None:
    """Train what makes the robot brake before a sentence is translated; measures it."""
    from nl2ros.language.stop_classifier import StopClassifier
    from nl2ros.resources import share_path
    from nl2ros.training.corpus import read_labelled
    from nl2ros.training.dataset import shipped_files
    from nl2ros.training.stop_training import measure, train_stop_classifier
    train_stop_classifier(labelled(data)).save(out)
    classifier = StopClassifier.load(out)  # in half precision, as it is used
    for path in shipped_files(share_path('data'))[1]:
        typer.echo(f'{path.stem}: {measure(classifier, list(read_labelled([path])))}')
