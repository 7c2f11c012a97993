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
The snippets of data/review/: Python with marks where something is wrong (README.md there).

A snippet is a whole text or the body of a function of some kind; ``# %% KIND`` begins one and
``#! RULE`` at the end of a line says what a reviewer should find there.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
import re

from nl2ros.errors import DataError
from nl2ros.training.corpus import read_lines

# What stands around the body of each kind is in review_variation.py.
KINDS = ('full', 'imports', 'main', 'func', 'init', 'method', 'timer', 'sub', 'service', 'action',
         'done', 'filler')
_MARK = re.compile(r'\s*#! ([\w ]+)$')
_CHOICE = re.compile(r'<<(.+?)>>')


@dataclass(frozen=True)
class Row:
    """A line of code and the rules it breaks; ``own`` is false for what was put around it."""

    code: str
    rules: tuple[str, ...] = ()
    own: bool = True


@dataclass(frozen=True)
class Snippet:
    """Rows of one kind; ``made`` are those that belong into ``__init__``."""

    kind: str
    words: tuple[str, ...]
    rows: tuple[Row, ...]
    made: tuple[Row, ...]
    origin: str = field(repr=False)  # a path, which differs from machine to machine

    @property
    def rules(self) -> set[str]:
        """Return every rule that is broken somewhere in it."""
        return {rule for row in self.rows + self.made for rule in row.rules}


def read_row(line: str, rules: Iterable[str]) -> Row:
    """Read a line with its mark; ValueError names an unknown rule."""
    mark = _MARK.search(line)
    found = tuple(mark[1].split()) if mark else ()
    if unknown := set(found) - set(rules):
        raise ValueError(f'unknown rule {sorted(unknown)[0]!r}')
    return Row(line[:mark.start()] if mark else line.rstrip(), found)


def read_snippets(paths: Iterable[Path], rules: Sequence[str]) -> list[Snippet]:
    """Read files of snippets; DataError names the first bad line of all."""
    snippets = []
    for path in paths:
        lines = read_lines(path)
        starts = [i for i, line in enumerate(lines) if line.startswith('# %%')]
        for start, end in zip(starts, starts[1:] + [len(lines)], strict=True):
            kind, *words = lines[start].removeprefix('# %%').split() or ['']
            if kind not in KINDS:
                raise DataError(f'{path}:{start + 1}: a kind is one of {KINDS}, not {kind!r}')
            rows, made = [], []
            for number in range(start + 1, end):
                line = lines[number]
                try:
                    into = made if line.startswith('@ ') else rows
                    into.append(read_row(line.removeprefix('@ '), rules))
                except ValueError as error:
                    raise DataError(f'{path}:{number + 1}: {error}') from error
            snippets.append(Snippet(kind, tuple(words), tuple(rows), tuple(made),
                                    f'{path}:{start + 1}'))
    return snippets


def choices_of(snippet: Snippet) -> set[str]:
    """Return the alternatives ``<<a|b>>`` that a snippet holds, as they are written."""
    return {found for row in snippet.rows + snippet.made for found in _CHOICE.findall(row.code)}


def choose(rows: Iterable[Row], chosen: dict[str, str]) -> tuple[Row, ...]:
    """Put the chosen alternative in place of each ``<<a|b>>``."""
    return tuple(Row(_CHOICE.sub(lambda found: chosen[found[1]], row.code), row.rules, row.own)
                 for row in rows)
