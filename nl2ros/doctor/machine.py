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
The machine: Python and its packages, a ROS 2, and the variables that steer it.

Everything is told from names, versions and variables; no package is imported for it.
"""

from collections.abc import Callable, Mapping
from importlib import metadata, util
from pathlib import Path
import re
import sys

from nl2ros.doctor.finding import broken, Finding, ok, warning

PYTHON = (3, 10)
# The oldest that the code was tried with; requirements/models.txt has what the tests run with.
NEEDED = {'numpy': '1.26', 'PyYAML': '6.0', 'pydantic': '2.7', 'Pint': '0.24.4',
          'rapidfuzz': '3.6', 'llguidance': '1.3', 'tokenizers': '0.21', 'onnxruntime': '1.23',
          'safetensors': '0.4', 'myanmartools': '1.2', 'typer': '0.16', 'rich': '13.7'}
TRAINING = ('torch', 'transformers', 'peft', 'accelerate')
INSTALL = 'python3 -m pip install -r requirements/models.txt (README, "On a robot")'
INSTALL_TRAINING = 'python3 -m pip install -r requirements/training.txt, if you want to train'

HIGHEST_DOMAIN = 232
SAFE_DOMAIN = 101       # above, the ports are among those that Linux gives to any program
PROFILES = ('FASTRTPS_DEFAULT_PROFILES_FILE', 'FASTDDS_DEFAULT_PROFILES_FILE', 'CYCLONEDDS_URI')


def installed(name: str) -> str | None:
    """Return the version of a Python package, or None when it is not there."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def check_python(version: tuple[int, ...] = sys.version_info[:3]) -> Finding:
    """Look at the Python that runs this."""
    text = '.'.join(map(str, version))
    if version < PYTHON:
        return broken('Python', f'{text} is too old; nl2ros needs 3.10 or newer',
                      'use the Python of ROS 2 Humble (Ubuntu 22.04) or newer')
    return ok('Python', f'{text} in {sys.prefix}')


def check_packages(version_of: Callable[[str], str | None] = installed) -> list[Finding]:
    """Look for the packages that nl2ros needs, and for those that only training needs."""
    versions = {name: version_of(name) for name in NEEDED}
    wrong = [f'{name} is missing' if version is None else
             f'{name} {version} is older than {NEEDED[name]}'
             for name, version in versions.items()
             if version is None or _numbers(version) < _numbers(NEEDED[name])]
    absent = [name for name in TRAINING if version_of(name) is None]
    findings = [broken('packages', ', '.join(wrong), INSTALL) if wrong else
                ok('packages', f'all {len(NEEDED)} are there and new enough')]
    if absent:
        findings.append(warning(
            'training', f'{", ".join(absent)} not installed: sentences are understood, '
            'but nothing can be trained', INSTALL_TRAINING))
    return findings


def check_ros(environment: Mapping[str, str], has_rclpy: bool | None = None,
              opt: Path = Path('/opt/ros')) -> Finding:
    """Look for a ROS 2 that this Python can import."""
    if has_rclpy is None:
        has_rclpy = util.find_spec('rclpy') is not None
    distribution = environment.get('ROS_DISTRO')
    if has_rclpy:
        return ok('ROS 2', distribution or 'rclpy from Python packages')
    if distribution:
        return broken(
            'ROS 2', f'ROS_DISTRO is {distribution}, but {sys.executable} cannot import rclpy',
            'use the Python that ROS 2 was made for (deactivate a virtual environment, or make '
            'it with --system-site-packages) and source it again: '
            f'source {opt}/{distribution}/setup.bash')
    there = sorted(path.parent.name for path in opt.glob('*/setup.bash'))
    if there:
        return warning('ROS 2', f'{", ".join(there)} in {opt}, but not sourced',
                       f'source {opt}/{there[-1]}/setup.bash')
    return warning('ROS 2', 'not on this machine: nl2ros translates and trains, but moves nothing',
                   'install ROS 2 (https://docs.ros.org), or run "make demo", which takes it '
                   'from PyPI')


def check_discovery(environment: Mapping[str, str]) -> list[Finding]:
    """Look at the variables that decide which programs find each other."""
    findings = [_check_domain(environment.get('ROS_DOMAIN_ID', ''))]
    reach = environment.get('ROS_AUTOMATIC_DISCOVERY_RANGE', '')
    if reach == 'OFF':
        findings.append(broken(
            'discovery', 'ROS_AUTOMATIC_DISCOVERY_RANGE is OFF: no program finds another',
            'unset ROS_AUTOMATIC_DISCOVERY_RANGE'))
    elif reach not in ('', 'SUBNET', 'LOCALHOST', 'SYSTEM_DEFAULT'):
        findings.append(broken(
            'discovery', f'ROS_AUTOMATIC_DISCOVERY_RANGE is {reach!r}, expected SUBNET, '
            'LOCALHOST, OFF or SYSTEM_DEFAULT', 'unset ROS_AUTOMATIC_DISCOVERY_RANGE'))
    elif reach == 'LOCALHOST' or environment.get('ROS_LOCALHOST_ONLY') == '1':
        findings.append(ok('discovery', 'of programs on this machine only (LOCALHOST)'))
    for name in PROFILES:
        file = environment.get(name, '').removeprefix('file://')
        if file and not file.lstrip().startswith('<') and not Path(file).is_file():
            findings.append(broken('discovery', f'{name} names {file}, which is not there',
                                   f'correct or unset {name}'))
    return findings


def _check_domain(text: str) -> Finding:
    # nothing is 0, but ROS takes neither a blank nor the digits of other scripts for a number
    if not re.fullmatch(r'(\s*[0-9]{1,9})?', text) or int(text or 0) > HIGHEST_DOMAIN:
        return broken('ROS_DOMAIN_ID', f'{text!r}, expected a number from 0 to {HIGHEST_DOMAIN}',
                      'export ROS_DOMAIN_ID=0, or the number that all your machines share')
    if int(text or 0) > SAFE_DOMAIN:
        return warning(
            'ROS_DOMAIN_ID', f'{int(text)}: other programs may hold its ports on Linux',
            f'choose one from 0 to {SAFE_DOMAIN}, the same on all machines')
    return ok('ROS_DOMAIN_ID', f'{int(text or 0)}; robot and computer need the same')


def _numbers(version: str) -> tuple[int, ...]:
    """Return the leading numbers of a version: 2.13.0+cpu is 2, 13, 0."""
    return tuple(map(int, re.match(r'\d+(?:\.\d+)*', version)[0].split('.')))
