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


"""What the doctor says about one thing: how it is, and what to do."""

from dataclasses import asdict, dataclass
from enum import Enum


class Level(str, Enum):
    """How bad something is."""

    OK = 'ok'
    WARNING = 'warning'     # something will not work, or not as well
    BROKEN = 'broken'       # nothing will work until it is mended, or the robot may misbehave


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at, in words for a person; all is well without ``advice``."""

    check: str
    level: Level
    message: str
    advice: str = ''

    def __str__(self) -> str:
        arrow = f'\n         -> {self.advice}' if self.advice else ''
        return f'{self.level.value:8} {self.check}: {self.message}{arrow}'

    def to_dict(self) -> dict[str, str]:
        """Return the finding as JSON can hold it."""
        return asdict(self) | {'level': self.level.value}


def ok(check: str, message: str) -> Finding:
    """Say that something is as it should be."""
    return Finding(check, Level.OK, message)


def warning(check: str, message: str, advice: str) -> Finding:
    """Say that something will not work, and what to do."""
    return Finding(check, Level.WARNING, message, advice)


def broken(check: str, message: str, advice: str) -> Finding:
    """Say that something has to be mended before anything works, and how."""
    return Finding(check, Level.BROKEN, message, advice)
