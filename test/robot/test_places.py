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

"""Names of places: found as people say them, taught without harm to the file."""

import os
from pathlib import Path

from hypothesis import given, settings, strategies as st
from nl2ros.errors import PlacesError
from nl2ros.robot.motion import Pose
from nl2ros.robot.places import key_of, Places
from nl2ros.simulation.world import HOUSE
import numpy as np
import pytest

SHIPPED = Path(__file__).parents[2] / 'config' / 'places.yaml'
FILE = """\
# My places.
places:
  kitchen:    # the big one
    x: 3.5
    y: 2.5
    yaw: 0.0
    aliases: [မီးဖိုချောင်, cooking area]

  # where it sleeps
  dock:
    y: -1
    x: 2   # not one
# The end.
"""


@pytest.fixture
def path(tmp_path):
    """Write FILE and return its path."""
    path = tmp_path / 'places.yaml'
    path.write_text(FILE, encoding='utf-8')
    return path


@pytest.mark.parametrize('said', [
    'kitchen', 'Kitchen', 'the KITCHEN', 'kitchen.', '  kitchen ', 'the  kitchen!', 'မီးဖိုချောင်',
    'မီး ဖို ချောင်', 'မီးဖိုချောင်။', 'cooking-area', 'မီး\u200bဖိုချောင်'])
def test_found_as_people_say_it(path, said):
    """Case, articles, punctuation, Burmese spacing and zero-width characters don't matter."""
    assert Places.load(path).find(said) == Pose(3.5, 2.5, 0.0)


@pytest.mark.parametrize('said', ['kitchens', 'kitch', '', 'the', 'မီးဖို', 'room'])
def test_nothing_else_is_found(path, said):
    """A similar name is not the same name."""
    assert Places.load(path).find(said) is None


def test_burmese_and_latin_digits_are_equal():
    """Room 3 is room ၃, and room 12 is not room 1 2."""
    assert key_of('အခန်း ၃') == key_of('အခန်း 3')
    assert key_of('room 12') != key_of('room 1 2')


def test_suggestions(path):
    """The nearest known names are suggested, each place once; nothing where nothing is near."""
    places = Places.load(path)
    assert places.near('kitchn') == ('kitchen',)
    assert places.near('မီးဖိုချောင') == ('မီးဖိုချောင်',)
    assert places.near('xyzzy') == ()


def test_place_at(path):
    """A pose within half a metre of a place is at that place."""
    assert Places.load(path).at(Pose(3.6, 2.4)) == 'kitchen'
    assert Places.load(path).at(Pose(0, 0)) is None
    assert Places({}).at(Pose()) is None


def test_teaching_leaves_the_rest_alone(path):
    """One block more; comments, order and aliases as they were."""
    places = Places.load(path)
    places.save('ဓာတ်ခွဲခန်း', Pose(1.25, -0.5, 1.0))
    text = path.read_text(encoding='utf-8')
    new = '\n  "ဓာတ်ခွဲခန်း":\n    x: 1.25\n    y: -0.5\n    yaw: 1.0'
    assert new in text and text.replace(new, '') == FILE
    assert Places.load(path).find('ဓာတ်ခွဲခန်း') == Pose(1.25, -0.5, 1.0)
    assert places.find('ဓာတ်ခွဲခန်း') == Pose(1.25, -0.5, 1.0)


def test_moving_a_place(path):
    """A known name, or an alias of it, moves the place and keeps its aliases."""
    Places.load(path).save('the cooking area', Pose(1, 2, 3))
    Places.load(path).save('Dock', Pose(5, 6, -1))
    text = path.read_text(encoding='utf-8')
    places = Places.load(path)
    assert places.find('kitchen') == places.find('မီးဖိုချောင်') == Pose(1, 2, 3)
    assert places.find('dock') == Pose(5, 6, -1)
    for comment in ('# My places.', '# the big one', '# where it sleeps', '# not one',
                    '# The end.'):
        assert comment in text


@pytest.mark.parametrize('text', [
    'places: {}\n', 'places: {a: {x: 1, y: 2}}', 'places:\n  a: {x: 1, y: 2}\n  b:\n    x: 1\n    '
    'y: 1\n    aliases:\n    - c\n    - d', 'places:\n    a:\n        y: 1\n        x: 2'])
def test_any_layout_can_be_taught(path, text):
    """Braces, lists, wide indents, no final newline: the new place and all old ones are there."""
    path.write_text(text, encoding='utf-8')
    before = Places.load(path)
    Places.load(path).save('new one', Pose(1, 2, 3))
    after = Places.load(path)
    assert after.names == (*before.names, 'new one')
    assert all(after.find(name) == before.find(name) for name in before.names)
    if 'a' in before.names:
        Places.load(path).save('a', Pose(7, 8, 1))
        assert Places.load(path).find('a') == Pose(7, 8, 1)


@given(st.text(min_size=1, max_size=30), st.floats(-10, 10))
@settings(max_examples=100, deadline=None)
def test_any_name_can_be_taught_or_is_refused(tmp_path_factory, name, x):
    """Whatever a person calls a place, the file stays readable."""
    path = tmp_path_factory.mktemp('places') / 'places.yaml'
    path.write_text(FILE, encoding='utf-8')
    places = Places.load(path)
    try:
        places.save(name, Pose(x, 0, 0))
    except PlacesError:
        assert path.read_text(encoding='utf-8') == FILE
        return
    assert Places.load(path).find(name).x == pytest.approx(x, abs=1e-4)
    assert Places.load(path).find('dock') is not None or key_of(name) == 'dock'


def test_edits_by_hand_are_kept(path):
    """What somebody wrote into the file meanwhile is not overwritten."""
    places = Places.load(path)
    path.write_text(FILE + '  attic:\n    x: 0\n    y: 9\n', encoding='utf-8')
    places.save('lab', Pose(1, 1, 1))
    assert Places.load(path).names == ('kitchen', 'dock', 'attic', 'lab')


def test_crash_while_writing_leaves_the_old_file(path, monkeypatch):
    """Half a file is never left, nor a temporary one."""
    def crash(*_):
        raise OSError('disk full')
    monkeypatch.setattr(os, 'replace', crash)
    places = Places.load(path)
    with pytest.raises(PlacesError, match='disk full'):
        places.save('lab', Pose(1, 1, 1))
    assert path.read_text(encoding='utf-8') == FILE
    assert list(path.parent.iterdir()) == [path]
    assert places.find('lab') is None


@pytest.mark.parametrize('text, complaint', [
    ('places:\n  a: {x: 1}', r'places\.a\.y'),
    ('places:\n  a: {x: 1, y: two}', r"places\.a\.y = 'two'"),
    ('places:\n  a: {x: .nan, y: 1}', r'places\.a\.x'),
    ('places:\n  a: {x: 1, y: 1, z: 1}', r'places\.a\.z'),
    ('places:\n  a: {x: 1, y: 1}\n  The A: {x: 2, y: 2}', '"The A" names both "a" and "The A"'),
    ('places:\n  a: {x: 1, y: 1}\n  a: {x: 2, y: 2}', ':3: "a" stands twice'),
    ('places:\n  a: {x: 1, y: 1, aliases: [b]}\n  b: {x: 2, y: 2}', '"b" names both "a" and "b"'),
    ('places:\n  "!": {x: 1, y: 1}', 'has no letters'),
    ('places:\n  a: {x: 1,', 'while parsing'),
    ('', 'plan'), ('[]', 'plan'), ('a: 1', 'places'), ('places:\n  a: {x: tr', 'flow mapping')])
def test_wrong_files_are_named(path, text, complaint):
    """File and key are in the message."""
    path.write_text(text, encoding='utf-8')
    with pytest.raises(PlacesError, match=complaint) as error:
        Places.load(path)
    assert str(path) in str(error.value) and '\n' not in str(error.value)


def test_missing_and_binary_files(tmp_path):
    """No file, and a file that is no text."""
    with pytest.raises(PlacesError, match=r'nowhere\.yaml'):
        Places.load(tmp_path / 'nowhere.yaml')
    (tmp_path / 'binary').write_bytes(b'\xff\xfe\x00')
    with pytest.raises(PlacesError, match='binary'):
        Places.load(tmp_path / 'binary')


def test_shipped_places_lie_free_in_the_simulated_house():
    """Every place of config/places.yaml can be stood on in the simulator."""
    places = Places.load(SHIPPED)
    for name in places.names:
        pose = places.find(name)
        clearance = float(HOUSE.clearance(np.array([pose.x, pose.y])))
        assert clearance > 0.2, f'{name} is {clearance:.2f} m from something solid'
    for said in ('living room', 'charger', 'အားသွင်းစင်', 'ဧည့်ခန်း', 'front door', 'home'):
        assert places.find(said) is not None, said
