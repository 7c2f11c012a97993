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
Where soft tokens stand between ordinary ones: the template of a prompt.

``[P3] Command: [P3] {text} [P4]`` is three soft tokens, the word, three more, the text, four more
(the placement of P-Tuning, Liu et al. 2021, https://arxiv.org/abs/2103.10385). Prompt tuning is
``[P20] {text}``; a key/value prefix and a plain base have no soft tokens in the text: ``{text}``.
"""

from dataclasses import dataclass
import re
from typing import Any

from nl2ros.errors import ConfigError

_SLOT = re.compile(r'(\[P\d+\]|\{text\})')


@dataclass(frozen=True)
class Template:
    """
    A pattern with ``[Pn]`` for n soft tokens and exactly one ``{text}``.

    White space next to a soft slot only makes the pattern readable and is dropped; everything else
    is literal. With ``bos`` the tokenizer's beginning-of-sequence token stands before the first
    ordinary token, which is where PEFT leaves it.
    """

    pattern: str = '{text}'
    bos: bool = False

    def __post_init__(self) -> None:
        """Reject a pattern without a text, with two, or with an empty slot."""
        if self.pattern.count('{text}') != 1:
            raise ConfigError(f'template {self.pattern!r} must contain {{text}} exactly once')
        if '[P0]' in self.pattern:
            raise ConfigError(f'template {self.pattern!r} has an empty slot [P0]')

    @classmethod
    def prefix(cls, tokens: int, bos: bool = False) -> 'Template':
        """Return the template of ``tokens`` soft tokens before the text."""
        return cls(f'[P{tokens}] {{text}}', bos)

    @property
    def soft_tokens(self) -> int:
        """Count the soft tokens."""
        return sum(part for part in self.parts() if isinstance(part, int))

    @property
    def only_prepends(self) -> bool:
        """Tell whether all soft tokens stand first and nothing but the text follows."""
        return self.parts() in ([self.soft_tokens, None], [None])

    def parts(self) -> list[int | str | None]:
        """Split into soft slots (their length), literals (a string) and the text (None)."""
        pieces = _SLOT.split(self.pattern)
        parts: list[int | str | None] = []
        for index, piece in enumerate(pieces):
            if piece == '{text}':
                parts.append(None)
            elif index % 2:
                parts.append(int(piece[2:-1]))
            else:
                after_slot = index > 0 and pieces[index - 1] != '{text}'
                before_slot = index + 1 < len(pieces) and pieces[index + 1] != '{text}'
                piece = piece.lstrip() if after_slot else piece
                piece = piece.rstrip() if before_slot else piece
                if piece:
                    parts.append(piece)
        return parts

    def encode(self, tokenizer: Any, text: str, soft_start: int) -> list[int]:
        """
        Return the token ids of the filled template; soft token k has the id ``soft_start + k``.

        ``soft_start`` is the number of rows of the base's embedding table, so that soft tokens are
        simply further rows of it.
        """
        ids: list[int] = []
        next_soft = soft_start
        bos = [tokenizer.bos_token_id] if self.bos else []
        for part in self.parts():
            if isinstance(part, int):
                ids.extend(range(next_soft, next_soft + part))
                next_soft += part
            else:
                words = text if part is None else part
                ids.extend(bos + tokenizer(words, add_special_tokens=False)['input_ids'])
                bos = []
        return ids

    def prompt_positions(self, tokenizer: Any, text: str) -> list[int]:
        """Return the positions of the soft tokens in the filled template, in order."""
        size = len(tokenizer)
        return [position for position, token in enumerate(self.encode(tokenizer, text, size))
                if token >= size]
