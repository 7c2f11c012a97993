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

"""Files are cut into chunks that hold what is needed, in order, with the lines of the file."""

import ast
from pathlib import Path

from hypothesis import given, settings, strategies as st
from nl2ros.assistant.review_view import CHUNK_UNITS, CONTEXT_UNITS, cut, units_of
import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = '''
"""Not read."""
import rclpy

class Mover(Node):
    def __init__(self) -> None:
        super().__init__('mover')  # nor this
        self.pub = self.create_publisher(Twist, '/cmd_vel', 10)
        self.declare_parameter('speed', 0.2)
        self.timer = self.create_timer(0.5, self.tick)

    def tick(self):
        """Nor this."""
        cmd: Twist = Twist()
        cmd.linear.x = self.get_parameter(
            'speed').value
        self.pub.publish(cmd)
        self.get_logger().info(f'sent {cmd}')

def main():
    rclpy.init()
    node = Mover()

if __name__ == '__main__':
    main()
'''


@pytest.fixture(scope='module')
def chunks():
    return {chunk.name: chunk for chunk in cut(PROGRAM)}


def test_a_chunk_for_the_module_and_for_each_function(chunks):
    assert list(chunks) == ['module', 'Mover.__init__', 'Mover.tick', 'main']


def test_a_method_is_read_with_what_it_needs(chunks):
    assert chunks['Mover.tick'].view == (
        ' @ class mover ( node )'
        ' @ . timer = . create timer ( 0 . 5 , . tick )'
        ' @ . pub = . create publisher ( twist , " / cmd vel " , 10 )'
        ' @ . declare parameter ( " speed " , 0 . 2 )'
        ' # 1 def tick ( )'
        ' # 2 cmd = twist ( )'
        ' # 3 cmd linear x = . get parameter ( " speed " ) value'
        ' # 4 . pub publish ( cmd )'
        ' # 5 . get logger ( ) info ( " sent { } " )')


def test_lines_lead_back_to_the_file(chunks):
    source = PROGRAM.splitlines()
    for line in chunks['Mover.tick'].lines:
        assert line.units[0] in source[line.number - 1].replace('self', '')
    assert [line.number for line in chunks['Mover.tick'].lines] == [12, 14, 15, 17, 18]


def test_the_module_names_its_functions_and_classes(chunks):
    assert chunks['module'].view == (
        ' # 1 import rclpy # 2 class mover ( node ) # 3 def main ( ) # 4 if name == " main "'
        ' # 5 > main ( )')


def test_a_function_knows_the_classes_it_makes_and_who_calls_it(chunks):
    assert chunks['main'].context == (('class', 'mover', '(', 'node', ')'), ('main', '(', ')'))


def test_nesting_branches_and_handlers_are_shown():
    (chunk,) = cut("""
try:
    if a:
        b()
    elif c:
        d()
    else:
        e()
except ValueError:
    pass
finally:
    with f() as g:
        match g:
            case 1:
                h()
""")
    assert chunk.view == (
        ' # 1 try # 2 > if a # 3 > > b ( ) # 4 > elif c # 5 > > d ( ) # 6 > else # 7 > > e ( )'
        ' # 8 except value error # 9 > pass # 10 finally # 11 > with f ( ) as g # 12 > > match g'
        ' # 13 > > > case 1 # 14 > > > > h ( )')


@pytest.mark.parametrize('code, view', [
    ('self.x = x', '. x = x'),
    ('move(self)', 'move ( self )'),
    ('msg_in.LaserScan', 'msg in laser scan'),
    ('QoSProfile(depth=10)', 'QoS profile ( depth = 10 )'.lower()),
    ('x = -1.5e-3', 'x = - 1 . 5 e - 3'),
    ("say('one two three four five six')", 'say ( " one two three four five " )'),
    ("say('မင်္ဂလာပါ')", 'say ( " ? ? ? ? ? " )'),
    ('if not a != b', 'if not a != b'),
])
def test_units(code, view):
    assert ' '.join(units_of(code)) == view


def test_a_long_function_is_read_in_parts_that_begin_with_its_head():
    body = ''.join(f'    value_{i} = function(value_{i - 1})\n' for i in range(60))
    parts = cut(f'def long(start):\n{body}')[1:]
    assert len(parts) > 1
    for part in parts:
        assert part.lines[0].units == ('def', 'long', '(', 'start', ')')
        assert len(part.view.split()) <= CHUNK_UNITS
    assert [part.lines[0].is_repeated for part in parts] == [False] + [True] * (len(parts) - 1)
    numbers = [line.number for part in parts for line in part.lines if not line.is_repeated]
    assert numbers == list(range(1, 62))


def test_nothing_of_our_own_code_is_lost_or_too_long():
    for path in sorted((ROOT / 'nl2ros').rglob('*.py')):
        source = path.read_text(encoding='utf-8')
        chunks = cut(source)
        seen = {line.number for chunk in chunks for line in chunk.lines}
        wanted = {node.lineno for node in ast.walk(ast.parse(source))
                  if isinstance(node, (ast.Return, ast.Assign, ast.Raise, ast.If))}
        assert wanted <= seen, f'{path}: {sorted(wanted - seen)}'
        for chunk in chunks:
            assert len(chunk.view.split()) <= CHUNK_UNITS
            assert sum(map(len, chunk.context)) <= CONTEXT_UNITS


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([
    'x = 1', 'class A:', '    def f(self, a=1): return a', 'async def g(): await h()', '@deco',
    'def k(*, a: int, **b) -> str: yield a', 'lambda: 0', '"text"', "f'{a!r:>{b}}'", 'a[1:2, ...]',
    'x: int', 'global y', 'del z', 'assert a, b', 'from . import c', '{**a, 1: [i for i in b]}',
    'print("\\ud800")', 'try: a()', 'except* E: b()', 'for i in j: pass', 'else: k()',
    'type T = int',
]), max_size=12).map('\n'.join))
def test_whatever_python_reads_is_cut(source):
    try:
        ast.parse(source)
    except SyntaxError:
        return
    for chunk in cut(source):
        assert chunk.lines and chunk.view.isprintable()
