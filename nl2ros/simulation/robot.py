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
A differential-drive robot in MuJoCo, of the shape, weight and motors of a TurtleBot3 Burger.

Two driven wheels and a caster touch the floor with friction, so they slip; odometry takes the way
from the wheel encoders and the heading from a gyro, as TurtleBot3 does, so it drifts. Time moves
only in ``Robot.step``. No ROS here.
Dimensions: https://emanual.robotis.com/docs/en/platform/turtlebot3/features/
"""

import math

import mujoco
from nl2ros.robot.motion import Pose, STILL, Velocity, wrap
from nl2ros.simulation.world import HOUSE, House
import numpy as np

WHEEL_RADIUS = 0.033
TRACK = 0.160
RADIUS = 0.125
MAX_WHEEL_SPEED = 0.5
COMMAND_TIMEOUT_S = 0.5
PERIOD_S = 0.02
SCAN_RANGE = (0.12, 3.5)
SCAN_RAYS = 360
SCAN_NOISE = 0.01
TICKS_PER_TURN = 4096
GYRO_SCALE = 1.002
GYRO_NOISE = 2.5e-5  # rad in one period: 0.01 deg/s per square root of Hz

_BURGER = """
<mujoco model="burger">
  <option timestep="0.002" integrator="implicitfast" cone="elliptic" impratio="30"/>
  <worldbody>
    <geom name="floor" type="plane" size="6 5 0.1" friction="0 0 0"/>
    <body name="base_footprint">
      <freejoint name="base"/>
      <geom name="chassis" type="box" size="0.069 0.065 0.07" pos="-0.032 0 0.085" mass="0.40"
            friction="0.2"/>
      <geom name="battery" type="box" size="0.06 0.06 0.015" pos="-0.028 0 0.03" mass="0.45"
            friction="0.2"/>
      <geom name="lidar" type="cylinder" size="0.035 0.02" pos="-0.032 0 0.172" mass="0.08"/>
      <geom name="caster" type="sphere" size="0.01" pos="-0.081 0 0.0102" mass="0.01"
            friction="0.02 0 0" priority="1" condim="3"/>
      <body name="left_wheel" pos="0 0.08 0.033">
        <joint name="left_wheel" type="hinge" axis="0 1 0" armature="0.0002" damping="0.0005"/>
        <geom type="ellipsoid" size="0.033 0.018 0.033" mass="0.03" condim="6"
              friction="0.9 0.001 0.00005"/>
      </body>
      <body name="right_wheel" pos="0 -0.08 0.033">
        <joint name="right_wheel" type="hinge" axis="0 1 0" armature="0.0002" damping="0.0005"/>
        <geom type="ellipsoid" size="0.033 0.018 0.033" mass="0.03" condim="6"
              friction="0.9 0.001 0.00005"/>
      </body>
    </body>
  </worldbody>
  <actuator>
    <velocity joint="left_wheel" kv="0.2" forcerange="-0.05 0.05"/>
    <velocity joint="right_wheel" kv="0.2" forcerange="-0.05 0.05"/>
  </actuator>
</mujoco>
"""


def build_model(house: House) -> mujoco.MjModel:
    """Compile the robot and everything solid in the house into one MuJoCo model."""
    spec = mujoco.MjSpec.from_string(_BURGER)
    for block in house.blocks:
        half_height = block.height / 2
        cylinder = [block.width / 2, half_height, 0]
        box = [block.width / 2, block.depth / 2, half_height]
        spec.worldbody.add_geom(
            type=mujoco.mjtGeom.mjGEOM_CYLINDER if block.is_round else mujoco.mjtGeom.mjGEOM_BOX,
            size=cylinder if block.is_round else box, pos=[block.x, block.y, half_height])
    return spec.compile()


class Robot:
    """
    The robot in the house.

    ``true_pose`` is where it is, ``odometry`` where it believes to be; both are `Pose`.
    ``velocity`` is measured over the last period.
    """

    def __init__(self, house: House = HOUSE, start: Pose = Pose(), seed: int = 0) -> None:
        self._model = build_model(house)
        self._data = mujoco.MjData(self._model)
        self._base = self._model.body('base_footprint').id
        self._wheels = [self._model.joint(name).qposadr[0]
                        for name in ('left_wheel', 'right_wheel')]
        self._substeps = round(PERIOD_S / self._model.opt.timestep)
        self._random = np.random.default_rng(seed)
        self._rays = np.linspace(0, 2 * math.pi, SCAN_RAYS, endpoint=False)
        self._pending_s = 0.0
        self._commanded_at = -math.inf
        self._data.qpos[:2] = start.x, start.y
        self._data.qpos[3], self._data.qpos[6] = math.cos(start.yaw / 2), math.sin(start.yaw / 2)
        mujoco.mj_forward(self._model, self._data)
        self._ticks = self._read_encoders()
        self._heading = start.yaw
        self.odometry = start
        self.velocity = STILL

    @property
    def time(self) -> float:
        """Tell the simulated time in s since the robot was made."""
        return self._data.time

    @property
    def true_pose(self) -> Pose:
        """Tell where the robot really is: base_footprint in the map."""
        x, y = self._data.xpos[self._base][:2]
        forward = self._data.xmat[self._base].reshape(3, 3)[:, 0]
        return Pose(float(x), float(y), math.atan2(forward[1], forward[0]))

    def command(self, velocity: Velocity) -> None:
        """
        Set the wanted velocity; it lapses after COMMAND_TIMEOUT_S.

        Wheels that would turn too fast are slowed down together, so that the curve stays.
        ValueError when it is not finite.
        """
        if not velocity.is_finite:
            raise ValueError(f'{velocity}: must be finite')
        turn = velocity.angular * TRACK / 2
        wheels = np.array([velocity.linear - turn, velocity.linear + turn])
        fastest = np.abs(wheels).max()
        if fastest > MAX_WHEEL_SPEED:
            wheels *= MAX_WHEEL_SPEED / fastest
        self._data.ctrl[:] = wheels / WHEEL_RADIUS
        self._commanded_at = self.time

    def step(self, dt: float) -> int:
        """
        Let ``dt`` seconds pass, in whole periods of PERIOD_S; the rest is kept for the next call.

        Return how many periods passed.
        """
        self._pending_s += dt
        periods = int(self._pending_s / PERIOD_S + 1e-9)
        self._pending_s = max(0.0, self._pending_s - periods * PERIOD_S)
        for _ in range(periods):
            if self.time - self._commanded_at > COMMAND_TIMEOUT_S:
                self._data.ctrl[:] = 0
            mujoco.mj_step(self._model, self._data, self._substeps)
            self._integrate()
        return periods

    def scan(self) -> np.ndarray:
        """
        Return one turn of the laser: SCAN_RAYS distances in m, counter-clockwise from ahead.

        Infinity where nothing is in range, as REP-117 wants it.
        """
        lidar = self._data.geom('lidar')
        turn = lidar.xmat.reshape(3, 3)
        rays = np.stack([np.cos(self._rays), np.sin(self._rays), np.zeros(SCAN_RAYS)], axis=1)
        hit = np.empty(SCAN_RAYS, dtype=np.int32)
        distances = np.empty(SCAN_RAYS)
        mujoco.mj_multiRay(
            m=self._model, d=self._data, pnt=lidar.xpos, vec=(rays @ turn.T).ravel(),
            geomgroup=None, flg_static=True, bodyexclude=self._base, geomid=hit, dist=distances,
            normal=None, nray=SCAN_RAYS, cutoff=SCAN_RANGE[1])
        distances[hit < 0] = math.inf
        distances += self._random.normal(0, SCAN_NOISE, SCAN_RAYS)
        distances[(distances < SCAN_RANGE[0]) | (distances > SCAN_RANGE[1])] = math.inf
        return distances

    def _read_encoders(self) -> np.ndarray:
        return np.floor(self._data.qpos[self._wheels] / (2 * math.pi) * TICKS_PER_TURN)

    def _integrate(self) -> None:
        """Dead reckoning over one period, the way taken as an arc."""
        ticks = self._read_encoders()
        rolled = (ticks - self._ticks) / TICKS_PER_TURN * 2 * math.pi * WHEEL_RADIUS
        self._ticks = ticks
        forward = float(rolled.mean())
        heading = self.true_pose.yaw
        turned = (wrap(heading - self._heading) * GYRO_SCALE
                  + self._random.normal(0, GYRO_NOISE))
        self._heading = heading
        self.odometry = self.odometry.after(Velocity(forward, turned), 1.0)
        self.velocity = Velocity(forward / PERIOD_S, turned / PERIOD_S)
