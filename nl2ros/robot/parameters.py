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

"""Settings as ROS parameters: declared once, with descriptions and ranges, and read back whole."""

from collections.abc import Iterator
from typing import get_args, get_origin, Literal

from nl2ros.errors import ConfigError
from nl2ros.plan import describe
from nl2ros.robot.settings import Settings
from pydantic import ValidationError
from pydantic.fields import FieldInfo
from rcl_interfaces.msg import FloatingPointRange, IntegerRange, ParameterDescriptor
from rclpy.node import Node

# groups, and single parameters; the rest is fixed once the node runs
CHANGEABLE = ('motion', 'limits', 'prompt', 'confirm', 'confirm_timeout')


def names() -> Iterator[tuple[str, str, str, FieldInfo]]:
    """List all parameters: ROS name, group, field, and the field's definition."""
    for group, holder in Settings.model_fields.items():
        for field, info in holder.annotation.model_fields.items():
            yield (field if group == 'node' else f'{group}.{field}'), group, field, info


def declare(node: Node) -> Settings:
    """
    Declare every parameter on a node and return their values as settings.

    ConfigError for a value that no setting can have; rclpy raises its own ParameterException for
    one of the wrong type or out of range.
    """
    return build({name: node.declare_parameter(
        name, info.default, _descriptor(name, group, info)).value
        for name, group, _, info in names()})


def build(values: dict) -> Settings:
    """Return the settings that parameter values make; ConfigError names the wrong ones."""
    groups: dict[str, dict] = {group: {} for group in Settings.model_fields}
    for name, group, field, _ in names():
        groups[group][field] = values[name]
    try:
        return Settings.model_validate(groups)
    except ValidationError as error:
        raise ConfigError('parameter ' + describe(error).removeprefix('node.')) from error


def read(node: Node, changed: dict) -> Settings:
    """Return the settings that a node would have after a change."""
    return build({name: changed.get(name, node.get_parameter(name).value)
                  for name, _, _, _ in names()})


def _descriptor(name: str, group: str, info: FieldInfo) -> ParameterDescriptor:
    descriptor = ParameterDescriptor(
        description=info.description,
        read_only=group not in CHANGEABLE and name not in CHANGEABLE)
    if get_origin(info.annotation) is Literal:
        descriptor.additional_constraints = 'one of ' + ', '.join(get_args(info.annotation))
    bounds = {key: getattr(bound, key) for bound in info.metadata for key in ('ge', 'le')
              if getattr(bound, key, None) is not None}
    if bounds and info.annotation is int:
        descriptor.integer_range = [IntegerRange(from_value=bounds['ge'], to_value=bounds['le'])]
    elif bounds:
        descriptor.floating_point_range = [FloatingPointRange(
            from_value=float(bounds['ge']), to_value=float(bounds['le']))]
    return descriptor
