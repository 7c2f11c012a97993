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

"""Hold the docstrings to ament's rules."""

from pathlib import Path

from ament_pep257.main import main
import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ('nl2ros', 'launch', 'test', 'tools', 'setup.py')


@pytest.mark.linter
@pytest.mark.pep257
def test_pep257() -> None:
    """Find no docstring error."""
    paths = [str(ROOT / name) for name in SOURCES if (ROOT / name).exists()]
    assert main(argv=paths) == 0, 'docstring errors: see the output above'
