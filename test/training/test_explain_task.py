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


"""Lines are drawn with what is to be written about them; held-out lines are measured alike."""

from itertools import islice
from pathlib import Path
import random
import re

from nl2ros.assistant.explain import CATALOGUE, Explanation
from nl2ros.assistant.explain_families import Families
from nl2ros.assistant.explain_format import grammar_of, Pointed, read, UNKNOWN
from nl2ros.assistant.explain_line import LogLine
from nl2ros.errors import DataError
from nl2ros.language.sentence import Sentence, units_of
from nl2ros.resources import share_path
from nl2ros.training.explain_evaluate import evaluate_explain, FREE, read_gold, summary
from nl2ros.training.explain_study import ExplainStudy
from nl2ros.training.explain_task import DIALECTS, explain_examples, explain_pairs, ExplainLines
from nl2ros.training.explain_values import MARK, Values
from nl2ros.training.tasks import tasks
import pytest

FOLDER = share_path(*CATALOGUE)


@pytest.fixture(scope='module')
def families():
    return Families.load(FOLDER)


def test_the_catalogue_is_large_and_its_marks_are_known(families):
    values = Values(FOLDER, random.Random(0))
    assert len(families.all) >= 80
    for family in families.all.values():
        assert len(family.wordings) >= 4, family.name
        marks = {name for wording in family.wordings for mark, name in MARK.findall(wording)
                 if not mark}
        assert marks == set(family.slots), family.name
        for name in marks:
            assert values.draw(family.kinds.get(name, name))


def test_no_wording_stands_in_two_families_unless_a_value_tells(families):
    seen: dict[str, str] = {}
    for family in families.all.values():
        for wording in family.wordings:
            key = MARK.sub('', wording).lower()
            kinds = {family.kinds.get(name, name) for mark, name in MARK.findall(wording)}
            other = seen.setdefault(key, family.name)
            assert other == family.name or kinds != {
                families.all[other].kinds.get(name, name) for mark, name in MARK.findall(wording)}


def test_pairs_read_back_and_point_into_their_line(families):
    counts = dict.fromkeys(DIALECTS, 0)
    found = set()
    for source, target in islice(explain_pairs(random.Random(0)), 1500):
        dialect, _, view = source.partition(':')
        counts[dialect] += 1
        assert view.startswith(' ') and view.endswith('\n') and '  ' not in view
        if dialect != 'explain':
            continue
        pointed = read(target)
        found.add(pointed.family)
        if pointed.family != UNKNOWN:
            order = families.slots[pointed.family]
            assert [n for n, _ in pointed.slots] == [
                n for n in order if n in dict(pointed.slots)]
        for _, piece in pointed.slots:
            assert f' {" ".join(piece)} ' in view.replace('\n', ' ')
    assert counts['explain'] > counts['cause'] > 150 and counts['names'] > 150
    assert UNKNOWN in found and len(found) > 150


def test_the_same_seed_gives_the_same_lines():
    first, again = (list(islice(explain_pairs(random.Random(3)), 50)) for _ in range(2))
    assert first == again
    assert explain_examples(FOLDER, 1, 5) == explain_examples(FOLDER, 1, 5)
    assert explain_examples(FOLDER, 1, 5) != explain_examples(FOLDER, 1, 6)


def test_values_of_slots_differ_and_decoys_are_not_reported():
    values = Values(FOLDER, random.Random(0))
    for _ in range(200):
        text, slots = values.fill('{frame} {parent} {_frame} {_time}', {})
        assert set(slots) == {'frame', 'parent'} and slots['frame'] != slots['parent']
        assert text.startswith(f'{slots["frame"]} {slots["parent"]} ') and '{' not in text


def test_what_is_measured_on_is_not_trained_on(families):
    lines = ExplainLines(FOLDER, random.Random(0))
    wordings = [w for family in lines.families for w in family.wordings] + lines.others
    trained = [re.compile(r'\S+'.join(map(re.escape, re.split(r'\{_?[A-Za-z]\w*\}', wording))),
                          re.IGNORECASE)
               for wording in wordings if len(MARK.sub('', wording)) > 12]
    gold = read_gold(FOLDER)
    kinds = {item.kind for item in gold}
    assert {'held-out wording', 'seen', 'issues', 'told', 'unknown'} == kinds
    # ros2 is no word that an unknown command is given, and spawn_entity no other service
    apart = ('sudo: ros2', '/gazebo/spawn_entity')
    for item in gold:
        message = LogLine.of(item.line).message
        assert all(message.find(piece) for piece in item.slots.values()), item.line
        if item.kind != 'seen' and not any(part in item.line for part in apart):
            assert not [p.pattern for p in trained if p.fullmatch(message.text)], item.line


def test_every_family_is_measured_on_a_wording_of_its_own(families):
    held_out = [item for item in read_gold(FOLDER) if item.kind == 'held-out wording']
    assert {item.family for item in held_out} == set(families.all)
    assert read_gold(FOLDER) == read_gold(FOLDER)


@pytest.mark.parametrize('row', ['no arrow', 'a => tf_nothing', 'a => tf_nan topic="a"',
                                 'a => tf_nan frame=a', ' => unknown'])
def test_a_wrong_line_is_named(tmp_path, row):
    for path in Path(FOLDER).iterdir():
        (tmp_path / path.name).symlink_to(path)
    (tmp_path / FREE).unlink()
    (tmp_path / FREE).write_text(f'# kind: told\n\n{row}\n')
    with pytest.raises(DataError, match=f'{FREE}:3: '):
        read_gold(tmp_path)


class Reads:
    """Explains what it was told to explain; anything else with the same wrong answer."""

    def __init__(self, answers: dict[str, Pointed]):
        self.answers = answers

    def explain(self, line: str) -> Explanation:
        pointed = self.answers.get(line, Pointed('tf_nan'))
        return Explanation(family=pointed.family, cause='c', fix='f', confidence=0.9,
                           slots={name: ' '.join(units) for name, units in pointed.slots})


def test_figures():
    gold = read_gold(FOLDER)
    right = {item.line: Pointed(item.family, tuple(item.slots.items())) for item in gold}
    assert evaluate_explain(Reads(right), gold).exact() == (len(gold), len(gold))
    unnamed = {line: Pointed(pointed.family) for line, pointed in right.items()}
    score = evaluate_explain(Reads(unnamed), gold)
    known = sum(item.family != UNKNOWN for item in gold)
    with_names = sum(bool(item.slots) for item in gold)
    assert score.exact() == (len(gold) - with_names, len(gold))
    assert score.figures(lambda o: o.family_is_right)['unknown'] == (24, 24)
    assert score.sure(0.5) == score.sure(0.9) == (known, known) and score.sure(0.95) == (0, 0)
    silent = evaluate_explain(Reads(dict.fromkeys(right, Pointed())), gold)
    assert silent.unknown() == (known, known)
    text = summary(silent, mistakes=2)
    assert f'known lines answered with unknown: {known}/{known}' in text
    assert text.count('    wanted ') == 2


def test_the_task_stands_beside_the_others(make_base):
    from nl2ros.language.frozen_lm import FrozenLM
    from nl2ros.language.template import Template
    study = tasks(share_path('data'))['explain']
    assert isinstance(study, ExplainStudy) and study.words == '<s>explain:'
    examples = study.examples(30, 1, seed=2)
    assert len(examples) == 30 and examples == study.examples(30, 1, seed=2)
    assert len(study.development(10)) == 10 and len(study.held_out(None)) > 250
    lm = FrozenLM.load(make_base('llama'))
    right, total = study.measure(lm, None, Template(), 3)
    assert total == 3 and 0 <= right <= 3


def test_a_line_of_the_catalogue_is_allowed_by_the_grammar(families):
    grammar = grammar_of(families.slots)
    assert grammar.count('PIECE') == len({s for slots in families.slots.values() for s in slots})
    assert Sentence.of('a b').find(units_of('b')) == [1]
