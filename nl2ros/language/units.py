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

"""The units people say, as a lean pint registry: conversion and the check of dimensions."""

from functools import cache
import math

import pint

# "one metre twenty", "five foot six", "1 min 30": the unit left out, and how many make one
MINOR_UNITS = {
    'metre': ('centimetre', 100), 'foot': ('inch', 12), 'minute': ('second', 60),
    'hour': ('minute', 60), 'kilometre': ('metre', 1000),
}
# pint's own registry takes a hundred times as long to load as the few units people say
_DEFINITIONS = (
    'metre = [length]', 'second = [time]', 'radian = [angle]', 'repetition = [repetition]',
    'decimetre = 0.1 * metre', 'centimetre = 0.01 * metre', 'millimetre = 0.001 * metre',
    'kilometre = 1000 * metre', 'inch = 0.0254 * metre', 'foot = 0.3048 * metre',
    'yard = 0.9144 * metre', 'furlong = 201.168 * metre', 'mile = 1609.344 * metre',
    'millisecond = 0.001 * second', 'minute = 60 * second', 'hour = 3600 * second',
    f'degree = {math.pi / 180!r} * radian', f'turn = {2 * math.pi!r} * radian',
    'milliradian = 0.001 * radian', 'degree_per_second = degree / second',
    f'half_turn = {math.pi!r} * radian', f'right_angle = {math.pi / 2!r} * radian',
    'metre_per_second = metre / second', 'foot_per_second = foot / second',
    'kilometre_per_hour = kilometre / hour', 'mile_per_hour = mile / hour',
    'knot = 1852 * metre / hour', 'turn_per_minute = turn / minute',
    'turn_per_second = turn / second',
)


@cache
def unit_registry() -> pint.UnitRegistry:
    """Load the units on first use."""
    registry = pint.UnitRegistry(None, cache_folder=None)
    registry.load_definitions(_DEFINITIONS)
    return registry
