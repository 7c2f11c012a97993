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
What the model writes about a chunk: a verdict for each line, `` 1 ok 2 timer ms 3 ok``.

Numbers are those of the chunk's lines and leave the model no choice; the words name a rule, or
several with ``and`` between, or say that the line is well. So the model has to look at every
line, and does not have to point. Words carry a space before them, as the units of the chunk do.
"""

from collections.abc import Iterable, Sequence
import json
import math
import re

OK = ' ok'
AND = ' and'
MOST_AT_ONCE = 2  # rules on one line

_LINE = re.compile(r' (\d+)((?: [a-z]+)+)')

Finding = tuple[int, str, float]  # line of the chunk, rule, how sure the model was of it


def write(lines: int, findings: Iterable[tuple[int, str]]) -> str:
    """Write a verdict for each of so many lines; findings are a line (from 1) and a rule."""
    rules: dict[int, list[str]] = {}
    for line, rule in findings:
        rules.setdefault(line, []).append(spoken(rule))
    return ''.join(f' {line}' + (AND.join(rules[line]) if line in rules else OK)
                   for line in range(1, lines + 1))


def read(parts: Sequence[tuple[str, float]]) -> list[Finding]:
    """
    Read the findings of a text that comes in parts, each with how sure the model was of it.

    :raises ValueError: the text is not well-formed
    """
    text = ''.join(part for part, _ in parts)
    findings, end = [], 0
    for number, match in enumerate(_LINE.finditer(text), 1):
        if match.start() != end or int(match[1]) != number:
            break
        end = match.end()
        if match[2] != OK:
            sure = math.prod(_within(parts, *match.span(2)))
            findings += [(number, rule.strip().replace(' ', '_'), sure)
                         for rule in match[2].split(AND)]
    if not text or end != len(text):
        raise ValueError(f'{text[end:]!r} is no verdict on a line')
    return list(dict.fromkeys(findings))


def _within(parts: Sequence[tuple[str, float]], start: int, end: int) -> Iterable[float]:
    """Yield the certainties of the parts that begin in a range of the text."""
    at = 0
    for part, sure in parts:
        if start <= at < end:
            yield sure
        at += len(part)


def grammar_of(lines: int, rules: Sequence[str]) -> str:
    """Return the Lark grammar (llguidance's dialect) for a chunk of so many lines."""
    numbers = ' '.join(f'{json.dumps(f" {line}")} verdict' for line in range(1, lines + 1))
    names = ' | '.join(json.dumps(spoken(rule)) for rule in rules)
    return (f'start: {numbers}\n'
            f'verdict: "{OK}" | rule ("{AND}" rule){{0,{MOST_AT_ONCE - 1}}}\nrule: {names}\n')


def spoken(rule: str) -> str:
    """Return a rule as words, a space before each."""
    return ' ' + rule.replace('_', ' ')
