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

"""What a prompt is near to: words are found again where a prompt was made of them."""

import io

from nl2ros.errors import PromptMismatchError
from nl2ros.language.frozen_lm import FrozenLM
from nl2ros.language.soft_prompt import Embeddings, KeyValuePrefix, SoftPrompt
from nl2ros.language.template import Template
from nl2ros.training.inspection import draw_similarity, inspect_prompt, table, token_text
import numpy
import pytest
from rich.console import Console
import torch

SHAPES = ['gpt2', 'opt', 'llama_gqa', 'qwen3', 'smollm3']
WORDS = [7, 60, 300]


def prompt_of(lm: FrozenLM, value, method: str = 'prompt_tuning') -> SoftPrompt:
    """Return a prompt for a base."""
    return SoftPrompt(value, method, lm.identity)


@pytest.mark.parametrize('shape', SHAPES)
def test_embeddings_of_words_are_nearest_to_themselves(make_base, shape):
    lm = FrozenLM.load(make_base(shape))
    rows = 2.5 * lm.model.get_input_embeddings().weight[WORDS].detach()
    view, = inspect_prompt(prompt_of(lm, Embeddings(rows, Template.prefix(3))), lm, top=2)
    assert [row[0][0] for row in view.nearest] == [token_text(lm, word) for word in WORDS]
    assert [row[0][1] for row in view.nearest] == pytest.approx([1, 1, 1], abs=1e-4)
    assert all(row[0][1] > row[1][1] for row in view.nearest)
    norms = lm.model.get_input_embeddings().weight.norm(dim=-1)
    assert view.norms == pytest.approx((2.5 * norms[WORDS]).tolist(), rel=1e-4)
    assert view.vocabulary_norm == pytest.approx(norms.mean().item(), rel=1e-4)
    numpy.testing.assert_allclose(numpy.diag(view.similarity), 1, atol=1e-4)
    assert numpy.abs(view.similarity).max() < 1.001


@pytest.mark.parametrize('shape', SHAPES)
def test_a_prefix_of_two_words_is_found_in_every_layer(make_base, shape):
    lm = FrozenLM.load(make_base(shape))
    words = [lm.tokenizer.bos_token_id, 60]
    prefix = KeyValuePrefix(lm.capture_prefix(words) * 3)  # the cosine does not see the length
    views = inspect_prompt(prompt_of(lm, prefix, 'p_tuning_v2'), lm)
    assert [view.name for view in views] == [
        'layer 0 keys', 'layer 0 values', 'layer 1 keys', 'layer 1 values']
    for view in views:
        assert [row[0][0] for row in view.nearest] == [token_text(lm, word) for word in words]
        assert all(row[0][1] == pytest.approx(1, abs=1e-3) for row in view.nearest)
        assert numpy.array(view.similarity).shape == (2, 2)
        assert all(norm > view.vocabulary_norm for norm in view.norms)


def test_the_position_counts_where_keys_are_rotated(make_base):
    lm = FrozenLM.load(make_base('llama'))
    word = lm.capture_prefix([lm.tokenizer.bos_token_id, 60])[:, :, :, 1:]
    moved = KeyValuePrefix(torch.cat([word] * 4, 3))  # at positions 0, 1, 2 and 3
    first = inspect_prompt(prompt_of(lm, moved, 'p_tuning_v2'), lm)[0]
    cosines = [row[0][1] for row in first.nearest]
    assert cosines[1] == pytest.approx(1, abs=1e-3) and cosines[3] < 0.999


def test_a_prompt_of_another_base_is_refused(make_base):
    lm, other = (FrozenLM.load(make_base('llama', seed=seed)) for seed in (0, 1))
    prompt = prompt_of(other, KeyValuePrefix(other.capture_prefix([5])), 'p_tuning_v2')
    with pytest.raises(PromptMismatchError):
        inspect_prompt(prompt, lm)


def test_tokens_are_shown_so_that_people_can_read_them(make_base):
    lm = FrozenLM.load(make_base('llama'))
    space, = lm.tokenizer(' ', add_special_tokens=False)['input_ids']
    half = lm.tokenizer('က', add_special_tokens=False)['input_ids']
    assert token_text(lm, space) == '␣'
    assert all(token_text(lm, index) and '\ufffd' not in token_text(lm, index) for index in half)


def test_table_and_picture(make_base, tmp_path):
    lm = FrozenLM.load(make_base('llama'))
    views = inspect_prompt(prompt_of(lm, KeyValuePrefix(lm.capture_prefix([0, 60, 61])),
                                     'p_tuning_v2'), lm)
    shown = io.StringIO()
    Console(width=120, file=shown).print(table(views))
    text = shown.getvalue()
    assert all(view.name in text for view in views) and token_text(lm, 60) in text
    draw_similarity(views, 'a title', tmp_path / 'map.png')
    assert (tmp_path / 'map.png').read_bytes().startswith(b'\x89PNG')
