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

"""From values back to the words that are worth them."""

import json
from math import pi

from nl2ros.errors import DataError
from nl2ros.language.plan_format import write
from nl2ros.language.resolve import resolve
from nl2ros.language.sentence import Sentence
from nl2ros.plan import Plan
from nl2ros.resources import share_path
from nl2ros.training.corpus import read_labelled
from nl2ros.training.evaluate import gold_of
from nl2ros.training.plan_match import same_plan
from nl2ros.training.pointing import point, read_examples
import pytest

ALIASES = {'charging station': ('dock', 'အားသွင်းစင်')}


def written(text: str, *steps: dict, **more) -> str:
    """Return what the model shall write about a text whose plan is given in values."""
    plan = Plan.from_dict({'steps': steps, **more} if steps else more)
    return write(point(Sentence.of(text), plan, ALIASES))


@pytest.mark.parametrize('text, steps, expected', [
    ('Go forward about 30 cm, slowly.',
     [{'action': 'move', 'direction': 'forward', 'distance': 0.3, 'pace': 'slow'}],
     '( move forward( distance 30 cm)( pace slow))'),
    ('Back a foot and a half, then wait a minute',
     [{'action': 'move', 'direction': 'backward', 'distance': 0.4572},
      {'action': 'wait', 'duration': 60.0}],
     '( move backward( distance a foot and a half))( wait( duration a minute))'),
    ('turn left by ninety degrees', [{'action': 'turn', 'direction': 'left', 'angle': pi / 2}],
     '( turn left( angle ninety degrees))'),
    ('turn left by a quarter turn', [{'action': 'turn', 'direction': 'left', 'angle': pi / 2}],
     '( turn left( angle quarter))'),
    ('turn around', [{'action': 'turn', 'direction': 'any', 'angle': pi}],
     '( turn any( angle half))'),
    ('circle left, two metres across',
     [{'action': 'arc', 'direction': 'left', 'radius': 1.0, 'angle': 2 * pi}],
     '( arc left( diameter two metres)( angle full))'),
    ('keep on driving', [{'action': 'move', 'direction': 'forward', 'continuous': True}],
     '( move forward( continuous yes))'),
    ('go to the dock', [{'action': 'navigate', 'place': 'charging station'}],
     '( navigate( place dock))'),
    ('go to the dock', [{'action': 'navigate', 'place': 'dock'}], '( navigate( place dock))'),
    ('အားသွင်းစင်ကို သွားပါ', [{'action': 'navigate', 'place': 'charging station'}],
     '( navigate( place အား သွင်း စင်))'),
    ('go home', [{'action': 'navigate', 'place': 'home'}], '( navigate( place home))'),
    ('drive to minus 2, 3.5 facing 90 degrees',
     [{'action': 'navigate', 'x': -2.0, 'y': 3.5, 'yaw': 1.5708}],
     '( navigate( x minus 2)( y 3 . 5)( yaw 90 degrees))'),
    ('this is the Lab', [{'action': 'save_place', 'name': 'lab'}], '( save( name lab))'),
    ('where are you?', [{'action': 'report', 'what': 'pose'}], '( report pose)'),
    ('ရှေ့ကို ၂ မီတာခွဲ သွားပါ', [{'action': 'move', 'direction': 'forward', 'distance': 2.5}],
     '( move forward( distance 2 မီ တာ ခွဲ))'),
])
def test_values_are_found_in_the_text(text, steps, expected):
    assert written(text, *steps) == expected


def test_repeats_are_found_or_implied():
    step = {'action': 'move', 'direction': 'forward', 'distance': 1.0}
    turn = {'action': 'turn', 'direction': 'left', 'angle': pi / 2}
    assert written('drive one metre, three times in all', step, repeat=3).endswith(
        '( repeat three times)')
    assert written('a one metre square to the left', step, turn, repeat=4).endswith('( repeat 4)')
    with pytest.raises(DataError, match='repeat = 40'):
        written('drive one metre', step, repeat=40)


def test_a_refusal_has_only_its_reason():
    assert written('dance', status='rejected', reason='out_of_scope') == '( no scope)'
    with pytest.raises(DataError, match='unknown_place'):
        written('go to mars', status='rejected', reason='unknown_place')


@pytest.mark.parametrize('text, step, message', [
    ('go 2 m', {'action': 'move', 'direction': 'forward', 'distance': 3.0}, 'distance = 3:'),
    ('go to the lab', {'action': 'navigate', 'place': 'kitchen'}, "place = 'kitchen' is not"),
    ('go to it', {'action': 'navigate', 'place': 'charging station'}, 'nor dock'),
    ('turn', {'action': 'turn', 'direction': 'left'}, "'left'"),
])
def test_what_is_not_in_the_text_is_named(text, step, message):
    with pytest.raises(DataError, match=message):
        written(text, step)


def test_shipped_sentences_are_pointed_at_as_their_authors_did():
    """Values of the labels are sought again: the plan is the same, the pieces nearly always."""
    items = [item for item in read_labelled(sorted(share_path('data').glob('*_validation*.txt')))
             if item.plan.steps][::20]
    same = 0
    for item in items:
        plan = Plan.from_dict(gold_of(item, '').plans[0])
        pointed = point(item.sentence, plan)
        steps, repeat = resolve(pointed, item.sentence)
        assert same_plan(plan.to_dict(), Plan(steps=steps, repeat=repeat).to_dict())
        same += pointed == item.plan
    assert len(items) > 25 and same / len(items) > 0.9


def test_json_lines_are_read_in_both_forms(tmp_path):
    plan = {'steps': [{'action': 'wait', 'duration': 5}]}
    path = tmp_path / 'mine.jsonl'
    path.write_text('\n'.join(map(json.dumps, (
        {'text': 'wait 5 s', 'plan': plan},
        Plan.from_dict(plan | {'text': 'wait 5 s', 'confidence': 0.4}).to_dict()))) + '\n\n')
    first, second = read_examples(path, {})
    assert first.plan == second.plan and first.sentence.text == second.sentence.text == 'wait 5 s'
    assert (first.origin, second.origin) == (f'{path}:1', f'{path}:2')


def test_labelled_text_is_read_too(tmp_path):
    path = tmp_path / 'mine.txt'
    path.write_text('wait 5 s => wait duration="5 s"\n')
    assert len(read_examples(path, {})) == 1


@pytest.mark.parametrize('line, message', [
    ('{', r'mine\.jsonl:2: '), ('[1]', 'mine.jsonl:2: expected an object'),
    ('{"plan": {}}', 'expected an object with "text"'), ('{"text": "go"}', 'no "plan"'),
    ('{"text": "go", "plan": {"steps": []}}', 'mine.jsonl:2: .*steps'),
    ('{"text": "go", "plan": 3}', 'mine.jsonl:2: '),
    ('{"text": "go", "plan": {"steps": [{"action": "fly"}]}}', "'fly'|fly"),
    ('{"text": "go 2 m", "plan": {"steps": [{"action": "move", "direction": "forward", '
     '"distance": -2}]}}', 'distance = -2'),
])
def test_a_bad_line_is_named(tmp_path, line, message):
    path = tmp_path / 'mine.jsonl'
    path.write_text('{"text": "stop", "plan": {"steps": [{"action": "stop"}]}}\n' + line + '\n')
    with pytest.raises(DataError, match=message):
        read_examples(path, {})


@pytest.mark.parametrize('content', ['', '\n\n'])
def test_an_empty_file_is_named(tmp_path, content):
    path = tmp_path / 'mine.jsonl'
    path.write_text(content)
    with pytest.raises(DataError, match=r'mine\.jsonl:1: no sentence'):
        read_examples(path, {})
