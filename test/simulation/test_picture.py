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

"""The picture is written, in both languages, whatever happened."""

import warnings

from nl2ros.robot.motion import Pose
from nl2ros.simulation import story
from nl2ros.simulation.picture import draw
from nl2ros.simulation.story import readable, Told
import numpy as np
import pytest

TOLD = [
    Told('go to the kitchen', ('1. navigate to "kitchen"',), 'succeeded'),
    Told('မီးဖိုချောင်ကို သွားပါ', ('1. navigate to "မီးဖိုချောင်"',), 'failed',
         'ဘယ်လိုမှ မရပါဘူး။'),
    Told('pay $5 or $x_{2 & sing 🤖\x07 <b>[red]', (), 'rejected', 'No. 🤖'),
]
PATH = np.array([[0.0, 0.0, 0.0, 0.0], [1.0, 0.5, 0.0, 0.0], [9.0, 0.5, 1.0, 1.57]])


def size_of(file) -> tuple[int, int]:
    """Return width and height from a PNG's header, after checking that it is one."""
    data = file.read_bytes()
    assert data[:8] == b'\x89PNG\r\n\x1a\n'
    return int.from_bytes(data[16:20], 'big'), int.from_bytes(data[20:24], 'big')


@pytest.mark.parametrize('told', [TOLD, [], TOLD * 8])
@pytest.mark.parametrize('path', [PATH, PATH[:1]])
def test_writes_a_png(tmp_path, told, path):
    """A file of the right kind and size is there, in a folder made for it, without a warning."""
    file = tmp_path / 'new' / 'way.png'
    with warnings.catch_warnings():
        warnings.simplefilter('error')  # such as "glyph missing from font": a box in the picture
        draw(file, path, told, {'kitchen': Pose(3.5, 2.5)}, [Pose(3.5, 2.5)])
    assert size_of(file) == (1768, 1040)


def test_path_changes_the_picture(tmp_path):
    """What is drawn depends on where the robot went."""
    draw(tmp_path / 'a.png', PATH, [], {})
    draw(tmp_path / 'b.png', PATH * 0.5, [], {})
    assert (tmp_path / 'a.png').read_bytes() != (tmp_path / 'b.png').read_bytes()


def test_burmese_is_left_out_without_a_font(monkeypatch):
    """Rather no Burmese than boxes."""
    monkeypatch.setattr(story, '_glyphs', lambda: set(range(0x20, 0x7f)))
    assert readable('go ရှေ့ကို now') == 'go now (in Burmese)'
    assert readable('go now') == 'go now'
