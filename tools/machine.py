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
What this machine offers: a ROS 2, a Python, a compiler, a GPU.

Runs before anything is installed, on the standard library and any Python from 3.8.
"""

import os
import platform
import shutil
import subprocess
import sys
from typing import Dict, List, NamedTuple, Optional
import urllib.request

TORCH_CPU_INDEX = 'https://download.pytorch.org/whl/cpu'
MESSAGES = ('action_msgs, diagnostic_msgs, geometry_msgs, nav_msgs, sensor_msgs, std_msgs, '
            'std_srvs, visualization_msgs')
IMPORT_NAV2 = 'from nav2_msgs.action import BackUp, DriveOnHeading, NavigateToPose, Spin'
# Prints the interpreter behind any shim or virtual environment, and what decides about it.
PROBE = (
    'import platform, sys, sysconfig; '
    'print(getattr(sys, "_base_executable", sys.executable)); '
    'print("%d.%d" % sys.version_info[:2], platform.python_implementation()); '
    'print(sysconfig.get_path("include"))'
)


class SetUpError(Exception):
    """Set-up cannot go on; the message says what a person can do about it."""


class Python(NamedTuple):
    """An interpreter to make the virtual environment from, and whose rclpy it will use."""

    executable: str
    version: str  # '3.11'
    include: str  # folder of Python.h
    ros: Optional[str]  # distribution that is sourced, None: rclpy comes from PyPI


def clean_environment() -> Dict[str, str]:
    """Copy the environment, less the mark by which the ROS wheels know a prepared process."""
    return {k: v for k, v in os.environ.items() if k != '_ROS_WHEELS_BOOTSTRAP_COMPLETE'}


def output_of(*command: str) -> Optional[str]:
    """Run a command; return what it printed, or None when it failed or is not there."""
    try:
        return subprocess.run(
            command, check=True, env=clean_environment(), stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, universal_newlines=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return None


def find_python() -> Python:
    """
    Choose the Python: that of a sourced ROS 2, else a CPython 3.11 for the wheels on PyPI.

    :raises SetUpError: when there is neither, or the ROS 2 lacks packages
    """
    distribution = os.environ.get('ROS_DISTRO')
    if distribution:
        return _python_of_ros(distribution)
    if (platform.system(), platform.machine()) != ('Linux', 'x86_64'):
        raise SetUpError(
            f'This is {platform.system()} on {platform.machine()}; without a ROS 2 installation '
            'nl2ros runs on Linux x86_64 only.\nInstall ROS 2 Jazzy and source it: '
            'source /opt/ros/jazzy/setup.bash')
    asked = os.environ.get('PYTHON')
    for command in [asked] if asked else ['python3.11', 'python3', 'python', sys.executable]:
        probe = output_of(command, '-c', PROBE)
        if probe and probe.splitlines()[1] == '3.11 CPython':
            executable, _, include = probe.splitlines()
            return Python(executable, '3.11', include, None)
    raise SetUpError(
        (f'PYTHON={asked} is not CPython 3.11' if asked else 'No Python 3.11 found')
        + ': the ROS 2 wheels on PyPI are made for it.\n'
        'Install it (Debian 12: apt-get install python3.11 python3.11-venv python3.11-dev; any '
        'Linux: uv python install 3.11), name it\nwith make PYTHON=/path/to/python3.11, or source '
        'a ROS 2 installation: source /opt/ros/jazzy/setup.bash')


def _python_of_ros(distribution: str) -> Python:
    """Take the Python whose rclpy a sourced ROS 2 brings."""
    for command in ('/usr/bin/python3', 'python3'):
        probe = output_of(command, '-c', f'import rclpy, {MESSAGES}; ' + PROBE)
        if probe:
            executable, version, include = probe.splitlines()
            return Python(executable, version.split()[0], include, distribution)
    raise SetUpError(
        f'ROS_DISTRO is {distribution}, but python3 cannot import rclpy and {MESSAGES}.\n'
        f'Install them (apt-get install ros-{distribution}-rclpy ros-{distribution}-common-'
        'interfaces) and source that ROS 2 again, or unset ROS_DISTRO to use ROS 2 from PyPI')


def missing_apt_packages(python: Python, build: bool) -> List[str]:
    """
    List the Debian packages that are wanted and not there.

    :param build: whether the interfaces are still to be built, which takes a compiler
    """
    missing = []
    if output_of(python.executable, '-c', 'import ensurepip, venv') is None:
        missing.append(f'python{python.version}-venv')
    if build and not has_nav2(python):
        tools = {'cmake': 'cmake', 'ninja': 'ninja-build', 'g++': 'g++'}
        missing += [package for tool, package in tools.items() if not shutil.which(tool)]
        if not os.path.exists(os.path.join(python.include, 'Python.h')):
            missing.append(f'python{python.version}-dev')
    return missing


def has_nav2(python: Python) -> bool:
    """Tell whether Nav2's own nav2_msgs is there, beside a ROS 2 installation."""
    return output_of(python.executable, '-c', IMPORT_NAV2) is not None


def has_gpu() -> bool:
    """Tell whether an NVIDIA driver answers."""
    return output_of('nvidia-smi') is not None


def reaches(url: str) -> bool:
    """Tell whether a server answers within a few seconds."""
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except OSError:  # the root of urllib's errors too
        return False
