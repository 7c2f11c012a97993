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

"""Find what ships with the package, in a checkout and where it was installed to."""

from pathlib import Path
import sys

from nl2ros import resources
from nl2ros.errors import ConfigError, DataError
from nl2ros.resources import chosen_path, read_yaml, share_path
import pytest


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Lay the package out as pip installs it; return its share folder."""
    code = tmp_path / 'lib' / 'site-packages' / 'nl2ros' / 'resources.py'
    share = tmp_path / 'share' / 'nl2ros'
    (share / 'config').mkdir(parents=True)
    (share / 'config' / 'places.yaml').touch()
    monkeypatch.setattr(resources, '__file__', str(code))
    monkeypatch.setattr(sys, 'prefix', str(tmp_path))
    monkeypatch.delenv('AMENT_PREFIX_PATH', raising=False)
    return share


def test_checkout_is_looked_at_first(installed: Path, monkeypatch: pytest.MonkeyPatch,
                                     tmp_path: Path) -> None:
    """A checkout has models/ beside the package."""
    checkout = tmp_path / 'checkout'
    (checkout / 'models').mkdir(parents=True)
    (checkout / 'config').mkdir()
    monkeypatch.setattr(resources, '__file__', str(checkout / 'nl2ros' / 'resources.py'))
    assert share_path('config') == checkout / 'config'
    assert share_path('config', 'places.yaml') == installed / 'config' / 'places.yaml'


def test_python_environment(installed: Path) -> None:
    """Without ROS 2 the files are below the Python environment."""
    assert share_path('config', 'places.yaml') == installed / 'config' / 'places.yaml'


def test_ros_workspace(installed: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """In a sourced workspace, its share folder comes before that of Python."""
    pytest.importorskip('ament_index_python')
    prefix = tmp_path / 'install'
    marker = prefix / 'share' / 'ament_index' / 'resource_index' / 'packages' / 'nl2ros'
    marker.parent.mkdir(parents=True)
    marker.touch()
    (prefix / 'share' / 'nl2ros' / 'config').mkdir(parents=True)
    monkeypatch.setenv('AMENT_PREFIX_PATH', str(prefix))
    assert share_path('config') == prefix / 'share' / 'nl2ros' / 'config'


def test_what_is_chosen_comes_before_what_ships(installed: Path) -> None:
    """An empty setting means what ships; ~ is whoever runs the program."""
    assert chosen_path('', 'config') == installed / 'config'
    assert chosen_path('~/places.yaml', 'config') == Path.home() / 'places.yaml'


def test_missing_file_says_where_it_was_looked_for(installed: Path) -> None:
    """The message names the file and every folder."""
    with pytest.raises(ConfigError, match='models/base of nl2ros is missing') as caught:
        share_path('models', 'base')
    assert str(installed) in str(caught.value)


@pytest.mark.parametrize('content', [None, b'[', b'\xff'])
def test_data_that_cannot_be_read_is_named_in_one_line(tmp_path: Path, content: bytes) -> None:
    """Missing, no YAML, no UTF-8."""
    path = tmp_path / 'a.yaml'
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DataError, match=r'a\.yaml: [^\n]*$'):
        read_yaml(path)
