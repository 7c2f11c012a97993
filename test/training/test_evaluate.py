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

"""The figures of an evaluation and its page, on outcomes made by hand."""

import json
import math

from nl2ros.errors import DataError
from nl2ros.plan import Plan
from nl2ros.training.evaluate import evaluate, percent, read_gold, Score, summary
from nl2ros.training.evaluation_report import best_threshold, confusion, costs, write_page
from nl2ros.training.plan_match import same_plan
import pytest

FORWARD = {'action': 'move', 'direction': 'forward', 'distance': 2.0}
LEFT = {'action': 'turn', 'direction': 'left'}
LAB = {'action': 'navigate', 'place': 'lab'}


def ok(*steps, confidence=0.9, repeat=1):
    return Plan.model_validate({'steps': steps, 'confidence': confidence, 'repeat': repeat})


def no(confidence=0.9):
    return Plan.rejected('', 'out_of_scope', 'no', confidence)


class Scripted:
    """Answers each sentence with the plan that was written for it."""

    def __init__(self, answers):
        self.answers = answers

    def translate(self, text):
        return self.answers[text]


@pytest.fixture
def score(tmp_path):
    cases = [('go', ok(FORWARD), ok(FORWARD)),
             ('turn', ok(LEFT), ok(FORWARD, confidence=0.4)),
             ('both', ok(FORWARD, LEFT), ok(FORWARD, confidence=0.6)),
             ('lab', ok(LAB), no()),
             ('sing', no(), no()),
             ('dance', no(), ok(LEFT, confidence=0.3))]
    path = tmp_path / 'gold.jsonl'
    path.write_text('\n'.join(json.dumps(
        {'text': text, 'stratum': 'kind', 'gold': gold.to_dict()}) for text, gold, _ in cases))
    return evaluate(Scripted({text: plan for text, _, plan in cases}), read_gold([path]))


def test_figures(score):
    assert score.exact() == (2, 6) and score.kinds() == {'kind': (2, 6)}
    assert score.refused('rejected') == (1, 2) and score.refused('ok') == (1, 4)
    assert score.actions() == {'move': (1, 2), 'turn': (0, 2), 'navigate': (0, 1)}
    assert score.slots() == {'direction': (2, 2), 'distance': (2, 2)}
    assert next(outcome.gold.text for outcome in score.mistakes()) == 'lab'
    assert score.calibration_error() == pytest.approx((0.1 + 0.4 + 0.6 + 0.3) / 4)
    assert 'all                       33.3 %  (2/6)' in summary(score)


def test_confusion_counts_steps_that_are_missing(score):
    assert confusion(score) == {
        ('move', 'move'): 2, ('turn', 'move'): 1, ('turn', 'nothing'): 1,
        ('navigate', 'rejected'): 1, ('rejected', 'rejected'): 1, ('rejected', 'turn'): 1}


def test_the_threshold_weighs_wrong_plans_against_questions(score):
    assert costs(score, (0.0, 0.5, 0.95), wrong_execution=2) == [
        (0.0, 3, 1, 7), (0.5, 1, 2, 4), (0.95, 0, 4, 4)]
    assert best_threshold(score, wrong_execution=0.1) == pytest.approx(0.32)
    assert best_threshold(score, wrong_execution=100) == pytest.approx(0.62)


def test_the_page_holds_tables_mistakes_and_pictures(score, tmp_path):
    text = write_page(score, tmp_path / 'page', 'How good it is').read_text()
    assert '# How good it is' in text and '| kind | 2 | 6 | 33.3 |' in text
    assert '`dance`' in text and '**navigate**' in text
    for name in ('reliability.png', 'threshold.png'):
        assert f'({name})' in text and (tmp_path / 'page' / name).stat().st_size > 5000


def test_nothing_to_count_is_no_error():
    assert Score().calibration_error() == 0 and Score().exact() == (0, 0)
    assert math.isnan(percent(Score().exact()))


@pytest.mark.parametrize('gold, plan, same', [
    (ok(FORWARD, LEFT, repeat=2), ok(FORWARD, LEFT, FORWARD, LEFT), True),
    (ok(FORWARD), ok({**FORWARD, 'distance': 2.019}), True),
    (ok(FORWARD), ok({**FORWARD, 'distance': 2.03}), False),
    (ok(FORWARD), ok({**FORWARD, 'pace': 'slow'}), True),
    (ok({**FORWARD, 'pace': 'slow'}), ok(FORWARD), False),
    (ok({'action': 'turn', 'direction': 'any'}), ok(LEFT), True),
    (ok(LEFT), ok({'action': 'turn', 'direction': 'any'}), False),
    (ok({**LAB, 'place': 'The Lab'}), ok(LAB), True),
    (ok(LAB), ok({**LAB, 'place': 'lab 2'}), False),
    (no(), Plan.rejected('', 'unsafe', 'no'), True)])
def test_same_plan(gold, plan, same):
    assert same_plan(gold.to_dict(), plan.to_dict()) == same


def test_a_gold_file_without_lines_is_named_and_blank_lines_are_not_read(tmp_path):
    path = tmp_path / 'gold.jsonl'
    with pytest.raises(DataError, match=r'gold\.jsonl: .*No such file'):
        list(read_gold([path]))
    path.write_text('\n \n')
    with pytest.raises(DataError, match=r'gold\.jsonl:1: no sentence in this file'):
        list(read_gold([path]))
    path.write_text('\n{"text": "go", "stratum": "a", "gold": {}}\n\n')
    assert [gold.text for gold in read_gold([path])] == ['go']


@pytest.mark.parametrize('line', ['{', '[]', '{"text": "go"}', '{"text": 1, "gold": []}'])
def test_a_bad_gold_line_is_named(tmp_path, line):
    path = tmp_path / 'bad.jsonl'
    path.write_text('{"text": "go", "stratum": "a", "gold": {}}\n' + line)
    with pytest.raises(DataError, match='bad.jsonl:2'):
        list(read_gold([path]))
