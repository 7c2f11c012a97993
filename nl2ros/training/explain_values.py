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


"""Values for the marked places of wordings: topics, frames, files, half of them invented."""

from collections.abc import Mapping
from pathlib import Path
import random
import re

from nl2ros.resources import read_yaml

MARK = re.compile(r'\{(_?)([A-Za-z]\w*)\}')
KNOWN_SHARE = 0.35
_VOWELS, _CONSONANTS = 'aeiou', 'bcdfghjklmnprstvwxz'


class Values:
    """Draws values by kind, as data/explain/values.yaml tells; same seed, same values."""

    def __init__(self, folder: Path, rng: random.Random, known_share: float = KNOWN_SHARE):
        record = read_yaml(folder / 'values.yaml')
        self.record, self.rng, self.known_share = record, rng, known_share
        self._words = record['words'].split()

    def draw(self, kind: str) -> str:
        """Return one value of a kind."""
        if make := getattr(self, f'_{kind}', None):
            return make()
        bank = self.record['kinds'][kind]
        known = self.rng.random() < self.known_share
        pattern = str(self.rng.choice(bank['known' if known else 'made']))
        return re.sub(r'\{([\w ]+)\}', lambda match: self.draw(match[1]), pattern)

    def fill(self, wording: str, kinds: Mapping[str, str]) -> tuple[str, dict[str, str]]:
        """
        Return a wording with values in its marked places, and the values of its slots.

        No two slots have the same value; ``kinds`` names the kinds of slots where it is not
        their own name.
        """
        slots: dict[str, str] = {}
        for mark, name in MARK.findall(wording):
            while not mark and (name not in slots or list(slots.values()).count(slots[name]) > 1):
                slots[name] = self.draw(kinds.get(name, name))
        text = MARK.sub(lambda m: self.draw(m[2]) if m[1] else slots[m[2]], wording)
        return text, slots

    def _word(self) -> str:
        return self.rng.choice(self._words)

    def _pseudo(self) -> str:
        rng = self.rng
        return ''.join(rng.choice(_CONSONANTS) + rng.choice(_VOWELS)
                       + (rng.choice(_CONSONANTS) if rng.random() < 0.4 else '')
                       for _ in range(rng.randint(1, 3)))

    def _part(self) -> str:
        return self._word() if self.rng.random() < 0.75 else self._pseudo()

    def _snake(self) -> str:
        parts = [self._part() for _ in range(self.rng.choice((1, 1, 2, 2, 2, 3)))]
        return '_'.join(parts) + (self._int() if self.rng.random() < 0.08 else '')

    def _camel(self) -> str:
        return ''.join(self._part().capitalize() for _ in range(self.rng.choice((1, 2, 2, 3))))

    def _upper(self) -> str:
        return self._part().upper()

    def _int(self) -> str:
        return str(self.rng.choice((self.rng.randint(0, 9), self.rng.randint(0, 99))))

    def _digits(self, n: int) -> str:
        return str(self.rng.randint(10 ** (n - 1), 10 ** n - 1))

    def _digits3(self) -> str:
        return self._digits(3)

    def _digits4(self) -> str:
        return self._digits(4)

    def _digits5(self) -> str:
        return self._digits(5)

    def _decimal(self) -> str:
        return f'{self.rng.uniform(0, 20):.{self.rng.randint(1, 4)}f}'

    def _time(self) -> str:
        seconds = self.rng.uniform(0, 900) if self.rng.random() < 0.4 \
            else self.rng.uniform(1.6e9, 1.8e9)
        return f'{seconds:.{self.rng.choice((3, 6))}f}'

    def _hex(self) -> str:
        return f'{self.rng.randrange(16 ** 4):#06x}'

    def _hex16(self) -> str:
        return f'{self.rng.randrange(16 ** 16):016X}'
