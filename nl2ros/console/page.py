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

"""The page as one browser sees it: its parts, their order, and the clock that refreshes them."""

from typing import TYPE_CHECKING

from nicegui import ui
from nl2ros.console.board import Board, Phase
from nl2ros.console.elements import card, make, text
from nl2ros.console.history_view import HistoryView
from nl2ros.console.map_view import MapView
from nl2ros.console.plan_view import PlanView
from nl2ros.console.say_view import build_say_view
from nl2ros.console.settings_view import SettingsView

if TYPE_CHECKING:
    from nl2ros.console.server import Robot

REFRESH_S = 0.1
HEAD = ('<link rel="stylesheet" href="/assets/console.css">'
        '<script defer src="/assets/console.js"></script>')
TONES = {Phase.ABSENT: 'bad', Phase.BROKEN: 'bad', Phase.LOADING: 'wait', Phase.READY: 'good',
         Phase.ASKING: 'wait', Phase.BUSY: 'busy'}


class Page:
    """Builds the page into the current NiceGUI client and keeps it up to date."""

    def __init__(self, board: Board, robot: 'Robot') -> None:
        self._board = board
        self._seen: dict[str, int] = {}
        ui.add_head_html(HEAD)
        with make('div', 'c-page'):
            self._build_header()
            with make('main', 'c-main'):
                with make('div', 'c-side'):
                    _build_stop()
                    with card('Map', 'c-map'):
                        self._map = MapView(board)
                with make('div', 'c-talk'):
                    build_say_view(robot)
                    with card('Plan', 'c-plan'):
                        self._plan = PlanView(board, robot)
                    with card('History', 'c-history'):
                        self._history = HistoryView(board)
                    with make('details', 'c-card c-settings'):
                        text('summary', 'Settings')
                        self._settings = SettingsView(board, robot)
        self._refresh()
        ui.timer(REFRESH_S, self._refresh)

    def _build_header(self) -> None:
        with make('header', 'c-header'):
            text('h1', 'nl2ros')
            with make('div', 'c-phase').props('role=status') as self._phase:
                self._phase_text = text('span', '')
            self._trouble = text('span', '', 'c-trouble')
            make('span', 'c-grow')
            with make('button', 'c-plain').props(
                    'type=button aria-label="Dark or light" title="Dark or light"').on(
                    'click', js_handler='() => nl2ros.toggleDark()'):
                ui.icon('contrast').props('aria-hidden=true')

    def _refresh(self) -> None:
        """Draw what has changed since the last time."""
        changes = self._board.changes
        new = {topic for topic, count in changes.items() if count != self._seen.get(topic)}
        is_first = not self._seen
        self._seen = {'': 0, **changes}
        if is_first or new & {'health', 'entries'}:
            self._refresh_header()
            self._plan.refresh()
            self._history.refresh()
        if is_first or 'settings' in new:
            self._settings.refresh()
        self._map.refresh(None if is_first else new)

    def _refresh_header(self) -> None:
        phase = self._board.phase
        self._phase.props['data-tone'] = TONES[phase]
        self._phase_text.set_text(phase.value)
        self._trouble.set_text(self._board.health.get('trouble', ''))


def _build_stop() -> None:
    """Build the stop button; what it does is all in the browser, so that nothing delays it."""
    with make('button', 'c-stop').props(
            'id=c-stop type=button aria-keyshortcuts="Escape Space"').on(
            'click', js_handler='() => nl2ros.stop()'):
        text('span', 'Stop', 'c-stop-word')
        text('span', 'Escape, or Space when not typing', 'c-stop-hint')
    make('div', 'c-alarm').props('id=c-alarm role=alert')
