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

"""The plan of a sentence: its steps, as words and as ROS 2 command lines, and how it goes."""

from typing import TYPE_CHECKING

from nicegui import ui
from nicegui.element import Element
from nl2ros.console.board import Board, Phase
from nl2ros.console.elements import make, mark_language, show, text
from nl2ros.console.entry import Entry
from nl2ros.console.wording import commands_by_step, facts, outcome
from nl2ros.plan_text import describe_step

if TYPE_CHECKING:
    from nl2ros.console.server import Robot


class PlanView:
    """Builds the steps once per plan; while it runs only marks and words change."""

    def __init__(self, board: Board, robot: 'Robot') -> None:
        self._board = board
        self._built: tuple[Entry | None, bool] = (None, False)
        self._rows: list[Element] = []
        self._sentence = text('p', '', 'c-sentence')
        with make('div', 'c-question', hidden=True, role='alert') as self._question:
            self._question_text = text('p', '')
            text('button', 'Yes, do it', 'c-yes', type='button').on(
                'click', lambda: robot.answer(True))
            text('button', 'No', 'c-no', type='button').on('click', lambda: robot.answer(False))
        self._steps = make('ol', 'c-steps')
        self._laps = text('p', '', 'c-hint')
        self._outcome = text('p', '', 'c-outcome', role='status')
        self._spoken = text('p', '', 'c-spoken', role='status')
        self._facts = text('p', '', 'c-hint')

    def refresh(self) -> None:
        """Show the sentence that asks, runs or came last."""
        entry = self._board.shown
        built = (entry, entry is not None and entry.plan is not None)
        if built != self._built:
            self._built = built
            self._build(entry)
        is_asking = self._board.phase is Phase.ASKING and entry is self._board.asking
        show(self._question, is_asking)
        self._question_text.set_text(entry.message if is_asking else '')
        if entry is None:
            self._outcome.set_text('Nothing was said yet.')
            return
        for index, row in enumerate(self._rows):
            row.props['data-state'] = entry.step_state(index)
            row.props['aria-current'] = (
                'step' if row.props['data-state'] == 'active' else 'false')
        repeat = entry.plan.repeat if entry.plan is not None else 1
        self._laps.set_text(f'All of it {repeat} times; this is time {entry.lap}.'
                            if repeat > 1 else '')
        words = '' if is_asking else outcome(entry)
        self._outcome.set_text(words)
        self._outcome.props['data-state'] = entry.state.value
        mark_language(self._outcome, words)
        spoken = '' if is_asking or self._board.spoken in words else f'“{self._board.spoken}”'
        self._spoken.set_text(spoken)
        mark_language(self._spoken, spoken)
        self._facts.set_text(facts(entry))

    def _build(self, entry: Entry | None) -> None:
        sentence = '' if entry is None else entry.text
        self._sentence.set_text(sentence)
        mark_language(self._sentence, sentence)
        self._steps.clear()
        self._rows = []
        if entry is None or entry.plan is None:
            return
        lines = commands_by_step(entry.plan, self._board.places)
        with self._steps:
            for step, commands in zip(entry.plan.steps, lines, strict=True):
                with make('li') as row:
                    text('span', describe_step(step), 'c-step')
                    if commands:
                        _build_commands(commands)
                self._rows.append(row)


def _build_commands(commands: list[str]) -> None:
    with make('div', 'c-commands'):
        text('code', '\n'.join(commands))
        with make('button', 'c-plain c-copy', type='button', aria_label='Copy the command line',
                  title='Copy').on('click', js_handler='(event) => nl2ros.copy(event)'):
            ui.icon('content_copy').props('aria-hidden=true')
