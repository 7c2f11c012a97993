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
What a soft prompt looks like to the base: its nearest words, its size, its inner likeness.

Soft tokens are vectors in one or more spaces. Input embeddings live in one, that of the
vocabulary's embeddings. A key/value prefix lives in two a layer; there a vocabulary token stands
for the key or value that the base computes for it, read at the position of the soft token, behind
the beginning-of-text token where the tokenizer has one (the first soft token: alone). Keys are
compared after their rotation, so at equal positions; heads are taken together.

Nearness is the cosine. It tells where a prompt stands, not what it does: Khashabi et al. 2022
(https://arxiv.org/abs/2112.08348) found prompts near to any chosen words that work as well.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, TYPE_CHECKING

from nl2ros.language.frozen_lm import FrozenLM
from nl2ros.language.soft_prompt import Embeddings, SoftPrompt
import torch
from torch import Tensor
from torch.nn.functional import cosine_similarity, normalize
from transformers import DynamicCache

if TYPE_CHECKING:
    from rich.table import Table

CHUNK = 1024  # vocabulary tokens read at once


@dataclass(frozen=True)
class View:
    """
    The P soft tokens in one space.

    ``nearest`` holds for each soft token the closest vocabulary tokens as (text, cosine), the
    closest first; ``norms`` (P,) and ``vocabulary_norm``, the mean over the vocabulary, are
    Euclidean; ``similarity`` (P, P) holds the cosines between soft tokens.
    """

    name: str
    nearest: tuple[tuple[tuple[str, float], ...], ...]
    norms: tuple[float, ...]
    vocabulary_norm: float
    similarity: tuple[tuple[float, ...], ...]


@torch.inference_mode()
def inspect_prompt(prompt: SoftPrompt, lm: FrozenLM, top: int = 3) -> list[View]:
    """
    Return one view for input embeddings, or the views of keys and values of every layer.

    A prefix needs a pass over the vocabulary for each soft token: seconds for a small base.

    :raises PromptMismatchError: the prompt was made for another base
    """
    prompt.check_fits(lm.identity)
    values = torch.as_tensor(prompt.value.values).float().to(lm.device)
    if isinstance(prompt.value, Embeddings):
        table = lm.model.get_input_embeddings().weight.float()
        cosines = normalize(values, dim=-1) @ normalize(table, dim=-1).T
        return [_view('input embeddings', values, cosines, table.norm(dim=-1).mean(), lm, top)]
    soft = values.transpose(2, 3).flatten(3)  # (layers, 2, P, kv heads x head dim)
    cosines, norms = zip(*(_compare(soft[:, :, k], k, lm) for k in range(soft.shape[2])),
                         strict=True)
    return [_view(f'layer {layer} {part}', soft[layer, index],
                  torch.stack([row[layer, index] for row in cosines]),
                  torch.stack(norms)[:, layer, index].mean(), lm, top)
            for layer in range(len(soft)) for index, part in enumerate(('keys', 'values'))]


def _compare(soft: Tensor, position: int, lm: FrozenLM) -> tuple[Tensor, Tensor]:
    """Return cosines (layers, 2, V) of soft (layers, 2, D) and mean norms (layers, 2)."""
    cosines, norms = [], torch.zeros(soft.shape[:2], device=soft.device)
    for ids in torch.arange(lm.soft_start, device=lm.device).split(CHUNK):
        words = _read(ids, position, lm)
        cosines.append(cosine_similarity(words, soft[:, :, None], dim=-1))
        norms += words.norm(dim=-1).sum(-1)
    return torch.cat(cosines, -1), norms / lm.soft_start


def _read(ids: Tensor, position: int, lm: FrozenLM) -> Tensor:
    """Return keys and values (layers, 2, N, D) of N tokens, each read by itself at a position."""
    rows, positions = ids[:, None], [position]
    begin = lm.tokenizer.bos_token_id
    if position and begin is not None:
        rows, positions = torch.cat([torch.full_like(rows, begin), rows], 1), [0, position]
    cache = DynamicCache()
    lm.model.base_model(
        input_ids=rows, attention_mask=torch.ones_like(rows), past_key_values=cache,
        position_ids=torch.tensor([positions], device=ids.device).expand(len(ids), -1),
        use_cache=True)
    return torch.stack([torch.stack([layer.keys[:, :, -1], layer.values[:, :, -1]]).flatten(2)
                        for layer in cache.layers]).float()


def _view(name: str, soft: Tensor, cosines: Tensor, vocabulary_norm: Tensor, lm: FrozenLM,
          top: int) -> View:
    """Describe soft (P, D) with its cosines (P, V) to the vocabulary."""
    best = cosines.topk(min(top, cosines.shape[1]), dim=-1)
    nearest = tuple(
        tuple((token_text(lm, index), value) for index, value in zip(*row, strict=True))
        for row in zip(best.indices.tolist(), best.values.tolist(), strict=True))
    directions = normalize(soft, dim=-1)
    return View(name, nearest, tuple(soft.norm(dim=-1).tolist()), vocabulary_norm.item(),
                tuple(map(tuple, (directions @ directions.T).tolist())))


def token_text(lm: FrozenLM, index: int) -> str:
    """Return a vocabulary token as people can read it, with its spaces, or as it is stored."""
    text = lm.tokenizer.decode([index], clean_up_tokenization_spaces=False)
    if text and '\ufffd' not in text:
        return repr(text)[1:-1].replace(' ', '\u2423')
    return lm.tokenizer.convert_ids_to_tokens(index) or f'<row {index}>'


def table(views: list[View]) -> 'Table':
    """Return what was found as a table for the terminal; norms are relative to the vocabulary."""
    from rich.table import Table
    from rich.text import Text
    shown = Table('space', '#', 'norm', 'nearest vocabulary tokens (cosine)')
    for view in views:
        for number, words in enumerate(view.nearest):
            near = '  '.join(f'{text} {cosine:.2f}' for text, cosine in words)
            shown.add_row(view.name if number == 0 else '', str(number),
                          f'{view.norms[number] / view.vocabulary_norm:.2f} x', Text(near),
                          end_section=number == len(view.nearest) - 1)
    return shown


def draw_similarity(views: list[View], title: str, path: Path) -> None:
    """Draw the cosines between soft tokens, one map for each space, into a PNG."""
    from matplotlib.figure import Figure
    columns = min(len(views), 4)
    rows = -(-len(views) // columns)
    figure = Figure(figsize=(2.8 * columns + 1.2, 2.9 * rows + 0.4), layout='constrained')
    axes = figure.subplots(rows, columns, squeeze=False)
    image: Any = None
    for cell, view in zip(axes.flat, views, strict=False):
        image = cell.imshow(view.similarity, vmin=-1, vmax=1, cmap='RdBu_r')
        cell.set_title(view.name, fontsize=9)
        cell.tick_params(labelsize=7)
        cell.locator_params(integer=True)
    for cell in axes.flat[len(views):]:
        cell.set_axis_off()
    figure.suptitle(title)
    figure.colorbar(image, ax=axes, shrink=0.6, label='cosine between soft tokens')
    figure.savefig(path, dpi=150)
