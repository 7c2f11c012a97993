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
What is checked of a whole plan before the robot moves at all.

A plan that could not be carried out to its end is refused whole, rather than left half done.
"""

from dataclasses import dataclass

from nl2ros.plan import Navigate, Plan, Report, SavePlace, Step, Turn
from nl2ros.robot.guards import FenceSettings
from nl2ros.robot.motion import Pose
from nl2ros.robot.places import goal_pose, key_of, Places
from nl2ros.robot.safety import Limits
from nl2ros.robot.speech import Notice


@dataclass(frozen=True)
class Refused:
    """A plan that is not begun; ``reason`` is one of the contract's, where one fits."""

    notice: Notice
    reason: str | None = None


def has_motion(plan: Plan) -> bool:
    """Tell whether a plan replaces what the robot does; reports and teaching do not."""
    return any(not isinstance(step, (Report, SavePlace)) for step in plan.steps)


def check(plan: Plan, limits: Limits, places: Places, fence: FenceSettings,
          here: Pose | None, start: Pose | None) -> Refused | tuple[Plan, tuple[Notice, ...]]:
    """Return the plan to execute, clipped where limits say so, and what to tell; or a refusal."""
    total = len(plan.steps) * plan.repeat
    if total > limits.steps:
        return Refused(Notice('excess_steps', {'value': total, 'limit': limits.steps}))
    steps, notices = [], []
    for step in plan.steps:
        for field, most, unit, action in _bounds(step, limits):
            value = getattr(step, field, None)
            if value is None or value <= most:
                continue
            kind = 'speed' if field == 'speed' else 'quantity'
            if action == 'refuse':
                return Refused(Notice(f'excess_{kind}',
                                      {'value': value, 'limit': most, 'unit': unit}))
            step = step.model_copy(update={field: most})
            notices.append(Notice(f'clipped_{kind}', {'limit': most, 'unit': unit}))
        steps.append(step)
    refused = _check_goals(steps, places, fence, here, start)
    return refused or (plan.model_copy(update={'steps': tuple(steps)}), tuple(notices))


def _bounds(step: Step, limits: Limits) -> tuple[tuple[str, float, str, str], ...]:
    """List the fields of a step that are bounded: name, limit, unit, what to do beyond it."""
    speed = ((limits.angular_speed, 'rad/s') if isinstance(step, Turn)
             else (limits.linear_speed, 'm/s'))
    return (('speed', *speed, limits.excess_speed),
            ('distance', limits.distance, 'm', limits.excess_quantity),
            ('angle', limits.angle, 'rad', limits.excess_quantity),
            ('radius', limits.distance, 'm', limits.excess_quantity),
            ('duration', limits.duration, 's', limits.excess_quantity))


def _check_goals(steps: list[Step], places: Places, fence: FenceSettings,
                 here: Pose | None, start: Pose | None) -> Refused | None:
    taught = set()      # by this very plan, earlier than it is needed
    for step in steps:
        if isinstance(step, SavePlace):
            taught.add(key_of(step.name))
        if not isinstance(step, Navigate) or key_of(step.place or '') in taught:
            continue
        goal = goal_pose(step, places, here, start)
        if isinstance(goal, Notice):
            return Refused(goal, 'unknown_place')
        if not fence.holds(goal):
            return Refused(Notice('outside_fence'))
    return None
