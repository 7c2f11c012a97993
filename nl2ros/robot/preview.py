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
Where a plan would lead from here, as a line to draw: defaults filled in, nothing in the way.

Pure Python and for the eye only; what really moves the robot is the executor.
"""

from dataclasses import dataclass
import math

from nl2ros.plan import Arc, Move, Navigate, Plan, Turn
from nl2ros.robot.motion import Pose, Velocity
from nl2ros.robot.places import goal_pose, Places
from nl2ros.robot.safety import Limits
from nl2ros.robot.speech import Notice
from nl2ros.robot.targets import aim, arc_radius, MotionSettings

ARC_STEP = math.pi / 18     # rad between two points of a circle
MOST_POINTS = 2000          # a picture needs no more


@dataclass(frozen=True)
class Way:
    """The line that a plan would draw, and the goals that it gives to navigation; map frame."""

    points: tuple[Pose, ...]
    goals: tuple[Pose, ...]


def foresee(plan: Plan, here: Pose, start: Pose | None, places: Places,
            settings: MotionSettings, limits: Limits) -> Way:
    """
    Return the way of a plan from ``here``, up to a place that is not known.

    ``start`` is where the robot was found first, for "go back to where you started".
    """
    points, goals = [here], []
    for step in plan.steps * plan.repeat:
        pose = points[-1]
        if isinstance(step, Navigate):
            goal = goal_pose(step, places, pose, start)
            if isinstance(goal, Notice):
                break
            points.append(goal)
            goals.append(goal)
        elif isinstance(step, (Move, Turn, Arc)):
            points += _trace(step, pose, settings, limits)
        if len(points) > MOST_POINTS:
            break
    return Way(tuple(points[:MOST_POINTS]), tuple(goals))


def _trace(step: Move | Turn | Arc, pose: Pose, settings: MotionSettings,
           limits: Limits) -> list[Pose]:
    """Return the poses that follow on one motion step."""
    reach, count = aim(step, settings, limits).reach, 1
    side = -1 if step.direction in ('right', 'backward') else 1
    if isinstance(step, Move):
        onward = Velocity(side, 0.0)        # a unit of the target in a unit of time
    elif isinstance(step, Turn):
        onward = Velocity(0.0, side)
    else:
        onward = Velocity(1.0, side / arc_radius(step, settings))
        count = min(max(1, math.ceil(abs(onward.angular) * reach / ARC_STEP)), MOST_POINTS)
    return [pose.after(onward, reach * i / count) for i in range(1, count + 1)]
