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

"""Fresh odometry, old odometry, and the map."""

import math
from string import Formatter

from nl2ros.robot.localisation import Localisation
from nl2ros.robot.motion import Pose
from nl2ros.robot.speech import Notice, SENTENCES
import pytest


def test_odometry_grows_old():
    """After the timeout there is no pose; forgiven time doesn't count."""
    localisation = Localisation(timeout=0.5)
    assert localisation.pose(0.0) is None and localisation.start is None
    localisation.hear_odometry(Pose(1, 2, 3), 10.0)
    assert localisation.pose(10.4) == Pose(1, 2, 3)
    assert localisation.pose(10.6) is None
    localisation.forgive(0.3, 10.4)
    assert localisation.pose(10.6) == Pose(1, 2, 3)
    assert localisation.pose(9.0) is None


def test_odometry_without_numbers_is_none():
    """A pose of NaN is not believed, and the last good one grows old."""
    localisation = Localisation(timeout=0.5)
    localisation.hear_odometry(Pose(1, 0, 0), 10.0)
    localisation.hear_odometry(Pose(math.nan, 0, 0), 10.4)
    assert localisation.pose(10.4) == Pose(1, 0, 0)
    assert localisation.pose(10.6) is None


def test_a_pause_does_not_move_what_is_fresh_into_the_future():
    """Odometry that was handled after the pause keeps its time."""
    localisation = Localisation(timeout=0.5)
    localisation.hear_odometry(Pose(), 10.0)
    localisation.forgive(1.0, 10.0)
    assert localisation.pose(10.0) == Pose()
    assert localisation.pose(10.6) is None


def test_map_and_start():
    """A localiser shifts map poses and the start, not the odometry."""
    localisation = Localisation(timeout=0.5)
    localisation.hear_map(Pose(9, 9, 9))    # before any odometry: of no use
    localisation.hear_odometry(Pose(), 1.0)
    assert localisation.start == Pose()
    localisation.hear_odometry(Pose(1, 0, 0), 2.0)
    assert localisation.map_pose(2.0) == Pose(1, 0, 0)
    localisation.hear_map(Pose(5, 5, math.pi / 2))
    assert localisation.pose(2.0) == Pose(1, 0, 0)
    assert localisation.map_pose(2.0) == Pose(5, 5, math.pi / 2)
    start = localisation.start
    assert (start.x, start.y) == pytest.approx((5, 4))
    localisation.hear_odometry(Pose(2, 0, 0), 2.1)
    there = localisation.map_pose(2.1)
    assert (there.x, there.y) == pytest.approx((5, 6))


def test_every_sentence_exists_in_both_languages():
    """English and Burmese name the same values."""
    for key, (english, burmese) in SENTENCES.items():
        names = [{name for _, name, _, _ in Formatter().parse(text) if name}
                 for text in (english, burmese)]
        assert names[0] == names[1], key
        assert any('\u1000' <= char <= '\u109f' for char in burmese), key
    assert Notice('stopped').text('my') == SENTENCES['stopped'][1]
