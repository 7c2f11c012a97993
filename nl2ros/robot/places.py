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
The places a robot knows by name: names and aliases in any language, and their poses.

A name is looked up as people say it: case, articles, punctuation and Burmese spacing don't matter.
Anything else is not a match. Similar names are only ever suggested, never driven to.
"""

from pathlib import Path
import re
import unicodedata

from nl2ros.errors import PlacesError
from nl2ros.plan import describe, Navigate
from nl2ros.robot.motion import Pose
from nl2ros.robot.places_file import parse, Place, read, with_place, write_atomically
from nl2ros.robot.speech import Notice
from pydantic import ValidationError
from rapidfuzz import fuzz, process

_ARTICLE = re.compile(r'^(?:the|a|an) (?=.)')
_BURMESE_GAP = re.compile(r'(?<=[\u1000-\u109f\uaa60-\uaa7f]) (?=[\u1000-\u109f\uaa60-\uaa7f])')
_BURMESE_DIGITS = {0x1040 + digit: str(digit) for digit in range(10)}


def key_of(name: str) -> str:
    """Return the form in which two spellings of one name are equal."""
    text = unicodedata.normalize('NFC', name).casefold().translate(_BURMESE_DIGITS)
    # letters, digits and marks (Burmese vowels) stay, zero-width characters vanish
    kinds = ((char, unicodedata.category(char)[0]) for char in text)
    text = ''.join(' ' if kind in 'PSZ' or char.isspace() else char
                   for char, kind in kinds if kind != 'C' or char.isspace())
    return _ARTICLE.sub('', _BURMESE_GAP.sub('', ' '.join(text.split())))


class Places:
    """Named places, looked up as people say them; ``path`` is where taught ones are kept."""

    def __init__(self, places: dict[str, Place], path: Path | None = None):
        self._path = path
        self._learn(places)

    @classmethod
    def load(cls, path: Path) -> 'Places':
        """Read a places file; PlacesError names the file and what is wrong in it."""
        return cls(parse(read(path), path), path)

    def _learn(self, places: dict[str, Place]) -> None:
        where = f'{self._path}: ' if self._path else ''
        names: dict[str, str] = {}      # normalised name or alias -> name
        said: dict[str, str] = {}       # normalised -> as written, for suggestions
        for name, place in places.items():
            for spelling in (name, *place.aliases):
                key = key_of(spelling)
                if not key:
                    raise PlacesError(f'{where}places.{name}: "{spelling}" has no letters')
                if names.setdefault(key, name) != name:
                    raise PlacesError(
                        f'{where}"{spelling}" names both "{names[key]}" and "{name}"')
                said.setdefault(key, spelling)
        self._places, self._names, self._said = dict(places), names, said

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names, without aliases, in the order of the file."""
        return tuple(self._places)

    def find(self, name: str) -> Pose | None:
        """Return the pose of a place, or None when nobody taught it."""
        known = self._names.get(key_of(name))
        return None if known is None else self._places[known].pose

    def coordinates(self) -> dict[str, tuple[float, float, float]]:
        """Return x m, y m and yaw rad in the map frame for every name and alias."""
        poses = {spelling: self.find(spelling) for spelling in self._said.values()}
        return {spelling: (pose.x, pose.y, pose.yaw) for spelling, pose in poses.items()}

    def near(self, name: str, count: int = 3) -> tuple[str, ...]:
        """Return the known names and aliases that look most like ``name``, best first."""
        matches = process.extract(key_of(name), self._names.keys(), scorer=fuzz.WRatio,
                                  score_cutoff=65, limit=4 * count)
        best: dict[str, str] = {}
        for key, _, _ in matches:
            best.setdefault(self._names[key], self._said[key])
        return tuple(best.values())[:count]

    def at(self, pose: Pose, within: float = 0.5) -> str | None:
        """Return the name of the nearest place at most ``within`` m away."""
        gaps = [(pose.distance_to(place.pose), name) for name, place in self._places.items()]
        gap, name = min(gaps, default=(within + 1, None))
        return name if gap <= within else None

    def save(self, name: str, pose: Pose) -> None:
        """
        Teach a place, or move a known one, and keep it in the file.

        The file is read again first, so that what people wrote there meanwhile stays. PlacesError
        when the name or the pose is no good, or the file cannot be written; nothing changes then.
        """
        name = ' '.join(unicodedata.normalize('NFC', name).split())
        text = ''
        if self._path is not None:
            text = read(self._path)
            self._learn(parse(text, self._path))
        name = self._names.get(key_of(name), name)
        aliases = self._places[name].aliases if name in self._places else ()
        try:
            place = Place(x=round(pose.x, 4), y=round(pose.y, 4), yaw=round(pose.yaw, 4),
                          aliases=aliases)
        except ValidationError as error:
            raise PlacesError(f'"{name}": {describe(error)}') from error
        # built before anything is written: a file that could not be loaded again is not written
        known = Places(self._places | {name: place}, self._path)
        if self._path is not None:
            write_atomically(self._path, with_place(text, name, place, self._path))
        self._learn(known._places)


def goal_pose(step: Navigate, places: Places, here: Pose | None,
              start: Pose | None) -> Pose | Notice:
    """
    Return where a navigation step goes, in the map frame, or why that is unknown.

    ``start`` is where the robot was found first; it is also home where no place is called so. With
    coordinates and no yaw, the robot arrives as it would come on a straight way from ``here``.
    """
    if step.place is not None:
        known = places.find(step.place)
        if known is None and key_of(step.place) in ('start', 'home'):
            known = start
        return known or unknown_place(step.place, places)
    goal = Pose(step.x, step.y, step.yaw or 0.0)
    if step.yaw is None and here is not None and here.distance_to(goal) > 0.05:
        goal = Pose(goal.x, goal.y, here.bearing_to(goal))
    return goal


def route(steps: tuple[Navigate, ...], places: Places, here: Pose | None,
          start: Pose | None) -> tuple[Pose, ...] | Notice:
    """Return where consecutive navigation steps go, or why one of them is unknown."""
    poses: list[Pose] = []
    for step in steps:
        pose = goal_pose(step, places, poses[-1] if poses else here, start)
        if isinstance(pose, Notice):
            return pose
        poses.append(pose)
    return tuple(poses)


def unknown_place(name: str, places: Places) -> Notice:
    """Say that a place is not known, and which known ones look like it."""
    near = places.near(name)
    if not near:
        return Notice('unknown_place', {'place': name})
    return Notice('unknown_place_near', {'place': name, 'near': ', '.join(near)})
