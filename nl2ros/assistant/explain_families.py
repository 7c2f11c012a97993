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


"""The families of errors that are explained: data/explain/families.yaml (its head tells more)."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nl2ros.errors import DataError
from nl2ros.resources import read_yaml

FAMILIES, NOUNS = 'families.yaml', 'values.yaml'


@dataclass(frozen=True)
class Family:
    """One kind of error: who says it, what it points at, what it means and what helps."""

    name: str
    source: str
    slots: tuple[str, ...]
    cause: str
    fix: str
    wordings: tuple[str, ...]
    kinds: Mapping[str, str]  # slot -> kind of value, where it is not the slot's own name


class _Noun:
    """What stands for a slot in an explanation: ``{slot}`` is named, ``{slot:raw}`` bare."""

    def __init__(self, slot: str, value: str | None, nouns: tuple[str, str]):
        self._raw = slot.upper() if value is None else value
        quoted = value if value is None or value.lstrip('-').isdigit() else f"'{value}'"
        noun, unsaid = nouns
        self._said = unsaid if value is None else f'{noun} {quoted}' if noun else value

    def __format__(self, spec: str) -> str:
        return self._raw if spec == 'raw' else self._said


class Families:
    """All families, and how their slots are called in explanations."""

    def __init__(self, families: Mapping[str, Family], nouns: Mapping[str, tuple[str, str]]):
        self.all = dict(families)
        self.slots = {family.name: family.slots for family in families.values()}
        self._nouns = nouns

    @classmethod
    def load(cls, folder: Path) -> 'Families':
        """
        Read the families in ``folder``.

        :raises DataError: a family is incomplete or names a slot that it does not have
        """
        nouns = read_yaml(folder / NOUNS)['nouns']
        families = cls({name: _family(name, record, folder / FAMILIES)
                        for name, record in read_yaml(folder / FAMILIES).items()}, nouns)
        for name in families.all:
            try:
                families.explain(name, {})
            except (KeyError, ValueError, IndexError) as error:
                raise DataError(f'{folder / FAMILIES}: {name}: no slot {error}') from error
        return families

    def explain(self, name: str, said: Mapping[str, str]) -> tuple[str, str]:
        """Return cause and fix of a family, with the names that the line said."""
        family = self.all[name]
        words = {slot: _Noun(slot, said.get(slot), self._nouns[slot]) for slot in family.slots}
        cause, fix = (_sentence(text, words) for text in (family.cause, family.fix))
        return cause, fix


def _sentence(template: str, words: Mapping[str, _Noun]) -> str:
    text = template.format_map(words)
    return text[:1].upper() + text[1:] if template.startswith('{') else text


def _family(name: str, record: dict[str, Any], path: Path) -> Family:
    try:
        return Family(name, record['source'], tuple(record['slots']), record['cause'],
                      record['fix'], tuple(record['wordings'].splitlines()),
                      record.get('values', {}))
    except (KeyError, AttributeError, TypeError) as error:
        raise DataError(f'{path}: {name}: {error!r}') from error
