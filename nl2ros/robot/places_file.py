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
The places file: read strictly, edited in place, and never left half written.

People write comments in it and order it as they like; teaching a place leaves all that alone.
"""

import json
import os
from pathlib import Path
import tempfile

from nl2ros.errors import PlacesError
from nl2ros.plan import describe
from nl2ros.robot.motion import Pose
from pydantic import BaseModel, ConfigDict, Field, ValidationError
import yaml


class Place(BaseModel):
    """One pose in the map frame (m, rad) and what else it is called, in any language."""

    model_config = ConfigDict(extra='forbid', frozen=True)

    x: float = Field(ge=-1e6, le=1e6, allow_inf_nan=False, strict=True)
    y: float = Field(ge=-1e6, le=1e6, allow_inf_nan=False, strict=True)
    yaw: float = Field(0.0, ge=-6.3, le=6.3, allow_inf_nan=False, strict=True)
    aliases: tuple[str, ...] = ()

    @property
    def pose(self) -> Pose:
        """Return the pose of the place."""
        return Pose(self.x, self.y, self.yaw)


class _File(BaseModel):
    model_config = ConfigDict(extra='forbid')

    places: dict[str, Place]


def read(path: Path) -> str:
    """Return the text of a places file; PlacesError names the file."""
    try:
        return path.read_text(encoding='utf-8')
    except (OSError, UnicodeDecodeError) as error:
        raise PlacesError(f'{path}: {error}') from error


def parse(text: str, path: Path) -> dict[str, Place]:
    """Return the places by name, in the order of the file; PlacesError names file and key."""
    try:
        # YAML itself lets a repeated key win silently: two kitchens must not become one
        _refuse_twins(yaml.compose(text, Loader=yaml.SafeLoader), path)
        return _File.model_validate(yaml.safe_load(text)).places
    except yaml.YAMLError as error:
        raise PlacesError(f'{path}: {" ".join(str(error).split())}') from error
    except ValidationError as error:
        raise PlacesError(f'{path}: {describe(error)}') from error


def _refuse_twins(node: yaml.Node | None, path: Path) -> None:
    if not isinstance(node, yaml.MappingNode):
        return
    seen = set()
    for key, value in node.value:
        if key.value in seen:
            raise PlacesError(f'{path}:{key.start_mark.line + 1}: "{key.value}" stands twice')
        seen.add(key.value if isinstance(key, yaml.ScalarNode) else id(key))
        _refuse_twins(value, path)


def with_place(text: str, name: str, place: Place, path: Path) -> str:
    """Return the file's text with one place added or moved, and nothing else changed."""
    wanted = parse(text, path) | {name: place}
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    entries = {key.value: value for key, value in root.value}['places']
    known = {key.value: value for key, value in entries.value}
    try:
        if name in known:
            edited = _moved(text, known[name], place)
        else:
            edited = _added(text, entries, name, place)
        if parse(edited, path) == wanted:
            return edited
    except PlacesError:
        pass    # a layout that cannot be edited by line, such as one in {braces}
    return yaml.safe_dump(
        {'places': {key: value.model_dump(mode='json') for key, value in wanted.items()}},
        allow_unicode=True, sort_keys=False)


def _moved(text: str, entry: yaml.MappingNode, place: Place) -> str:
    """Replace the three numbers where they stand."""
    numbers = {key.value: value for key, value in entry.value}
    edits = [(numbers[field].start_mark.index, numbers[field].end_mark.index,
              str(getattr(place, field)))
             for field in ('x', 'y', 'yaw') if field in numbers]
    if 'yaw' not in numbers:
        end = numbers['y'].end_mark.index
        edits.append((end, end, '\n' + ' ' * entry.start_mark.column + f'yaw: {place.yaw}'))
    # from the end to the beginning, so that the marks before stay true
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _added(text: str, entries: yaml.MappingNode, name: str, place: Place) -> str:
    """Put a block for the place behind the last one."""
    if not entries.value:
        raise PlacesError('no place to go by')
    last: yaml.Node = entries
    while isinstance(last, yaml.MappingNode) and last.value and not last.flow_style:
        last = last.value[-1][1]
    while isinstance(last, yaml.SequenceNode) and last.value and not last.flow_style:
        last = last.value[-1]
    end = text.find('\n', last.end_mark.index)
    head, tail = (text, '') if end < 0 else (text[:end], text[end:])
    indent = ' ' * entries.start_mark.column
    # JSON's strings are YAML's double-quoted ones, whatever characters a person's name holds
    block = (f'\n{indent}{json.dumps(name, ensure_ascii=False)}:'
             + ''.join(f'\n{indent}  {field}: {getattr(place, field)}'
                       for field in ('x', 'y', 'yaw')))
    return head + block + (tail or '\n')


def write_atomically(path: Path, text: str) -> None:
    """Replace a file whole or not at all, and have it on the disk before returning."""
    target = path.resolve()     # replace what a link points to, not the link
    temporary = None
    try:
        with tempfile.NamedTemporaryFile('w', encoding='utf-8', dir=target.parent, delete=False,
                                         prefix=f'.{target.name}.') as file:
            temporary = Path(file.name)
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o644)
        os.replace(temporary, target)
        directory = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)
    except OSError as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        raise PlacesError(f'{path}: cannot be written: {error}') from error
