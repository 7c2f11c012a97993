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

"""Snippets, the programs that are made of them, and how reviews are measured."""

import ast
from collections import Counter
from itertools import islice
import random

from nl2ros.assistant.review import Finding
from nl2ros.assistant.review_format import OK, read
from nl2ros.assistant.review_rules import CATALOGUE, read_rules
from nl2ros.assistant.review_view import CHUNK_UNITS, cut
from nl2ros.errors import DataError
from nl2ros.resources import share_path
from nl2ros.training.review_corpus import choices_of, choose, KINDS, read_row, read_snippets, Row
from nl2ros.training.review_evaluate import evaluate_reviews, summary
from nl2ros.training.review_study import ReviewStudy
from nl2ros.training.review_task import (
    held_out, review_pairs, SOUND, START_TEXT, variation_of,
)
from nl2ros.training.tasks import tasks
import pytest

FOLDER = share_path('data', 'review')
RULES = list(read_rules(share_path(*CATALOGUE)))


@pytest.fixture(scope='module')
def variation():
    return variation_of(FOLDER, random.Random(3))


@pytest.fixture(scope='module')
def programs():
    return held_out(FOLDER)


def test_every_rule_is_taught_in_many_ways(variation):
    counts = {rule: len(variation.by_rule[rule]) for rule in RULES}
    assert min(counts.values()) >= 6, counts
    assert len(variation.clean) > 300
    assert {snippet.kind for snippet in variation.snippets} == set(KINDS) - {'filler'}


def test_every_rule_is_held_out_and_so_are_sound_programs(programs):
    counts = Counter(rule for program in programs for rule in program.rules)
    assert set(counts) == set(RULES) and min(counts.values()) >= 2
    assert sum(not program.rules for program in programs) >= 30
    assert {program.kind for program in programs} == {'full'}


def test_sound_programs_are_only_cut(variation):
    assert len(variation.sound_programs) > 40
    views = set()
    for program in variation.sound_programs:
        assert program.kind == 'full' and not program.rules, program.origin
        chunks = cut('\n'.join(row.code for row in program.rows))
        assert chunks, program.origin
        views.update(chunk.view for chunk in chunks)
    assert all(variation.sound().chunk.view in views for _ in range(20))
    origins = {snippet.origin.rpartition(':')[0] for snippet in variation.snippets}
    assert not [origin for origin in origins if origin.endswith(SOUND)]


def test_where_a_snippet_lies_is_no_part_of_the_data(tmp_path):
    held = []
    for name in ('a.txt', 'b.txt'):
        (tmp_path / name).write_text('# %% full\nx = 1\n')
        held += read_snippets([tmp_path / name], RULES)
    assert repr(held[0]) == repr(held[1]) and held[0].origin != held[1].origin


def test_nothing_that_is_held_out_is_trained_on(variation, programs):
    def body(snippet):
        return '\n'.join(row.code.strip() for row in snippet.rows if row.code.strip())
    taught = {body(snippet) for snippet in variation.snippets}
    assert not [p.origin for p in programs if body(p) in taught]


def test_every_held_out_mark_can_be_found(programs):
    from nl2ros.assistant.review import chunks_of
    for program in programs:
        source = '\n'.join(row.code for row in program.rows)
        seen = {line.number for chunk in chunks_of(source, program.origin)
                for line in chunk.lines if not line.is_repeated}
        marked = {i for i, row in enumerate(program.rows, 1) if row.rules}
        assert marked <= seen, f'{program.origin}: {marked - seen}'


def test_every_snippet_becomes_a_program_with_all_its_marks(variation):
    for snippet in variation.snippets:
        rows = variation.compose(snippet)
        tree = ast.parse('\n'.join(row.code for row in rows))
        lines = {node.lineno for node in ast.walk(tree) if hasattr(node, 'lineno')}
        own = Counter(rule for row in rows for rule in row.rules if row.own)
        marked = Counter(rule for row in snippet.rows + snippet.made for rule in row.rules)
        assert not marked - own, snippet.origin
        assert {i for i, row in enumerate(rows, 1) if row.rules} <= lines, snippet.origin


def test_findings_of_a_chunk_are_those_of_its_rows(variation):
    for snippet in variation.by_rule['blocking_sleep']:
        for reviewed, _ in variation.chunks_of(variation.compose(snippet)):
            for number, line in enumerate(reviewed.chunk.lines, 1):
                if (number, 'blocking_sleep') in reviewed.findings:
                    assert 'sleep' in line.units


def test_pairs_read_back_and_are_short():
    kinds = Counter()
    for source, target in islice(review_pairs(random.Random(1)), 200):
        name, colon, view = source.partition(':')
        assert colon and view.startswith(' ') and view.endswith('\n')
        assert len(view.split()) <= CHUNK_UNITS
        if name == 'review':
            findings = read([(target, 1.0)])
            assert all(rule in RULES and f' # {line} ' in view for line, rule, _ in findings)
        kinds[name, target == OK if name == 'rules' else not findings] += 1
    assert {name for name, _ in kinds} == {'review', 'rules'}
    assert 40 < sum(n for (_, is_fine), n in kinds.items() if is_fine) < 120


def test_the_same_seed_gives_the_same_pairs():
    first, again, other = ([*islice(review_pairs(random.Random(seed)), 20)] for seed in (1, 1, 2))
    assert first == again != other


def test_numbers_change_but_not_their_kind(variation):
    (snippet,) = [s for s in variation.by_rule['timer_ms'] if 'period_ms = 200' in s.rows[0].code]
    periods = set()
    for _ in range(40):
        for reviewed, _ in variation.chunks_of(variation.compose(snippet)):
            for number, rule in reviewed.findings:
                if rule == 'timer_ms':
                    before = reviewed.chunk.lines[number - 2].units
                    periods.update(int(unit) for unit in before if unit.isdigit())
    assert len(periods) > 3 and min(periods) >= 20


@pytest.mark.parametrize('text, message', [
    ('# %% clock\nx = 1\n', r':1: a kind is one of'),
    ('# %% timer\nx = 1  #! beauty\n', r":2: unknown rule 'beauty'"),
    ('# note\n# %%\n', r':2: a kind is one of'),
])
def test_a_bad_line_is_named(tmp_path, text, message):
    path = tmp_path / 'a.txt'
    path.write_text(text)
    with pytest.raises(DataError, match=message):
        read_snippets([path], RULES)


def test_marks_and_choices(tmp_path):
    assert read_row('x = 1  #! degrees timer_ms', RULES) == Row('x = 1', ('degrees', 'timer_ms'))
    path = tmp_path / 'a.txt'
    path.write_text('# %% timer\nuse(<<a|b>>, <<a|b>>)\n@ self.c = <<1|2>>\n')
    (snippet,) = read_snippets([path], RULES)
    assert choices_of(snippet) == {'a|b', '1|2'}
    assert choose(snippet.rows, {'a|b': 'b'})[0].code == 'use(b, b)'
    assert snippet.made[0].code == 'self.c = <<1|2>>'


class Guess:
    """Finds what it is told to find in every program."""

    def __init__(self, *found):
        self.found = found

    def review(self, source, name):
        return [Finding(line=line, rule=rule, title='', advice='', text='', confidence=1)
                for line, rule in self.found]


def test_what_is_counted(tmp_path):
    path = tmp_path / 'a.txt'
    path.write_text('# %% full\nx = 1\ny = 2  #! degrees\nz = 3  #! timer_ms\n# %% full\na = 1\n')
    programs = read_snippets([path], RULES)
    score = evaluate_reviews(Guess((2, 'degrees'), (1, 'timer_ms')), programs[:1])
    assert (score.lines.right, score.lines.found, score.lines.wanted) == (1, 2, 2)
    assert (score.named.precision, score.named.recall, score.lines.f1) == (1.0, 1.0, 0.5)
    assert score.rules['timer_ms'] == {'missed': 1, 'wrong': 1}
    assert (score.exact, score.programs, score.sound) == (0, 1, 0)
    score = evaluate_reviews(Guess(), programs)
    assert (score.lines.precision, score.lines.recall, score.quiet, score.sound) == (1, 0, 1, 1)
    assert score.exact == 1 and 'missed degrees: y = 2' in summary(score, 5)


def test_the_task_of_a_study():
    study = tasks(share_path('data'))['review']
    assert isinstance(study, ReviewStudy) and study.words == START_TEXT
    examples = study.examples(30, 0, seed=1)
    assert examples == study.examples(30, 0, seed=1) != study.examples(30, 0, seed=2)
    assert len(examples) == 30 and all(e.source.endswith('\n') for e in examples)
    assert len(study.held_out(None)) > 100 and len(study.held_out(5)) == 5


def test_any_base_can_be_measured(make_base):
    from nl2ros.language.frozen_lm import FrozenLM
    from nl2ros.language.template import Template
    lm = FrozenLM.load(make_base('llama'))
    right, count = ReviewStudy(FOLDER).measure(lm, None, Template(), 2)
    assert count == 2 and 0 <= right <= 2
