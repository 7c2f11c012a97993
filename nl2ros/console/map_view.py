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

"""The map: the robot, the way it went, where it is going, and the places it knows."""

from dataclasses import replace
import math

from nicegui import ui
from nicegui.element import Element
from nl2ros.console import drawing
from nl2ros.console.board import Board
from nl2ros.console.elements import make, show, text
from nl2ros.robot.motion import Pose

ALL = {'pose', 'track', 'map', 'entries'}


class MapView:
    """An SVG whose parts are replaced one by one; the browser moves the robot smoothly."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._frame: drawing.Box | None = None
        self._pieces: dict[int, tuple[Element, int]] = {}   # and how many points it shows
        self._yaw = 0.0
        with make('svg', 'c-chart', role='img', preserveAspectRatio='xMidYMid meet') as self._svg:
            self._floor = ui.html('', tag='g', sanitize=False)
            self._places = ui.html('', tag='g', sanitize=False)
            self._route = make('path', 'c-route')
            self._track = make('g', 'c-track')
            self._goal = make('g', 'c-goal')
            with self._goal:
                for radius in (0.24, 0.05):
                    make('circle', r=radius)
            self._robot = make('g', 'c-robot')
            with self._robot, make('g', 'c-robot-body'):
                make('circle', r=0.18)
                make('path', d='M0.13 0L-0.09 -0.1L-0.04 0L-0.09 0.1Z')
        self._readout = text('p', '', 'c-readout')

    def refresh(self, changed: set[str] | None) -> None:
        """Draw what has changed, or all when that is None."""
        changed = ALL if changed is None else changed
        board = self._board
        has_left = board.pose and self._frame and not drawing.holds(self._frame, board.pose)
        if 'map' in changed or has_left:
            self._draw_world()
        if 'track' in changed:
            self._draw_track()
        if 'pose' in changed:
            self._draw_robot()
        if changed & {'map', 'entries'}:
            self._draw_goal()

    def _draw_world(self) -> None:
        board = self._board
        self._frame = drawing.frame_of(board)
        size = drawing.size_of(self._frame)
        self._svg.props['viewBox'] = ' '.join(f'{value:.2f}' for value in self._frame)
        self._svg.props['style'] = f'--size: {size:.3f}'
        floor = drawing.house_shapes() if board.is_house else ''
        floor += drawing.sheet_shapes(board.sheet) if board.sheet else ''
        self._floor.set_content(floor)
        places = [(name, board.places.find(name)) for name in board.places.names]
        self._places.set_content(drawing.place_shapes(places, self._frame))
        self._route.props['d'] = drawing.path_data(board.route) if board.route else ''

    def _draw_track(self) -> None:
        """Send only pieces that have grown; all but the last never do."""
        pieces = self._board.track.pieces
        for key in [key for key in self._pieces if key not in pieces]:
            self._pieces.pop(key)[0].delete()
        for key, points in pieces.items():
            if key not in self._pieces:
                with self._track:
                    self._pieces[key] = make('path'), 0
            element, shown = self._pieces[key]
            if shown != len(points):
                element.props['d'] = drawing.path_data(points)
                self._pieces[key] = element, len(points)

    def _draw_robot(self) -> None:
        pose, velocity = self._board.pose, self._board.velocity
        show(self._robot, pose is not None)
        if pose is None:
            self._readout.set_text('No odometry yet: the robot is not on the map.')
            self._svg.props['aria-label'] = 'Map without a robot'
            return
        self._yaw = drawing.unwound(pose.yaw, self._yaw)
        self._robot.props['style'] = f'transform: {drawing.placed(replace(pose, yaw=self._yaw))}'
        place = self._board.place
        # adding zero takes the sign from what rounds to -0
        x, y = round(pose.x, 2) + 0.0, round(pose.y, 2) + 0.0
        self._readout.set_text(f'x {x:.2f} m, y {y:.2f} m, '
                               f'facing {round(math.degrees(pose.yaw))}°'
                               + (f', {place}' if place else '')
                               + f' · {abs(velocity.linear):.2f} m/s')
        self._svg.props['aria-label'] = 'Map; what it shows of the robot stands below it'

    def _draw_goal(self) -> None:
        goal = self._board.goal
        show(self._goal, goal is not None)
        if goal is not None:
            self._goal.props['style'] = f'transform: {drawing.placed(Pose(goal.x, goal.y))}'
