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

"""Speed limits, whether to ask first, and the soft prompt: parameters of the node."""

from typing import TYPE_CHECKING

from nicegui.element import Element
from nicegui.elements.mixins.text_element import TextElement
from nicegui.events import GenericEventArguments
from nl2ros.console.board import Board
from nl2ros.console.elements import make, text
from nl2ros.console.settings import CONFIRM, Dial, DIALS, prompts_of

if TYPE_CHECKING:
    from nl2ros.console.server import Robot

NUMBER = '(event) => emit(Number(event.target.value))'
WORD = '(event) => emit(event.target.value)'


class SettingsView:
    """Built when it becomes known what there is to set; after that only values change."""

    def __init__(self, board: Board, robot: 'Robot') -> None:
        self._board, self._robot = board, robot
        self._built: object = None
        self._inputs: dict[str, Element] = {}
        self._outputs: dict[str, TextElement] = {}
        self._body = make('div', 'c-settings-body')
        self._complaint = text('p', '', 'c-complaint', role='alert')

    def refresh(self) -> None:
        """Show the values as the node has them, also where it did not take ours."""
        settings = self._board.settings
        self._complaint.set_text(self._board.complaint)
        prompts = prompts_of(settings)
        if (sorted(settings), prompts) != self._built:
            self._built = sorted(settings), prompts
            self._body.clear()
            with self._body:
                self._build(prompts)
        for name, element in self._inputs.items():
            element.props['value'] = settings[name]
        for dial in DIALS:
            if dial.name in self._outputs:
                words = f'{settings[dial.name]:g} {dial.unit}'
                self._outputs[dial.name].set_text(words)
                self._inputs[dial.name].props['aria-valuetext'] = words

    def _build(self, prompts: list[str]) -> None:
        settings = self._board.settings
        self._inputs.clear()
        self._outputs.clear()
        for dial in DIALS:
            if dial.name in settings:
                self._build_dial(dial)
        if 'confirm' in settings:
            self._build_choice('confirm', 'Ask before moving', CONFIRM)
        if 'prompt' in settings:
            self._build_choice('prompt', 'Soft prompt', {name: name for name in prompts})
        if not settings:
            text('p', 'The node has not told its parameters yet.', 'c-hint')
        text('button', 'Clear the path on the map', 'c-secondary', type='button').on(
            'click', self._board.forget_track)

    def _build_dial(self, dial: Dial) -> None:
        name = 'c-' + dial.name.replace('.', '-')
        text('label', dial.label, for_=name)
        self._outputs[dial.name] = text('output', '', for_=name)
        value = float(self._board.settings[dial.name])
        self._inputs[dial.name] = make(
            'input', id=name, type='range', min=min(dial.low, value), max=max(dial.high, value),
            step=dial.step, data_unit=dial.unit).on(
            'change', lambda event: self._robot.change(dial.name, float(event.args)),
            js_handler=NUMBER).on('input', js_handler='(event) => nl2ros.slide(event.target)')

    def _build_choice(self, parameter: str, label: str, options: dict[str, str]) -> None:
        def choose(event: GenericEventArguments) -> None:
            if event.args in options:
                self._robot.change(parameter, str(event.args))

        text('label', label, for_=f'c-{parameter}')
        with make('select', id=f'c-{parameter}').on('change', choose, js_handler=WORD) as choice:
            for value, words in options.items():
                text('option', words, value=value)
        self._inputs[parameter] = choice
