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

"""A little of what tools/fuzz.py does in volume: hostile text and odometry change nothing."""

from pathlib import Path
import subprocess
import sys

from nl2ros.language.translator import Translator
from nl2ros.resources import share_path
import pytest

TOOLS = Path(__file__).parents[1] / 'tools'


@pytest.fixture
def fuzz(monkeypatch):
    """Import tools/fuzz.py."""
    monkeypatch.syspath_prepend(str(TOOLS))
    import fuzz
    return fuzz


def test_parsers_and_executor_hold(fuzz):
    hostile = fuzz.Hostile(1)
    parsed = {fuzz.parsed(hostile) for _ in range(2000)}
    assert {'stop guard', 'sentence', 'quantity, refused', 'plan, read'} <= parsed
    executed = {fuzz.executed(hostile) for _ in range(200)}
    assert {'ended, succeeded', 'ended, failed'} <= executed


def test_the_translator_holds(fuzz):
    hostile, translator = fuzz.Hostile(2), Translator.load(share_path('models'))
    outcomes = {fuzz.translated(translator, hostile.text(20_000)) for _ in range(150)}
    assert {'accepted', 'rejected, ambiguous'} <= outcomes


def test_whatever_touches_the_machine_is_noticed(tmp_path):
    code = (f'import sys; sys.path.insert(0, {str(TOOLS)!r}); import fuzz, os\n'
            'watch = fuzz.Watch()\n'
            f'def bad(name): open({str(tmp_path / "x")!r}, "w")\n'
            'fuzz.tally(bad, "x", 1, watch)')
    done = subprocess.run([sys.executable, '-c', code], capture_output=True, text=True)
    assert 'AssertionError: open' in done.stderr and not (tmp_path / 'x').exists()


def test_a_short_soak_drives_and_reports(monkeypatch, capsys):
    monkeypatch.syspath_prepend(str(TOOLS))
    import soak
    monkeypatch.setattr(sys, 'argv', ['soak.py', '--hours', '0.02', '--seed', '3'])
    soak.main()
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith('simulated min') and len(lines[1].split()) == 6
    assert 'begun: ' in lines[-1]
