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
How fast sentences become plans: the fast engine, the torch engine and plain ``generate``.

Every sentence is given to each way in turn, so that a busy machine slows all of them; what counts
are ratios. ``generate`` is the way of the tutorials, transformers with a PEFT prompt: it is asked
for exactly as many tokens as the plan took, and no grammar restricts it. Start-up and memory are
those of new processes. What the figures mean is told in docs/performance.md.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
import json
import os
from pathlib import Path
import platform
import statistics
import subprocess
import sys
import time
from typing import Any

from nl2ros.errors import ModelError
from nl2ros.language.decoding import Engine
from nl2ros.language.frozen_lm import FrozenLM
from nl2ros.language.onnx_engine import GRAPH_FILE, OnnxEngine
from nl2ros.language.plan_format import write
from nl2ros.language.prompted import over
from nl2ros.language.sentence import Sentence
from nl2ros.language.soft_prompt import SoftPrompt
from nl2ros.language.translator import Translator
import numpy as np
import torch

WAYS = ('onnx', 'torch', 'generate')
# Energy of the processor, where the system tells it: microjoules since it was switched on.
RAPL = Path('/sys/class/powercap/intel-rapl:0/energy_uj')
LOOKS = 3  # how often a new process and the memory are measured; the best counts

_OPEN = ('import pathlib, sys; models, prompt, text = sys.argv[1:]; models = pathlib.Path(models);'
         'from nl2ros.language.translator import Translator;')
START_UP = {  # what new processes do, given the models, the name of the prompt and a sentence
    'command line': 'import sys; models, prompt, text = sys.argv[1:]; '
                    'from nl2ros.cli.app import app;'
                    'app(["translate", text, "--models", models, "--prompt", prompt],'
                    ' standalone_mode=False)',
    'onnx': _OPEN + 'Translator.load(models, prompt).translate(text)',
    'torch': _OPEN + 'from nl2ros.language.frozen_lm import FrozenLM;'
                     'from nl2ros.language.prompted import over;'
                     'from nl2ros.language.soft_prompt import SoftPrompt;'
                     'soft = SoftPrompt.load(models / "prompts" / prompt).value;'
                     'made = over(FrozenLM.load(models / "base"), soft);'
                     'Translator(made.engine, made.tokenizer, made.end,'
                     ' encode=made.encoder(soft.template)).translate(text)',
}
# Peak memory of the process itself: ru_maxrss would count what its parent had when it forked.
_REPORT = """
import re, time
status = open('/proc/self/status').read()
print(time.process_time(), int(re.search(r'VmHWM:\\s+(\\d+)', status)[1]) / 1024)
"""


@dataclass(frozen=True)
class Measured:
    """
    One sentence: its size, the fast engine's work on it, milliseconds of each way.

    ``engine_ms`` and ``grammar_ms``, what decoding takes besides, are computed time, as
    ``cpu_ms``: while this thread worked. ``joules`` are those of the whole processor.
    """

    text: str
    units: int
    steps: int
    passes: int
    tokens: int
    engine_ms: float
    grammar_ms: float
    same_plan: bool
    wall_ms: dict[str, float]
    cpu_ms: dict[str, float]
    joules: dict[str, float] | None = None


@dataclass(frozen=True)
class Benchmark:
    """All that was measured in one run; ``bandwidth`` is in bytes per second of one thread."""

    machine: dict[str, Any]
    sentences: list[Measured]
    bytes_per_pass: int
    bandwidth: float
    start_up: dict[str, dict[str, float]]

    @property
    def floor_ms(self) -> float:
        """Return how long one thread takes to read all weights once."""
        return 1000 * self.bytes_per_pass / self.bandwidth

    def to_json(self) -> str:
        """Return everything as JSON."""
        return json.dumps(asdict(self), indent=1, ensure_ascii=False)


class Meter:
    """An engine that counts its work since ``begin``, in computed time; see decoding.Engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.begin()

    def begin(self) -> None:
        """Forget the text and the counts."""
        self._engine.begin()
        self.passes, self.tokens, self.seconds = 0, 0, 0.0

    def append(self, tokens: Sequence[int]) -> np.ndarray:
        """Read token ids and return the logits (vocabulary,) of what follows."""
        begun = time.thread_time()
        logits = self._engine.append(tokens)
        self.seconds += time.thread_time() - begun
        self.passes += 1
        self.tokens += len(tokens)
        return logits


class _Ways:
    """The three ways from a sentence to a plan, over the same base and prompt."""

    def __init__(self, models: Path, prompt: str) -> None:
        base, folder = models / 'base', models / 'prompts' / prompt
        lm, soft = FrozenLM.load(base), SoftPrompt.load(folder)
        reference = over(lm, soft.value)
        self.tokenizer, self._end = reference.tokenizer, reference.end
        self.meter = Meter(OnnxEngine.load(base, soft))
        self.onnx, self.torch = (
            Translator(engine, self.tokenizer, self._end,
                       encode=reference.encoder(soft.value.template))
            for engine in (self.meter, reference.engine))
        from peft import PeftModel
        self._peft = PeftModel.from_pretrained(FrozenLM.load(base).model, folder)

    @torch.inference_mode()
    def generate(self, sentence: Sentence, tokens: int) -> None:
        """Let transformers write a number of tokens after a sentence."""
        ids = torch.tensor([self.onnx.prompt_of(sentence)])
        self._peft.generate(input_ids=ids, attention_mask=torch.ones_like(ids), do_sample=False,
                            min_new_tokens=tokens, max_new_tokens=tokens, pad_token_id=self._end)


def benchmark(models: Path, prompt: str, texts: Sequence[str], repeats: int = 3,
              say: Callable[[str], Any] = lambda line: None) -> Benchmark:
    """
    Measure the three ways on ``texts``, each sentence ``repeats`` times (the median), one thread.

    ``say`` is told now and then how far it is.

    :raises ModelError: there are no texts, a model is missing, or the base has no graph
    """
    if not texts:
        raise ModelError('no sentences to measure with')
    load, threads = os.getloadavg()[0], torch.get_num_threads()
    torch.set_num_threads(1)
    sentences = []
    try:
        ways = _Ways(models, prompt)
        _measure(ways, texts[0], 1)  # what is first used is slow once
        for number, text in enumerate(texts):
            if number % 20 == 0:
                say(f'{number} of {len(texts)} sentences')
            sentences.append(_measure(ways, text, repeats))
    finally:
        torch.set_num_threads(threads)
    say('new processes')
    size = (models / 'base' / GRAPH_FILE).stat().st_size  # its weights, to within 5 %
    machine = {'processor': _processor(), 'cores': os.cpu_count(), 'load': load,
               'python': platform.python_version(), 'system': platform.platform()}
    return Benchmark(machine, sentences, size, _bandwidth(size),
                     _start_ups(models, prompt, texts[0]))


def _measure(ways: _Ways, text: str, repeats: int) -> Measured:
    sentence = Sentence.of(text)
    pointed, _ = ways.onnx.point(sentence, ways.onnx.prompt_of(sentence))
    _, point_ms = _time(lambda: ways.onnx.point(sentence, ways.onnx.prompt_of(sentence)))
    passes, read, engine_s = ways.meter.passes, ways.meter.tokens, ways.meter.seconds
    same = ways.torch.point(sentence, ways.torch.prompt_of(sentence))[0] == pointed
    written = len(ways.tokenizer.encode(write(pointed)).ids) + 1
    calls = {'onnx': lambda: ways.onnx.translate(text),
             'torch': lambda: ways.torch.translate(text),
             'generate': lambda: ways.generate(sentence, written)}
    taken, used = [], dict.fromkeys(WAYS, 0.0)
    for _ in range(repeats):
        taken.append([])
        for way in WAYS:
            before = _joules()
            taken[-1].append(_time(calls[way]))
            used[way] += _joules() - before
    wall, cpu = ({way: statistics.median(row[column][clock] for row in taken)
                  for column, way in enumerate(WAYS)} for clock in (0, 1))
    return Measured(text, len(sentence.units), len(pointed.steps), passes, read, 1000 * engine_s,
                    point_ms - 1000 * engine_s, same, wall, cpu,
                    {way: used[way] / repeats for way in WAYS} if _counts_joules() else None)


def _time(call: Callable[[], Any]) -> tuple[float, float]:
    """Return the milliseconds that passed and those that this thread computed."""
    wall, cpu = time.perf_counter(), time.thread_time()
    call()
    return 1000 * (time.perf_counter() - wall), 1000 * (time.thread_time() - cpu)


def _counts_joules() -> bool:
    """Tell whether the system says what the processor uses; Linux may tell only root."""
    return os.access(RAPL, os.R_OK)


def _joules() -> float:
    """Return what the processor has used so far, 0 where the system does not tell."""
    return int(RAPL.read_text(encoding='ascii')) / 1e6 if _counts_joules() else 0.0


def _bandwidth(size: int) -> float:
    """Return how many bytes per second one thread reads, over and over, from ``size`` bytes."""
    memory = np.ones(size // 4, np.float32)
    return memory.nbytes / min(_time(memory.max)[0] for _ in range(10 * LOOKS)) * 1000


def _start_ups(models: Path, prompt: str, text: str) -> dict[str, dict[str, float]]:
    """Return seconds and megabytes of new processes, from nothing to the plan of one sentence."""
    return {name: _new_process(code, str(models), prompt, text)
            for name, code in START_UP.items()}


def _new_process(code: str, *arguments: str) -> dict[str, float]:
    """Run code in new processes; return seconds by the clock and computed, and peak memory."""
    looks = []
    for _ in range(LOOKS):
        begun = time.perf_counter()
        done = subprocess.run([sys.executable, '-c', code + _REPORT, *arguments], check=False,
                              capture_output=True, text=True)
        if done.returncode:
            raise ModelError(f'a new process failed: {done.stderr.strip()}')
        cpu, memory = map(float, done.stdout.split()[-2:])
        looks.append((time.perf_counter() - begun, cpu, memory))
    return dict(zip(('wall_s', 'cpu_s', 'memory_mb'), map(min, zip(*looks, strict=True)),
                    strict=True))


def _processor() -> str:
    try:
        lines = Path('/proc/cpuinfo').read_text(encoding='utf-8').splitlines()
    except OSError:
        return platform.processor()
    names = [line.partition(':')[2].strip() for line in lines if line.startswith('model name')]
    return names[0] if names else platform.processor()
