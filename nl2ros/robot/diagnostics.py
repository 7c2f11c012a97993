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

"""The node's heartbeat on /diagnostics: how it is, and what is wrong around it."""

from typing import TYPE_CHECKING

from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus, KeyValue

if TYPE_CHECKING:
    from nl2ros.robot.command_node import CommandNode


def diagnose(node: 'CommandNode') -> DiagnosticArray:
    """Look around and return what to publish; the first trouble found is the headline."""
    localisation = node.commander.control.localisation
    current = node.commander.current
    level, message = _trouble(node)
    values = {
        'command': 'none' if current is None else f'{current.number}: {current.text}',
        'model': 'loading' if node.translations.is_loading else
                 'broken' if node.translations.load_error else 'ready',
        'prompt': node.commander.settings.node.prompt,
        'odometry': 'none or old' if localisation.pose(node.now()) is None else 'fresh',
        'navigation': 'there' if node.navigator.is_there else 'not there',
        'cmd_vel': f'{node.output.sending}, wanted as {", ".join(node.output.wanted()) or "none"}',
        'other publishers on cmd_vel': ', '.join(node.output.rivals.drivers) or 'none',
    }
    status = DiagnosticStatus(
        level=level, name=f'{node.get_fully_qualified_name()}: commands', message=message,
        hardware_id='nl2ros',
        values=[KeyValue(key=key, value=value) for key, value in values.items()])
    array = DiagnosticArray(status=[status])
    array.header.stamp = node.get_clock().now().to_msg()
    return array


def _trouble(node: 'CommandNode') -> tuple[bytes, str]:
    if node.translations.load_error is not None:
        return DiagnosticStatus.ERROR, f'no language model: {node.translations.load_error}'
    rival = node.output.rival()
    if rival is not None:
        return DiagnosticStatus.WARN, rival.text('en')
    wanted = node.output.wanted()
    if not wanted:
        return DiagnosticStatus.WARN, 'nobody listens on cmd_vel'
    if wanted != [node.output.sending]:
        return (DiagnosticStatus.WARN, f'cmd_vel is sent as {node.output.sending}, '
                                       f'wanted as {" and ".join(wanted)}')
    if node.translations.is_loading:
        return DiagnosticStatus.OK, 'loading the language model'
    return DiagnosticStatus.OK, 'ready' if node.commander.current is None else 'executing'
