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

"""A study: its file, its cells, what is run again and what is not, and what is written of it."""

import csv
import io
import json

from nl2ros.errors import ConfigError
from nl2ros.language.identity import BaseIdentity
from nl2ros.resources import share_path
from nl2ros.training import compare as compare_module, train as train_module
from nl2ros.training.compare import compare, Outcome, Result
from nl2ros.training.compare_config import Experiments
from nl2ros.training.compare_report import chance, study_progress, summary_rows, table, write_study
from nl2ros.training.compare_task import CommandStudy
from nl2ros.training.examples import Example
from nl2ros.training.tasks import tasks
import pytest
from rich.console import Console

pytestmark = [pytest.mark.filterwarnings('ignore:`is_gradient_checkpointing`:FutureWarning'),
              pytest.mark.timeout(300)]

ALL = ['prompt_tuning', 'p_tuning_v1', 'p_tuning_v2', 'lora', 'full', 'empty', 'hard', 'few_shot']
SMALL = {'steps': 3, 'warmup_steps': 1, 'evaluate_every': 2, 'batch_size': 4, 'examples': 6,
         'development': 2, 'held_out': 2, 'shots': 2}


class EchoStudy:
    """A task to say again what was said; an answer is right if its first token is."""

    words = 'Command:'

    def __init__(self):
        self.rows = [Example(f'go {n}', f'go {n}', f'x:{n}') for n in range(20)]

    def examples(self, count, variants, seed):
        return self.rows[seed:seed + count]

    def development(self, count):
        return self.rows[-count:]

    def held_out(self, count):
        return self.rows[10:10 + count]

    def measure(self, lm, soft, template, count):
        rows = self.held_out(count)
        ids, mask = lm.encode([row.source for row in rows], template)
        written = lm.generate(ids, mask, soft, max_new_tokens=2)
        right = sum(lm.tokenizer.decode(one) == row.target[:1]
                    for one, row in zip(written, rows, strict=True))
        return right, len(rows)


def study_of(**grid) -> Experiments:
    """Return a study of one small grid."""
    return Experiments.model_validate({**SMALL, 'grids': [grid]})


def run(study, base, out, tell=lambda cell, result: None):
    """Compare on the task of this file."""
    return compare(study, str(base), {'command': EchoStudy()}, out, tell)


def test_grids_spread_to_cells():
    study = study_of(methods=ALL, lengths=[5, 10], seeds=[0, 1, 2])
    cells = study.cells()
    assert len(cells) == 3 * 2 * 3 + 2 * 3 + 1 + 1 + 3
    assert {cell.tokens for cell in cells if cell.method == 'lora'} == {None}
    assert [cell.seed for cell in cells if cell.method == 'hard'] == [0]
    assert all(cell.settings.steps == 3 for cell in cells)


def test_a_grid_may_differ_from_the_rest_and_equal_cells_are_one():
    study = Experiments.model_validate({**SMALL, 'grids': [
        {'methods': ['lora'], 'seeds': [0, 1]}, {'methods': ['lora'], 'seeds': [1, 2]},
        {'methods': ['p_tuning_v2'], 'start': 'nothing', 'steps': 7}]})
    cells = study.cells()
    assert [(cell.label, cell.seed, cell.settings.steps) for cell in cells] == [
        ('lora', 0, 3), ('lora', 1, 3), ('lora', 2, 3), ('p_tuning_v2, from nothing', 0, 7)]
    assert cells[-1].config('words').init == 'random'


def test_two_cells_of_one_name_are_refused():
    study = Experiments.model_validate({'grids': [
        {'methods': ['lora']}, {'methods': ['lora'], 'steps': 7}]})
    with pytest.raises(ConfigError, match='lora, seed 0.*another label'):
        study.cells()


@pytest.mark.parametrize('content, message', [
    ('steps: 0\ngrids: [{methods: [lora]}]', r'steps = 0: .*greater than 0'),
    ('grids: [{methods: [lora], lengths: [5, -1]}]', r'grids\.0\.lengths\.1 = -1'),
    ('grids: [{methods: [lora], lengths: [5, 5]}]', r'lengths = \[5, 5\]'),
    ('grids: [{methods: [tea]}]', r"methods\.0\.method = 'tea'"),
    ('grids: [{methods: []}]', r'methods = \[\]'),
    ('grids: [{methods: [{method: lora, options: {rank: 0}}]}]', r'rank=0'),
    ('grids: [{methods: [{method: full, options: {rank: 3}}]}]', r'full has no option rank'),
    ('grids: [{methods: [{method: lora, options: {tokens: 3}}]}]', r'tokens is no option'),
    ('grids: [{methods: [{method: hard, learning_rate: 0.1}]}]', r'hard is not trained'),
    ('grids: [{methods: [{method: lora, learning_rate: -1}]}]', r'learning_rate = -1'),
    ('grids: [{methods: [lora], stesp: 3}]', r'grids\.0\.stesp = 3'),
    ('grids: 3', r'grids = 3'), ('grid: []', 'grids'), ('[', r'experiments\.yaml'), ('7', 'not 7'),
])
def test_what_is_wrong_with_a_file_is_named(tmp_path, content, message):
    path = tmp_path / 'experiments.yaml'
    path.write_text(content)
    with pytest.raises(ConfigError, match=message):
        Experiments.read(path).cells()


@pytest.mark.parametrize('path', sorted(share_path('config').glob('experiments*.yaml')),
                         ids=lambda path: path.name)
def test_the_files_that_ship_are_good(path):
    cells = Experiments.read(path).cells()
    assert cells and {cell.task for cell in cells} <= set(tasks(share_path('data')))


@pytest.mark.parametrize('task', ['explain', 'review'])
def test_the_best_step_is_not_chosen_by_what_is_learnt(task):
    study = tasks(share_path('data'))[task]
    chosen = {row.source for row in study.development(None)}
    for seed in (0, 1):
        assert not chosen <= {row.source for row in study.examples(None, 0, seed)}


def test_an_unknown_task_is_named(make_base, tmp_path):
    with pytest.raises(ConfigError, match="'cook' must be one of command"):
        run(study_of(methods=['hard'], tasks=['cook']), make_base('llama'), tmp_path)


def test_every_method_gives_a_result_and_nothing_is_run_twice(make_base, tmp_path, monkeypatch):
    base = make_base('llama_gqa')
    identity = BaseIdentity.of_folder(base)
    told = []
    study = study_of(methods=['hard', *ALL], lengths=[3], seeds=[1])
    results = run(study, base, tmp_path, lambda cell, result: told.append((cell, result)))
    assert BaseIdentity.of_folder(base) == identity
    assert [result.cell.method for result in results] == ['hard', *(m for m in ALL if m != 'hard')]
    assert told == [pair for result in results for pair in ((result.cell, None),
                                                            (result.cell, result))]
    for result in results:
        outcome = result.outcome
        assert result.is_new and outcome.total == 2 and 0 <= outcome.right <= 2
        assert (outcome.steps == 3) == (outcome.trainable > 0) == result.cell.is_trained
        assert bool(result.curve('dev_loss')) == result.cell.is_trained
    monkeypatch.setattr(compare_module, 'train', None)  # would fail if anything were trained
    again = run(study, base, tmp_path)
    assert [result.outcome for result in again] == [result.outcome for result in results]
    assert not any(result.is_new for result in again)


def test_only_what_changed_is_run_again(make_base, tmp_path):
    base = make_base('llama')

    def news(study, base=base):
        return [(result.cell.label, result.cell.seed) for result in run(study, base, tmp_path)
                if result.is_new]

    methods = ['prompt_tuning', 'few_shot', 'hard']
    assert len(news(study_of(methods=methods))) == 3
    assert news(study_of(methods=methods, seeds=[0, 4])) == [('prompt_tuning', 4), ('few_shot', 4)]
    assert news(study_of(methods=methods, steps=2)) == [('prompt_tuning', 0)]
    renamed = [{'method': 'prompt_tuning', 'learning_rate': 0.2}, *methods[1:]]
    assert news(study_of(methods=renamed)) == [('prompt_tuning', 0)]
    assert len(news(study_of(methods=methods, held_out=1))) == 3
    assert len(news(study_of(methods=methods), make_base('llama', seed=1))) == 3
    assert not news(study_of(methods=methods))


def test_a_study_that_was_stopped_goes_on(make_base, tmp_path):
    study = study_of(methods=['prompt_tuning', 'hard', 'empty'])

    def stop(cell, result):
        if cell.method == 'hard':
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(study, make_base('llama'), tmp_path, stop)
    results = run(study, make_base('llama'), tmp_path)
    assert [result.is_new for result in results] == [False, True, True]


def test_a_cell_that_was_stopped_goes_on_in_the_middle(make_base, tmp_path, monkeypatch):
    study = study_of(methods=['p_tuning_v2'], lengths=[3], steps=6)
    whole, = run(study, make_base('llama'), tmp_path / 'whole')
    evaluate, update = train_module._Run._evaluate, train_module._Run._update
    updates = []

    def stop(self):
        if self.progress.step == 4:
            raise KeyboardInterrupt
        evaluate(self)

    monkeypatch.setattr(train_module._Run, '_evaluate', stop)
    with pytest.raises(KeyboardInterrupt):
        run(study, make_base('llama'), tmp_path / 'cut')
    monkeypatch.setattr(train_module._Run, '_evaluate', evaluate)
    monkeypatch.setattr(train_module._Run, '_update',
                        lambda self: updates.append(self.progress.step) or update(self))
    result, = run(study, make_base('llama'), tmp_path / 'cut')
    assert updates == [2, 3, 4, 5]  # from the checkpoint of step 2
    assert result.outcome.dev_loss == whole.outcome.dev_loss
    assert result.outcome.right == whole.outcome.right


def test_a_cell_that_was_stopped_while_it_was_measured_is_not_trained_again(
        make_base, tmp_path, monkeypatch):
    study, base = study_of(methods=['p_tuning_v2'], lengths=[3]), make_base('llama')
    whole, = run(study, base, tmp_path / 'whole')
    with monkeypatch.context() as patched:
        def stop(*given):
            raise KeyboardInterrupt
        patched.setattr(EchoStudy, 'measure', stop)
        with pytest.raises(KeyboardInterrupt):
            run(study, base, tmp_path / 'cut')
    monkeypatch.setattr(compare_module, 'train', None)  # would fail if anything were trained
    result, = run(study, base, tmp_path / 'cut')
    assert result.is_new and result.outcome.train_seconds > 0
    for name in ('right', 'trainable', 'steps', 'best_step', 'dev_loss'):
        assert getattr(result.outcome, name) == getattr(whole.outcome, name)


def test_a_trained_base_does_not_leak_into_the_next_cell(make_base, tmp_path):
    rate = {'learning_rate': 0.1}
    study = Experiments.model_validate({**SMALL, 'grids': [{'methods': [
        {'method': 'full', **rate}, {'method': 'lora', **rate}, 'empty']}]})
    task = EchoStudy()
    seen = []
    measure = task.measure
    task.measure = lambda lm, soft, template, count: seen.append(
        lm.fingerprint()) or measure(lm, soft, template, count)
    compare(study, str(make_base('llama')), {'command': task}, tmp_path)
    full, lora, empty = seen
    alone = compare_module.FrozenLM.load(make_base('llama')).fingerprint()
    assert empty == alone and len({full, lora, empty}) == 3


def test_sentences_are_measured_through_the_translator(make_base, tmp_path):
    (tmp_path / 'variation.yaml').write_bytes(share_path('data', 'variation.yaml').read_bytes())
    lines = [f'go {n} m => move forward distance="{n} m"\n' for n in range(1, 90)]
    (tmp_path / 'en_plain.txt').write_text(''.join(lines))
    (tmp_path / 'en_validation.txt').write_text('drive on => move forward\nstay => wait\n')
    task = CommandStudy(tmp_path)
    examples, development = task.examples(None, 1, 0), task.development(2)
    assert len(examples) == 2 * 86 and len(development) == 2
    assert not {row.source for row in development} & {row.source for row in examples[:86]}
    assert task.examples(5, 0, 1) == task.examples(5, 0, 1) != task.examples(5, 0, 2)
    assert [gold.text for gold in task.held_out(None)] == ['drive on', 'stay']
    study = Experiments.model_validate(
        {**SMALL, 'held_out': 1, 'grids': [{'methods': ['hard', 'p_tuning_v1'], 'lengths': [2]}]})
    results = compare(study, str(make_base('llama')), {'command': task}, tmp_path / 'out')
    assert [result.outcome.total for result in results] == [1, 1]


@pytest.fixture
def results(tmp_path) -> list[Result]:
    """Return results that nobody measured, to write about."""
    cells = study_of(methods=['prompt_tuning', 'lora', 'hard'], lengths=[5, 10],
                     seeds=[0, 1]).cells()
    made = []
    for number, cell in enumerate(cells):
        folder = tmp_path / cell.folder({})
        folder.mkdir()
        trained = {'dev_loss': 0.5, 'steps': 3, 'best_step': 3, 'train_seconds': 6.0}
        if cell.is_trained:
            (folder / 'metrics.jsonl').write_text(
                '{"step": 2, "loss": 1.5}\n{"step": 2, "dev_loss": 0.7}\n'
                '{"step": 3, "dev_loss": 0.5}\n')
        made.append(Result(cell, folder, 'base (tiny)', Outcome(
            80 + number, 100, (cell.tokens or 9) * 10 * cell.is_trained, 1000,
            **trained if cell.is_trained else {}), is_new=True))
    return made


def test_rows_give_mean_and_range_over_seeds(results):
    rows = {(row[1], row[2]): row for row in summary_rows(results)}
    assert rows['prompt_tuning', '5'][3:] == (
        '50', '5.000', '2', '80.5 (80.0 to 81.0)', '0.5000', '6', '2000')
    assert rows['hard', ''][3:] == ('0', '0.000', '1', '86.0', '', '', '')
    assert len(rows) == 4


def test_a_study_is_written(results, tmp_path):
    path = write_study(results, tmp_path / 'out')
    text = path.read_text()
    assert 'base (tiny)' in text and '| command | prompt_tuning | 5 | 50 |' in text
    for name in ('accuracy_by_parameters', 'accuracy_by_length', 'loss_curves'):
        assert f']({name}.png)' in text
        assert (tmp_path / 'out' / f'{name}.png').read_bytes().startswith(b'\x89PNG')
    with (tmp_path / 'out' / 'study.csv').open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(results) == 7
    assert (rows[0]['method'], rows[0]['tokens'], rows[0]['accuracy']) == (
        'prompt_tuning', '5', '80.0')
    shown = io.StringIO()
    Console(file=shown, width=200).print(table(results))
    assert '80.5 (80.0 to 81.0)' in shown.getvalue()


def test_a_study_without_training_has_fewer_pictures(results, tmp_path):
    text = write_study(results[-1:], tmp_path / 'out').read_text()
    assert 'accuracy_by_parameters' in text and 'loss_curves' not in text


def test_chance():
    assert chance(50, 100) == pytest.approx(9.8)


def test_progress_names_what_is_run_and_what_came_out(results, capsys):
    with study_progress(len(results)) as tell:
        for result in results:
            tell(result.cell, None)
            tell(result.cell, result)
    shown = capsys.readouterr().err
    assert 'command: lora, seed 1: 85.0 % of 100, 90 trained, 6 s' in shown
    assert '7/7' in shown


def test_a_result_tells_what_made_it(make_base, tmp_path):
    result, = run(study_of(methods=['few_shot']), make_base('llama'), tmp_path)
    record = json.loads((result.folder / 'result.json').read_text())
    assert record['cell']['shots'] == 2 and record['base'] == result.base
    assert record['outcome']['total'] == 2 and 'steps' not in record['cell']
