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

"""Pieces become SI quantities and names."""

from math import pi

from nl2ros.errors import QuantityError
from nl2ros.language.plan_format import read
from nl2ros.language.resolve import resolve
from nl2ros.language.sentence import Sentence
from nl2ros.plan import Arc, Move, Navigate, Report, SavePlace, Stop, Turn, Wait
import pytest


@pytest.mark.parametrize('text, written, step', [
    ('go a foot and a half', '( move forward( distance a foot and a half))',
     Move(direction='forward', distance=0.4572)),
    ('creep on', '( move forward( pace slow)( continuous yes))',
     Move(direction='forward', pace='slow', continuous=True)),
    ('about face', '( turn any( angle half))', Turn(direction='any', angle=pi)),
    ('turn left at 30 deg/s', '( turn left( speed 30 deg / s))',
     Turn(direction='left', speed=pi / 6)),
    ('a circle, a metre in diameter', '( arc any( diameter a metre)( angle full))',
     Arc(direction='any', radius=0.5, angle=2 * pi)),
    ('to The Lab', '( navigate( place the lab))', Navigate(place='lab')),
    ('home', '( navigate( place home))', Navigate(place='home')),
    ('x minus two y 3 facing 90', '( navigate( x minus two)( y 3)( yaw 90))',
     Navigate(x=-2, y=3, yaw=pi / 2)),
    ('၂ မိနစ်ခွဲ စောင့်', '( wait( duration 2 မိ နစ် ခွဲ))', Wait(duration=150)),
    ('stop', '( stop)', Stop()),
    ('call it Bay 4', '( save( name bay 4))', SavePlace(name='bay 4')),
    ('where are you', '( report pose)', Report(what='pose')),
])
def test_step(text, written, step):
    (found,), repeat = resolve(read(written), Sentence.of(text))
    got, wanted = found.model_dump(), step.model_dump()
    assert {k: pytest.approx(v) if isinstance(v, float) else v for k, v in wanted.items()} == got
    assert repeat == 1


def test_repeat():
    text = Sentence.of('stop five times')
    assert resolve(read('( stop)( repeat five times)'), text)[1] == 5
    assert resolve(read('( stop)( repeat 4)'), text)[1] == 4


@pytest.mark.parametrize('text, written, value', [
    ('back fifty centimetres sorry fifteen', '( move backward( distance fifteen))', 0.15),
    ('forward 2 feet then 3', '( move forward( distance 3))', 0.9144),
    ('two minutes, no, three', '( wait( duration three))', 180),
    ('ရှေ့ ၂ ပေ မဟုတ်ဘူး ၃', '( move forward( distance 3))', 0.9144),
    ('wait 5 seconds then go 3', '( move forward( distance 3))', 3),
    ('go 3 metres at 2 feet per second', '( move forward( distance 3 metres))', 3),
    ('go two, then four inches', '( move forward( distance two))', 2 * 0.0254),
    ('go in reverse 2', '( move backward( distance 2))', 2),
    ('five in back, then 3', '( move backward( distance 3))', 3 * 0.0254),
    ('go 2, turn, then wait 5 s', '( move forward( distance 2))', 2),
])
def test_a_bare_number_takes_over_the_unit_of_its_neighbours(text, written, value):
    (step,), _ = resolve(read(written), Sentence.of(text))
    assert (step.duration or step.distance) == pytest.approx(value)


@pytest.mark.parametrize('text, written', [
    ('go a few metres', '( move forward( distance a few metres))'),
    ('go two seconds', '( move forward( distance two seconds))'),
    ('go 0 m', '( move forward( distance 0 m))'),
])
def test_what_is_no_quantity_of_its_kind_is_refused(text, written):
    with pytest.raises(QuantityError):
        resolve(read(written), Sentence.of(text))
