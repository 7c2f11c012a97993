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

"""What the stand-in for Nav2 is asked for, in the shapes that other distributions give it."""

from types import SimpleNamespace

from geometry_msgs.msg import PoseStamped
from nav2_msgs.action import NavigateThroughPoses
from nl2ros.plan import Turn
from nl2ros.robot.motion import Pose
from nl2ros.simulation.errands import Ended, errand_of, Journey, Manoeuvre
from nl2ros.simulation.planner import Planner
from nl2ros.simulation.world import HOUSE


def test_an_action_without_numbers_for_errors():
    """Humble's results name no errors; what goes wrong there still ends as an error."""
    errand = Manoeuvre(Turn(direction='left', angle=1.0), 2.0, HOUSE, SimpleNamespace)
    errand.tick(Pose(), 10.0)
    assert errand.tick(Pose(), 13.0) == Ended(1, 'took longer than allowed')


def test_poses_in_a_message_around_them():
    """From Kilted on NavigateThroughPoses has a message where a list was."""
    class Goal(NavigateThroughPoses.Goal):
        poses = SimpleNamespace(goals=[PoseStamped(), PoseStamped()])

    assert isinstance(errand_of(Goal(), Planner(), HOUSE), Journey)
