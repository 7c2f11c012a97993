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

"""Reviews lead back to the file; here a function judges in the place of a model."""

import re

from nl2ros.assistant.review import Finding, Reviewer
from nl2ros.assistant.review_format import write
from nl2ros.assistant.review_rules import CATALOGUE, read_rules
from nl2ros.assistant.writer import Answer, Writer
from nl2ros.errors import DataError, ModelError
from nl2ros.resources import share_path
import pytest
from scripted import command, END, Scripted, writer

SOURCE = """import time

class Mover(Node):
    def __init__(self):
        super().__init__('mover')
        self.timer = self.create_timer(
            500, self.tick)

    def tick(self):
        self.go()
        time.sleep(1.0)
        self.halt()
        time.sleep(2.0)
"""


def judge(view: str) -> str:
    """Find sleeping and long periods, as a well trained model would."""
    lines = re.split(r' # \d+', view)[1:]
    return write(len(lines), [(i, 'blocking_sleep' if 'sleep' in line else 'timer_ms')
                              for i, line in enumerate(lines, 1)
                              if 'time sleep' in line or '( 500' in line])


@pytest.fixture(scope='module')
def rules():
    return read_rules(share_path(*CATALOGUE))


@pytest.fixture
def review(tokenizer, rules):
    return Reviewer(writer(tokenizer, judge), rules).review


def test_findings_stand_where_they_are_in_the_file(review, rules):
    findings = review(SOURCE)
    assert [(f.line, f.rule, f.text) for f in findings] == [
        (6, 'timer_ms', 'self.timer = self.create_timer('),
        (11, 'blocking_sleep', 'time.sleep(1.0)'), (13, 'blocking_sleep', 'time.sleep(2.0)')]
    assert findings[0].advice == rules['timer_ms'].advice
    assert all(0 < f.confidence <= 1 for f in findings)


@pytest.mark.parametrize('end', ['\n', '\r\n', '\r'])
def test_lines_are_counted_as_python_counts_them(review, end):
    source = ('# page one\n\x0c\nx = "\u2028"\n' + SOURCE).replace('\n', end)
    assert [(f.line, f.text) for f in review(source)][1:] == [
        (14, 'time.sleep(1.0)'), (16, 'time.sleep(2.0)')]


def test_what_is_not_sure_enough_is_not_said(tokenizer, rules):
    sure = min(f.confidence for f in
               Reviewer(writer(tokenizer, judge), rules).review(SOURCE))
    for threshold, count in ((sure, 3), (1.0, 0)):
        reviewer = Reviewer(writer(tokenizer, judge), rules, threshold)
        assert len(reviewer.review(SOURCE)) == count


@pytest.mark.parametrize('source', ['', '# nothing\n', '"""Nothing."""\n', 'x = 1\n'])
def test_nothing_to_say(review, source):
    assert review(source) == []


@pytest.mark.parametrize('source, message', [
    ('a = 1\nb = = 2\n', r'node\.py:2: not Python: invalid syntax'),
    ('print "x"\n', r'node\.py:1: not Python: Missing parentheses'),
    ('def f():\nreturn 1\n', r'node\.py:2: not Python: expected an indented block'),
    ('x = "\x00"', r'node\.py:1: .*null'),
    ('x = ' + '-' * 100_000 + '1', r'node\.py:1: '),
])
def test_what_is_not_python_is_named_by_line(review, source, message):
    with pytest.raises(DataError, match=message):
        review(source, 'node.py')


def test_a_text_of_other_languages_is_no_python(review):
    with pytest.raises(DataError, match=r'robot\.cpp:2'):
        review('#include <rclcpp/rclcpp.hpp>\nint main() { return 0; }\n', 'robot.cpp')


def test_letters_that_are_no_words_do_not_make_it_fail(tokenizer, rules):
    engine = Scripted(tokenizer, lambda view: write(view.count(' # '), []))
    names = ''.join(f'    {chr(97 + i % 26)}{"qxzj" * 5}_{"vkwq" * 5} = {i}\n' for i in range(60))
    assert Reviewer(Writer(engine, tokenizer, END), rules).review(f'def f():\n{names}') == []
    assert max(len(tokenizer.encode(text).ids) for text in engine.texts) <= 700
    seen = ' '.join(engine.texts)
    assert all(f'= {i} ' in f'{seen} ' for i in range(60))


def test_what_has_no_end_is_no_finding(rules):
    class Endless:
        """Writes on and on."""

        def fits(self, text):
            return True

        def compiled(self, grammar):
            return grammar

        def answer(self, text, grammar):
            return Answer(' 1 degrees 2 deg', 0.5, False, ((' 1 degrees 2 deg', 0.5),))

    assert Reviewer(Endless(), rules).review(SOURCE) == []


def test_a_missing_prompt_is_named(tmp_path):
    with pytest.raises(ModelError, match='review'):
        Reviewer.load(tmp_path)


def test_a_finding_says_what_it_is_made_of():
    with pytest.raises(ValueError, match='confidence'):
        Finding(line=1, rule='a', title='b', advice='c', text='d', confidence=2)


def test_the_catalogue_is_sound(rules):
    assert len(rules) >= 50
    for rule in rules.values():
        assert re.fullmatch('[a-z_]+', rule.name)
        assert len(rule.title) < 80 and rule.advice.endswith('.') and rule.source


def test_a_broken_catalogue_is_named(tmp_path):
    path = tmp_path / 'rules.yaml'
    path.write_text('- name: a\n  title: b\n')
    with pytest.raises(DataError, match='advice'):
        read_rules(path)
    path.write_text('- {name: a, title: b, advice: c, source: d}\n' * 2)
    with pytest.raises(DataError, match='twice'):
        read_rules(path)


@pytest.mark.parametrize('data, message', [
    (b'a = 1\nb = = 2\n', '{}:2: not Python'), (b'a = 1\nb = "\xff"\n', '{}:2: not UTF-8'),
])
def test_the_command_names_the_line_that_is_not_python(tmp_path, data, message):
    path = tmp_path / 'node.py'
    path.write_bytes(data)
    for arguments, stdin, name in (((str(path),), b'', str(path)), (('-',), data, '<stdin>')):
        done = command('review', *arguments, stdin=stdin)
        assert done.returncode == 1 and done.stdout == b''
        assert message.format(name) in done.stderr.decode()


def test_the_command_names_a_file_that_is_not_there(tmp_path):
    done = command('review', str(tmp_path / 'node.py'))
    assert done.returncode == 1 and b'No such file' in done.stderr


def test_the_command_reviews_with_any_prompt_of_its_base(trained, tmp_path):
    path = tmp_path / 'node.py'
    path.write_text(SOURCE)
    done = command('review', str(path), '--models', str(trained), '--json')
    assert done.returncode in (0, 1), done.stderr.decode()
    assert bool(done.stdout) == (done.returncode == 1)
