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

"""What pretraining depends on besides its data, checked when it is made."""

from dataclasses import dataclass, fields
import json
from pathlib import Path

from nl2ros.errors import ConfigError


@dataclass(frozen=True)
class PretrainConfig:
    """
    Shape and schedule; the same seed and data give the same model, if it is made in one go.

    After a resume data is drawn anew, and so is what dropout leaves out.
    """

    vocabulary: int = 4096
    hidden: int = 256
    layers: int = 6
    heads: int = 4
    feed_forward: int = 704
    rows: int = 24          # packed rows in a step
    row_tokens: int = 256
    steps: int = 4000
    warm_up: int = 200
    decay_share: float = 0.5
    muon_lr: float = 0.02
    adam_lr: float = 3e-3
    source_weight: float = 0.2  # loss on the sentence itself, against 1 on what is made of it
    dropout: float = 0.1
    tokenizer_texts: int = 60_000
    seed: int = 0
    compiled: bool = True

    def __post_init__(self) -> None:
        """Reject values outside their range, and heads that do not share the hidden size."""
        for name in ('vocabulary', 'hidden', 'layers', 'heads', 'feed_forward', 'rows',
                     'row_tokens', 'steps', 'warm_up', 'tokenizer_texts'):
            self._require(name, getattr(self, name) >= 1, 'at least 1')
        for name in ('muon_lr', 'adam_lr'):
            self._require(name, getattr(self, name) > 0, 'above 0')
        for name in ('source_weight', 'seed'):
            self._require(name, getattr(self, name) >= 0, 'at least 0')
        self._require('decay_share', 0 <= self.decay_share <= 1, 'between 0 and 1')
        self._require('dropout', 0 <= self.dropout < 1, 'at least 0 and below 1')
        self._require('heads', self.hidden % self.heads == 0, f'a divisor of hidden={self.hidden}')

    @classmethod
    def read(cls, path: Path) -> 'PretrainConfig':
        """
        Read the settings of a JSON file, or those under its ``config``, as pretraining.json has.

        :raises ConfigError: it cannot be read, or a key or value is not one of ours
        """
        try:
            values = json.loads(path.read_text(encoding='utf-8'))
        except (OSError, ValueError) as error:
            raise ConfigError(f'{path}: {error}') from error
        values = values.get('config', values) if isinstance(values, dict) else values
        if not isinstance(values, dict):
            raise ConfigError(f'{path}: expected an object with settings, not {values!r}')
        kinds = {field.name: field.type for field in fields(cls)}
        if unknown := sorted(set(values) - set(kinds)):
            raise ConfigError(f'{path}: unknown {", ".join(unknown)}; there are '
                              f'{", ".join(kinds)}')
        for name, value in values.items():
            if type(value) is not kinds[name] and (type(value), kinds[name]) != (int, float):
                raise ConfigError(f'{path}: {name}={value!r} must be of type '
                                  f'{kinds[name].__name__}')
        try:
            return cls(**values)
        except ConfigError as error:
            raise ConfigError(f'{path}: {error}') from error

    def lr_scale(self, step: int) -> float:
        """Return the factor on both learning rates: warm-up, plateau, linear decay."""
        decay = max(int(self.steps * self.decay_share), 1)
        return min((step + 1) / self.warm_up, 1.0, max(self.steps - step, 1) / decay)

    def _require(self, name: str, holds: bool, expected: str) -> None:
        if not holds:  # nan holds nowhere
            raise ConfigError(f'{name}={getattr(self, name)!r} must be {expected}')
