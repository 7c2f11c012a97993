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


"""The files: base model, graph, soft prompts and places, tried as the node would use them."""

import os
from pathlib import Path

from nl2ros.doctor.finding import broken, Finding, ok, warning
from nl2ros.doctor.machine import INSTALL
from nl2ros.errors import Nl2RosError
from nl2ros.resources import share_path

SENTENCE = 'go forward two meters'
MEANING = [('move', 'forward', 2.0)]


def check_models(models: Path | None, prompt: str) -> list[Finding]:
    """Load the models, let them translate a sentence whose plan is known, and fit all prompts."""
    try:
        from nl2ros.language.translator import Translator
    except (AttributeError, ImportError, TypeError) as error:   # of packages that do not fit
        return [broken('models', f'cannot be loaded: {type(error).__name__}: {error}',
                       f'packages do not fit each other: {INSTALL}')]
    again = 'fetch it again (git checkout -- models), or name other ones with --models'
    try:
        models = models or share_path('models')
        translator = Translator.load(models, prompt)
    except Nl2RosError as error:
        return [broken('models', str(error), again)]
    except ImportError as error:
        return [broken('models', f'cannot be loaded: {error}',
                       f'missing package: {INSTALL}; a base without an exported graph, or a '
                       'prompt of embeddings, also needs requirements/training.txt')]
    plan = translator.translate(SENTENCE)
    meaning = [(step.action, getattr(step, 'direction', None), getattr(step, 'distance', None))
               for step in plan.steps]
    if meaning != MEANING:
        return [broken('models', f'in {models} take "{SENTENCE}" for {meaning or plan.reason}',
                       again)]
    return [ok('models', f'in {models}, prompt {prompt}: a known sentence is understood'),
            *check_prompts(models)]


def check_prompts(models: Path) -> list[Finding]:
    """Look whether every other prompt was made for this base."""
    from nl2ros.language.identity import BaseIdentity
    from nl2ros.language.soft_prompt import SoftPrompt
    base, findings = BaseIdentity.of_folder(models / 'base'), []
    for folder in sorted(path for path in (models / 'prompts').glob('*') if path.is_dir()):
        try:
            SoftPrompt.load(folder).check_fits(base)
        except Nl2RosError as error:
            findings.append(broken(
                'prompts', f'{folder.name}: {error}',
                'train it again over this base (nl2ros train), or remove its folder'))
    return findings


def check_places(file: Path | None) -> Finding:
    """Read a places file as the node does, and see whether places can be taught to it."""
    from nl2ros.robot.places import Places
    try:
        file = file or share_path('config', 'places.yaml')
        names = Places.load(file).names
    except Nl2RosError as error:
        return broken('places', str(error), 'correct the file; config/places.yaml is an example')
    if not names:
        return warning('places', f'{file} names none: "go to the kitchen" will be refused',
                       'write some as in config/places.yaml, or say "remember this place as ..."')
    if not _is_writable(file):
        return warning('places', f'{file} cannot be written: no place can be taught by saying so',
                       'copy it to a folder of your own and give that as places_file')
    return ok('places', f'{len(names)} in {file}')


def _is_writable(file: Path) -> bool:
    """Tell whether the file can be replaced, which is how a taught place is kept."""
    return os.access(file, os.W_OK) and os.access(file.resolve().parent, os.W_OK)
