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


"""Two processes under ``accelerate launch`` compute what one does."""

from dataclasses import replace
import os
from pathlib import Path
import pickle
import subprocess
import sys

from nl2ros.language.soft_prompt import SoftPrompt
from nl2ros.training.config import method_config, TrainConfig
from nl2ros.training.examples import Example
from nl2ros.training.train import train
import numpy
import pytest

SCRIPT = """
import pathlib, pickle, sys
from nl2ros.training.train import train
config, examples, dev = pickle.loads(pathlib.Path(sys.argv[1]).read_bytes())
train(config, examples, dev)
"""
ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.timeout(300)
def test_two_processes_train_the_same_prompt_as_one(make_base, tmp_path):
    # 33 examples in batches of 8: the last batch has one row, so that one process has none.
    examples = [Example(f'go {n % 7} ' * (1 + n % 3), f'move {n % 7}', f'x:{n}')
                for n in range(33)]
    config = TrainConfig(
        base=str(make_base('llama')), out=tmp_path / 'one', device='cpu', progress=False,
        method=method_config('p_tuning_v2', tokens=4, init='activations', text='go 1 move 1'),
        batch_size=8, epochs=2, warmup_steps=2, learning_rate=0.01,
        clip_norm=0.16)  # between the gradients' norms, so that a wrong scale shows despite Adam
    one = train(config, examples, examples[:5])
    (tmp_path / 'script.py').write_text(SCRIPT)
    (tmp_path / 'run').write_bytes(pickle.dumps(
        (replace(config, out=tmp_path / 'two'), examples, examples[:5])))
    launch = subprocess.run(
        # Without MPI, --cpu would start one process; --multi_gpu starts torch's own launcher.
        [sys.executable, '-m', 'accelerate.commands.launch', '--multi_gpu', '--num_processes', '2',
         '--num_machines', '1', '--num_cpu_threads_per_process', '1', '--mixed_precision', 'no',
         '--dynamo_backend', 'no', '--main_process_port', '0',
         str(tmp_path / 'script.py'), str(tmp_path / 'run')],
        capture_output=True, text=True, timeout=280,
        env=os.environ | {'PYTHONPATH': str(ROOT), 'HF_HOME': str(tmp_path)})
    assert launch.returncode == 0, launch.stderr
    card = (tmp_path / 'two' / 'README.md').read_text()
    assert '2 x cpu' in card and f'{one.steps}, best' in card
    prompts = [SoftPrompt.load(tmp_path / name).value.values for name in ('one', 'two')]
    numpy.testing.assert_allclose(*prompts, rtol=1e-3, atol=1e-4)
