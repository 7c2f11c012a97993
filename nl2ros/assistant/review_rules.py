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


"""What a reviewer can find: the catalogue of data/review/rules.yaml."""

from dataclasses import dataclass
from pathlib import Path

from nl2ros.errors import DataError
from nl2ros.resources import read_yaml

CATALOGUE = ('data', 'review', 'rules.yaml')  # in the package's share folder


@dataclass(frozen=True)
class Rule:
    """A defect: what is wrong, what to do instead, and where that is written."""

    name: str
    title: str
    advice: str
    source: str


def read_rules(path: Path) -> dict[str, Rule]:
    """Read a catalogue, in its order; DataError names what is wrong with it."""
    try:
        rules = [Rule(**entry) for entry in read_yaml(path)]
    except TypeError as error:
        raise DataError(f'{path}: {error}') from error
    catalogue = {rule.name: rule for rule in rules}
    if len(catalogue) < len(rules):
        raise DataError(f'{path}: a name stands there twice')
    return catalogue
