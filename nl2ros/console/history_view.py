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

"""What was said, and how it ended: the newest first."""

from nicegui import ui
from nl2ros.console.board import Board
from nl2ros.console.elements import make, mark_language, text
from nl2ros.console.entry import Entry
from nl2ros.console.wording import outcome

SHOWN = 50


class HistoryView:
    """A row for each sentence, made once; only its words change."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._rows: dict[Entry, _Row] = {}
        self._list = make('ul', 'c-entries')

    def refresh(self) -> None:
        """Add new sentences, drop old ones, and say how all of them stand."""
        entries = self._board.entries[-SHOWN:]
        for entry in [entry for entry in self._rows if entry not in entries]:
            self._rows.pop(entry).row.delete()
        for entry in entries:
            if entry not in self._rows:
                with self._list:
                    self._rows[entry] = _Row(entry)
                self._rows[entry].row.move(target_index=0)
            self._rows[entry].refresh()


class _Row:
    """One sentence, its outcome, and a button to say it again."""

    def __init__(self, entry: Entry) -> None:
        self._entry = entry
        with make('li') as self.row:
            make('span', 'c-dot', aria_hidden='true')
            with make('div', 'c-grow'):
                text('p', entry.text, 'c-said')
                self._outcome = text('p', '', 'c-hint')
            with make('button', 'c-plain', type='button', data_sentence=entry.text,
                      aria_label=f'Say again: {entry.text}', title='Say again').on(
                    'click', js_handler='(event) => '
                                        'nl2ros.put(event.currentTarget.dataset.sentence)'):
                ui.icon('replay').props('aria-hidden=true')

    def refresh(self) -> None:
        """Say how it stands."""
        words = outcome(self._entry)
        self.row.props['data-state'] = self._entry.state.value
        self._outcome.set_text(words)
        mark_language(self._outcome, words)
