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

"""The demo as a newcomer runs it: a command, a robot that obeys, a picture, nothing left over."""

from pathlib import Path
import signal
import time

from conftest import ROOT, wait_until
import pytest

pytestmark = [
    pytest.mark.timeout(600),
    pytest.mark.skipif(not (ROOT / 'models' / 'base' / 'config.json').exists(),
                       reason='models/base is not there: no language model to translate with'),
]
PATIENCE_S = 300.0


def children_of(domain: int) -> list[str]:
    """List the node and simulator processes that live on a ROS domain."""
    found = []
    for process in Path('/proc').glob('[0-9]*'):
        try:
            command = (process / 'cmdline').read_bytes()
            is_ours = f'ROS_DOMAIN_ID={domain}\0'.encode() in (process / 'environ').read_bytes()
        except OSError:
            continue  # it has just ended, or is not ours to look at
        if is_ours and (b'nl2ros.robot.node' in command or b'nl2ros.simulation.node' in command):
            found.append(command.decode())
    return found


@pytest.fixture
def demo(domain, start, tmp_path):
    """Return what starts the demo with sentences, and where its picture will be."""
    picture = tmp_path / 'way.png'

    def run(*sentences: str):
        return start('-m', 'nl2ros.cli', 'demo', '--picture', str(picture), *sentences), picture
    return run


def test_sentences_are_obeyed_and_drawn(domain, demo):
    """Both sentences succeed, the picture is there, and both processes are gone."""
    process, picture = demo('go forward half a meter', 'turn left 90 degrees')
    wait_until(lambda: not process.is_alive(), lambda: time.sleep(0.1), PATIENCE_S)
    assert process.wait() == 0, process.output
    assert process.output.count('succeeded') == 2
    assert 'ros2 topic pub' in process.output
    assert picture.read_bytes()[:4] == b'\x89PNG'
    assert not children_of(domain)


def test_refused_sentence_is_an_exit_code(domain, demo):
    """Scripts can see that a sentence was not carried out."""
    process, picture = demo('sing me a song')
    wait_until(lambda: not process.is_alive(), lambda: time.sleep(0.1), PATIENCE_S)
    assert process.wait() == 1, process.output
    assert 'rejected' in process.output
    assert picture.exists()
    assert not children_of(domain)


@pytest.mark.parametrize('number, code', [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_interrupted_demo_leaves_nothing(domain, demo, number, code):
    """Ctrl-C stops the robot and leaves a picture; neither signal leaves a process."""
    process, picture = demo('go to the bedroom')
    wait_until(lambda: 'navigate to' in process.output or not process.is_alive(),
               lambda: time.sleep(0.1), PATIENCE_S)
    process.send(number)
    wait_until(lambda: not process.is_alive(), lambda: time.sleep(0.1), PATIENCE_S)
    assert process.wait() == code, process.output
    assert picture.exists() == (number == signal.SIGINT)
    assert not children_of(domain)


def test_killed_demo_leaves_nothing(domain, demo):
    """Even a demo that cannot clean up takes its processes with it."""
    process, _ = demo('go to the bedroom')
    wait_until(lambda: len(children_of(domain)) == 2, lambda: time.sleep(0.1), PATIENCE_S)
    process.send(signal.SIGKILL)
    process.wait()
    wait_until(lambda: not children_of(domain), lambda: time.sleep(0.1), PATIENCE_S)
