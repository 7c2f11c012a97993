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

"""Hold the code to ament's flake8 rules."""

from pathlib import Path

from ament_flake8.main import main_with_errors
import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ('nl2ros', 'launch', 'test', 'tools', 'setup.py')


@pytest.mark.flake8
@pytest.mark.linter
def test_flake8() -> None:
    """Find no style error."""
    paths = [str(ROOT / name) for name in SOURCES if (ROOT / name).exists()]
    code, errors = main_with_errors(argv=paths)
    assert code == 0, f'{len(errors)} code style errors:\n' + '\n'.join(errors)
