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

"""Find and read the files that come with the package: models, settings, places, phrase data."""

from collections.abc import Iterator
from pathlib import Path
import sys
from typing import Any

from nl2ros.errors import ConfigError, DataError


def share_path(*parts: str) -> Path:
    """
    Find a file or folder that ships with nl2ros, such as ``('models', 'base')``.

    Looks in the source checkout this code lies in, then in the share folder of the ROS 2
    workspace it was installed to, then in that of the Python environment.

    :raises ConfigError: when it is in none of them
    """
    tried = [folder.joinpath(*parts) for folder in _share_folders()]
    for path in tried:
        if path.exists():
            return path
    raise ConfigError(f'{"/".join(parts)} of nl2ros is missing; looked for '
                      + ', '.join(str(path) for path in tried))


def read_yaml(path: Path) -> Any:
    """Read a file of data; DataError when it is missing or broken."""
    import yaml     # not for whoever only looks for a path: a translation needs no YAML
    loader = getattr(yaml, 'CSafeLoader', yaml.SafeLoader)  # some files are long
    try:
        return yaml.load(path.read_text(encoding='utf-8'), loader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise DataError(f'{path}: {" ".join(str(error).split())}') from error


def chosen_path(chosen: str, *parts: str) -> Path:
    """
    Return the path that a setting names; where it is empty, what ships under ``parts``.

    :raises ConfigError: nothing was chosen, and what ships is nowhere
    """
    return Path(chosen).expanduser() if chosen else share_path(*parts)


def _share_folders() -> Iterator[Path]:
    # resolve() sees through the links of `colcon build --symlink-install`.
    checkout = Path(__file__).resolve().parents[1]
    if (checkout / 'models').is_dir():
        yield checkout
    try:
        from ament_index_python.packages import get_package_share_directory
        yield Path(get_package_share_directory('nl2ros'))
    except (ImportError, LookupError, OSError):
        pass  # no ROS 2, or none that is sourced, or one that does not know this package
    yield Path(sys.prefix) / 'share' / 'nl2ros'
