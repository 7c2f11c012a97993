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
When two plans (plain data) are the same: when they would make the robot do the same.

Numbers within 1 % or 0.01, ``any`` is either side, names without case and articles, repeats
unrolled, every reason to refuse alike.
"""

import math
import re

MAX_UNROLLED = 1000


def same_plan(gold: dict, plan: dict) -> bool:
    """Tell whether two plans make the robot do the same."""
    if gold['status'] != plan['status']:
        return False
    if gold['status'] == 'rejected':
        return True
    wanted, got = unroll(gold), unroll(plan)
    return len(wanted) == len(got) and all(map(_same_step, wanted, got))


def unroll(plan: dict) -> list[dict]:
    """Return the steps with what is repeated written out."""
    return (plan['steps'] * plan.get('repeat', 1))[:MAX_UNROLLED]


def _same_step(gold: dict, step: dict) -> bool:
    if gold['action'] != step['action']:
        return False
    return all(same_slot(name, wanted, step.get(name)) for name, wanted in gold.items())


def same_slot(name: str, wanted: object, got: object) -> bool:
    """Tell whether a value of a step is the wanted one."""
    if name == 'direction' and wanted == 'any' or name == 'pace' and wanted is None:
        return True
    if name in ('place', 'name'):
        names = wanted if isinstance(wanted, list) else [wanted]
        return isinstance(got, str) and _plain(got) in map(_plain, names)
    if isinstance(wanted, float | int) and not isinstance(wanted, bool):
        return got is not None and _close(wanted, got, turns=name == 'yaw')
    return wanted == got or name == 'continuous' and not wanted


def _close(a: float, b: float, turns: bool) -> bool:
    difference = abs(a - b)
    if turns:
        difference = abs(math.remainder(difference, 2 * math.pi))
    return difference <= max(0.01, 0.01 * abs(a)) + 1e-9


def _plain(name: str) -> str:
    words = re.sub(r'[^\w\u1000-\u109f]+', ' ', re.sub("['’]", '', name.lower())).split()
    return ' '.join(w for w in words if w not in ('the', 'a', 'an')) or name
