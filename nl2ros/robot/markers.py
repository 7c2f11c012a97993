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
Places, plan and goals for RViz, as a latched MarkerArray on ~/markers.

The picture is made again only when it changes, and never when nobody listens.
"""

from geometry_msgs.msg import Point
from nl2ros.plan import Plan
from nl2ros.robot.checks import has_motion
from nl2ros.robot.commander import Commander
from nl2ros.robot.messages import pose_message
from nl2ros.robot.motion import Pose
from nl2ros.robot.places import Places
from nl2ros.robot.preview import foresee, Way
from rclpy.node import Node
from rclpy.qos import DurabilityPolicy, QoSProfile
from std_msgs.msg import ColorRGBA
from visualization_msgs.msg import Marker, MarkerArray

PLACE, WAY, GOAL = (ColorRGBA(r=r, g=g, b=b, a=0.9) for r, g, b in (
    (0.25, 0.45, 0.8), (0.1, 0.65, 0.3), (0.9, 0.45, 0.1)))
NOWHERE = Way((), ())


class Markers:
    """Draws what a Commander knows and does; ``plan`` and ``show`` are all there is to call."""

    def __init__(self, node: Node, frame: str):
        self._node, self._frame = node, frame
        self._publisher = node.create_publisher(MarkerArray, '~/markers', QoSProfile(
            depth=1, durability=DurabilityPolicy.TRANSIENT_LOCAL))
        self._plan: Plan | None = None
        self._start: Pose | None = None
        self._drawn: object = None

    def plan(self, plan: Plan, commander: Commander, now: float) -> None:
        """Take in a plan that was understood; one that moves nothing leaves the picture alone."""
        if plan.is_ok and has_motion(plan):
            senses = commander.control.senses(now)
            self._plan, self._start = plan, senses.map_pose or Pose()

    def show(self, commander: Commander, places: Places, now: float) -> None:
        """Publish the picture if it has changed: while a plan goes on or waits, its way too."""
        if not self._publisher.get_subscription_count():
            self._drawn = None
            return
        is_on = commander.current is not None or commander.question.is_open
        coordinates = {name: places.find(name) for name in places.names}
        picture = (coordinates, self._plan if is_on else None, self._start)
        if picture == self._drawn:
            return
        self._drawn = picture
        way = NOWHERE
        if is_on and self._plan is not None:
            settings = commander.settings
            way = foresee(self._plan, self._start, commander.control.senses(now).start, places,
                          settings.motion, settings.limits)
        self._publisher.publish(MarkerArray(markers=[
            Marker(action=Marker.DELETEALL), *self._places(coordinates), *self._way(way)]))

    def _places(self, coordinates: dict[str, Pose]) -> list[Marker]:
        """Return an arrow and a name for every place."""
        markers = []
        for number, (name, pose) in enumerate(coordinates.items()):
            markers.append(self._marker('places', number, Marker.ARROW, pose, PLACE,
                                        (0.35, 0.07, 0.07)))
            text = self._marker('names', number, Marker.TEXT_VIEW_FACING, pose, PLACE,
                                (0.0, 0.0, 0.25))
            text.text, text.pose.position.z = name, 0.4
            markers.append(text)
        return markers

    def _way(self, way: Way) -> list[Marker]:
        """Return a line along the way and an arrow at each goal."""
        if len(way.points) < 2:
            return []
        line = self._marker('way', 0, Marker.LINE_STRIP, Pose(), WAY, (0.04, 0.0, 0.0))
        line.points = [Point(x=pose.x, y=pose.y, z=0.05) for pose in way.points]
        return [line, *(self._marker('goals', number, Marker.ARROW, pose, GOAL, (0.5, 0.1, 0.1))
                        for number, pose in enumerate(way.goals))]

    def _marker(self, group: str, number: int, kind: int, pose: Pose, colour: ColorRGBA,
                size: tuple[float, float, float]) -> Marker:
        marker = Marker(ns=group, id=number, type=kind, action=Marker.ADD, color=colour,
                        pose=pose_message(pose))
        marker.header.frame_id = self._frame
        marker.scale.x, marker.scale.y, marker.scale.z = size
        return marker
