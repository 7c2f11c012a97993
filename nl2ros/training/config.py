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


"""Everything a training run depends on, checked when it is made."""

from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Literal, Union

from nl2ros.errors import ConfigError
from nl2ros.language.p_tuning_v1 import PTuningV1Config
from nl2ros.language.p_tuning_v2 import PTuningV2Config
from nl2ros.language.prompt_tuning import PromptTuningConfig
from nl2ros.language.template import Template


@dataclass(frozen=True)
class LoraConfig:
    """
    Low-rank updates of the linear layers, the first baseline.

    Hu et al. 2021, https://arxiv.org/abs/2106.09685. ``template`` may hold a hard prompt.
    """

    rank: int = 8
    alpha: int = 16
    template: str = '{text}'
    bos: bool = False

    def __post_init__(self) -> None:
        """Reject values below 1 and soft tokens."""
        for name in ('rank', 'alpha'):
            if getattr(self, name) < 1:
                raise ConfigError(f'{name}={getattr(self, name)!r} must be at least 1')
        _hard(self.template)


@dataclass(frozen=True)
class FullConfig:
    """Training all of a copy of the base, the second baseline; the base itself stays as it is."""

    template: str = '{text}'
    bos: bool = False

    def __post_init__(self) -> None:
        """Reject soft tokens."""
        _hard(self.template)


MethodConfig = Union[PromptTuningConfig, PTuningV1Config, PTuningV2Config, LoraConfig, FullConfig]
METHODS = {'prompt_tuning': PromptTuningConfig, 'p_tuning_v1': PTuningV1Config,
           'p_tuning_v2': PTuningV2Config, 'lora': LoraConfig, 'full': FullConfig}
# Starting points for small bases, where prompts need far higher rates than weights.
LEARNING_RATES = {'prompt_tuning': 0.1, 'p_tuning_v1': 5e-3, 'p_tuning_v2': 5e-2,
                  'lora': 1e-3, 'full': 3e-4}


@dataclass(frozen=True)
class TrainConfig:
    """
    One run. Steps count optimizer updates, ``batch_size`` examples over all processes together.

    ``epochs`` (passes) or ``max_steps`` says how long; both given, the smaller. The learning rate
    rises linearly over ``warmup_steps`` and falls as a cosine to ``final_rate_share`` of its peak.
    Every ``evaluate_every`` steps (None: once an epoch) the dev split is scored; after
    ``patience`` scores without a new best the run ends. ``max_tokens`` bounds an example with its
    prompt. ``start`` is the folder of a stored prompt of this method and size to go on from.
    """

    base: str
    out: Path
    method: MethodConfig
    task: str = 'command'
    start: Path | None = None
    learning_rate: float | None = None
    weight_decay: float = 0.0
    epochs: int | None = None
    max_steps: int | None = None
    batch_size: int = 64
    warmup_steps: int = 50
    final_rate_share: float = 0.05
    clip_norm: float = 1.0
    evaluate_every: int | None = None
    patience: int = 5
    checkpoint_every: int = 200
    max_tokens: int = 512
    seed: int = 0
    device: Literal['auto', 'cpu'] = 'auto'
    dtype: Literal['float32', 'bfloat16'] = 'float32'
    compile_base: bool = False
    progress: bool = True

    def __post_init__(self) -> None:
        """Reject values outside their range and combinations that cannot work."""
        object.__setattr__(self, 'out', Path(self.out))
        if self.learning_rate is None:
            object.__setattr__(self, 'learning_rate', LEARNING_RATES[self.method_name])
        for name in ('batch_size', 'patience', 'checkpoint_every', 'max_tokens'):
            self._require(name, getattr(self, name) >= 1, 'at least 1')
        for name in ('epochs', 'max_steps', 'evaluate_every'):
            self._require(name, getattr(self, name) is None or getattr(self, name) >= 1,
                          'at least 1, or None')
        if self.epochs is None and self.max_steps is None:
            raise ConfigError('epochs=None and max_steps=None: one of them must say how long')
        for name in ('learning_rate', 'clip_norm'):
            self._require(name, getattr(self, name) > 0, 'above 0')
        for name in ('weight_decay', 'warmup_steps'):
            self._require(name, getattr(self, name) >= 0, 'at least 0')
        self._require('final_rate_share', 0 <= self.final_rate_share <= 1, 'between 0 and 1')
        self._require('device', self.device in ('auto', 'cpu'), 'auto or cpu')
        self._require('dtype', self.dtype in ('float32', 'bfloat16'), 'float32 or bfloat16')
        if isinstance(self.method, FullConfig) and self.dtype != 'float32':
            raise ConfigError(f'dtype={self.dtype!r} contradicts full fine-tuning: small updates '
                              'vanish in bfloat16 weights')

    @property
    def method_name(self) -> str:
        """Return the method's one name in modules, folders and tables."""
        return next(name for name, kind in METHODS.items() if isinstance(self.method, kind))

    def to_json(self) -> dict[str, Any]:
        """Return all settings as JSON values; ``method`` is an object with its ``name``."""
        values = asdict(self)
        values['out'] = self.out.as_posix()
        values['start'] = None if self.start is None else Path(self.start).as_posix()
        values['method'] = {'name': self.method_name} | values['method']
        return values

    def _require(self, name: str, holds: bool, expected: str) -> None:
        if not holds:
            raise ConfigError(f'{name}={getattr(self, name)!r} must be {expected}')


def method_config(name: str, **options: Any) -> MethodConfig:
    """
    Build the configuration of a method by name; unknown names and options are errors.

    :raises ConfigError: the message names what is wrong and what there is.
    """
    if name not in METHODS:
        raise ConfigError(f'method {name!r} must be one of {", ".join(METHODS)}')
    known = {field.name for field in fields(METHODS[name])}
    if unknown := sorted(set(options) - known):
        raise ConfigError(f'{name} has no option {", ".join(unknown)}; it has '
                          f'{", ".join(sorted(known))}')
    return METHODS[name](**options)


def method_from(name: str, words: str, tokens: int, **options: Any) -> MethodConfig:
    """
    Build the configuration of a method that starts from ``words``, each in its own way.

    Soft tokens begin as the embeddings or activations of the words; before the soft tokens of
    P-Tuning v1, which a network makes, and before trained weights, they stand as words. Without
    words, or where ``options`` ask for it, the start is random. Options that a method lacks and
    contradictions are errors.

    :raises ConfigError: the message names what is wrong and what there is.
    """
    before, behind = (tokens + 1) // 2, tokens // 2
    start: dict[str, Any] = {
        'prompt_tuning': {'tokens': tokens, 'init': 'text', 'text': words},
        'p_tuning_v2': {'tokens': tokens, 'init': 'activations', 'text': words},
        'p_tuning_v1': {'template': f'{words}[P{before}]{{text}}'
                        + (f'[P{behind}]' if behind else '')},
        'lora': {'template': f'{words}{{text}}'},
        'full': {'template': f'{words}{{text}}'}}.get(name, {})
    random = options.get('reparameterize') or options.get('init') in ('random', 'sample_vocab')
    if 'init' in start and (random or not words):
        start = {'tokens': tokens, 'init': 'random'}
    return method_config(name, **(start | options))


def _hard(pattern: str) -> None:
    if Template(pattern).soft_tokens:
        raise ConfigError(f'template={pattern!r} has soft tokens, and this method trains none')
