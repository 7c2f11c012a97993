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
All settings of the robot room in one frozen value, validated when it is made.

Their names, defaults, ranges and descriptions stand once, here and in the rooms' own models; the
node declares its ROS parameters from them.
"""

from typing import Literal

from nl2ros.robot.confirmation import RISKY
from nl2ros.robot.guards import FenceSettings, ScanGuardSettings
from nl2ros.robot.safety import Limits
from nl2ros.robot.targets import MotionSettings
from pydantic import BaseModel, ConfigDict, Field, model_validator


class NodeSettings(BaseModel):
    """What the node itself needs to know; as ROS parameters these have no prefix."""

    model_config = ConfigDict(extra='forbid', frozen=True)

    model: str = Field(
        '', description='folder with base/ and prompts/; empty: the one that ships')
    prompt: str = Field(
        'command', pattern=r'\S',
        description='soft prompt: name in prompts/, or a folder; may be changed while running')
    confidence_threshold: float = Field(
        0.3, ge=0.0, le=1.0,
        description='a plan that the model is less sure of is asked back, not executed')
    places_file: str = Field(
        '', description='YAML file of places; empty: the one that ships')
    cmd_vel_type: Literal['auto', 'twist', 'twist_stamped'] = Field(
        'auto', description='auto (what subscribers of cmd_vel take), twist, twist_stamped')
    base_frame: str = Field(
        'base_link', description='frame_id of a TwistStamped')
    map_frame: str = Field(
        'map', description='frame that places and navigation goals are in')
    rate: float = Field(
        20.0, ge=5.0, le=200.0, description='velocities published a second')
    odom_timeout: float = Field(
        1.0, ge=0.05, le=10.0, description='odometry older than this is not trusted, s')
    clock_timeout: float = Field(
        1.0, ge=0.2, le=60.0, description='a clock that stands still this long means stop, s')
    translation_timeout: float = Field(
        30.0, ge=0.1, le=600.0, description='understanding a sentence may take this long, s')
    max_text_length: int = Field(
        600, ge=10, le=600,     # more than that the translator does not read
        description='longer commands are refused, characters')
    confirm: Literal['never', 'risky', 'always'] = Field(
        'never', description=f'ask before moving: never, always, or if risky: {RISKY}')
    confirm_timeout: float = Field(
        30.0, ge=1.0, le=600.0, description='a plan that nobody confirms this long is dropped, s')


class NavigationSettings(BaseModel):
    """What Nav2 drives, and how long to be patient with it; nothing moves when that is over."""

    model_config = ConfigDict(extra='forbid', frozen=True)

    motion: Literal['cmd_vel', 'nav2'] = Field(
        'cmd_vel', description='who drives moves and turns: cmd_vel (this node, on odometry) or '
        'nav2 (Spin, DriveOnHeading, BackUp: the costmap guards them)')
    through_poses: bool = Field(
        False, description='places that follow one another are one NavigateThroughPoses goal')

    server_timeout: float = Field(
        5.0, ge=0.1, le=120.0, description='waiting for the action server to be there, s')
    answer_timeout: float = Field(
        5.0, ge=0.1, le=120.0, description='waiting for a goal to be accepted, s')
    silence_timeout: float = Field(
        10.0, ge=0.5, le=120.0, description='feedback that ceases for this long means death, s')
    cancel_timeout: float = Field(
        3.0, ge=0.1, le=60.0, description='waiting for a cancelled goal to let go, s')
    timeout: float = Field(
        600.0, ge=1.0, le=86400.0, description='longest way to a place, s')


class Settings(BaseModel):
    """Everything; a field but ``node`` is a prefix of ROS parameters, as in limits.distance."""

    model_config = ConfigDict(extra='forbid', frozen=True)

    node: NodeSettings = NodeSettings()
    motion: MotionSettings = MotionSettings()
    limits: Limits = Limits()
    navigation: NavigationSettings = NavigationSettings()
    guard: ScanGuardSettings = ScanGuardSettings()
    fence: FenceSettings = FenceSettings()

    @model_validator(mode='after')
    def _fence_is_watched(self) -> 'Settings':
        if self.fence.enabled and self.navigation.motion == 'nav2':
            raise ValueError('navigation.motion = nav2 knows no fence: set fence.enabled to false '
                             '(a keepout filter of Nav2 does the same), or navigation.motion to '
                             'cmd_vel')
        return self
