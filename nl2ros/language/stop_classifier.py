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
What sounds like a stop, though no rule knows it: a linear classifier beside the stop guard.

The guard's words are certain but never complete ("leave off turning", "freez"). A logistic
regression over hashed words and letters, trained on the sentences of ``data/``, takes some
microseconds and no language model. It only ever makes the robot brake before the sentence is
translated; what the sentence means is decided then.
"""

from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

from nl2ros.errors import ModelError
from nl2ros.language import stop_guard
from nl2ros.language.sentence import units_of
import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

BUCKETS = 1 << 15
FILE = 'stop.safetensors'
THRESHOLD = -1.0  # log-odds; below even, because braking for nothing costs a moment


def features(text: str) -> list[int]:
    """Return the buckets of a text's words, pairs and triples of words, and runs of letters."""
    names = _names(text[:stop_guard.MAX_LENGTH])
    return sorted({crc32(name.encode()) % BUCKETS for name in names})


def _names(text: str) -> Iterator[str]:
    units = ['<', *units_of(text), '>']
    for i, unit in enumerate(units):
        for length in (1, 2, 3):
            if i + length <= len(units):
                yield f'{length} ' + ' '.join(units[i:i + length])
        if len(unit) > 2:
            padded = f'^{unit}$'
            yield from (padded[at:at + n] for n in (3, 4) for at in range(len(padded) - n + 1))
    yield f'words {min(len(units) - 2, 12)}'
    yield f'last {units[-2]}'


class StopClassifier:
    """Log-odds that a text is meant as a stop, from one weight for each bucket."""

    def __init__(self, weights: np.ndarray, bias: float):
        self._weights, self._bias = weights.astype(np.float32), float(bias)

    @classmethod
    def load(cls, folder: Path) -> 'StopClassifier':
        """
        Load stop.safetensors from a folder.

        :raises ModelError: the file is missing, damaged or of another shape
        """
        path = folder / FILE
        try:
            tensors = load_file(path)
            weights, bias = tensors['weights'], tensors['bias']
        except (OSError, SafetensorError, KeyError) as error:
            raise ModelError(f'{path}: cannot be read as a stop classifier ({error})') from error
        if weights.shape != (BUCKETS,) or bias.shape != (1,):
            raise ModelError(f'{path}: weights of shape {weights.shape}, expected ({BUCKETS},)')
        return cls(weights, bias[0])

    def save(self, folder: Path) -> None:
        """Write stop.safetensors (half precision) into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        save_file({'weights': self._weights.astype(np.float16),
                   'bias': np.array([self._bias], dtype=np.float32)}, folder / FILE)

    def score(self, text: str) -> float:
        """Return the log-odds that a text is meant as a stop."""
        return self._bias + float(self._weights[features(text)].sum())

    def is_like_stop(self, text: str) -> bool:
        """Tell whether to brake before a model has read the text; a long one is no stop."""
        return len(text) <= stop_guard.MAX_LENGTH and self.score(text) > THRESHOLD


class StopSense:
    """The guard's words and the classifier together: what the node asks of a sentence first."""

    def __init__(self, classifier: StopClassifier):
        self._classifier = classifier

    def is_stop(self, text: str) -> bool:
        """Tell whether a sentence says stop and nothing else, so that no model has to read it."""
        return stop_guard.is_stop(text)

    def starts_with_stop(self, text: str) -> bool:
        """Tell whether to brake before a model has read the sentence."""
        return stop_guard.starts_with_stop(text) or self._classifier.is_like_stop(text)
