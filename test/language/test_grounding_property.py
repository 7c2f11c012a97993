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

"""Whatever a model writes, hostile or broken: nothing comes out that the sentence does not say."""

from itertools import combinations
from math import pi

from hypothesis import given, settings, strategies as st
from nl2ros.errors import QuantityError
from nl2ros.language.plan_format import REPEATS
from nl2ros.language.quantities import Kind, read_quantity
from nl2ros.language.sentence import Sentence
from nl2ros.language.translator import Translator
from nl2ros.resources import share_path
import numpy as np
import pytest
from tokenizers import Tokenizer

WORDS = ['go', 'turn', 'to', 'the', 'kitchen', 'and', 'then', 'fast', 'left', 'at', 'backwards',
         'old', 'please', 'ရှေ့ကို', 'ဘယ်ဘက်', 'သွား', 'ပြီးရင်', 'lab', ',', 'square', 'around']
QUANTITIES = ['3', 'two', '1.5 m', 'ninety degrees', '4 s', 'half a metre', '၂ မီတာ', '0.3 m/s',
              '7', '']
LITERALS = {pi / 2, 2 * pi / 3, pi, 2 * pi} | {float(count) for count in REPEATS} | {1.0}


class Reckless:
    """Wants a random token at each place."""

    def __init__(self, vocabulary, end):
        self.vocabulary, self.end, self.random = vocabulary, end, np.random.default_rng(0)

    def begin(self):
        self.taste = self.random.normal(size=self.vocabulary).astype(np.float32)

    def append(self, tokens):
        logits = self.taste + self.random.normal(size=self.vocabulary).astype(np.float32)
        logits[self.end] += 3     # or most of what it writes never ends
        return logits


@pytest.fixture(scope='module')
def translator():
    tokenizer = Tokenizer.from_file(str(share_path('models', 'base', 'tokenizer.json')))
    end = tokenizer.token_to_id('</s>')
    return Translator(Reckless(tokenizer.get_vocab_size(), end), tokenizer, end)


def said_quantities(sentence):
    """Return all numbers that any run of units of the sentence can stand for."""
    values = set()
    for start, end in combinations(range(len(sentence.units) + 1), 2):
        text = sentence.text[sentence.spans[start][0]:sentence.spans[end - 1][1]]
        for kind in Kind:
            for unit in ('', ' m', ' s', ' metre', ' မီတာ', ' metres'):
                try:
                    values.add(round(read_quantity(text + unit, kind), 9))
                except QuantityError:
                    continue
    return values | {value / 2 for value in values}    # a diameter is said, its half is driven


@settings(deadline=None, max_examples=150)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=7), st.sampled_from(QUANTITIES),
       st.integers(0, 7), st.integers(0, 2**32))
def test_no_number_name_or_direction_that_was_not_said(translator, words, quantity, at, seed):
    sentence = Sentence.of(' '.join([*words[:at], quantity, *words[at:]]))
    translator._engine.random = np.random.default_rng(seed)
    plan = translator.translate(sentence.text)
    said = said_quantities(sentence) if plan.is_ok else set()
    for step in (step.model_dump() for step in plan.steps):
        for name, value in step.items():
            if name in ('place', 'name') and value not in ('home', 'start'):
                assert value in sentence.text.lower()
            elif isinstance(value, float):
                assert value in LITERALS or round(value, 9) in said, (name, value)
        if step.get('direction') in ('left', 'right', 'backward'):
            word = {'left': 'left ဘယ်', 'right': 'right ညာ', 'backward': 'backwards နောက်'}
            assert any(w in sentence.text for w in word[step['direction']].split())
    assert float(plan.repeat) in LITERALS | said
