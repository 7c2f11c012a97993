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
Python source as the language model reviews it: short chunks of numbered lines.

A file is far longer than a small model can read, so it is cut at functions; what a function needs
to be judged comes before it as context: its class, the statements elsewhere that name it (whose
callback is it?), that assign the attributes it uses, or that declare parameters. Statements are
written in units as Sentence writes them: words of identifiers, single marks, a space before each;
comments, docstrings and annotations are dropped. ``# 3`` starts line 3 of the chunk, ``@`` a line
of context, ``>`` stands for one level of nesting, ``. x`` for ``self.x``. Nothing is judged here.
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
import io
import re
import tokenize

from nl2ros.assistant.review_context import (
    ClassContext, FUNCTION, head_of_class, is_text, ModuleContext,
)

CHUNK_UNITS = 160
CONTEXT_UNITS = 56
LINE_UNITS = 28
STRING_UNITS = 5
WORD_LETTERS = 20

_WORD = re.compile(r'QoS|[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[^\W\d_]+|\d+|[^\w\s]')
_OPAQUE = {tokenize.NEWLINE, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}

Units = tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """One statement, or the head of a compound one, and where it stands in the file."""

    units: Units
    number: int
    depth: int = 0
    is_repeated: bool = False  # the head of a function again, where a later chunk begins


@dataclass(frozen=True)
class Chunk:
    """What the model reads at once; its lines are numbered from 1."""

    name: str
    context: tuple[Units, ...]
    lines: tuple[Line, ...]

    @property
    def view(self) -> str:
        """Return the text that the model reads: a space before each unit."""
        parts = [('@', *units) for units in self.context]
        parts += [('#', str(i), *'>' * line.depth, *line.units)
                  for i, line in enumerate(self.lines, 1)]
        return ''.join(' ' + unit for part in parts for unit in part)


def units_of(code: str) -> Units:
    """Return the units of one logical line of Python."""
    units: list[str] = []
    tokens = [t for t in tokenize.generate_tokens(io.StringIO(code).readline)
              if t.type not in _OPAQUE]
    for i, token in enumerate(tokens):
        following = tokens[i + 1].string if i + 1 < len(tokens) else ''
        if token.string == '.':
            if i and tokens[i - 1].string == 'self':
                units.append('.')
        elif token.string == 'self' and following == '.':
            pass
        elif token.type == tokenize.STRING:
            units += ['"', *_words(str(ast.literal_eval(token.string)))[:STRING_UNITS], '"']
        elif token.type == tokenize.OP:
            units.append(token.string)
        else:
            units += _words(token.string)
    return tuple(units[:LINE_UNITS])


def _words(text: str) -> list[str]:
    return [word[:WORD_LETTERS].lower() if word.isascii() else '?'
            for word in _WORD.findall(text)]


class _Plain(ast.NodeTransformer):
    """Turns f-strings into strings and drops annotations."""

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        text = ''.join(str(v.value) if isinstance(v, ast.Constant) else '{}' for v in node.values)
        return ast.Constant(text)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        self.generic_visit(node)
        value = node.value or ast.Constant(...)
        return ast.copy_location(ast.Assign([node.target], value, lineno=node.lineno), node)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        return ast.arg(node.arg)


def _head(node: ast.stmt) -> str:
    """Return the code of a simple statement, or of a compound one without its body."""
    if isinstance(node, FUNCTION):
        arguments = ast.unparse(node.args).removeprefix('self').removeprefix(', ')
        start = 'async def' if isinstance(node, ast.AsyncFunctionDef) else 'def'
        return f'{start} {node.name}({arguments})'
    if isinstance(node, ast.ClassDef):
        return head_of_class(node)
    if isinstance(node, (ast.If, ast.While)):
        return f'{type(node).__name__.lower()} {ast.unparse(node.test)}'
    if isinstance(node, (ast.For, ast.AsyncFor)):
        return f'for {ast.unparse(node.target)} in {ast.unparse(node.iter)}'
    if isinstance(node, (ast.With, ast.AsyncWith)):
        return f'with {", ".join(map(ast.unparse, node.items))}'
    if isinstance(node, ast.Match):
        return f'match {ast.unparse(node.subject)}'
    return 'try' if hasattr(node, 'handlers') else ast.unparse(node)


def lines_of(body: Iterable[ast.stmt], depth: int = 0) -> Iterator[Line]:
    """Yield the statements of a body and of everything nested in it."""
    for node in body:
        if is_text(node):
            continue
        yield Line(units_of(_head(node)), node.lineno, depth)
        yield from lines_of(getattr(node, 'body', ()), depth + 1)
        while isinstance(node, ast.If) and len(node.orelse) == 1 \
                and isinstance(node.orelse[0], ast.If):
            node = node.orelse[0]
            yield Line(('elif', *units_of(ast.unparse(node.test))), node.lineno, depth)
            yield from lines_of(node.body, depth + 1)
        for handler in getattr(node, 'handlers', ()):
            kind = f'except {ast.unparse(handler.type)}' if handler.type else 'except'
            yield Line(units_of(kind), handler.lineno, depth)
            yield from lines_of(handler.body, depth + 1)
        for case in getattr(node, 'cases', ()):
            yield Line(units_of(f'case {ast.unparse(case.pattern)}'), case.pattern.lineno,
                       depth + 1)
            yield from lines_of(case.body, depth + 2)
        for word, block in (('else', 'orelse'), ('finally', 'finalbody')):
            if inside := getattr(node, block, ()):
                yield Line((word,), inside[0].lineno, depth)
                yield from lines_of(inside, depth + 1)


def cut(source: str | ast.Module) -> list[Chunk]:
    """
    Cut a file into chunks: what stands outside functions, then each function and method.

    :raises SyntaxError: the text is not Python
    """
    tree = _Plain().visit(ast.parse(source) if isinstance(source, str) else source)
    context = ModuleContext(tree)
    chunks = list(_split('module', context.of_top(), list(_module_lines(tree.body))))
    for node in _top_level(tree.body):
        if isinstance(node, FUNCTION):
            chunks += _split(node.name, context.of(node), list(_function_lines(node)))
        elif isinstance(node, ast.ClassDef):
            within = ClassContext(node)
            for method in node.body:
                if isinstance(method, FUNCTION):
                    chunks += _split(f'{node.name}.{method.name}', within.of(method),
                                     list(_function_lines(method)))
    return [chunk for chunk in chunks if chunk.lines]


def _function_lines(node: ast.FunctionDef) -> Iterator[Line]:
    yield Line(units_of(_head(node)), node.lineno)
    yield from lines_of(node.body)


def _top_level(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield what a module defines, looking into ``if`` and ``try`` at its top level."""
    for node in body:
        yield node
        if isinstance(node, (ast.If, ast.Try)):
            yield from _top_level(node.body)


def _module_lines(body: list[ast.stmt]) -> Iterator[Line]:
    for node in body:
        if isinstance(node, (*FUNCTION, ast.ClassDef)):
            yield Line(units_of(_head(node)), node.lineno)
            if isinstance(node, ast.ClassDef):
                yield from lines_of((n for n in node.body if not isinstance(n, FUNCTION)), 1)
        else:
            yield from lines_of([node])


def _split(name: str, context: list[str], lines: list[Line]) -> Iterator[Chunk]:
    """Yield chunks of at most CHUNK_UNITS; later ones begin with the first line again."""
    shown = _limited([units_of(code)[:CONTEXT_UNITS // 2] for code in context])
    room = CHUNK_UNITS - sum(len(units) + 1 for units in shown)
    part: list[Line] = []
    size = 0
    for line in lines:
        cost = len(line.units) + line.depth + 2
        if size + cost > room and len(part) > 1:
            yield Chunk(name, shown, tuple(part))
            part = [] if name == 'module' else [replace(lines[0], is_repeated=True)]
            size = sum(len(first.units) + 2 for first in part)
        part.append(line)
        size += cost
    yield Chunk(name, shown, tuple(part))


def _limited(context: list[Units]) -> tuple[Units, ...]:
    """Return the first different lines that fit into CONTEXT_UNITS."""
    shown: list[Units] = []
    left = CONTEXT_UNITS
    for units in dict.fromkeys(context):
        if len(units) < left:
            shown.append(units)
            left -= len(units) + 1
    return tuple(shown)
