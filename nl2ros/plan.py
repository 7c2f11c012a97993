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
The plan: what a sentence becomes, and what a robot executes.

SI units (REP-103): metres, radians, seconds, m/s, rad/s. Quantities are positive magnitudes, the
direction is a word; left is counter-clockwise. ``None`` means that the speaker did not say it.
"""

import math
from typing import Annotated, Any, Literal, Union

from nl2ros.errors import PlanError
from pydantic import (
    BaseModel, ConfigDict, Field, model_serializer, model_validator, ValidationError,
)

Quantity = Annotated[float, Field(gt=0, le=1e6, allow_inf_nan=False, strict=True)]
Coordinate = Annotated[float, Field(ge=-1e6, le=1e6, allow_inf_nan=False, strict=True)]
Name = Annotated[str, Field(min_length=1, max_length=200, pattern=r'\S')]
Side = Literal['left', 'right', 'any']
Pace = Literal['slow', 'fast']
Reason = Literal['out_of_scope', 'ambiguous', 'unsafe', 'unknown_place', 'low_confidence']


class _Strict(BaseModel):
    """Immutable, and an unknown key is an error."""

    model_config = ConfigDict(extra='forbid', frozen=True)


class Move(_Strict):
    """Drive straight: ``distance`` m, ``duration`` s, ``speed`` m/s."""

    action: Literal['move'] = 'move'
    direction: Literal['forward', 'backward']
    distance: Quantity | None = None
    duration: Quantity | None = None
    speed: Quantity | None = None
    pace: Pace | None = None
    continuous: bool = False


class Turn(_Strict):
    """Turn on the spot: ``angle`` rad, ``duration`` s, ``speed`` rad/s."""

    action: Literal['turn'] = 'turn'
    direction: Side
    angle: Quantity | None = None
    duration: Quantity | None = None
    speed: Quantity | None = None
    pace: Pace | None = None
    continuous: bool = False


class Arc(_Strict):
    """Drive a curve: ``radius`` m, ``angle`` rad (a circle is 2 pi), ``speed`` m/s."""

    action: Literal['arc'] = 'arc'
    direction: Side
    radius: Quantity | None = None
    angle: Quantity | None = None
    duration: Quantity | None = None
    speed: Quantity | None = None
    pace: Pace | None = None


class Navigate(_Strict):
    """Go to a named place, or to ``x``, ``y`` m and ``yaw`` rad in the map frame."""

    action: Literal['navigate'] = 'navigate'
    place: Name | None = None
    x: Coordinate | None = None
    y: Coordinate | None = None
    yaw: Coordinate | None = None

    @model_validator(mode='after')
    def _one_goal(self):
        if (self.x is None) != (self.y is None):
            raise ValueError('x and y go together')
        if (self.place is None) == (self.x is None):
            raise ValueError('needs either a place or x and y')
        if self.place is not None and self.yaw is not None:
            raise ValueError('yaw goes with x and y, not with a place')
        return self

    @model_serializer
    def _only_what_is_meant(self):
        if self.place is not None:
            return {'action': self.action, 'place': self.place}
        return {'action': self.action, 'x': self.x, 'y': self.y, 'yaw': self.yaw}


class Wait(_Strict):
    """Stand still for ``duration`` s, or until told otherwise when it is None."""

    action: Literal['wait'] = 'wait'
    duration: Quantity | None = None


class Stop(_Strict):
    """Stop now."""

    action: Literal['stop'] = 'stop'


class SavePlace(_Strict):
    """Remember the current pose under ``name``."""

    action: Literal['save_place'] = 'save_place'
    name: Name


class Report(_Strict):
    """Say where the robot is, which places it knows, or what it is doing."""

    action: Literal['report'] = 'report'
    what: Literal['pose', 'places', 'status']


Step = Annotated[
    Union[Move, Turn, Arc, Navigate, Wait, Stop, SavePlace, Report],
    Field(discriminator='action')]


class Plan(_Strict):
    """A list of steps to execute ``repeat`` times, or a rejection with a reason."""

    text: str = ''
    status: Literal['ok', 'rejected'] = 'ok'
    reason: Reason | None = None
    message: str | None = None
    confidence: Annotated[float, Field(ge=0, le=1)] | None = None
    steps: tuple[Step, ...] = ()
    repeat: Annotated[int, Field(ge=1, le=1000, strict=True)] = 1

    @model_validator(mode='after')
    def _ok_or_rejected(self):
        if self.status == 'ok' and (self.reason or not self.steps):
            raise ValueError('an ok plan has steps and no reason')
        if self.status == 'rejected' and (not self.reason or self.steps):
            raise ValueError('a rejected plan has a reason and no steps')
        return self

    @classmethod
    def rejected(cls, text: str, reason: str, message: str, confidence: float | None = None
                 ) -> 'Plan':
        """Make the plan that says no."""
        return cls(text=text, status='rejected', reason=reason, message=message,
                   confidence=confidence)

    @classmethod
    def from_dict(cls, data: Any) -> 'Plan':
        """Validate plain data; PlanError names each wrong field and its value."""
        try:
            return cls.model_validate(data)
        except ValidationError as error:
            raise PlanError(describe(error)) from error

    @classmethod
    def from_json(cls, text: str | bytes) -> 'Plan':
        """Validate a JSON document; PlanError names each wrong field and its value."""
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            raise PlanError(describe(error)) from error

    def to_dict(self) -> dict:
        """Return the plan as plain data, as docs/reference.md shows it."""
        data = self.model_dump(mode='json')
        for step in data['steps']:
            if step.get('continuous') is False:
                del step['continuous']
        return data

    @property
    def is_ok(self) -> bool:
        """Tell whether there is something to execute."""
        return self.status == 'ok'


def describe(error: ValidationError) -> str:
    """Turn pydantic's report into one line that names every wrong field and its value."""
    parts = []
    for problem in error.errors(include_url=False):
        path = '.'.join(str(part) for part in problem['loc']) or 'plan'
        value = repr(problem.get('input'))
        value = value if len(value) <= 60 else value[:57] + '...'
        parts.append(f'{path} = {value}: {problem["msg"]}')
    return '; '.join(parts)


def json_schema() -> dict:
    """Return the JSON Schema of a plan."""
    return Plan.model_json_schema()


FULL_TURN = 2 * math.pi
