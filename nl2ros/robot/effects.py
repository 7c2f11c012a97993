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

"""What a command does besides moving: teach a place, answer a question."""

from collections.abc import Callable
import math

from nl2ros.errors import PlacesError
from nl2ros.plan import SavePlace
from nl2ros.robot.activities import Effect, Senses
from nl2ros.robot.drive import Done, Failed
from nl2ros.robot.places import Places
from nl2ros.robot.speech import Notice


class Effects:
    """Performs effects; the notice of the answer is what the person hears."""

    def __init__(self, places: Places, doing: Callable[[], Notice]):
        """Take the places to teach, and who knows what the robot is doing."""
        self._places, self._doing = places, doing

    def perform(self, effect: Effect, senses: Senses) -> Done | Failed:
        """Do it now."""
        if isinstance(effect, SavePlace):
            return self._save(effect.name, senses)
        return Done({'pose': lambda: self._pose(senses), 'places': self._known,
                     'status': self._doing}[effect.what]())

    def _save(self, name: str, senses: Senses) -> Done | Failed:
        if senses.map_pose is None:
            return Failed(Notice('where_unknown'))
        try:
            self._places.save(name, senses.map_pose)
        except PlacesError as error:
            return Failed(Notice('save_failed', {'error': error}))
        return Done(Notice('saved', {'place': name}))

    def _known(self) -> Notice:
        names = ', '.join(self._places.names)
        return Notice('places', {'places': names}) if names else Notice('no_places')

    def _pose(self, senses: Senses) -> Notice:
        pose = senses.map_pose
        if pose is None:
            return Notice('where_unknown')
        values = {'x': pose.x, 'y': pose.y, 'degrees': math.degrees(pose.yaw)}
        place = self._places.at(pose)
        return Notice('pose_near', values | {'place': place}) if place else Notice('pose', values)
