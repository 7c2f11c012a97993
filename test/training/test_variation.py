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

"""Variants keep their labels right, and the same seed gives the same variants."""

from pathlib import Path
import random

from nl2ros.language.plan_format import PointedPlan, read, write
from nl2ros.resources import share_path
from nl2ros.training.corpus import parse_label, read_labelled
from nl2ros.training.dialects import DIALECTS
from nl2ros.training.variation import Variation
import pytest

DATA = share_path('data')


@pytest.fixture(scope='module')
def labelled():
    return list(read_labelled([DATA / 'en_validation.txt', DATA / 'my_validation.txt']))


def variation(labelled, seed=0):
    return Variation(labelled, DATA / 'variation.yaml', random.Random(seed))


def test_every_piece_of_a_variant_is_in_it(labelled):
    varied = variation(labelled)
    for item in varied.items * 5:
        variant = varied.draw(item)
        text = f'{variant.view} '
        for slot in variant.plan.pieces():
            assert f' {" ".join(slot.piece)} ' in text
        assert read(write(variant.plan)) == variant.plan


def test_variants_vary(labelled):
    varied = variation(labelled)
    item = next(i for i in varied.items if i.plan.pieces())
    assert len({varied.draw(item).view for _ in range(50)}) > 10


def test_the_same_seed_gives_the_same_variants(labelled):
    first, again, other = (variation(labelled, seed) for seed in (1, 1, 2))
    assert [first.draw(i) for i in first.items] == [again.draw(i) for i in again.items]
    assert [first.draw(i) for i in first.items] != [other.draw(i) for i in other.items]


@pytest.mark.parametrize('name', DIALECTS)
def test_a_dialect_tells_plans_apart(name):
    dialect = DIALECTS[name][0]
    plans = [parse_label('go two metres left home', label) for label in (
        'move forward distance="two metres"', 'move backward distance="two metres"',
        'turn left ; navigate place="home"', 'reject unsafe')]
    texts = [dialect(plan) for plan in plans]
    if name != 'mentions':  # which only lists what is pointed at
        assert len(set(texts)) == len(plans)


def test_shares_are_shares():
    assert sum(share for _, share in DIALECTS.values()) == pytest.approx(1)


def test_phrases_are_a_readable_file():
    assert Path(DATA / 'variation.yaml').read_text(encoding='utf-8').startswith('#')
    assert PointedPlan().pieces() == []
