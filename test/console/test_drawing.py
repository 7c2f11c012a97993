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

"""The map's shapes: where things are, what is shown, and that only what grows is sent again."""

from base64 import b64decode
from io import BytesIO
import math
from xml.etree import ElementTree

from nl2ros.console import drawing
from nl2ros.console.board import Board
from nl2ros.console.sheet import draw_sheet
from nl2ros.console.track import PIECE, PIECES, Track
from nl2ros.robot.motion import Pose, Velocity
from PIL import Image
import pytest


def test_y_points_up():
    """The map frame's y points up, SVG's down."""
    assert drawing.path_data([(1, 2), (3, -4)]) == 'M1.000 -2.000L3.000 4.000'
    assert drawing.placed(Pose(1, 2, math.pi / 2)) == (
        'translate(1.000px, -2.000px) rotate(-90.00deg)')


@pytest.mark.parametrize('yaw, before, after', [
    (-3.1, 3.1, 2 * math.pi - 3.1), (3.1, -3.1, 3.1 - 2 * math.pi), (0.1, 0.0, 0.1),
    (0.0, 4 * math.pi, 4 * math.pi)])
def test_robot_turns_the_short_way(yaw, before, after):
    """Past half a turn the angle goes on instead of spinning back."""
    assert drawing.unwound(yaw, before) == pytest.approx(after)


def test_house_is_well_formed_and_walls_are_on_top():
    """What leans on a wall does not cover it."""
    shapes = ElementTree.fromstring(f'<g>{drawing.house_shapes()}</g>')
    kinds = [shape.get('class') for shape in shapes]
    assert kinds[0].startswith('c-floor')
    assert kinds[-1] == 'c-solid c-wall'
    assert len(kinds) > 30


def test_names_of_places_are_text():
    """A place that somebody taught under a strange name cannot add markup."""
    shapes = drawing.place_shapes([('<b> & co', Pose(4.9, 0))], (-5, -4, 10, 8))
    *_, name = ElementTree.fromstring(f'<g>{shapes}</g>')
    assert name.text == '<b> & co'
    assert name.get('text-anchor') == 'end'


def test_frame_holds_what_is_known_and_does_not_creep():
    """A small move leaves the frame as it is; a large one widens it."""
    board = Board()
    assert drawing.frame_of(board)[2] >= drawing.LEAST_M
    board.hear_pose(Pose(0, 0), Velocity())
    before = drawing.frame_of(board)
    board.hear_pose(Pose(0.05, 0), Velocity())
    assert drawing.frame_of(board) == before
    board.hear_pose(Pose(20, 3), Velocity())
    assert drawing.holds(drawing.frame_of(board), Pose(20, 3))
    assert drawing.holds(drawing.frame_of(board), Pose(0, 0))
    assert not drawing.holds(before, Pose(20, 3))


def test_sheet_shows_walls_where_they_are():
    """The first cell of a grid is at the lower left; the unknown is left out."""
    sheet = draw_sheet([100, 0, -1, 0, 0, 0], 3, 2, 0.5, Pose(1, 2))
    picture = Image.open(BytesIO(b64decode(sheet.image.partition(',')[2])))
    assert picture.size == (3, 2)
    alphas = [[picture.getpixel((x, y))[3] for x in range(3)] for y in range(2)]
    assert alphas == [[60, 60, 60], [255, 60, 0]]
    assert (sheet.width, sheet.height) == (1.5, 1.0)


def test_sheet_is_in_the_frame_also_when_turned():
    """Corners of a map that is turned by a right angle."""
    board = Board()
    board.hear_map(draw_sheet([0] * 200, 20, 10, 1.0, Pose(0, 0, math.pi / 2)))
    frame = drawing.frame_of(board)
    assert drawing.holds(frame, Pose(-10, 20))
    assert not drawing.holds(frame, Pose(10, 0))


def test_track_keeps_what_can_be_seen():
    """Standing still adds nothing; driving adds to the last piece only."""
    track = Track()
    assert track.add(Pose(0, 0))
    assert not track.add(Pose(0.01, 0))
    for number in range(1, 3 * PIECE):
        assert track.add(Pose(0.03 * number, 0))
    lengths = [len(piece) for piece in track.pieces.values()]
    assert lengths[0] == PIECE
    firsts = [piece[0] for piece in track.pieces.values()]
    lasts = [piece[-1] for piece in track.pieces.values()]
    assert firsts[1:] == lasts[:-1]     # no gaps


def test_track_breaks_where_the_robot_was_carried():
    """No line is drawn through walls to where a localiser put the robot."""
    track = Track()
    track.add(Pose(0, 0))
    track.add(Pose(5, 0))
    assert list(track.pieces.values()) == [[(0, 0)], [(5, 0)]]


def test_track_forgets():
    """The oldest pieces go, and all when it is cleared."""
    track = Track()
    for number in range((PIECES + 5) * PIECE):
        track.add(Pose(0.03 * number, 0))
    assert len(track.pieces) == PIECES
    track.clear()
    assert not track.pieces
    assert track.add(Pose(1, 1))
