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

"""Options that several commands share, and what they stand for when they are not given."""

from pathlib import Path
from typing import Annotated, Optional

import typer

Models = Annotated[Optional[Path], typer.Option(
    help='Folder with base/ and prompts/; default: the models that ship with nl2ros.')]
Prompt = Annotated[str, typer.Option(help='Name of the soft prompt in prompts/.')]
Data = Annotated[Optional[list[Path]], typer.Option(
    help='Labelled .txt files (data/README.md) or .jsonl with text and plan; default: all that '
    'ship but the validation files.')]


def models_folder(folder: Path | None) -> Path:
    """Return the folder of --models, or the models that ship."""
    from nl2ros.resources import share_path
    return folder or share_path('models')


def labelled(files: list[Path] | None) -> list:
    """Read the sentences of --data, or all that ship to be trained on."""
    from nl2ros.resources import share_path
    from nl2ros.training.dataset import shipped_files
    from nl2ros.training.pointing import read_examples
    files = files or shipped_files(share_path('data'))[0]
    return [item for file in files for item in read_examples(file, {})]
