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
A line of a log as the explaining model reads it: what was said, without who said it and when.

Levels, times, and names of processes and nodes before a message are cut off by rules, so that the
model need not read them; the message is then cut into units as any sentence is.
"""

from dataclasses import dataclass, replace
import re

from nl2ros.language.sentence import Sentence

MAX_UNITS = 80  # what tells an error stands at its beginning

_DEBRIS = re.compile(r'\x1b\[[0-9;]*[A-Za-z]|%s')  # colours, and names never filled in
_LEVEL = r'(?:DEBUG|INFO|WARN|WARNING|ERROR|FATAL|CRITICAL|Err|Wrn|Msg|Dbg|GUI)'
_BEFORE = tuple(map(re.compile, (
    rf'(?:\d+\.\d+ )?\[{_LEVEL}\]:?\s*',
    rf'{_LEVEL}:\s*',
    r'\[\d+(?:\.\d+)?s?\]:?\s*',                              # [1700000000.123456789], [0.52s]
    r'\d{9,}(?:\.\d+)?(?:\s+\[\d+\]\s+\w+:)?\s*',             # also of Cyclone DDS, with domain
    r'\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d[.,]?\d*\s*',
    r'CMake (?:Error|Warning)(?: \(dev\))? at \S+:\d+\s+',
    r'\[\w+\.(?:cc|hh|cpp|hpp):\d+\]\s*',                     # where in the source, of Gazebo
)))
_PROCESS = re.compile(r'\[(?P<name>[\w.+-]+?)-\d+\]:?\s*')    # [controller_server-5], of launch
_NODE = re.compile(r'\[(?P<name>[\w.-]+)\]:\s*')
_TRACEBACK = 'Traceback (most recent call last)'
_EXCEPTION = re.compile(r'[A-Za-z_][\w.]*(?:Error|Exception|Interrupt|Exit|InvalidHandle)\b')
_TROUBLE = re.compile(r'error|warn|fail|fatal|exception|not|unable|invalid|died', re.IGNORECASE)


# What a name goes on with where the model has pointed at a part of it, by slot.
_NAME, _DOTTED = r'[\w/-]', r'[\w/.~-]'
_GOES_ON = {**dict.fromkeys(('file', 'path', 'module', 'library', 'parameter', 'executable'),
                            _DOTTED),
            **dict.fromkeys(('class', 'base', 'symbol'), r'[\w/:-]'),
            'uri': r'[\w/.:-]', 'address': r'[\w.-]'}
_NUMBER = r'[\d.-]'
_QUOTES = '\'"`‘’“” '


@dataclass(frozen=True)
class LogLine:
    """A message and the node or process that it came from, if the line says so."""

    message: Sentence
    node: str = ''

    @classmethod
    def of(cls, text: str) -> 'LogLine':
        """Read any text; of several lines the one that tells most, never failing."""
        rest, node = _DEBRIS.sub('', _telling_line(text)).strip(), ''
        has_node = False
        while rest:
            match = next(filter(None, (p.match(rest) for p in _BEFORE)), None)
            if not match and (match := _PROCESS.match(rest)):
                node = match['name']
            elif not match and not has_node and (match := _NODE.match(rest)):
                node, has_node = match['name'], True
            if not match or not rest[match.end():]:
                break
            rest = rest[match.end():]
        return cls(_shortened(Sentence.of(rest)), node)

    def name(self, piece: tuple[str, ...], slot: str) -> str:
        """
        Return a name as the line writes it: the whole of what a run of units is a part of.

        Where the run stands several times, it is taken where it is least a part.
        """
        text, spans = self.message.text, self.message.spans
        found = [_whole(text, spans[i][0], spans[i + len(piece) - 1][1], slot)
                 for i in self.message.find(piece)]
        return min(found, key=len)


def _whole(text: str, start: int, end: int, slot: str) -> str:
    """Return the text from start to end, extended to both sides as far as a name goes."""
    is_number = re.fullmatch(f'{_NUMBER}+', text[start:end])
    goes_on = re.compile(_NUMBER if is_number else _GOES_ON.get(slot, _NAME))
    while start and text[start] != '~' and text[start - 1:start + 1] != '//' and \
            goes_on.match(text[start - 1]):
        start -= 1
    while end < len(text) and goes_on.match(text[end]):
        end += 1
    return text[start:end].strip(_QUOTES).rstrip('.:') or text[start:end]


def _telling_line(text: str) -> str:
    """Return the exception of a traceback, else the first line that sounds like trouble."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) < 2:
        return text
    if _TRACEBACK in text:
        return next((x for x in reversed(lines) if _EXCEPTION.match(x.strip())), lines[-1])
    return next((line for line in lines if _TROUBLE.search(line)), lines[0])


def _shortened(sentence: Sentence) -> Sentence:
    """Write times as ``#`` and leave out what comes after the first units."""
    units, spans = [], []
    for i, (unit, span) in enumerate(zip(sentence.units, sentence.spans, strict=True)):
        if unit.isdigit() and len(unit) > 8:
            unit = '#'
        elif units[-1:] == ['#'] and (unit == '.' or unit.isdigit()) and \
                span[0] == sentence.spans[i - 1][1]:
            continue
        units.append(unit)
        spans.append(span)
    return replace(sentence, units=tuple(units[:MAX_UNITS]), spans=tuple(spans[:MAX_UNITS]))
