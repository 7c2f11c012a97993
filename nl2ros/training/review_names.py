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
Other names, words and numbers for a program, so that a reviewer does not learn them by heart.

Only what the program itself names is renamed, everywhere at once; numbers keep their type and
their rough size (a period in milliseconds does not become one in seconds).
"""

import ast
from collections.abc import Mapping
import random

_LOGGING = {'info', 'warn', 'warning', 'error', 'debug', 'fatal', 'print'}
_NAMING = {'create_publisher', 'create_subscription', 'create_client', 'create_service',
           'create_node', '__init__', 'declare_parameter', 'get_parameter', 'ActionClient',
           'ActionServer', 'add_two'}
_NODES = {'self', 'node', 'robot', 'driver', 'talker', 'listener', 'first'}
_FIXED = (0, 180, 360, 1e9, 1e-9, 1000.0, 0.0)
_CONSONANTS, _VOWELS = 'bcdfghjklmnprstvwz', 'aeiou'


class Renaming(ast.NodeTransformer):
    """Draws new names for one program; use one for each."""

    def __init__(self, names: Mapping, rng: random.Random):
        self.rng = rng
        self.words, self.kept = names['words'], set(names['kept'])
        self.groups = {key: {member: group for group in names[key] for member in group}
                       for key in ('identifiers', 'strings')}
        self.local: dict[str, str] = {}
        self.attributes: dict[str, str] = {}
        self.texts: dict[str, str] = {}
        self.varies_numbers = rng.random() < 0.8

    def apply(self, tree: ast.Module) -> ast.Module:
        """Change a program in place, line numbers apart, and return it."""
        for node in ast.walk(tree):
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                self.local.update({a.asname or a.name: a.asname or a.name for a in node.names})
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                methods = {n.name for n in node.body if isinstance(n, ast.FunctionDef)}
                for name in sorted(methods - {'__init__'}):
                    self._attribute(name)
                self.local[node.name] = self._class_name()
            elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) \
                    and isinstance(node.value, ast.Name) and node.value.id == 'self':
                self._attribute(node.attr)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                self._local(node.id)
            elif isinstance(node, ast.arg) and node.arg not in ('self', 'args'):
                self._local(node.arg)
        return self.visit(tree)

    def _attribute(self, name: str) -> None:
        self.attributes.setdefault(name, self._other(name))

    def _local(self, name: str) -> None:
        if name not in self.local and name not in self.attributes:
            self.local[name] = self._other(name)

    def _other(self, name: str) -> str:
        chance = self.rng.random()
        group = self.groups['identifiers'].get(name.rstrip('0123456789'))
        if group and chance < 0.75:
            return self.rng.choice(group)
        if group or chance < 0.5:
            return name
        return '_'.join(self._word() for _ in range(self.rng.choice((1, 1, 2))))

    def _word(self) -> str:
        if self.rng.random() < 0.75:
            return self.rng.choice(self.words)
        return ''.join(self.rng.choice(_CONSONANTS) + self.rng.choice(_VOWELS)
                       for _ in range(self.rng.randint(1, 3)))

    def _class_name(self) -> str:
        name = ''.join(self._word().title() for _ in range(self.rng.choice((1, 2, 2))))
        return name + self.rng.choice(('', 'Node', ''))

    def visit_Name(self, node: ast.Name) -> ast.AST:
        node.id = self.local.get(node.id, node.id)
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.arg = self.local.get(node.arg, node.arg)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        if isinstance(node.value, ast.Name) and node.value.id in _NODES:
            node.attr = self.attributes.get(node.attr, node.attr)
        self.generic_visit(node)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.name = self.attributes.get(node.name, node.name)
        self.generic_visit(node)
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        node.name = self.local[node.name]
        self.generic_visit(node)
        return node

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST:
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        name = getattr(node.func, 'attr', getattr(node.func, 'id', ''))
        for index, value in enumerate(node.args):
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                if name in _LOGGING:
                    node.args[index] = ast.copy_location(
                        ast.Constant(self._said(value.value)), value)
                elif name in _NAMING:
                    node.args[index] = ast.copy_location(
                        ast.Constant(self._text(value.value)), value)
        self.generic_visit(node)
        return node

    def _said(self, text: str) -> str:
        if self.rng.random() < 0.5 or '%' in text or '{' in text:
            return text
        return ' '.join(self._word() for _ in range(self.rng.randint(1, 4)))

    def _text(self, text: str) -> str:
        if text in self.kept or 'sim' in text:
            return text
        if text not in self.texts:
            group = self.groups['strings'].get(text)
            if group:
                self.texts[text] = self.rng.choice(group)
            elif self.rng.random() < 0.6:
                start = '/' if text.startswith('/') else ''
                self.texts[text] = start + self._word() + \
                    (self.rng.choice('_/') + self._word() if self.rng.random() < 0.4 else '')
            else:
                self.texts[text] = text
        return self.texts[text]

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        """Leave the 2 of ``yaw / 2`` alone."""
        node.left, node.right = (side if isinstance(side, ast.Constant) else self.visit(side)
                                 for side in (node.left, node.right))
        return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        node.value = self.visit(node.value)
        if not isinstance(node.slice, ast.Constant):
            node.slice = self.visit(node.slice)
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        value = node.value
        if isinstance(value, bool) or not isinstance(value, (int, float)) \
                or value in _FIXED or str(value).startswith('3.14') or not self.varies_numbers \
                or self.rng.random() < 0.4:
            return node
        if isinstance(value, int):
            new = self.rng.randint(1, 19) if value < 20 else self.rng.randint(20, 200) \
                if value < 200 else int(value * self.rng.uniform(0.5, 2))
        else:
            new = value * self.rng.uniform(0.4, 2)
            new = round(min(new, 6.0) if value <= 6 else max(new, 20.0), self.rng.choice((1, 2)))
            new = new or value
        return ast.copy_location(ast.Constant(new), node)
