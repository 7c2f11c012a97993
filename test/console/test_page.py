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

"""The page without a browser: what it shows of a board, and what it asks of a robot."""

import asyncio

from news import MOVE, status, tell, TURN
from nicegui.testing import user_simulation, UserInteraction
from nl2ros.console.board import Board
from nl2ros.console.page import Page
from nl2ros.console.server import is_loopback, names_for, PlacesWatch
from nl2ros.robot.motion import Pose, Velocity
import pytest


class FakeRobot:
    """Remembers what it was asked to do."""

    def __init__(self):
        self.done = []

    def say(self, text):
        """Remember a sentence."""
        self.done.append(('say', text))

    def stop(self):
        """Remember a stop."""
        self.done.append(('stop',))
        return True

    def answer(self, is_yes):
        """Remember an answer."""
        self.done.append(('answer', is_yes))

    def change(self, name, value):
        """Remember a change."""
        self.done.append(('change', name, value))


class Visitor:
    """Looks at the elements of a page as a browser has them."""

    def __init__(self, user):
        self._user = user

    @property
    def elements(self):
        """Return all elements."""
        return list(self._user.client.elements.values())

    def one(self, **props):
        """Find the one element with these properties."""
        wanted = {name.rstrip('_').replace('_', '-'): value for name, value in props.items()}
        (found,) = [e for e in self.elements
                    if all(e.props.get(name) == value for name, value in wanted.items())]
        return found

    def of_class(self, name):
        """Find the elements with a class."""
        return [element for element in self.elements if name in element.classes]

    def text(self, name):
        """Return the text of the one element with a class."""
        (element,) = self.of_class(name)
        return element.text

    def press(self, words):
        """Click the button with these words."""
        (button,) = [e for e in self.elements
                     if e.tag == 'button' and getattr(e, 'text', '') == words]
        self.trigger(button, 'click')

    def trigger(self, element, event, args=None):
        """Let an event happen to an element."""
        UserInteraction(self._user, {element}, None).trigger(event, args)


@pytest.fixture
def visit():
    """Return what runs a test's coroutine with board, robot and visitor, on an open page."""
    def run(test):
        board, robot = Board(), FakeRobot()
        board.hear_presence(True)
        board.hear_health({'model': 'ready'})

        async def play():
            async with user_simulation(root=lambda: Page(board, robot)) as user:
                await user.open('/')
                await test(board, robot, Visitor(user))
        asyncio.run(play())
    return run


async def shown(condition):
    """Wait for the page's clock to draw what the board heard."""
    for _ in range(200):
        if condition():
            return
        await asyncio.sleep(0.05)
    raise AssertionError('the page never showed it')


def test_sentence_goes_to_the_robot(visit):
    """Whole sentences do, empty ones don't."""
    async def test(_, robot, page):
        form = page.one(id='c-say')
        page.trigger(form, 'submit', ' ရှေ့ကို သွားပါ ')
        page.trigger(form, 'submit', '   ')
        assert robot.done == [('say', 'ရှေ့ကို သွားပါ')]
    visit(test)


def test_plan_and_history_are_shown(visit):
    """Steps with their marks, command lines, outcome, and a row in the history."""
    async def test(board, _, page):
        tell(board, 'go', 'translated', steps=[MOVE, TURN])
        board.hear_status(status(1, 'go', 'executing', 'Step 2 of 2.', step=2), 103.0)
        await shown(lambda: page.text('c-outcome') == 'On its way: Step 2 of 2.')
        assert [step.text for step in page.of_class('c-step')] == [
            'move forward 1 m', 'turn left 85.9°']
        assert page.one(data_state='active').props['aria-current'] == 'step'
        assert any('ros2 topic pub' in getattr(e, 'text', '') for e in page.elements)
        assert page.text('c-said') == 'go'
        board.hear_status(status(1, 'go', 'failed', 'Stuck.'), 104.0)
        await shown(lambda: page.text('c-outcome') == 'Failed: Stuck.')
        assert page.one(aria_label='Say again: go')
    visit(test)


def test_question_has_two_answers(visit):
    """The buttons are there while a plan waits, and only then."""
    async def test(board, robot, page):
        (question,) = page.of_class('c-question')
        assert question.props.get('hidden')
        tell(board, 'go', 'translated', 'confirming', steps=[MOVE])
        await shown(lambda: not question.props.get('hidden'))
        page.press('Yes, do it')
        page.press('No')
        assert robot.done == [('answer', True), ('answer', False)]
        board.hear_status(status(1, 'go', 'cancelled'), 104.0)
        await shown(lambda: question.props.get('hidden'))
    visit(test)


def test_settings_follow_the_node(visit):
    """A change goes to the node; what the page shows is what the node has."""
    async def test(board, robot, page):
        board.hear_settings({'limits.linear_speed': 0.5, 'confirm': 'never'})
        await shown(lambda: any(e.tag == 'select' for e in page.elements))
        dial = page.one(id='c-limits-linear_speed')
        page.trigger(dial, 'change', 0.3)
        page.trigger(page.one(id='c-confirm'), 'change', 'always')
        page.trigger(page.one(id='c-confirm'), 'change', 'sometimes')   # not on the list
        assert robot.done == [('change', 'limits.linear_speed', 0.3),
                              ('change', 'confirm', 'always')]
        assert dial.props['value'] == 0.5
        board.hear_settings({'limits.linear_speed': 0.3})
        await shown(lambda: dial.props['value'] == 0.3)
        board.hear_complaint('prompt = x: is missing')
        await shown(lambda: page.text('c-complaint') == 'prompt = x: is missing')
    visit(test)


def test_robot_is_on_the_map(visit):
    """It is hidden until odometry comes; then it moves and leaves a path."""
    async def test(board, _, page):
        (robot,) = page.of_class('c-robot')
        assert robot.props.get('hidden')
        assert 'No odometry' in page.text('c-readout')
        for x in (0.0, 0.5, 1.0):
            board.hear_pose(Pose(x, 0.25), Velocity(0.2))
        await shown(lambda: not robot.props.get('hidden'))
        assert 'translate(1.000px, -0.250px)' in robot.props['style']
        assert page.text('c-readout') == 'x 1.00 m, y 0.25 m, facing 0° · 0.20 m/s'
        assert page.one(d='M0.000 -0.250L0.500 -0.250L1.000 -0.250')
        board.forget_track()
        await shown(lambda: not any(e.props.get('d', '').startswith('M0.000 -0.250')
                                    for e in page.elements))
    visit(test)


def test_every_control_has_a_name(visit):
    """Screen readers can say what each button, box and slider is for."""
    async def test(board, _, page):
        board.hear_settings({'limits.linear_speed': 0.5, 'confirm': 'never', 'prompt': 'command'})
        tell(board, 'go', 'translated', steps=[MOVE])
        await shown(lambda: page.of_class('c-step'))
        labelled = {e.props.get('for') for e in page.elements if e.tag == 'label'}
        for element in page.elements:
            if element.tag in ('button', 'input', 'select'):
                assert (getattr(element, 'text', '') or element.props.get('aria-label')
                        or element.props.get('id') in labelled | {'c-stop'}), element.props
    visit(test)


@pytest.mark.parametrize('host, expected', [
    ('127.0.0.1', True), ('::1', True), ('localhost', True), ('0.0.0.0', False),
    ('192.168.1.5', False), ('robot.local', False)])
def test_only_this_machine(host, expected):
    """Foreign names are refused exactly where nobody else has business."""
    assert is_loopback(host) is expected
    assert ('*' in names_for(host)) is not expected


def test_every_address_of_this_machine_answers():
    """Who serves at another of them can ask for the page there."""
    assert '127.0.0.2' in names_for('127.0.0.2')


def test_places_are_read_again_when_taught(tmp_path):
    """A place that the robot learned appears; a broken file leaves the old ones."""
    board, file = Board(), tmp_path / 'places.yaml'
    watch = PlacesWatch(board)
    watch.look()
    board.hear_settings({'places_file': str(file)})
    watch.look()
    file.write_text('places:\n  desk: {x: 1.0, y: 2.0}\n')
    watch.look()
    assert board.places.names == ('desk',)
    seen = board.changes['map']
    watch.look()
    assert board.changes['map'] == seen
    file.write_text('places: [\n')
    watch.look()
    assert board.places.names == ('desk',)
