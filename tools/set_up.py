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
Set up .venv with everything nl2ros needs: what ``make setup`` runs.

``set_up.py demo`` leaves out what only training and tests need, torch above all.
Every step leaves a stamp in .venv, the hash of what it was made from: a second run finds the
stamps good and does nothing, a changed requirement file redoes its step.
Runs on the standard library and any Python from 3.8.
"""

import fcntl
import hashlib
import os
from pathlib import Path
import re
import shutil
import subprocess
import sys
import time
from typing import Callable, List, NamedTuple

from machine import (
    clean_environment, find_python, has_gpu, has_nav2, IMPORT_NAV2, missing_apt_packages, Python,
    reaches, SetUpError, TORCH_CPU_INDEX)

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / '.venv'
LOG = ROOT / 'log' / 'setup.log'
INTERFACES = 'interfaces/nav2_msgs'
CONSTRAINTS = 'requirements/constraints.txt'


class Step(NamedTuple):
    """One piece of set-up; done when its stamp tells the hash of its inputs."""

    name: str
    title: str
    inputs: List[str]  # files and folders, relative to the root
    run: Callable[[], None]


def run(*command: str, advice: str = '', **extra_environment: str) -> None:
    """
    Run a command with its output in the log.

    :param advice: what a person can do when it fails
    :raises SetUpError: when it fails, with the end of what it said
    """
    with LOG.open('ab') as log:
        log.write(f'\n$ {" ".join(command)}\n'.encode())
        log.flush()
        begin = log.tell()
        code = subprocess.run(
            command, cwd=str(ROOT), env={**clean_environment(), **extra_environment},
            stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT).returncode
    if code:
        said = LOG.read_bytes()[begin:].decode(errors='replace').strip().splitlines()[-12:]
        raise SetUpError('\n'.join(
            [f'This failed (exit code {code}): {" ".join(command)}']
            + ['  | ' + line for line in said] + [f'All of it: {LOG}', advice]).rstrip())


def pip_install(*arguments: str) -> None:
    """Let the pip of .venv install something."""
    run(f'{VENV}/bin/python', '-m', 'pip', 'install', '--disable-pip-version-check',
        '--no-input', '--progress-bar=off', *arguments,
        advice='pip must reach PyPI, or the index that `pip config list` names, and find disk '
               'space.\nThe same make goes on from here.')


def install_requirements(python: Python, *names: str) -> None:
    """Install requirement files, held to the tried set where it was tried."""
    arguments = [word for name in names for word in ('-r', f'requirements/{name}.txt')]
    if python.version == '3.11' and not python.ros:
        arguments += ['-c', CONSTRAINTS]
    pip_install(*arguments)


def install_apt(python: Python, build: bool) -> None:
    """Install missing Debian packages as root, or say which are missing."""
    missing = missing_apt_packages(python, build)
    if not missing:
        return
    command = 'apt-get install --yes --no-install-recommends ' + ' '.join(missing)
    if os.geteuid() != 0 or not shutil.which('apt-get'):
        raise SetUpError(f'Missing on this machine: {" ".join(missing)}. Please run: '
                         f'sudo {command}')
    print(f'  apt-get: {" ".join(missing)}', flush=True)
    run('apt-get', 'update')
    run(*command.split(), DEBIAN_FRONTEND='noninteractive')


def make_venv(python: Python) -> None:
    """Make an empty .venv; with ROS 2 installed it sees the system's packages."""
    system = ['--system-site-packages'] if python.ros else []
    run(python.executable, '-m', 'venv', '--clear', *system, str(VENV))
    if python.version == '3.10':
        pip_install('pip>=25')  # the one that comes with it searches for versions for an hour


def install_ros(python: Python) -> None:
    """Install ROS 2 from PyPI, and mend a folder name its CMake files kept of their maker."""
    install_requirements(python, 'ros', 'build')
    for path in VENV.glob('share/**/*_pyExport.cmake'):
        text = path.read_text()
        path.write_text(re.sub(r'/opt/python/cp3[^;"]*;?', '', text))


def install_training(python: Python) -> None:
    """Install what trains; torch as its CPU build where there is no GPU to use."""
    if not has_gpu() and reaches(f'{TORCH_CPU_INDEX}/torch/'):
        torch = re.search(r'^torch==\S+', (ROOT / 'requirements/training.txt').read_text(), re.M)
        pip_install('--no-deps', '--index-url', TORCH_CPU_INDEX, torch.group())
    install_requirements(python, 'training')


def install_nl2ros(python: Python) -> None:
    """Install the package so that its sources can be edited."""
    install_requirements(python, 'install')
    pip_install('--no-deps', '--no-build-isolation', '--use-pep517', '--editable', '.')


def build_interfaces(python: Python) -> None:
    """Build nav2_msgs into .venv, unless Nav2's own is there."""
    if has_nav2(python):
        return
    interpreter, build = f'{VENV}/bin/python', ROOT / 'build/nav2_msgs'
    environment = {name: os.pathsep.join(filter(None, [str(VENV), os.environ.get(name)]))
                   for name in ('AMENT_PREFIX_PATH', 'CMAKE_PREFIX_PATH')}
    environment['PATH'] = f'{VENV}/bin:{os.environ["PATH"]}'
    shutil.rmtree(build, ignore_errors=True)
    run('cmake', '-S', INTERFACES, '-B', str(build), '-GNinja', '-DBUILD_TESTING=OFF',
        f'-DCMAKE_INSTALL_PREFIX={VENV}', f'-DPython3_EXECUTABLE={interpreter}',
        '-DPython3_FIND_VIRTUALENV=ONLY', **environment)
    run('cmake', '--build', str(build), '--target', 'install',
        '--parallel', str(os.cpu_count() or 1), **environment)
    run(interpreter, '-c', IMPORT_NAV2)


def steps_for(python: Python, demo: bool = False) -> List[Step]:
    """List the steps for a machine, in order; for the demo only those that it needs."""
    ros = ['requirements/ros.txt', 'requirements/build.txt', CONSTRAINTS]
    steps = [
        Step('venv', f'.venv with Python {python.version}', [], lambda: make_venv(python)),
        Step('ros', 'ROS 2 Jazzy from PyPI', ros, lambda: install_ros(python)),
        Step('interfaces', 'the Nav2 actions, compiled where nav2_msgs is absent',
             [INTERFACES, *ros], lambda: build_interfaces(python)),
        Step('models', 'language and simulator: ONNX Runtime, MuJoCo',
             ['requirements/models.txt', CONSTRAINTS],
             lambda: install_requirements(python, 'models')),
        Step('training', 'training: torch, transformers (a few minutes)',
             ['requirements/training.txt', CONSTRAINTS], lambda: install_training(python)),
        Step('dev', 'tests and linters', ['requirements/dev.txt', CONSTRAINTS],
             lambda: install_requirements(python, 'dev')),
        Step('nl2ros', 'nl2ros itself',
             ['setup.py', 'setup.cfg', 'package.xml', 'requirements/install.txt'],
             lambda: install_nl2ros(python)),
    ]
    left_out = [*(['ros'] if python.ros else []), *(['training', 'dev'] if demo else [])]
    return [step for step in steps if step.name not in left_out]


def digest_of(step: Step, python: Python) -> str:
    """Hash what a step is made from: this folder, this Python, its input files by name."""
    digest = hashlib.sha256(repr((str(ROOT), python)).encode())
    for given in step.inputs:
        path = ROOT / given
        files = [path] if path.is_file() else sorted(p for p in path.rglob('*') if p.is_file())
        for file in files:
            digest.update(str(file.relative_to(ROOT)).encode() + b'\0' + file.read_bytes())
    return digest.hexdigest()


def set_up(demo: bool) -> None:
    """
    Bring .venv up to date, for everything or for the demo.

    :raises SetUpError: when a step fails
    """
    python = find_python()
    todo = []
    for step in steps_for(python, demo):
        stamp, digest = VENV / f'.{step.name}.stamp', digest_of(step, python)
        # A remade environment is empty, whatever stamps the old one held.
        if todo and todo[0][0].name == 'venv' or not _holds(stamp, digest):
            todo.append((step, stamp, digest))
    if not todo:
        return
    LOG.write_text('')
    source = f'the ROS 2 {python.ros} of this machine' if python.ros else 'ROS 2 from PyPI'
    print(f'Setting up .venv: {python.executable}, {source}; log in {LOG}', flush=True)
    install_apt(python, build='interfaces' in [step.name for step, _, _ in todo])
    for number, (step, stamp, digest) in enumerate(todo, 1):
        print(f'  [{number}/{len(todo)}] {step.title} ...', end=' ', flush=True)
        begin = time.monotonic()
        step.run()
        stamp.write_text(digest)
        print(f'{time.monotonic() - begin:.0f} s', flush=True)


def _holds(stamp: Path, digest: str) -> bool:
    return stamp.is_file() and stamp.read_text() == digest


def main() -> int:
    """Set up, one at a time; return the exit code."""
    LOG.parent.mkdir(exist_ok=True)
    with (LOG.parent / 'setup.lock').open('w') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            set_up(demo='demo' in sys.argv[1:])
        except SetUpError as error:
            print(f'\nSet-up stopped. {error}', file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            print('\nInterrupted; make again goes on from here.', file=sys.stderr)
            return 130
    return 0


if __name__ == '__main__':
    sys.exit(main())
