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

"""The commands that make models and measure them."""

from enum import Enum
import json
from pathlib import Path
from typing import Annotated, Optional

from nl2ros.cli.options import Data, labelled, Models, models_folder, Prompt
from nl2ros.errors import ConfigError
import typer


def pretrain(
        out: Annotated[Path, typer.Option(help='Folder of the new base model.')],
        data: Data = None,
        config: Annotated[Optional[Path], typer.Option(
            help='JSON of all settings, such as the pretraining.json of another base.')] = None,
        steps: Annotated[Optional[int], typer.Option(
            help='Default: that of --config, or 2000.')] = None,
        seed: Annotated[Optional[int], typer.Option(
            help='Default: that of --config, or 0.')] = None,
        minutes: Annotated[float, typer.Option(help='Stop then; the same command goes on.')]
        = float('inf'),
        refusals: Annotated[Optional[list[Path]], typer.Option(
            help='Files of requests to other machines, one a line, to learn refusing from.')]
        = None,
        refusal_limit: Annotated[int, typer.Option(
            min=1, help='How many of these requests are drawn at most.')] = 2500,
        older: Annotated[Optional[Path], typer.Option(
            help='A base of the same shape to begin from instead of from nothing.')] = None
        ) -> None:
    """Make a base model for all tasks; goes on where it was stopped."""
    from dataclasses import replace
    from nl2ros.resources import share_path
    from nl2ros.training.corpus import read_refusals
    from nl2ros.training.pretrain import pretrain as run
    from nl2ros.training.pretrain_config import PretrainConfig
    from nl2ros.training.tasks import pretraining_sources
    settings = PretrainConfig.read(config) if config else PretrainConfig(steps=2000)
    settings = replace(settings, **{
        name: value for name, value in (('steps', steps), ('seed', seed)) if value is not None})
    run(labelled(data), share_path('data', 'variation.yaml'), out, settings, typer.echo, minutes,
        pretraining_sources(), older,
        read_refusals(refusals or [], refusal_limit, settings.seed))


class Task(str, Enum):
    """What a prompt is trained for."""

    command = 'command'
    explain = 'explain'
    review = 'review'


class Method(str, Enum):
    """How a task is taught: three ways over a frozen base, and two that change weights."""

    prompt_tuning = 'prompt_tuning'
    p_tuning_v1 = 'p_tuning_v1'
    p_tuning_v2 = 'p_tuning_v2'
    lora = 'lora'
    full = 'full'


class Dtype(str, Enum):
    """How the weights of the frozen base are held while a prompt is trained."""

    float32 = 'float32'
    bfloat16 = 'bfloat16'


class Init(str, Enum):
    """Where the soft tokens of prompt tuning start."""

    random = 'random'
    text = 'text'
    sample_vocab = 'sample_vocab'


def train(
        out: Annotated[Path, typer.Option(help='Folder of the new prompt.')],
        task: Task = Task.command, method: Method = Method.p_tuning_v2,
        tokens: Annotated[int, typer.Option(
            min=1, help='Soft tokens; 3 is what ships, exactly the words that a prefix starts '
            'from.')] = 20,
        init: Annotated[Optional[Init], typer.Option(
            help='Start of prompt tuning; default: text, the words of --words.')] = None,
        reparameterize: Annotated[bool, typer.Option(
            help='Let a network make the prefix of p_tuning_v2 while it is trained.')] = False,
        words: Annotated[Optional[str], typer.Option(
            help="What to start from; '' is nothing; default: the task's own.")] = None,
        base: Annotated[Optional[str], typer.Option(
            help='Folder or hub id of a causal LM; default: the base that ships.')] = None,
        data: Data = None,
        variants: Annotated[int, typer.Option(
            min=0, help='How many variants of each sentence are trained on besides.')] = 1,
        steps: int = 1000, batch_size: int = 64, learning_rate: Optional[float] = None,
        evaluate_every: Annotated[int, typer.Option(
            help='Steps between two looks at the sentences kept out of training.')] = 200,
        patience: Annotated[int, typer.Option(
            help='After so many looks without a new best, training ends.')] = 5,
        refusals: Annotated[Optional[list[Path]], typer.Option(
            help='Files of requests to other machines, one a line.')] = None,
        dtype: Annotated[Dtype, typer.Option(
            help='Precision of the frozen base; bfloat16 halves the memory of a large one.')]
        = Dtype.float32, seed: int = 0) -> None:
    """Train a soft prompt (or a baseline) over a frozen base; goes on where it stopped."""
    from nl2ros.resources import share_path
    from nl2ros.training.config import method_from, TrainConfig
    from nl2ros.training.tasks import tasks
    from nl2ros.training.train import train as run
    study = tasks(share_path('data'))[task.value]
    options = ({'init': init.value} if init else {}) | (
        {'reparameterize': True} if reparameterize else {})
    config = TrainConfig(
        base=base or str(share_path('models', 'base')), out=out, task=task.value,
        method=method_from(method.value, study.words if words is None else words, tokens,
                           **options),
        max_steps=steps, batch_size=batch_size, learning_rate=learning_rate,
        evaluate_every=evaluate_every, patience=patience, seed=seed, dtype=dtype.value)
    if task is Task.command:
        examples, development = _command_data(data, refusals, variants, seed)
    elif data or refusals:
        raise ConfigError(f'--data and --refusals are for the task command, not {task.value}')
    else:
        examples, development = study.examples(None, variants, seed), study.development(256)
    result = run(config, examples, development)
    typer.echo(f'{result.parameters}; dev loss {result.dev_loss:.4f} at step {result.best_step}')


def _command_data(data: list[Path] | None, refusals: list[Path] | None, variants: int, seed: int
                  ) -> tuple[list, list]:
    from nl2ros.resources import share_path
    from nl2ros.training.command_task import command_examples, split
    from nl2ros.training.corpus import read_refusals
    training, development = split(labelled(data))
    training += read_refusals(refusals or [], seed=seed)
    phrases = share_path('data', 'variation.yaml')
    return (command_examples(training, phrases, variants, seed),
            command_examples(development, phrases, 0, seed))


def evaluate(
        files: Annotated[Optional[list[Path]], typer.Argument(
            help='Labelled .txt or gold .jsonl files; default: the validation files that ship.')]
        = None,
        task: Task = Task.command, models: Models = None,
        prompt: Annotated[Optional[str], typer.Option(
            help="Name of the soft prompt in prompts/; default: the task's.")] = None,
        mistakes: Annotated[int, typer.Option(help='How many mistakes to show.')] = 0,
        page: Annotated[Optional[Path], typer.Option(
            '--report', help='Folder for a page with tables, pictures and mistakes.')] = None,
        as_json: Annotated[bool, typer.Option(
            '--json', help='Write the figures as one JSON object.')] = False,
        card: Annotated[bool, typer.Option(
            '--card', help='Write the figures into the card of the prompt as well.')] = False,
        processes: Annotated[int, typer.Option(
            min=1, help='How many processes share the sentences.')] = 1) -> None:
    """Measure how many held-out sentences, log lines or programs are answered exactly."""
    from nl2ros.resources import share_path
    from nl2ros.training.report import write_figures
    prompt = prompt or task.value
    folder = models_folder(models) / 'prompts' / prompt
    if task is not Task.command:
        if files or page or as_json or processes > 1:
            raise ConfigError('files, --report, --json and --processes are for the task command, '
                              f'not {task.value}')
        from nl2ros.training.tasks import summary as summary_of
        told = summary_of(task.value, share_path('data'), models_folder(models), prompt, mistakes)
        typer.echo(told)
        if card:
            write_figures(folder, told, f'`nl2ros evaluate --task {task.value}`')
        return
    from nl2ros.training.dataset import shipped_files
    from nl2ros.training.evaluate import figures, read_gold, summary
    from nl2ros.training.parallel import evaluate_in_parallel
    files = files or shipped_files(share_path('data'))[1]
    score = evaluate_in_parallel(models_folder(models), prompt, list(read_gold(files)), processes)
    typer.echo(json.dumps(figures(score)) if as_json else summary(score, mistakes))
    if card:
        write_figures(folder, summary(score), '`nl2ros evaluate` on '
                      + ', '.join(file.name for file in files))
    if page:
        from nl2ros.training.evaluation_report import write_page
        typer.echo(write_page(score, page, f'How well `{prompt}` translates'), err=as_json)


def export(
        models: Models = None, prompt: Prompt = 'command',
        precision: Annotated[str, typer.Option(help='int8 or fp32.')] = 'int8') -> None:
    """Write the graph of the fast engine beside the base, checked against the torch engine."""
    from nl2ros.training.export import export as run
    folder = models_folder(models)
    agreement = run(folder / 'base', folder / 'prompts' / prompt, precision=precision)
    typer.echo('\n'.join([str(agreement), *(f'differs: {t}' for t in agreement.different)]))


def benchmark(
        out: Annotated[Optional[Path], typer.Option(help='Folder for benchmark.json and .md.')]
        = None,
        sentences: Annotated[int, typer.Option(help='How many validation sentences.')] = 80,
        models: Models = None, prompt: Prompt = 'command') -> None:
    """Time the fast engine, the torch engine and transformers' generate side by side."""
    import random
    from nl2ros.resources import share_path
    from nl2ros.training.benchmark import benchmark as run
    from nl2ros.training.benchmark_report import markdown, write_report
    from nl2ros.training.corpus import read_labelled
    from nl2ros.training.dataset import shipped_files
    texts = [item.sentence.text for item in
             read_labelled(shipped_files(share_path('data'))[1])]
    random.Random(0).shuffle(texts)
    done = run(models_folder(models), prompt, texts[:sentences],
               say=lambda line: typer.echo(line, err=True))
    typer.echo(markdown(done))
    if out:
        write_report(done, out)


def inspect(
        prompt: Annotated[str, typer.Argument(
            help='Folder of a soft prompt, or the name of one in prompts/.')] = 'command',
        base: Annotated[Optional[str], typer.Option(
            help='Folder or hub id of its base; default: the base that ships.')] = None,
        models: Models = None,
        picture: Annotated[Path, typer.Option(help='Where the similarity map is left.')]
        = Path('prompt.png'),
        top: Annotated[int, typer.Option(min=1, help='How many nearest tokens to show.')] = 3,
        layer: Annotated[Optional[int], typer.Option(
            help='Show only this layer of a key/value prefix.')] = None) -> None:
    """Show the vocabulary tokens nearest to each soft token, their norms and likeness."""
    from nl2ros.language.frozen_lm import FrozenLM
    from nl2ros.language.soft_prompt import SoftPrompt
    from nl2ros.training.inspection import draw_similarity, inspect_prompt, table
    from rich.console import Console
    folder = Path(prompt)
    if not folder.is_dir():
        folder = models_folder(models) / 'prompts' / prompt
    soft = SoftPrompt.load(folder)
    views = inspect_prompt(soft, FrozenLM.load(base or models_folder(models) / 'base'), top)
    if layer is not None:
        views = [view for view in views if view.name.startswith(f'layer {layer} ')]
        if not views:
            raise ConfigError(f'--layer {layer}: {folder} has no such layer')
    draw_similarity(views, f'{soft.method}: {folder.resolve().name}', picture)
    Console().print(table(views))
    typer.echo(f'{soft.method}, {soft.value.template.pattern}, for {soft.base}; '
               f'similarity map in {picture}')


def compare(
        experiments: Annotated[Path, typer.Argument(
            help='What to compare; config/experiments.yaml is an example.')],
        out: Annotated[Path, typer.Option(help='Folder for cells, tables and figures.')],
        base: Annotated[Optional[str], typer.Option(
            help='Folder or hub id of a causal LM; default: that of the file, or what ships.')]
        = None) -> None:
    """Train and measure methods, prompt lengths and seeds side by side; goes on, reuses cells."""
    from nl2ros.resources import share_path
    from nl2ros.training.compare import compare as run
    from nl2ros.training.compare_config import Experiments
    from nl2ros.training.compare_report import study_progress, table, write_study
    from nl2ros.training.tasks import tasks
    from rich.console import Console
    study = Experiments.read(experiments)
    base = base or study.base or str(share_path('models', 'base'))
    with study_progress(len(study.cells())) as tell:
        results = run(study, base, tasks(share_path('data')), out, tell)
    path = write_study(results, out)
    Console().print(table(results))
    typer.echo(f'tables and figures: {path.parent}')


def adapt(
        out: Annotated[Path, typer.Option(help='Folder of the new prompt.')],
        examples: Annotated[Optional[Path], typer.Option(
            help='Your sentences with their plans: JSON lines as `translate --format json` '
            'prints, corrected; or a labelled .txt as in data/.')] = None,
        places: Annotated[Optional[Path], typer.Option(
            help='Your places file, as config/places.yaml.')] = None,
        models: Models = None, prompt: Prompt = 'command',
        steps: Annotated[int, typer.Option(min=1)] = 240,
        learning_rate: Annotated[float, typer.Option(min=1e-9)] = 2e-2, seed: int = 0,
        mistakes: Annotated[int, typer.Option(help='How many mistakes to show.')] = 5) -> None:
    """Train a prompt for your own robot from your places and sentences; says what it brought."""
    from nl2ros.resources import share_path
    from nl2ros.robot import places_file
    from nl2ros.training.adapt import adapt as run, scorecard, Settings
    from nl2ros.training.adapt_data import AdaptationData
    from nl2ros.training.evaluate import short
    from rich.console import Console
    named = places_file.parse(places_file.read(places), places) if places else {}
    data = AdaptationData.read(
        examples, {name: place.aliases for name, place in named.items()}, share_path('data'), seed)
    done = run(data, models_folder(models), out, prompt,
               Settings(steps=steps, learning_rate=learning_rate, seed=seed))
    Console().print(scorecard(done))
    for outcome in done.mistakes[:mistakes]:
        typer.echo(f'still wrong: {outcome.gold.text}\n    wanted {short(outcome.wanted)}\n'
                   f'    got    {short(outcome.plan)}')
    typer.echo(f'{done.training.parameters}; {done.training.seconds:.0f} s. Try it: '
               f'nl2ros translate "..." --prompt {out.resolve()}')
