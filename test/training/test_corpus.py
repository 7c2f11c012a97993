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

"""Labelled sentences: read, checked, kept apart."""

from nl2ros.errors import DataError
from nl2ros.language.plan_format import write
from nl2ros.resources import share_path
from nl2ros.training.corpus import parse_label, read_labelled
import pytest

DATA = share_path('data')


def test_a_label_points_into_its_sentence():
    plan = parse_label('Go 2 m, turn around; thrice', 'move forward distance="2 m" ; '
                       'turn any angle=half_turn ; repeat="thrice"')
    assert write(plan) == '( move forward( distance 2 m))( turn any( angle half))( repeat thrice)'


@pytest.mark.parametrize('label, problem', [
    ('fly up', 'unknown step'), ('move up', 'needs one of'), ('reject rude', 'unknown reason'),
    ('move forward distance="3 m"', 'not a run of whole words'),
    ('move forward distance="m pl"', 'not a run of whole words'),
    ('move forward distance', 'needs a value'), ('move forward angle="2 m"', 'unexpected'),
    ('stop now', 'unexpected'), ('navigate', 'needs place'), ('repeat=2', 'no step'),
    ('move forward distance="2 m', 'cannot read|needs a value'),
])
def test_a_wrong_label_is_named(label, problem):
    with pytest.raises(ValueError, match=problem):
        parse_label('go 2 m please', label)


def test_a_bad_line_is_named_by_file_and_line(tmp_path):
    path = tmp_path / 'bad.txt'
    path.write_text('# a comment\n\ngo => move forward\ngo on\n', encoding='utf-8')
    with pytest.raises(DataError, match=r'bad\.txt:4: expected'):
        list(read_labelled([path]))


@pytest.mark.parametrize('content, problem', [
    (b'', r'bad\.txt:1: no sentence'), (b'# only a comment\n', r'bad\.txt:1: no sentence'),
    (b'\xff\xfe', r'bad\.txt: .*decode'), (None, r'bad\.txt: .*No such file')])
def test_a_file_without_sentences_is_named(tmp_path, content, problem):
    path = tmp_path / 'bad.txt'
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DataError, match=problem):
        list(read_labelled([path]))


def test_all_files_are_well_formed_and_no_sentence_stands_twice():
    seen = {}
    for item in read_labelled(sorted(DATA.glob('*.txt'))):
        text = item.sentence.text.casefold()
        assert text not in seen, f'{item.origin} repeats {seen[text]}'
        seen[text] = item.origin
    assert len(seen) > 20_000


def test_validation_sentences_are_not_trained_on():
    def views(pattern):
        return {''.join(u for u in item.sentence.units if u[0].isalnum()): item.origin
                for item in read_labelled(sorted(DATA.glob(pattern)))}
    validation = views('*_validation*.txt')
    training = {view: origin for view, origin in views('*.txt').items()
                if 'validation' not in origin}
    assert not {origin: training[view] for view, origin in validation.items() if view in training}
