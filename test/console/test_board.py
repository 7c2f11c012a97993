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

"""What the console concludes from what it hears, in whatever order that comes."""

from news import GO, MOVE, plan, status, tell, TURN
from nl2ros.console.board import Board, Phase
from nl2ros.robot.motion import Pose, Velocity
from nl2ros.robot.places import Places
from nl2ros.robot.places_file import Place
import pytest


@pytest.fixture
def board():
    """Give a board whose node is there and ready."""
    board = Board()
    board.hear_presence(True)
    board.hear_health({'model': 'ready'})
    return board


def test_phases(board):
    """The header follows the node from absent to ready, and what goes on there."""
    assert Board().phase is Phase.ABSENT
    assert board.phase is Phase.READY
    board.hear_health({'model': 'loading'})
    assert board.phase is Phase.LOADING
    board.hear_health({'model': 'broken'})
    assert board.phase is Phase.BROKEN
    board.hear_health({'model': 'ready'})
    tell(board, 'go', 'translated', 'confirming', steps=[MOVE])
    assert board.phase is Phase.ASKING
    board.hear_status(status(1, 'go', 'executing', step=1), 105.0)
    assert board.phase is Phase.BUSY
    board.hear_presence(False)
    assert board.phase is Phase.ABSENT


def test_sentence_from_beginning_to_end(board):
    """Plan, confidence and both times are there."""
    tell(board, 'go', 'translated', 'executing', 'succeeded', steps=[MOVE, TURN])
    (entry,) = board.entries
    assert [step.action for step in entry.plan.steps] == ['move', 'turn']
    assert entry.plan.confidence == 0.97
    assert entry.understood_s == 1.0
    assert entry.took_s == 1.0
    assert board.shown is entry


def test_plan_after_its_status(board):
    """Two topics come in any order."""
    board.hear_status(status(1, 'go', 'received'), 1.0)
    board.hear_status(status(1, 'go', 'translated'), 2.0)
    assert board.entries[0].plan is None
    board.hear_plan(plan('go', MOVE))
    assert board.entries[0].plan is not None


def test_plan_of_another_sentence(board):
    """A plan is never shown with a sentence that it was not made for."""
    board.hear_status(status(1, 'go', 'received'), 1.0)
    board.hear_plan(plan('come', MOVE))
    board.hear_status(status(1, 'go', 'translated'), 2.0)
    assert board.entries[0].plan is None


def test_old_news_has_no_timing(board):
    """What a page hears of long ago says nothing on how fast it was understood."""
    board.hear_plan(plan('go', MOVE))
    for state in ('received', 'translated', 'succeeded'):
        board.hear_status(status(1, 'go', state, time=3.0), None)
    assert board.entries[0].understood_s is None
    assert board.entries[0].took_s is None


def test_node_that_starts_again_counts_from_one(board):
    """Sentence 1 of the new node is not sentence 1 of the old one."""
    tell(board, 'go', 'translated', 'executing', steps=[MOVE])
    board.hear_presence(False)
    assert board.entries[0].state.value == 'failed'
    board.hear_presence(True)
    tell(board, 'come', 'translated', steps=[TURN])
    assert [entry.text for entry in board.entries] == ['go', 'come']
    assert board.entries[0].state.value == 'failed'


def test_stop_does_not_hide_what_it_stopped(board):
    """After a stop the plan that was cancelled is what people want to see."""
    tell(board, 'go', 'translated', 'executing', 'cancelled', steps=[MOVE])
    tell(board, 'stop', 'succeeded', number=2)
    assert board.shown.text == 'go'
    tell(board, 'sing', number=3)
    assert board.shown.text == 'sing'


def test_answer_beside_a_motion(board):
    """A question shows while it is answered; then the motion under way is back."""
    tell(board, 'go', 'translated', 'executing', steps=[MOVE])
    tell(board, 'where are you', number=2)
    assert board.shown.text == 'where are you'
    board.hear_plan(plan('where are you', {'action': 'report', 'what': 'pose'}))
    board.hear_status(status(2, 'where are you', 'succeeded', 'Here.'), 120.0)
    assert board.shown.text == 'go'


def test_goal_is_that_of_the_step_under_way(board):
    """The mark on the map is where the robot is going now, then the next one."""
    board.hear_places(Places({'kitchen': Place(x=3, y=2)}))
    steps = [GO, {'action': 'wait', 'duration': 1.0}, {'action': 'navigate', 'x': 1.0, 'y': 1.0}]
    tell(board, 'go', 'translated', steps=steps)
    assert board.goal is None
    board.hear_status(status(1, 'go', 'executing', step=1), 1.0)
    assert (board.goal.x, board.goal.y) == (3, 2)
    board.hear_status(status(1, 'go', 'executing', step=2), 2.0)
    assert (board.goal.x, board.goal.y) == (1, 1)
    board.hear_status(status(1, 'go', 'succeeded'), 3.0)
    assert board.goal is None


def test_goal_at_a_place_that_nobody_knows(board):
    """There is no mark, and no error."""
    tell(board, 'go', 'translated', 'executing', steps=[GO])
    assert board.goal is None


def test_steps_are_done_active_or_to_do(board):
    """Marks follow the node's count, through repeats."""
    board.hear_status(status(1, 'go', 'received'), 1.0)
    board.hear_plan(plan('go', MOVE, TURN, repeat=4))
    entry = board.entries[0]
    assert [entry.step_state(i) for i in (0, 1)] == ['todo', 'todo']
    board.hear_status(status(1, 'go', 'executing', step=4), 1.0)
    assert [entry.step_state(i) for i in (0, 1)] == ['done', 'active']
    assert entry.lap == 2
    board.hear_status(status(1, 'go', 'executing', step=5), 1.0)
    assert [entry.step_state(i) for i in (0, 1)] == ['active', 'todo']
    assert entry.lap == 3
    board.hear_status(status(1, 'go', 'succeeded'), 1.0)
    assert [entry.step_state(i) for i in (0, 1)] == ['done', 'done']


def test_history_has_an_end(board):
    """A console that runs for weeks does not grow."""
    for number in range(1, 500):
        tell(board, f'sentence {number}', 'succeeded', number=number)
    assert len(board.entries) == 200
    assert board.entries[-1].text == 'sentence 499'


def test_only_news_counts_as_change(board):
    """A page that compares the counts draws nothing twice."""
    board.hear_pose(Pose(1, 2, 3), Velocity())
    before = board.changes.copy()
    board.hear_pose(Pose(1, 2, 3), Velocity())
    board.hear_health({'model': 'ready'})
    board.hear_presence(True)
    assert board.changes == before


def test_place_is_where_the_robot_stands(board):
    """The name is that of a place within half a metre."""
    board.hear_places(Places({'kitchen': Place(x=3, y=2)}))
    assert board.place is None
    board.hear_pose(Pose(3.2, 2.1, 0), Velocity())
    assert board.place == 'kitchen'
    board.hear_pose(Pose(4, 2.1, 0), Velocity())
    assert board.place is None
