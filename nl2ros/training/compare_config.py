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
What a study compares: experiments.yaml, checked, and the cells that its grids spread out to.

A grid is every combination of tasks, methods, prompt lengths and seeds. Settings at the top of
the file hold for all grids that do not set them otherwise.
"""

from collections.abc import Iterator
from dataclasses import dataclass
import hashlib
import json
from pathlib import Path
import re
from typing import Annotated, Any, Literal

from nl2ros.errors import ConfigError
from nl2ros.plan import describe
from nl2ros.training.config import LEARNING_RATES, method_from, MethodConfig
from pydantic import (
    BaseModel, ConfigDict, Field, field_validator, model_validator, NonNegativeInt, PositiveInt,
    ValidationError,
)
import yaml

SOFT = ('prompt_tuning', 'p_tuning_v1', 'p_tuning_v2')
TRAINED = (*SOFT, 'lora', 'full')
UNTRAINED = ('empty', 'hard', 'few_shot')

Seed = Annotated[int, Field(ge=0, lt=2**31)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra='forbid', frozen=True)


class Settings(_Strict):
    """
    How a cell is trained and measured.

    ``start`` says where trained methods begin: from the words that the task's hard prompt has,
    or from nothing. ``examples`` None is all there are, another number as many drawn by the seed;
    ``variants`` of each are added; but explain and review draw exactly ``examples``, from all with
    their variants. ``development`` examples choose the best step, ``held_out`` ones are measured
    on (None: all); both are the same in every cell. ``shots`` is for few_shot.
    """

    start: Literal['words', 'nothing'] = 'words'
    examples: PositiveInt | None = None
    variants: NonNegativeInt = 0
    steps: PositiveInt = 200
    batch_size: PositiveInt = 32
    warmup_steps: NonNegativeInt = 20
    evaluate_every: PositiveInt = 50
    patience: PositiveInt = 10
    development: PositiveInt = 128
    held_out: PositiveInt | None = 200
    shots: PositiveInt = 5


class Contestant(_Strict):
    """
    A method, or a way to go without one, under the name that it has in tables.

    ``options`` go to the method (training/config.py); ``learning_rate`` None is the method's own.
    """

    method: Literal['prompt_tuning', 'p_tuning_v1', 'p_tuning_v2', 'lora', 'full',
                    'empty', 'hard', 'few_shot']
    label: str = ''
    options: dict[str, Any] = {}
    learning_rate: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None

    @model_validator(mode='before')
    @classmethod
    def _may_be_only_a_name(cls, value: Any) -> Any:
        return {'method': value} if isinstance(value, str) else value

    @model_validator(mode='after')
    def _has_only_what_it_uses(self):
        if self.method in UNTRAINED:
            if self.options or self.learning_rate:
                raise ValueError(f'{self.method} is not trained: it has no options and no '
                                 'learning_rate')
            return self
        if 'tokens' in self.options:
            raise ValueError('tokens is no option here: lengths says how many')
        try:
            method_from(self.method, 'words', 5, **self.options)
        except (ConfigError, TypeError) as error:
            raise ValueError(str(error)) from error
        return self

    def config(self, words: str, tokens: int) -> MethodConfig:
        """Return what is trained, starting from words ('' is nothing)."""
        return method_from(self.method, words, tokens, **self.options)


class Grid(Settings):
    """All combinations; lengths are soft tokens, seeds are only for what depends on chance."""

    tasks: Annotated[list[str], Field(min_length=1)] = ['command']
    methods: Annotated[list[Contestant], Field(min_length=1)]
    lengths: Annotated[list[PositiveInt], Field(min_length=1)] = [20]
    seeds: Annotated[list[Seed], Field(min_length=1)] = [0]

    @field_validator('tasks', 'lengths', 'seeds')
    @classmethod
    def _each_once(cls, values: list) -> list:
        if len(set(values)) < len(values):
            raise ValueError('each may stand there once')
        return values


class Experiments(Settings):
    """The whole file; ``base`` is a folder or hub id, None the base that ships."""

    base: str | None = None
    grids: Annotated[list[Grid], Field(min_length=1)]

    @model_validator(mode='before')
    @classmethod
    def _hand_settings_down(cls, value: Any) -> Any:
        if isinstance(value, dict) and isinstance(value.get('grids'), list):
            shared = {key: value[key] for key in Settings.model_fields if key in value}
            return value | {'grids': [shared | grid if isinstance(grid, dict) else grid
                                      for grid in value['grids']]}
        return value

    @classmethod
    def read(cls, path: Path) -> 'Experiments':
        """
        Read a file.

        :raises ConfigError: it cannot be read; names each wrong field and its value
        """
        try:
            content = yaml.safe_load(path.read_text(encoding='utf-8'))
            if not isinstance(content, dict):
                raise ConfigError(f'{path}: expected settings and grids, not {content!r}')
            Settings.model_validate({  # once here, or each grid would complain again
                key: content[key] for key in Settings.model_fields if key in content})
            return cls.model_validate(content)
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            raise ConfigError(f'{path}: {" ".join(str(error).split())}') from error
        except ValidationError as error:
            raise ConfigError(f'{path}: {describe(error)}') from error

    def cells(self) -> list['Cell']:
        """
        Return all cells, each once, in the order of the file.

        :raises ConfigError: two different cells would have the same name in tables
        """
        cells = dict.fromkeys(cell for grid in self.grids for cell in _spread(grid))
        names = {str(cell): cell for cell in cells}
        for cell in cells:
            if names[str(cell)] != cell:
                raise ConfigError(f'"{cell}" stands there twice with different settings: give '
                                  'one of them another label')
        return list(cells)


@dataclass(frozen=True)
class Cell:
    """One combination. ``tokens`` is None where there are no soft tokens."""

    task: str
    method: str
    label: str
    tokens: int | None
    seed: int
    options: str        # JSON, so that a cell can be hashed
    learning_rate: float | None
    settings: Settings

    @property
    def is_trained(self) -> bool:
        """Tell whether anything is trained in this cell."""
        return self.method in TRAINED

    def config(self, words: str) -> MethodConfig:
        """Return what is trained, for a task whose hard prompt is ``words``."""
        words = words if self.settings.start == 'words' else ''
        return method_from(self.method, words, self.tokens or 0, **json.loads(self.options))

    def to_json(self) -> dict[str, Any]:
        """Return everything that decides the result, but base and data; label is only a name."""
        unused = set() if self.is_trained else {
            'start', 'examples', 'variants', 'steps', 'batch_size', 'warmup_steps',
            'evaluate_every', 'patience', 'development'}
        unused |= set() if self.method == 'few_shot' else {'shots'}
        return {'task': self.task, 'method': self.method, 'tokens': self.tokens,
                'seed': self.seed, 'options': json.loads(self.options),
                'learning_rate': self.learning_rate or LEARNING_RATES.get(self.method),
                **self.settings.model_dump(exclude=unused)}

    def folder(self, material: dict[str, Any]) -> str:
        """Return the name of the cell's folder; other settings or ``material``, another name."""
        content = json.dumps([self.to_json(), material], sort_keys=True)
        parts = [self.task, self.label, self.tokens, self.seed,
                 hashlib.sha256(content.encode()).hexdigest()[:8]]
        return '-'.join(re.sub(r'\W+', '_', str(part)) for part in parts if part is not None)

    def __str__(self) -> str:
        """Return one line for people."""
        length = '' if self.tokens is None else f', {self.tokens} tokens'
        return f'{self.task}: {self.label}{length}, seed {self.seed}'


def _spread(grid: Grid) -> Iterator[Cell]:
    settings = Settings(**grid.model_dump(include=set(Settings.model_fields)))
    for task in grid.tasks:
        for one in grid.methods:
            label = one.label or one.method + (
                ', from nothing' if grid.start == 'nothing' and one.method in TRAINED else '')
            lengths = grid.lengths if one.method in SOFT else [None]
            seeds = [0] if one.method in ('empty', 'hard') else grid.seeds
            for tokens in lengths:
                for seed in seeds:
                    yield Cell(task, one.method, label, tokens, seed,
                               json.dumps(one.options, sort_keys=True), one.learning_rate,
                               settings)
