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
All that the console knows about one robot, for any number of open pages to look at.

Pure Python, in one thread: whoever hears news calls a method here, a page compares ``changes``
with what it has shown and draws what is new.
"""

from collections import Counter
from dataclasses import dataclass
from enum import Enum
import json

from nl2ros.console.entry import Entry
from nl2ros.console.track import Track
from nl2ros.plan import Navigate, Plan
from nl2ros.robot.motion import Pose, Velocity
from nl2ros.robot.places import goal_pose, Places
from nl2ros.robot.status import State

KEPT = 200              # sentences
GONE = 'The node went away before it said how this ended.'


class Phase(str, Enum):
    """What state the node is in, in the words of the page's header."""

    ABSENT = 'No node'
    LOADING = 'Loading the language model'
    BROKEN = 'Language model broken'
    READY = 'Ready'
    ASKING = 'Waiting for your yes'
    BUSY = 'Executing'


@dataclass(frozen=True)
class Sheet:
    """A map from a map server as a picture: where its lower left corner is, and its size, m."""

    image: str          # data: URL
    origin: Pose
    width: float
    height: float


class Board:
    """What is known; ``changes`` counts by topic: health, entries, pose, track, map, settings."""

    def __init__(self) -> None:
        self.changes: Counter[str] = Counter()
        self.entries: list[Entry] = []      # oldest first
        self.spoken = ''                    # what the robot said last
        self.is_present = False
        self.health: dict[str, str] = {}
        self.pose: Pose | None = None
        self.velocity = Velocity()
        self.track = Track()
        self.route: list[tuple[float, float]] = []
        self.places = Places({})
        self.start: Pose | None = None      # where the robot was seen first
        self.sheet: Sheet | None = None
        self.is_house = False
        self.settings: dict[str, object] = {}
        self.complaint = ''                 # why a setting was not taken
        self._plan: Plan | None = None      # the last one, whose status may not be here yet

    # News of the node

    def hear_status(self, text: str, now: float | None) -> None:
        """Take in a status in JSON; ``now`` is our time in s, None when it was told long ago."""
        status = json.loads(text)
        entry = self._entry(status['id'])
        # a node that was started again counts from 1 again
        if entry is None or status['state'] == State.RECEIVED.value:
            entry = Entry(status['id'], status['text'], heard=now)
            self.spoken = ''
            self.entries = [*self.entries[1 - KEPT:], entry]
        entry.follow(status, now)
        if 'plan' in status['detail']:
            entry.plan = Plan.from_dict(status['detail']['plan'])
        elif entry.state is State.TRANSLATED and entry.plan is None:
            self._match(entry)
        if entry.state.is_final:
            self.route = []
            self.changes['map'] += 1
        self.changes['entries'] += 1

    def hear_plan(self, text: str) -> None:
        """Take in a plan in JSON; it comes on a topic of its own, before or after its status."""
        self._plan = Plan.from_json(text)
        for entry in reversed(self.entries):
            if entry.plan is None and self._match(entry):
                self.changes['entries'] += 1
                return

    def _match(self, entry: Entry) -> bool:
        if self._plan is None or self._plan.text.strip() != entry.text.strip():
            return False
        entry.plan, self._plan = self._plan, None
        return True

    def _entry(self, number: int) -> Entry | None:
        return next((e for e in reversed(self.entries) if e.number == number), None)

    def hear_words(self, text: str) -> None:
        """Take in what the robot says."""
        self.spoken = text
        self.changes['entries'] += 1

    def hear_presence(self, is_present: bool) -> None:
        """Take in whether somebody listens for sentences."""
        if is_present != self.is_present:
            self.is_present = is_present
            self.health = {}
            self.changes['health'] += 1
            for entry in self.entries:
                if not is_present and not entry.state.is_final:
                    entry.state, entry.message = State.FAILED, GONE
                    self.changes['entries'] += 1

    def hear_health(self, values: dict[str, str]) -> None:
        """Take in the node's diagnostics: its values, and its headline as 'trouble' if bad."""
        if values != self.health:
            self.health = values
            self.changes['health'] += 1

    def hear_settings(self, values: dict[str, object]) -> None:
        """Take in values of the node's parameters."""
        self.settings |= values
        self.complaint = ''
        self.changes['settings'] += 1

    def hear_complaint(self, text: str) -> None:
        """Take in why a parameter was not changed."""
        self.complaint = text
        self.changes['settings'] += 1

    # News of the world

    def hear_pose(self, pose: Pose, velocity: Velocity) -> None:
        """Take in where the robot is on the map, and how it moves."""
        if (pose, velocity) != (self.pose, self.velocity):
            self.start = self.start or pose
            self.pose, self.velocity = pose, velocity
            self.changes['pose'] += 1
            self.changes['track'] += self.track.add(pose)

    def hear_route(self, points: list[tuple[float, float]]) -> None:
        """Take in the way that Nav2 wants to go, in m on the map."""
        self.route = points
        self.changes['map'] += 1

    def hear_map(self, sheet: Sheet) -> None:
        """Take in a map as a picture."""
        self.sheet = sheet
        self.changes['map'] += 1

    def hear_house(self) -> None:
        """Take in that the robot is the simulated one, in its house."""
        self.is_house = True
        self.changes['map'] += 1

    def hear_places(self, places: Places) -> None:
        """Take in which places the robot knows."""
        self.places = places
        self.changes['map'] += 1

    def forget_track(self) -> None:
        """Forget the way gone so far."""
        self.track.clear()
        self.changes['track'] += 1

    # Conclusions

    @property
    def phase(self) -> Phase:
        """Return the state that the node is in."""
        if not self.is_present:
            return Phase.ABSENT
        model = self.health.get('model', 'loading')
        if model != 'ready':
            return Phase.BROKEN if model == 'broken' else Phase.LOADING
        if self.asking is not None:
            return Phase.ASKING
        return Phase.BUSY if self.running is not None else Phase.READY

    @property
    def running(self) -> Entry | None:
        """Return the sentence that is being carried out."""
        return self._in_state(State.EXECUTING)

    @property
    def asking(self) -> Entry | None:
        """Return the sentence whose plan waits for a yes."""
        return self._in_state(State.CONFIRMING)

    def _in_state(self, state: State) -> Entry | None:
        return next((e for e in reversed(self.entries) if e.state is state), None)

    @property
    def shown(self) -> Entry | None:
        """Return the sentence to show: one that asks, is new, or runs, or else the last one."""
        # a stop, a yes and a no succeed without a plan: what they ended is more telling
        newest = next((entry for entry in reversed(self.entries)
                       if entry.plan is not None or entry.state is not State.SUCCEEDED), None)
        if self.asking is None and newest is not None and newest.state.is_final:
            return self.running or newest
        return self.asking or newest

    @property
    def goal(self) -> Pose | None:
        """Return where the step under way, or the next one to navigate, is to lead."""
        entry = self.asking or self.running
        if entry is None or entry.plan is None:
            return None
        first = max(0, entry.step - 1) % len(entry.plan.steps)
        for step in entry.plan.steps[first:]:
            if isinstance(step, Navigate):
                goal = goal_pose(step, self.places, self.pose, self.start)
                return goal if isinstance(goal, Pose) else None
        return None

    @property
    def place(self) -> str | None:
        """Return the name of the place that the robot is at, if it is at one."""
        return None if self.pose is None else self.places.at(self.pose)
