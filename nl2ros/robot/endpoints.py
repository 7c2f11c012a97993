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

"""What the graph of a ROS 2 system says of its nodes. No ROS here: who looks gives what he saw."""

UNKNOWN = '_NODE_NAME_UNKNOWN_'     # rmw's name of a node that is still being discovered


def names_of(endpoints: list) -> list[str]:
    """Return the full names of the nodes that rclpy's endpoints belong to, as far as known."""
    return [f'{info.node_namespace.rstrip("/")}/{info.node_name}' for info in endpoints
            if info.node_name != UNKNOWN]
