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

"""
The web server: it gives every browser a page and keeps one board for all of them.

No ROS here. A stop comes in as a plain request, beside the page's own connection, so that it is
heard whatever state that is in.
"""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
import ipaddress
import logging
from pathlib import Path
from typing import Protocol

from nicegui import app, ui
from nl2ros.console.board import Board
from nl2ros.console.page import Page
from nl2ros.console.settings import places_path
from nl2ros.errors import Nl2RosError
from nl2ros.robot.places import Places
from starlette.middleware.trustedhost import TrustedHostMiddleware

ASSETS = Path(__file__).with_name('assets')
LOOK_AT_PLACES_S = 1.0
PATIENCE_S = 60.0       # with a browser that lost its connection: slow machines, walking phones
LOCAL = ('localhost', '127.0.0.1', '[::1]')
Post = Callable[..., object]


class Robot(Protocol):
    """What can be done to a robot; nothing of it waits for an answer."""

    def say(self, text: str) -> None:
        """Say a sentence."""

    def stop(self) -> bool:
        """Stop; tell whether anybody is there to hear it."""

    def answer(self, is_yes: bool) -> None:
        """Confirm the plan that waits, or drop it."""

    def change(self, name: str, value: str | float) -> None:
        """Set a parameter of its node."""


def serve(board: Board, connect: Callable[[Post], AbstractContextManager[Robot]],
          host: str, port: int, show: bool = False) -> None:
    """
    Serve the page until a signal ends it.

    :param connect: given what runs a call in the page's thread, returns a block that is connected
    """
    robots: list[Robot] = []        # one, once connected
    block = ExitStack()

    def start() -> None:
        post = asyncio.get_running_loop().call_soon_threadsafe
        robots.append(block.enter_context(connect(post)))

    @ui.page('/', title='nl2ros console', language='en-US')
    def _page() -> None:
        Page(board, robots[0])

    @app.post('/stop')
    async def _stop() -> dict[str, bool]:
        return {'heard': robots[0].stop()}

    app.add_middleware(TrustedHostMiddleware, allowed_hosts=names_for(host))
    app.add_static_files('/assets', ASSETS, max_cache_age=0)
    app.on_startup(start)
    app.on_shutdown(block.close)
    app.timer(LOOK_AT_PLACES_S, PlacesWatch(board).look)
    ui.run(host=host, port=port, show=show, reload=False, tailwind=False, dark=None,
           reconnect_timeout=PATIENCE_S, show_welcome_message=False, title='nl2ros console',
           favicon=ASSETS / 'icon.svg')


def names_for(host: str) -> list[str]:
    """Return by which names a page that is served at a host may be asked for; '*' is any."""
    # a foreign name that points here would be a page of somebody else's, driving this robot
    return [*LOCAL, host] if is_loopback(host) else ['*']


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach a host."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == 'localhost'


class PlacesWatch:
    """Reads the node's places whenever their file has changed, as when a place was taught."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._seen: tuple[Path, int] | None = None

    def look(self) -> None:
        """Look once."""
        try:
            path = places_path(self._board.settings)
            if path is None:
                return
            seen = (path, path.stat().st_mtime_ns)
            if seen != self._seen:
                self._seen = seen
                self._board.hear_places(Places.load(path))
        except (Nl2RosError, OSError) as error:
            # the node may run on another computer; a map without places still helps
            logging.getLogger(__name__).debug('no places: %s', error)
