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
Export: a frozen base becomes the graph of the fast engine, checked against the torch engine.

The graph is written beside the weights and says whose it is. Until the check is passed it has
another name, so a failed export leaves whatever was there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from llguidance import LLTokenizer
from nl2ros.errors import ModelError
from nl2ros.language.constraint import Constraint
from nl2ros.language.decoding import write
from nl2ros.language.frozen_lm import FrozenLM
from nl2ros.language.grammar import PLANS
from nl2ros.language.identity import find_base
from nl2ros.language.onnx_engine import GRAPH_FILE, GraphRecord, OnnxEngine, RECORD_KEY
from nl2ros.language.sentence import Sentence, SEPARATOR
from nl2ros.language.soft_prompt import SoftPrompt, SoftPromptValue
from nl2ros.language.template import Template
from nl2ros.language.torch_engine import TorchEngine
from nl2ros.training.llama_graph import BLOCK, llama_graph, LlamaShape, PRECISIONS
import numpy as np
import onnx

CAPACITY = 1024  # positions: prompt, sentence and plan; a command and its plan take about sixty
# Largest difference of logits that is let through, as a share of their range: measured are about
# 0.005 and 5e-7; a wrong layout or rotation gives 0.2 and more.
TOLERANCE = {'int8': 0.05, 'fp32': 1e-4}
SENTENCES = ('go forward two metres', 'Turn left 90 degrees, then go to the meeting room B2.',
             'back up a foot and a half and face the other way', 'sing me a song',
             'ရှေ့ကို ၂ မီတာ သွားပါ', 'ညာဘက်ကို ဒီဂရီ ၉၀ လှည့်ပြီး မီးဖိုချောင်ကို သွားပါ')
STATIC_ROTATIONS = ('default', 'linear', 'llama3', 'yarn')  # angles that no text changes


@dataclass(frozen=True)
class Agreement:
    """How closely the fast engine follows the torch engine."""

    sentences: int
    positions: int
    same_choice: int
    largest_difference: float
    logit_range: float
    different: tuple[str, ...]

    def __str__(self) -> str:
        """Return one line for a person."""
        return (f'{self.sentences - len(self.different)} of {self.sentences} sentences decoded '
                f'to the same tokens; same best token at {self.same_choice} of {self.positions} '
                f'positions; logits differ by at most {self.largest_difference:.2g} of a range '
                f'of {self.logit_range:.3g}')


def export(base: str | Path, prompt: Path | None = None,
           sentences: Sequence[str] = SENTENCES, precision: str = 'int8') -> Agreement:
    """
    Write the graph of a base into its folder and say how closely it follows the base.

    With a prompt the check decodes plans, without one it compares logits only.

    :raises ModelError: the base is no plain Llama, or the graph strays from it
    """
    folder, _ = find_base(base)
    lm = FrozenLM.load(base)
    soft = None
    if prompt is not None:
        loaded = SoftPrompt.load(prompt)
        loaded.check_fits(lm.identity)
        soft = loaded.value
    candidate = folder / f'{GRAPH_FILE}.unchecked'
    try:
        onnx.save(graph_of(lm, precision), candidate)
        agreement = compare(lm, OnnxEngine(candidate, soft), soft, sentences)
        if agreement.largest_difference > TOLERANCE[precision] * agreement.logit_range:
            raise ModelError(f'the exported graph strays from {lm.identity.name}: {agreement}')
        candidate.replace(folder / GRAPH_FILE)
    finally:
        candidate.unlink(missing_ok=True)
    return agreement


def graph_of(lm: FrozenLM, precision: str = 'int8') -> onnx.ModelProto:
    """Return the graph of a base with its record; ModelError when it is no plain Llama."""
    config = lm.model.config
    _check(config, precision)
    weights = {name: value.detach().float().cpu().numpy()
               for name, value in lm.model.state_dict().items()}
    if config.tie_word_embeddings:
        del weights['lm_head.weight']
    rotary = lm.model.model.rotary_emb
    positions = np.arange(min(CAPACITY, config.max_position_embeddings))
    angles = np.outer(positions, rotary.inv_freq.float().cpu().numpy())
    cos, sin = (np.float32(turned * rotary.attention_scaling)
                for turned in (np.cos(angles), np.sin(angles)))
    shape = LlamaShape(**{name: getattr(config, name)
                          for name in LlamaShape.__dataclass_fields__})
    graph = llama_graph(weights, shape, cos, sin, precision)
    record = GraphRecord(lm.identity, precision, lm.tokenizer.bos_token_id,
                         lm.tokenizer.eos_token_id)
    onnx.helper.set_model_props(graph, {RECORD_KEY: record.to_json()})
    return graph


def compare(lm: FrozenLM, engine: OnnxEngine, soft: SoftPromptValue | None,
            sentences: Sequence[str]) -> Agreement:
    """Let both engines read the same texts and, where there is a prompt, write the plans."""
    reference = TorchEngine(lm, soft)
    template, end = soft.template if soft else Template(), engine.record.end
    constraint = Constraint(
        LLTokenizer(lm.tokenizer.backend_tokenizer.to_str(), eos_token=end, slices=[]), PLANS)
    differences, ranges, same, different = [], [], [], []
    for text in sentences:
        sentence = Sentence.of(text)
        ids = template.encode(lm.tokenizer, sentence.view + SEPARATOR, lm.soft_start)
        written: tuple[int, ...] = ()
        if soft is not None:
            written = write(reference, ids, constraint, end, sentence.view).tokens
            if write(engine, ids, constraint, end, sentence.view).tokens != written:
                different.append(text)
        for ours, theirs in zip(_logits(engine, ids, written),
                                _logits(reference, ids, written), strict=True):
            differences.append(float(np.abs(ours - theirs).max()))
            ranges.append(float(np.ptp(theirs)))
            same.append(ours.argmax() == theirs.argmax())
    return Agreement(len(sentences), len(same), sum(map(bool, same)), max(differences),
                     min(ranges), tuple(different))


def _logits(engine: OnnxEngine | TorchEngine, ids: list[int], written: Sequence[int]
            ) -> list[np.ndarray]:
    """Return the logits after half of ``ids``, after all, and after each token written."""
    engine.begin()
    half = len(ids) // 2 + 1
    parts = [ids[:half], ids[half:], *([token] for token in written)]
    return [engine.append(part) for part in parts if part]


def _check(config: object, precision: str) -> None:
    """Make sure that llama_graph knows everything that this base does."""
    if precision not in PRECISIONS:
        raise ModelError(f'precision {precision!r}: expected one of {", ".join(PRECISIONS)}')
    wanted = {'model_type': ('llama',), 'hidden_act': ('silu',), 'attention_bias': (False,),
              'mlp_bias': (False,)}
    for name, values in wanted.items():
        if getattr(config, name, None) not in values:
            raise ModelError(f'{name} {getattr(config, name, None)!r}: only Llamas with {name} '
                             f'{values[0]!r} are exported; others run on the torch engine')
    rotation = (config.rope_parameters or {}).get('rope_type', 'default')
    if rotation not in STATIC_ROTATIONS:
        raise ModelError(f'rope_type {rotation!r}: expected one of {", ".join(STATIC_ROTATIONS)}')
    if config.head_dim % 16:
        raise ModelError(f'head_dim {config.head_dim}: the attention of ONNX Runtime takes '
                         'multiples of 16; this base runs on the torch engine')
    if precision == 'int8' and config.hidden_size % BLOCK:
        raise ModelError(f'hidden_size {config.hidden_size} is no multiple of {BLOCK}: export '
                         'with precision fp32')
