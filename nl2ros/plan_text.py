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

"""A plan in words, for people: one line a step, or one for all."""

import math

from nl2ros.plan import Arc, Move, Navigate, Plan, Report, SavePlace, Step, Stop, Turn, Wait


def describe_plan(plan: Plan) -> str:
    """Return the plan as lines of text, or why there is none."""
    if not plan.is_ok:
        return f'rejected ({plan.reason}): {plan.message}'
    lines = [f'{number}. {describe_step(step)}' for number, step in enumerate(plan.steps, 1)]
    if plan.repeat > 1:
        lines.append(f'all of it {plan.repeat} times')
    return '\n'.join(lines)


def in_one_line(plan: Plan) -> str:
    """Return a plan as a person would be asked about it."""
    steps = ', then '.join(map(describe_step, plan.steps))
    return f'{steps}; all of it {plan.repeat} times' if plan.repeat > 1 else steps


def describe_step(step: Step) -> str:
    """Return a step as a short phrase in SI units, angles in degrees."""
    if isinstance(step, Navigate):
        goal = f'"{step.place}"' if step.place is not None else f'x {step.x:g} m, y {step.y:g} m'
        return f'navigate to {goal}' + ('' if step.yaw is None else f', facing {_deg(step.yaw)}')
    if isinstance(step, SavePlace):
        return f'remember this place as "{step.name}"'
    if isinstance(step, Report):
        return f'report {step.what}'
    if isinstance(step, Stop):
        return 'stop'
    if isinstance(step, Wait):
        return 'wait here' if step.duration is None else f'wait {step.duration:g} s'
    return _describe_motion(step)


def _describe_motion(step: Move | Turn | Arc) -> str:
    parts = [f'{step.action} {step.direction}'.removesuffix(' any')]
    if isinstance(step, Move) and step.distance is not None:
        parts.append(f'{step.distance:g} m')
    if isinstance(step, Arc) and step.radius is not None:
        parts.append(f'radius {step.radius:g} m')
    if isinstance(step, (Turn, Arc)) and step.angle is not None:
        parts.append(_deg(step.angle))
    if step.speed is not None:
        parts.append(f'at {_deg(step.speed)}/s' if isinstance(step, Turn)
                     else f'at {step.speed:g} m/s')
    if step.duration is not None:
        parts.append(f'for {step.duration:g} s')
    if step.pace:
        parts.append({'slow': 'slowly', 'fast': 'fast'}[step.pace])
    if getattr(step, 'continuous', False):
        parts.append('until told otherwise')
    return ', '.join([' '.join(parts[:2]), *parts[2:]])


def _deg(angle: float) -> str:
    return f'{round(math.degrees(angle), 1):g}°'
