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

"""Several processes give what one gives, in the same order."""

from pathlib import Path
import shutil

from nl2ros.errors import ModelError
from nl2ros.language.frozen_lm import FrozenLM
from nl2ros.language.soft_prompt import KeyValuePrefix, SoftPrompt
from nl2ros.language.translator import Translator
from nl2ros.plan import Plan
from nl2ros.training.evaluate import evaluate, Gold
from nl2ros.training.export import export
from nl2ros.training.parallel import evaluate_in_parallel
import pytest


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_it_gives_what_one_process_gives(make_base, tmp_path):
    base = shutil.copytree(make_base('llama_wide'), tmp_path / 'base')
    lm = FrozenLM.load(base)
    soft = KeyValuePrefix(lm.capture_prefix([5, 6, 7]).numpy())
    SoftPrompt(soft, 'p_tuning_v2', lm.identity).save(tmp_path / 'prompts' / 'command')
    export(base, precision='fp32')
    # Refused before the model reads them: an untrained base would ramble.
    ambiguous = (Plan.rejected('', 'ambiguous', '').to_dict(),)
    golds = [Gold(text, ambiguous, f'kind {number}')
             for number, text in enumerate(['?', '...', 'x' * 601, '', '!'])]
    alone = evaluate(Translator.load(tmp_path), golds)
    together = evaluate_in_parallel(tmp_path, 'command', golds, processes=2)
    assert [(o.gold, o.plan, o.is_right) for o in together.outcomes] == [
        (o.gold, o.plan, o.is_right) for o in alone.outcomes]
    assert together.exact() == (5, 5)


@pytest.mark.timeout(100)
def test_what_goes_wrong_in_a_process_is_told(tmp_path):
    with pytest.raises(ModelError, match='there is no prompt'):
        evaluate_in_parallel(Path(tmp_path), 'command', [], processes=2)
