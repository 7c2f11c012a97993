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

"""Where processes meet: ROS domains and ports that are nobody else's."""

import socket
import sys

from nl2ros.errors import ConfigError, Nl2RosError
from nl2ros.simulation.processes import free_port, local, own_domain, PORT, TRIES
import pytest

NONE = range(901, 903)      # no ROS uses such domains, so nobody is kept from one


@pytest.mark.skipif(sys.platform != 'linux', reason='domains are claimed on Linux only')
def test_a_domain_is_claimed_once():
    """Two at once never have the same; each is free again when it is left."""
    with own_domain(NONE) as first:
        with own_domain(NONE) as second:
            assert {first, second} == {*NONE}
            with pytest.raises(Nl2RosError, match='from 901 to 902 is in use'), own_domain(NONE):
                pass
        with own_domain(NONE) as third:
            assert third == second


@pytest.mark.parametrize('distribution, more', [
    ('jazzy', {}), ('humble', {'ROS_LOCALHOST_ONLY': '1'})])
def test_local(monkeypatch, distribution, more):
    """Only Humble is told in its old way: later ones warn of that."""
    monkeypatch.setenv('ROS_DISTRO', distribution)
    variables = local(7)
    assert variables.pop('FASTRTPS_DEFAULT_PROFILES_FILE').endswith('fastdds.xml')
    assert variables == {
        'ROS_DOMAIN_ID': '7', 'ROS_AUTOMATIC_DISCOVERY_RANGE': 'LOCALHOST', **more}


def test_port_that_is_taken():
    """Without a wish the next is taken; a wish that cannot be met is an error that says so."""
    with socket.socket() as other:
        other.bind(('127.0.0.1', 0))
        other.listen()
        taken = other.getsockname()[1]
        with pytest.raises(ConfigError, match=f'127.0.0.1, port {taken}'):
            free_port('127.0.0.1', taken)
    assert PORT <= free_port('127.0.0.1') < PORT + TRIES
