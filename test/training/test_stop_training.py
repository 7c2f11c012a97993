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

"""What sounds like a stop makes the robot brake, though no rule knows it."""

from nl2ros.errors import ModelError
from nl2ros.language.stop_classifier import BUCKETS, features, FILE, StopClassifier, StopSense
from nl2ros.resources import share_path
from nl2ros.training.corpus import read_labelled
from nl2ros.training.stop_training import is_labelled_stop, measure, train_stop_classifier
import numpy as np
import pytest
from safetensors.numpy import save_file


@pytest.fixture(scope='module')
def shipped():
    return StopClassifier.load(share_path('models'))


def test_validation_stops_brake_and_hardly_anything_else_does(shipped):
    files = sorted(share_path('data').glob('*_validation*.txt'))
    score = measure(shipped, list(read_labelled(files)))
    assert score.stops > 50 and len(score.missed) / score.stops <= 0.02, score.missed
    assert len(score.needless) / score.others <= 0.02, score.needless
    assert len(score.swallowed) / score.others <= 0.002, score.swallowed


@pytest.mark.parametrize('text', ['freez robot', 'leave off moving', 'ရပ်လိုက်ပါတော့ဗျာ'])
def test_stops_that_the_guard_does_not_list(shipped, text):
    assert shipped.is_like_stop(text) and StopSense(shipped).starts_with_stop(text)


def test_only_words_that_are_certain_pass_the_model_by(shipped):
    sense = StopSense(shipped)
    assert sense.is_stop('stop!') and not sense.is_stop('leave off moving')
    assert sense.starts_with_stop('stop, then go left') and not sense.starts_with_stop('go left')


@pytest.mark.parametrize('text', [
    '', '   ', 'go to the bus stop', 'go two metres forward', 'keep going until i say stop',
    'x' * 100_000, '\x00\u202e', 'ရှေ့ကို ၂ မီတာ သွားပါ'])
def test_what_is_no_stop(shipped, text):
    assert not shipped.is_like_stop(text)


def test_it_learns_from_sentences_and_survives_its_file(tmp_path):
    path = tmp_path / 'en.txt'
    path.write_text('quit it => stop\nquit that now => stop\ngo on => move forward\n'
                    'go left => turn left\nquit it, then go left => stop ; turn left\n')
    labelled = list(read_labelled([path]))
    train_stop_classifier(labelled).save(tmp_path)
    classifier = StopClassifier.load(tmp_path)
    for item in labelled:
        assert (classifier.score(item.sentence.text) > 0) == is_labelled_stop(item)
    assert classifier.score('quit') == pytest.approx(
        StopClassifier.load(tmp_path).score('quit'))
    assert all(0 <= bucket < BUCKETS for bucket in features('quit it'))


@pytest.mark.parametrize('content', [b'', b'no weights', None])
def test_a_damaged_file_is_named(tmp_path, content):
    if content is None:
        save_file({'weights': np.zeros(3, np.float16), 'bias': np.zeros(1, np.float32)},
                  tmp_path / FILE)
    elif content:
        (tmp_path / FILE).write_bytes(content)
    with pytest.raises(ModelError, match=FILE):
        StopClassifier.load(tmp_path)
