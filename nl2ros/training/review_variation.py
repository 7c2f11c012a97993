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
Endless programs from the snippets of data/review/: joined, wrapped, with other names and numbers.

Rows of text are put together first, so that marks stay with their lines; names and numbers are
exchanged in the syntax tree, which keeps line numbers. Everything is drawn from one
``random.Random``: same seed, same programs.
"""

import ast
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
import random
import re

from nl2ros.assistant.review_view import Chunk, cut
from nl2ros.resources import read_yaml
from nl2ros.training.review_corpus import choices_of, choose, Row, Snippet
from nl2ros.training.review_names import Renaming

_IMPORTS = (
    'import rclpy', 'from rclpy.node import Node', 'from geometry_msgs.msg import Twist',
    'import math', 'import time', 'from std_msgs.msg import String',
    'from sensor_msgs.msg import LaserScan', 'from nav_msgs.msg import Odometry',
    'from geometry_msgs.msg import PoseStamped', 'from std_srvs.srv import Trigger',
    'from rclpy.action import ActionClient', 'from rclpy.duration import Duration',
    'from rclpy.qos import qos_profile_sensor_data', 'import sys', 'import threading')
SOUND_SHARE = 0.06  # of chunks that are of sound programs
_SENSORS = ('LaserScan', 'Image', 'Imu', 'PointCloud2', 'Range')
_BODIES = {'timer': 'self', 'sub': 'self, msg', 'service': 'self, request, response',
           'action': 'self, goal_handle', 'done': 'self, future', 'method': 'self'}
_WHOLE = ('full', 'imports', 'main', 'func')
_LAST = {'service_no_return', 'goal_not_finished', 'missing_shutdown'}  # marked where a body ends


@dataclass(frozen=True)
class Reviewed:
    """A chunk of a program and what is to be found: (line of the chunk, rule), in order."""

    chunk: Chunk
    findings: tuple[tuple[int, str], ...]


class ReviewVariation:
    """Draws programs made of snippets, and ``sound`` ones as they are."""

    def __init__(self, snippets: Sequence[Snippet], sound: Sequence[Snippet], names: Path,
                 rng: random.Random):
        self.rng, self.sound_programs = rng, sound
        self.names = read_yaml(names)
        self.fillers = [s for s in snippets if s.kind == 'filler']
        self.snippets = [s for s in snippets if s.kind != 'filler']
        self.by_rule: dict[str, list[Snippet]] = defaultdict(list)
        for snippet in self.snippets:
            for rule in sorted(snippet.rules):
                self.by_rule[rule].append(snippet)
        self.clean = [s for s in self.snippets if not s.rules]
        self.mains = [s for s in self.clean if s.kind == 'main' and 'Robot()' in _text(s.rows)]
        self.parts = [s for s in self.snippets if s.kind in _BODIES or s.kind == 'init']
        self.alike: dict[tuple, list[Snippet]] = defaultdict(list)
        for snippet in self.parts:
            self.alike[snippet.kind, snippet.words].append(snippet)

    def draw(self) -> Reviewed:
        """Return one chunk; more than half have something wrong, every rule equally often."""
        rng = self.rng
        if rng.random() < SOUND_SHARE:
            return self.sound()
        if rng.random() < 0.7:
            return self.about(rng.choice(self.by_rule[rng.choice(sorted(self.by_rule))]))
        return self.about(rng.choice(self.clean))

    def sound(self) -> Reviewed:
        """Return a chunk of a sound program, unchanged."""
        program = self.rng.choice(self.sound_programs)
        return Reviewed(self.rng.choice(cut(_text(program.rows))), ())

    def about(self, snippet: Snippet) -> Reviewed:
        """Return one chunk of a program with a snippet, most likely one that the snippet is in."""
        chunks = self.chunks_of(self.compose(snippet))
        shares = [1 + 3 * own + 8 * len(chunk.findings) * (own > 0) for chunk, own in chunks]
        return self.rng.choices(chunks, shares)[0][0]

    def chunks_of(self, rows: Sequence[Row]) -> list[tuple[Reviewed, int]]:
        """Cut varied rows; tells of each chunk how many rows of the chosen snippet it holds."""
        tree = Renaming(self.names, self.rng).apply(ast.parse(_text(rows)))
        return [(reviewed(chunk, rows), sum(rows[line.number - 1].own for line in chunk.lines))
                for chunk in cut(tree)]

    def compose(self, snippet: Snippet) -> list[Row]:
        """Put a program around a snippet."""
        chosen = self._chosen(snippet)
        if snippet.kind == 'full':
            return list(chosen.rows)
        if snippet.kind == 'imports':
            return [*self._imports(chosen.rows), *self._class([], 0.3), *self._main(None, 0.7)]
        if snippet.kind == 'func':
            head = Row(f'def {snippet.words[0]}(node):', own=False)
            return [*self._imports(), head, *_indented(chosen.rows)]
        if snippet.kind == 'main':
            return [*self._imports(), *self._class([], 0.5), *self._main(chosen, 1.0)]
        others = self.rng.sample(self.parts, self.rng.choice((0, 0, 1, 1, 2)))
        if self.rng.random() < 0.4:  # one that ends up in the same function
            others.append(self.rng.choice(self.alike[snippet.kind, snippet.words]))
        parts = [chosen] + [_foreign(self._chosen(other)) for other in others]
        return [*self._imports(), *self._class(_apart(parts), 1.0), *self._main(None, 0.4)]

    def _chosen(self, snippet: Snippet) -> Snippet:
        chosen = {found: self.rng.choice(found.split('|')) for found in
                  sorted(choices_of(snippet))}
        return Snippet(snippet.kind, snippet.words, choose(snippet.rows, chosen),
                       choose(snippet.made, chosen), snippet.origin)

    def _imports(self, rows: Iterable[Row] | None = None) -> list[Row]:
        if rows is None and self.rng.random() < 0.3:
            return []
        some = self.rng.sample(_IMPORTS, self.rng.randint(0, 5))
        lines = [Row(code, own=False) for code in some] + list(rows or ())
        self.rng.shuffle(lines)
        return lines

    def _class(self, parts: Sequence[Snippet], chance: float) -> list[Row]:
        if self.rng.random() > chance:
            return []
        made, methods = [], []
        parts = list(parts)
        self.rng.shuffle(parts)
        for part in _joined(parts):
            rows = self._filled(part)
            made += part.made
            if part.kind == 'init':
                made += rows
            else:
                name = self.rng.choice(self.names['words']) + f'_{len(methods)}'
                made += self._registration(part, name)
                methods += ['', Row(f'    def {name}({_BODIES[part.kind]}):', own=False),
                            *_indented(rows, 2)]
        start = Row(self.rng.choice(("super().__init__('robot')", "super().__init__('robot')",
                                     "Node.__init__(self, 'robot')")), own=False)
        head = [Row('class Robot(Node):', own=False), Row('    def __init__(self):', own=False)]
        return head + _indented([start, *made], 2) + [row for row in methods if row]

    def _filled(self, part: Snippet) -> tuple[Row, ...]:
        """Put other statements around a body, or all of it below a condition."""
        rng, rows = self.rng, part.rows
        if part.kind == 'init':
            return rows
        before = [_foreign(self._chosen(rng.choice(self.fillers))).rows
                  for _ in range(rng.choice((0, 0, 0, 1, 1, 2)))]
        last = rows[-1]
        ends = last.code.lstrip().startswith(('return', 'raise', 'continue')) \
            or set(last.rules) & _LAST
        text = _text(rows)
        if not ends and 'return' not in text and rng.random() < 0.1 \
                and part.kind in ('timer', 'sub', 'method'):
            test = rng.choice(('if self.enabled:', 'with self.lock:', 'if not self.paused:'))
            rows = (Row(test), *_indented(rows))
        after = [] if ends or rng.random() < 0.75 else \
            [_foreign(self._chosen(rng.choice(self.fillers))).rows]
        return tuple(row for group in (*before, rows, *after) for row in group)

    def _registration(self, part: Snippet, name: str) -> list[Row]:
        """Return the statement that makes a method a callback, if anything does."""
        rng = self.rng
        kind = part.words[0] if part.words else ''
        if part.kind == 'timer':
            period = rng.choice(('0.1', '0.5', '1.0', '2', '1 / 20'))
            made = f'self.timer = self.create_timer({period}, self.{name})'
        elif part.kind == 'sub':
            qos = 'qos_profile_sensor_data' if kind in _SENSORS else '10'
            made = f"self.{name}_sub = self.create_subscription({kind}, '{part.words[1]}', " \
                   f'self.{name}, {qos})'
        elif part.kind == 'service':
            made = f"self.{name}_srv = self.create_service({kind}, '{name}', self.{name})"
        elif part.kind == 'action':
            made = f"self.{name}_server = ActionServer(self, {kind}, '{name}', self.{name})"
        else:
            return []
        return [Row(made, own=False)]

    def _main(self, part: Snippet | None, chance: float) -> list[Row]:
        if self.rng.random() > chance:
            return []
        rows = part.rows if part else _foreign(self._chosen(self.rng.choice(self.mains))).rows
        head = Row(self.rng.choice(('def main():', 'def main(args=None):')), own=False)
        tail = [Row("if __name__ == '__main__':", own=False), Row('    main()', own=False)]
        return [head, *_indented(rows), *(tail if self.rng.random() < 0.8 else [])]


def reviewed(chunk: Chunk, rows: Sequence[Row]) -> Reviewed:
    """Return a chunk with what its rows say is wrong in it."""
    return Reviewed(chunk, tuple(
        (i, rule) for i, line in enumerate(chunk.lines, 1)
        for rule in rows[line.number - 1].rules if not line.is_repeated))


def _text(rows: Iterable[Row]) -> str:
    return '\n'.join(row.code for row in rows)


def _indented(rows: Iterable[Row], levels: int = 1) -> list[Row]:
    return [Row('    ' * levels + row.code, row.rules, row.own) for row in rows]


def _foreign(snippet: Snippet) -> Snippet:
    """Mark all rows as not those that were chosen."""
    return Snippet(snippet.kind, snippet.words,
                   tuple(Row(row.code, row.rules, False) for row in snippet.rows),
                   tuple(Row(row.code, row.rules, False) for row in snippet.made),
                   snippet.origin)


def _apart(parts: Sequence[Snippet]) -> list[Snippet]:
    """Give attributes that two snippets make different names."""
    used: set[str] = set()
    out = []
    for index, part in enumerate(parts):
        mine = set(re.findall(r'self\.(\w+)', _text(part.rows + part.made)))
        mine -= {'create_publisher', 'create_subscription', 'create_timer', 'create_service',
                 'create_client', 'create_rate', 'get_logger', 'get_clock', 'get_parameter',
                 'declare_parameter', 'declare_parameters', 'set_parameters', 'get_name',
                 'executor'}
        for name in sorted(mine & used):
            part = Snippet(part.kind, part.words, _renamed(part.rows, name, index),
                           _renamed(part.made, name, index), part.origin)
        used |= mine
        out.append(part)
    return out


def _joined(parts: Sequence[Snippet]) -> list[Snippet]:
    """Make one function of neighbours of one kind where the second does not change the first."""
    out: list[Snippet] = []
    for part in parts:
        last = out[-1] if out else None
        if last and last.kind in ('timer', 'sub', 'method') \
                and (last.kind, last.words) == (part.kind, part.words) \
                and not re.search(r'\b(?:return|raise)\b', _text(last.rows)) \
                and 'no_zero_twist' not in last.rules | part.rules:
            out[-1] = Snippet(part.kind, part.words, last.rows + part.rows, last.made + part.made,
                              last.origin)
        else:
            out.append(part)
    return out


def _renamed(rows: Iterable[Row], name: str, index: int) -> tuple[Row, ...]:
    return tuple(Row(re.sub(rf'\bself\.{name}\b', f'self.{name}{index + 1}', row.code), row.rules,
                     row.own) for row in rows)
