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
What one step of a plan does, tick by tick: drive, navigate, wait, brake, or have an effect.

Each activity answers a tick with a Velocity to publish, None to keep off cmd_vel, Done or Failed.
"""

from collections.abc import Callable
from dataclasses import dataclass

from nl2ros.plan import Report, SavePlace
from nl2ros.robot.drive import Done, Drive, Failed
from nl2ros.robot.goals import Goal, Navigation, Navigator
from nl2ros.robot.motion import Pose, STILL, Velocity, wrap
from nl2ros.robot.safety import Limits
from nl2ros.robot.speech import Notice
from nl2ros.robot.targets import Drivable, MotionSettings

BRIDGED_AFTER_S = 0.25      # odometry that pauses this long is filled in by reckoning

Answer = Velocity | Done | Failed | None
Effect = SavePlace | Report


@dataclass(frozen=True)
class Senses:
    """What the robot knows at one tick; None where it knows nothing it could trust."""

    now: float
    pose: Pose | None = None        # in the odometry frame, smooth: what motions are closed on
    map_pose: Pose | None = None    # in the map frame: what places are
    start: Pose | None = None       # where this node found the robot first, in the map frame
    pose_age: float = 0.0           # s
    sent: Velocity = STILL          # the velocity published last
    held_by: Notice | None = None   # why speed was taken away from it, if it was


class Driving:
    """Drive on odometry; where there is none, on the pose that the sent velocities add up to."""

    def __init__(self, step: Drivable, settings: MotionSettings, limits: Limits, senses: Senses,
                 notice: Notice | None = None):
        self._settings = settings
        self._is_closed = senses.pose is not None
        self._reckoned = senses.pose or Pose()
        self._now, self._heard = senses.now, senses.now - senses.pose_age
        self._drive = Drive(step, settings, limits, self._reckoned, senses.now)
        self.notice = self._drive.target.notice or (
            notice if self._is_closed else Notice('timed'))

    @property
    def detail(self) -> dict:
        """Return how far it is, and whether that is measured."""
        detail = {'closed_loop': self._is_closed, 'progress': round(self._drive.progress, 4)}
        if self._drive.remaining is not None:
            detail['remaining'] = round(self._drive.remaining, 4)
        return detail

    def tick(self, senses: Senses) -> Answer:
        """Take the next pose, measured or reckoned, and drive on."""
        seconds, self._now = senses.now - self._now, senses.now
        self._reckoned = self._reckoned.after(senses.sent, seconds)
        pose = self._reckoned
        if self._is_closed:
            if senses.pose is None:
                return Failed(Notice('odom_lost'))
            if senses.now - senses.pose_age > self._heard + 1e-6:
                trouble = self._measure(senses, seconds)
                if trouble:
                    return trouble
            if senses.pose_age <= BRIDGED_AFTER_S:
                pose = senses.pose
        return self._drive.tick(pose, senses.now, senses.held_by)

    def _measure(self, senses: Senses, seconds: float) -> Failed | None:
        """Take in new odometry, if it can be true: no robot is suddenly somewhere else."""
        pose, most = senses.pose, self._settings.odom_jump
        jump = max(pose.distance_to(self._reckoned),
                   most * abs(wrap(pose.yaw - self._reckoned.yaw)))
        if jump > most + abs(senses.sent.linear) * (seconds + senses.pose_age):
            return Failed(Notice('odom_jump'))
        self._heard, self._reckoned = senses.now - senses.pose_age, pose
        return None


class Going:
    """Let the navigator drive to one goal, once the robot stands still."""

    def __init__(self, navigator: Navigator, find: Callable[[Senses], Goal | Notice],
                 notice: Notice | None = None, farewell: Notice | None = None):
        """
        Take how the goal is found when the robot stands, or why it is not.

        ``notice`` is told meanwhile, ``farewell`` at a good end.
        """
        self._navigator, self._find = navigator, find
        self.notice, self._farewell = notice, farewell
        self._count = 0     # poses of the goal; 0 until it is sent
        self.detail: dict = {}

    @property
    def passed(self) -> int:
        """Return how many poses of several have been reached already."""
        return max(self._count - max(self.detail.get('poses_remaining', self._count), 1), 0)

    def tick(self, senses: Senses) -> Answer:
        """Hand cmd_vel over to the navigator, and watch."""
        if not self._count:
            if senses.sent != STILL:
                return STILL
            goal = self._find(senses)
            if isinstance(goal, Notice):
                return Failed(goal)
            self._navigator.send(goal, senses.now)
            self._count = len(goal) if isinstance(goal, tuple) else 1
        trip = self._navigator.tick(senses.now)
        self.detail = trip.detail
        if trip.state is Navigation.ACTIVE:
            return None
        return Done(self._farewell) if trip.state is Navigation.SUCCEEDED else Failed(trip.notice)


class Waiting:
    """Stand still for a time; for ever where none was said and another step follows."""

    def __init__(self, duration: float | None, is_last: bool, now: float):
        self._duration, self._is_last, self._began = duration, is_last, now
        self.notice = Notice('waiting') if duration is None else None
        self.detail: dict = {}

    def tick(self, senses: Senses) -> Answer:
        """Keep still. A last "wait here" is done at once: a finished robot stands still anyway."""
        if self._duration is None:
            return Done(self.notice) if self._is_last else STILL
        left = self._began + self._duration - senses.now
        self.detail = {'remaining': round(max(left, 0.0), 2)}
        return Done() if left <= 0 else STILL


class Acting:
    """Do at once what is not motion."""

    notice, detail = None, {}

    def __init__(self, effect: Effect, perform: Callable[[Effect, Senses], Done | Failed]):
        self._effect, self._perform = effect, perform

    def tick(self, senses: Senses) -> Answer:
        """Do it, and tell how it went."""
        return self._perform(self._effect, senses)


class Braking:
    """Stop, and everybody else as well; the executor sees to it that no ramp softens it."""

    notice, detail = None, {}

    def __init__(self, navigator: Navigator):
        self._navigator: Navigator | None = navigator

    def tick(self, senses: Senses) -> Answer:
        """Give up every goal at first, also those of others; send zero until zero was sent."""
        navigator, self._navigator = self._navigator, None
        if navigator is not None:
            navigator.stop(senses.now)
        return Done(Notice('stopped')) if senses.sent == STILL else STILL


Activity = Driving | Going | Waiting | Acting | Braking
