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

"""A function in the place of a model, and the commands as a person runs them."""

from collections.abc import Callable
import subprocess
import sys

from nl2ros.assistant.writer import Writer
import numpy as np
from tokenizers import Tokenizer

END = 1


class Scripted:
    """An engine that wants to write what a function says about the text it has read."""

    def __init__(self, tokenizer: Tokenizer, says: Callable[[str], str]):
        self.tokenizer, self.says = tokenizer, says
        self.texts: list[str] = []

    def begin(self) -> None:
        self.read: list[int] = []

    def append(self, tokens) -> np.ndarray:
        self.read += tokens
        view, _, written = self.tokenizer.decode(self.read).partition('\n')
        self.texts.append(view)
        rest = self.says(view).removeprefix(written)
        logits = np.zeros(self.tokenizer.get_vocab_size(), np.float32)
        logits[self.tokenizer.encode(rest).ids[0] if rest else END] = 8
        return logits


def writer(tokenizer: Tokenizer, says: Callable[[str], str]) -> Writer:
    """Return a writer with such an engine."""
    return Writer(Scripted(tokenizer, says), tokenizer, END)


def command(*arguments: str, stdin: bytes = b'') -> subprocess.CompletedProcess:
    """Run a command of nl2ros."""
    return subprocess.run([sys.executable, '-m', 'nl2ros.cli', *arguments],
                          input=stdin, capture_output=True, timeout=300, check=False)
