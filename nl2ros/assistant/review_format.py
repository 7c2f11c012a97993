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
What the model writes about a chunk: ``( 7 blocking sleep)( 9 int in float)`` or ``( fine)``.

A number is a line of the chunk, the words name a rule. Words carry a space before them,
as the units of the chunk do.
"""

from collections.abc import Iterable, Sequence
import json
import re

FINE = '( fine)'
MAX_FINDINGS = 8

_FINDING = re.compile(r'\( (\d+) ([\w ]+)\)')


def write(findings: Iterable[tuple[int, str]]) -> str:
    """Write findings, each a line of the chunk (from 1) and the name of a rule."""
    return ''.join(f'( {line} {_words(rule)})' for line, rule in findings) or FINE


def read(text: str) -> list[tuple[int, str]]:
    """
    Read what ``write`` wrote, in order of lines and each once.

    :raises ValueError: the text is not well-formed
    """
    found = _FINDING.findall(text)
    if text != FINE and (not found or ''.join(f'( {n} {r})' for n, r in found) != text):
        raise ValueError(f'{text!r} does not say what was found')
    return sorted({(int(line), rule.replace(' ', '_')) for line, rule in found})


def grammar_of(lines: int, rules: Sequence[str]) -> str:
    """Return the Lark grammar (llguidance's dialect) for a chunk of so many lines."""
    # with the parenthesis: a lexeme that begins another one would not be left in time
    heads = ' | '.join(json.dumps(f'( {number}') for number in range(1, lines + 1))
    names = ' | '.join(json.dumps(f' {_words(rule)}') for rule in rules)
    return (f'start: "{FINE}" | finding{{1,{MAX_FINDINGS}}}\n'
            f'finding: head rule ")"\nhead: {heads}\nrule: {names}\n')


def _words(rule: str) -> str:
    return rule.replace('_', ' ')
