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
Checkpoints: one safetensors file with everything that an exact continuation needs.

No pickle is written or read. A new file replaces the old one in a single step, so that a kill at
any moment leaves a whole one.
"""

from dataclasses import asdict, dataclass
import json
import os
from pathlib import Path
from typing import Any

from nl2ros.errors import ConfigError, ModelError
from safetensors import safe_open, SafetensorError
from safetensors.torch import save_file
import torch
from torch import nn, Tensor


@dataclass
class Progress:
    """How far a run is; ``best_score`` is the lowest so far, ``rounds`` since then."""

    step: int = 0
    best_score: float = float('inf')
    best_loss: float = float('inf')
    best_step: int = 0
    rounds: int = 0
    seconds: float = 0.0
    window_loss: float = 0.0
    window_tokens: int = 0


def save_checkpoint(path: Path, progress: Progress, parameters: dict[str, nn.Parameter],
                    best: dict[str, Tensor], optimizer: torch.optim.Optimizer,
                    run: dict[str, Any]) -> None:
    """Write the state of a run; ``run`` (settings and data) must be the same to continue it."""
    tensors = {f'now/{name}': value.detach() for name, value in parameters.items()}
    tensors |= {f'best/{name}': value for name, value in best.items()}
    tensors |= {f'optimizer/{index}/{key}': value
                for index, state in optimizer.state_dict()['state'].items()
                for key, value in state.items()}
    tensors['rng'] = torch.get_rng_state()
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix('.partial')
    save_file({name: value.contiguous() for name, value in tensors.items()}, partial,
              metadata={'progress': json.dumps(asdict(progress)), 'run': json.dumps(run)})
    os.replace(partial, path)


def load_checkpoint(path: Path, parameters: dict[str, nn.Parameter],
                    optimizer: torch.optim.Optimizer, run: dict[str, Any]
                    ) -> tuple[Progress, dict[str, Tensor]]:
    """
    Put a run back into the state of ``save_checkpoint``; return its progress and best values.

    :raises ConfigError: the checkpoint is of a run with other settings or data.
    :raises ModelError: it is damaged.
    """
    try:
        with safe_open(path, framework='pt') as file:
            saved = {key: json.loads(text) for key, text in file.metadata().items()
                     if key in ('progress', 'run')}
            tensors = {name: file.get_tensor(name) for name in file.offset_keys()}
    except (SafetensorError, ValueError) as error:
        raise ModelError(f'{path} is damaged: {error}; delete it to start anew') from error
    check_same(path, saved['run'], run)
    with torch.no_grad():
        for name, value in parameters.items():
            value.copy_(tensors[f'now/{name}'])
    state: dict[int, dict[str, Tensor]] = {}
    for name, value in tensors.items():
        if name.startswith('optimizer/'):
            _, index, key = name.split('/')
            state.setdefault(int(index), {})[key] = value
    optimizer.load_state_dict(optimizer.state_dict() | {'state': state})
    torch.set_rng_state(tensors['rng'])
    best = {name.removeprefix('best/'): value for name, value in tensors.items()
            if name.startswith('best/')}
    return Progress(**saved['progress']), best


def check_same(path: Path, saved: dict[str, Any], run: dict[str, Any]) -> None:
    """Raise ConfigError if a checkpoint is of another run; it names what differs first."""
    run = json.loads(json.dumps(run))
    for key in sorted(set(saved) | set(run)):
        if saved.get(key) != run.get(key):
            raise ConfigError(f'{path} is of another run: {key} was {saved.get(key)!r} and is now '
                              f'{run.get(key)!r}; use another output folder or start anew')
