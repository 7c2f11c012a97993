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

"""Hold every source file to the licence header, by ament_copyright or, without it, by this."""

from pathlib import Path

import pytest

try:
    from ament_copyright.main import main as ament_copyright
except ImportError:  # it is not on PyPI
    ament_copyright = None

ROOT = Path(__file__).resolve().parents[1]
SOURCES = [path for folder in ('nl2ros', 'launch', 'test', 'tools')
           for path in sorted((ROOT / folder).rglob('*.py'))] + [ROOT / 'setup.py']
# This file begins with the header that all files begin with.
HEADER = Path(__file__).read_text(encoding='utf-8').partition('\n\n')[0]


@pytest.mark.copyright
@pytest.mark.linter
def test_copyright() -> None:
    """Find the header on top of every file that is not empty."""
    if ament_copyright is not None:
        assert ament_copyright(argv=[str(path) for path in SOURCES]) == 0
    texts = {path: path.read_text(encoding='utf-8') for path in SOURCES}
    without = [str(path.relative_to(ROOT)) for path, text in texts.items()
               if text and not text.startswith(HEADER + '\n')]
    assert not without, f'without the licence header: {without}'


def test_header_is_apache() -> None:
    """Compare with the real thing: a broken header here would pass everywhere."""
    assert HEADER.startswith('# Copyright ')
    assert 'Licensed under the Apache License, Version 2.0' in HEADER
    assert HEADER.endswith('# limitations under the License.')
