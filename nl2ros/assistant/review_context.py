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
What a function needs to be judged that stands elsewhere in its file.

Whose callback is it, what are the attributes it uses, which parameters are declared, what kind of
thing is the class it makes: statements that answer this are found by the names they share.
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
_BLOCKS = ('body', 'handlers', 'orelse', 'finalbody', 'cases')  # as the syntax tree has them
_DECLARE = {'declare_parameter', 'declare_parameters'}


@dataclass(frozen=True)
class Statement:
    """A simple statement: the function or class it stands in, and what it names."""

    node: ast.stmt
    within: ast.stmt
    names: frozenset[str]   # also as attributes
    own: frozenset[str]     # as self.NAME
    stored: frozenset[str]  # as self.NAME = ...

    @classmethod
    def of(cls, node: ast.stmt, within: ast.stmt) -> 'Statement':
        """Look through a statement once."""
        names, own, stored = set(), set(), set()
        for inner in ast.walk(node):
            if isinstance(inner, ast.Name):
                names.add(inner.id)
            elif isinstance(inner, ast.Attribute):
                names.add(inner.attr)
                if isinstance(inner.value, ast.Name) and inner.value.id == 'self':
                    own.add(inner.attr)
                    if isinstance(inner.ctx, ast.Store):
                        stored.add(inner.attr)
        return cls(node, within, frozenset(names), frozenset(own), frozenset(stored))


def is_text(node: ast.stmt) -> bool:
    """Tell whether a statement is but a docstring."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def head_of_class(node: ast.ClassDef) -> str:
    """Return a class's first line."""
    return f'class {node.name}({", ".join(map(ast.unparse, node.bases))})'


def _statements(nodes: Iterable[ast.stmt]) -> Iterator[Statement]:
    """Yield the simple statements in bodies, level by level (as ast.walk, but no deeper)."""
    for node in nodes:
        level: list[ast.AST] = [node]
        while level:
            for inner in level:
                if isinstance(inner, ast.stmt) and not hasattr(inner, 'body') \
                        and not is_text(inner):
                    yield Statement.of(inner, node)
            level = [child for inner in level for field in _BLOCKS
                     for child in getattr(inner, field, ())]


class ClassContext:
    """Knows a class, for each of its methods."""

    def __init__(self, owner: ast.ClassDef):
        self._head = head_of_class(owner)
        self._statements = list(_statements(owner.body))

    def of(self, method: ast.FunctionDef) -> list[str]:
        """Return the class, the statements that name a method, and those that make its world."""
        inside = Statement.of(method, method)
        needed = inside.own - inside.stored
        declared = _DECLARE if 'get_parameter' in needed else set()
        elsewhere = [s for s in self._statements if s.within is not method]
        naming = [s for s in elsewhere if method.name in s.own]
        making = [s for s in elsewhere if s.stored & needed or s.own & declared]
        return [self._head, *(ast.unparse(s.node) for s in naming + making)]


class ModuleContext:
    """Knows a file, for what stands outside classes."""

    def __init__(self, tree: ast.Module):
        self._classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
        self._statements = list(_statements(tree.body))

    def of(self, function: ast.FunctionDef) -> list[str]:
        """Return the classes a function uses, who calls it, and what rclpy does elsewhere."""
        named = Statement.of(function, function).names
        return [head_of_class(node) for node in self._classes if node.name in named] \
            + [ast.unparse(s.node) for s in self._statements
               if s.within is not function and s.names & {function.name, 'rclpy'}
               and not isinstance(s.node, (ast.Import, ast.ImportFrom))]

    def of_top(self) -> list[str]:
        """Return what functions do with rclpy, where the file itself does something with it."""
        with_rclpy = [s for s in self._statements if 'rclpy' in s.names]
        if all(isinstance(s.within, (*FUNCTION, ast.ClassDef)) for s in with_rclpy):
            return []
        return [ast.unparse(s.node) for s in with_rclpy if isinstance(s.within, FUNCTION)]
