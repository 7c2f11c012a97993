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

"""Another soft prompt while the node runs: checked here, taken on in the translator's thread."""

from concurrent.futures import Future
from dataclasses import dataclass
import time

from nl2ros.robot.translations import Translations
from rclpy.impl.rcutils_logger import RcutilsLogger


@dataclass(frozen=True)
class _Swap:
    """A prompt on its way into use since a time of the steady clock, s."""

    prompt: str
    since: float
    future: Future


class PromptSwaps:
    """Swaps prompts, and tells when each has come into use."""

    def __init__(self, translations: Translations, logger: RcutilsLogger):
        self._translations, self._logger = translations, logger
        self._swaps: list[_Swap] = []

    def swap(self, prompt: str) -> None:
        """
        Check a prompt, and use it for every sentence whose translation has not begun.

        :raises Nl2RosError: it does not fit, or there is no model yet; nothing has changed then.
        """
        since = time.monotonic()
        self._swaps.append(_Swap(prompt, since, self._translations.swap(prompt)))

    def tell(self) -> None:
        """Tell which prompts have come into use since the last time."""
        while self._swaps and self._swaps[0].future.done():
            swap = self._swaps.pop(0)
            if swap.future.exception() is not None:
                self._logger.error(f'prompt {swap.prompt}: {swap.future.exception()}')
            else:
                took = (time.monotonic() - swap.since) * 1e3
                self._logger.info(f'translating with prompt {swap.prompt}, after {took:.0f} ms')
