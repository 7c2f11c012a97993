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
Train the base language model from scratch: packed batches, optimizers, checkpoints.

It learns robot language in both languages by writing plans in the dialects of dialects.py, over
endless variants of the labelled sentences; matrices are trained with Muon (Jordan et al. 2024),
the rest with AdamW.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
import json
from pathlib import Path
import random
import time
from typing import Any

from nl2ros.language.sentence import SEPARATOR
from nl2ros.training.base_model import (
    begin_from, build_tokenizer, check_shape, new_model, Origin, write_card,
)
from nl2ros.training.checkpoint import check_same
from nl2ros.training.corpus import Labelled
from nl2ros.training.dialects import DIALECTS
from nl2ros.training.pretrain_config import PretrainConfig
from nl2ros.training.variation import Variation
import torch
from torch.nn.functional import cross_entropy, dropout
from transformers import LlamaForCausalLM, PreTrainedTokenizerFast

CHECKPOINT = 'checkpoint.pt'
LOG_EVERY, SAVE_EVERY = 50, 250  # steps
LONG = 100  # tokens: a longer example is not cut at the end of a row but begins the next


Pairs = Iterator[tuple[str, str]]  # source and target texts, without end


def examples(variation: Variation) -> Pairs:
    """Yield variants of the sentences, each with its plan in some dialect."""
    names = list(DIALECTS)
    shares = [DIALECTS[name][1] for name in names]
    while True:
        item = variation.draw(variation.rng.choice(variation.items))
        name = variation.rng.choices(names, shares)[0]
        yield f'{name}:{item.view}{SEPARATOR}', DIALECTS[name][0](item.plan)


def mix(sources: Sequence[tuple[Pairs, float]], rng: random.Random) -> Pairs:
    """Yield from several sources, each as often as its share says."""
    pairs, shares = zip(*sources, strict=True)
    while True:
        yield next(rng.choices(pairs, shares)[0])


def pack(pairs: Iterator[tuple[str, str]], tokenizer: PreTrainedTokenizerFast,
         config: PretrainConfig) -> Iterator[dict[str, torch.Tensor]]:
    """
    Pack examples into rows; yields ids, labels, weights, positions and document numbers.

    Each tensor is (rows, row_tokens); attention stays within a document, see :func:`mask_of`.
    """
    names, width = ('ids', 'weights', 'positions', 'documents'), config.row_tokens + 1
    waiting: list[tuple[list[int], list[float]]] = []  # long ones, for the start of a row
    while True:
        batch = {name: torch.zeros(config.rows, width) for name in names}
        for row in range(config.rows):
            filled, document = 0, 0
            while filled < width:
                first = not filled and waiting
                ids, weights = waiting.pop(0) if first else _document(next(pairs), tokenizer,
                                                                      config)
                if filled and len(ids) > max(width - filled, LONG):
                    waiting.append((ids, weights))
                    continue
                n = min(len(ids), width - filled)
                document += 1
                for name, values in zip(names, (ids, weights, range(n), [document] * n),
                                        strict=True):
                    batch[name][row, filled:filled + n] = torch.tensor(list(values)[:n])
                filled += n
        ids = batch['ids'].long()
        yield {'ids': ids[:, :-1], 'labels': ids[:, 1:], 'weights': batch['weights'][:, 1:],
               'positions': batch['positions'][:, :-1].long(),
               'documents': batch['documents'][:, :-1].long()}


def _document(pair: tuple[str, str], tokenizer: PreTrainedTokenizerFast, config: PretrainConfig
              ) -> tuple[list[int], list[float]]:
    """Return the tokens of an example and what the loss on each counts."""
    source, target = (tokenizer.backend_tokenizer.encode(text).ids for text in pair)
    ids = [tokenizer.bos_token_id, *source, *target, tokenizer.eos_token_id]
    return ids, ([0.0] + [config.source_weight] * len(source) + [1.0] * (len(target) + 1))


def mask_of(documents: torch.Tensor) -> torch.Tensor:
    """(B, T) document numbers -> (B, 1, T, T) mask: causal, and within one document."""
    t = documents.shape[1]
    causal = torch.ones(t, t, dtype=torch.bool).tril()
    return ((documents[:, None, :] == documents[:, :, None]) & causal)[:, None]


def optimizers_of(model: LlamaForCausalLM, config: PretrainConfig) -> list:
    """Muon for the matrices inside the layers, AdamW for embeddings and norms."""
    matrices = [p for n, p in model.named_parameters() if p.ndim == 2 and 'embed' not in n]
    rest = [p for n, p in model.named_parameters() if p.ndim != 2 or 'embed' in n]
    return [torch.optim.Muon(matrices, lr=config.muon_lr, weight_decay=0.05),
            torch.optim.AdamW(rest, lr=config.adam_lr, betas=(0.9, 0.95), weight_decay=0.01)]


def add_dropout(model: LlamaForCausalLM, share: float) -> None:
    """Drop values of what attention and feed-forward add to the stream (Srivastava 2014)."""
    for layer in model.model.layers:
        for part in (layer.self_attn.o_proj, layer.mlp):
            part.register_forward_hook(
                lambda module, _, out: dropout(out, share, module.training))


def pretrain(labelled: Sequence[Labelled], phrases: Path, folder: Path, config: PretrainConfig,
             report: Callable[[str], None], minutes: float = float('inf'),
             tasks: Mapping[str, tuple[Callable[[random.Random], Pairs], float]] | None = None,
             older: Path | None = None, refusals: Sequence[Labelled] = ()) -> None:
    """
    Train (or go on training) the base model in ``folder``; checkpoints as it goes.

    Stops early after ``minutes`` (the checkpoint goes on later). ``report`` gets a line a log
    step. Data after a resume is drawn from a seed made of the seed and the step. ``tasks`` are
    further sources of examples with their shares, by name; ``older`` is a base to begin from
    instead of from nothing; ``refusals`` are learnt like ``labelled`` and counted apart.

    :raises ConfigError: the checkpoint in ``folder`` is of another run; names what differs.
    :raises ModelError: ``older`` is no base, or has another shape.
    """
    shares = {name: share for name, (_, share) in (tasks or {}).items()}
    origin = Origin.of(labelled, refusals, phrases, config, shares, older)
    state = _stored(folder / CHECKPOINT, origin)
    if older and not state:
        check_shape(older, config)
    folder.mkdir(parents=True, exist_ok=True)
    start = state['step'] if state else 0
    if state:
        origin = replace(origin, resumed=[
            *state['resumed'], *([start] if start < config.steps else [])])
    rng = random.Random(config.seed * 1_000_003 + start)
    variation = Variation([*labelled, *refusals], phrases, rng)
    pairs = mix([(examples(variation), 1 - sum(shares.values())),
                 *((source(rng), share) for source, share in (tasks or {}).values())], rng)
    if state:
        tokenizer = PreTrainedTokenizerFast.from_pretrained(folder)
    else:
        texts = (''.join(next(pairs)) for _ in range(config.tokenizer_texts))
        tokenizer = build_tokenizer(texts, config.vocabulary)
        tokenizer.save_pretrained(folder)
    model = new_model(tokenizer, config)
    if older and not state:
        begin_from(older, model, tokenizer)
    add_dropout(model, config.dropout)
    optimizers = optimizers_of(model, config)
    if state:
        model.load_state_dict(state['model'])
        for optimizer, saved in zip(optimizers, state['optimizers'], strict=True):
            optimizer.load_state_dict(saved)
    (folder / 'pretraining.json').write_text(json.dumps(asdict(origin), indent=1) + '\n',
                                             encoding='utf-8')
    if config.compiled:
        model.compile()
    begun, shown = time.monotonic(), 0.0
    batches = pack(pairs, tokenizer, config)
    for step in range(start, config.steps):
        loss = _update(model, optimizers, next(batches), config, step)
        shown += (loss - shown) * (1 if step == start else 0.05)
        done = step + 1
        if done % LOG_EVERY == 0 or done == config.steps:
            seconds = time.monotonic() - begun
            rate = (done - start) * config.rows * config.row_tokens / seconds
            report(f'step {done}/{config.steps} loss {shown:.4f} {rate:.0f} tokens/s '
                   f'{seconds / 60:.1f} min')
        out_of_time = time.monotonic() - begun > minutes * 60
        if done % SAVE_EVERY == 0 or done == config.steps or out_of_time:
            _save(folder, model, optimizers, origin, done)
            write_card(folder, model, origin, done, shown)
        if out_of_time:
            break


def _stored(path: Path, origin: Origin) -> dict[str, Any] | None:
    """Return the checkpoint of this run, if there is one; ConfigError if it is of another."""
    if not path.exists():
        return None
    state = torch.load(path, weights_only=True)
    check_same(path, state.get('run', {}), origin.run())
    return state


def _update(model: LlamaForCausalLM, optimizers: list, batch: dict[str, torch.Tensor],
            config: PretrainConfig, step: int) -> float:
    """Do one step of both optimizers; return the mean loss on what is made of the sentences."""
    for optimizer, lr in zip(optimizers, (config.muon_lr, config.adam_lr), strict=True):
        optimizer.param_groups[0]['lr'] = lr * config.lr_scale(step)
    logits = model(
        input_ids=batch['ids'], attention_mask=mask_of(batch['documents']),
        position_ids=batch['positions'], use_cache=False).logits
    losses = cross_entropy(logits.flatten(0, 1), batch['labels'].flatten(), reduction='none')
    weights = batch['weights'].flatten()
    (losses @ weights / weights.sum()).backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    for optimizer in optimizers:
        optimizer.step()
        optimizer.zero_grad()
    return losses[weights == 1].mean().item()


def _save(folder: Path, model: LlamaForCausalLM, optimizers: list, origin: Origin, done: int
          ) -> None:
    """Write the checkpoint after ``done`` steps, and the model as it ships."""
    partial = (folder / CHECKPOINT).with_suffix('.new')
    torch.save({'step': done, 'run': origin.run(), 'resumed': list(origin.resumed),
                'model': model.state_dict(),
                'optimizers': [o.state_dict() for o in optimizers]}, partial)
    partial.replace(folder / CHECKPOINT)
    # half precision is what ships: prompts have to be trained over these very weights
    model.save_pretrained(folder, state_dict={
        name: value.half() for name, value in model.state_dict().items()
        if name != 'lm_head.weight'})  # tied to the embeddings
