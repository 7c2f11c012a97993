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


"""The whole examination, in the order in which things depend on each other."""

from collections.abc import Mapping
import json
from pathlib import Path
import subprocess
import sys

from nl2ros.doctor.finding import broken, Finding, Level
from nl2ros.doctor.graph import check_graph, Graph
from nl2ros.doctor.machine import check_discovery, check_packages, check_python, check_ros

START_UP_S = 30.0       # for the program that looks, on a busy machine


def examine(models: Path | None, prompt: str, places: Path | None, namespace: str,
            seconds: float, environment: Mapping[str, str]) -> list[Finding]:
    """
    Look at machine, files and, where there is a ROS 2, what runs in a namespace.

    Without ``models`` or ``places`` it looks at those that ship.
    """
    findings = [check_python(), *check_packages()]
    if all(finding.level is not Level.BROKEN for finding in findings):
        from nl2ros.doctor.files import check_models, check_places
        findings += [*check_models(models, prompt), check_places(places)]
    ros = check_ros(environment)
    findings.append(ros)
    if ros.level is Level.OK:
        steering = check_discovery(environment)
        findings += steering
        if all(finding.level is not Level.BROKEN for finding in steering):
            findings += look(namespace, seconds, environment)
    return findings


def look(namespace: str, seconds: float, environment: Mapping[str, str]) -> list[Finding]:
    """Have a program of its own look at what runs; its failure is a finding as well."""
    namespace = f'/{namespace.strip("/")}'.rstrip('/')
    command = [sys.executable, '-m', 'nl2ros.doctor.look', namespace, str(seconds)]
    try:
        done = subprocess.run(command, env=dict(environment), capture_output=True, text=True,
                              timeout=START_UP_S + seconds, errors='replace')
    except subprocess.TimeoutExpired:
        return [broken('ROS 2', f'did not answer within {START_UP_S + seconds:g} s',
                       'ros2 daemon stop; then look at network and firewall')]
    if done.returncode == 0:
        return check_graph(Graph(**json.loads(done.stdout)))
    said = [line.strip() for line in done.stderr.splitlines() if line.strip()]
    words = said[-1] if said else f'it ended with status {done.returncode}'
    middleware = environment.get('RMW_IMPLEMENTATION')
    if middleware and 'rmw' in done.stderr.lower():
        package = middleware.replace('_', '-')
        return [broken(
            'RMW', f'RMW_IMPLEMENTATION is {middleware}, which cannot be loaded: {words}',
            f'apt install ros-{environment.get("ROS_DISTRO", "DISTRO")}-{package}, or unset '
            'RMW_IMPLEMENTATION')]
    return [broken('ROS 2', f'cannot start: {words}', 'try: ros2 topic list')]
