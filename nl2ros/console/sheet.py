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

"""The map of a map server as a picture that a page can show."""

from base64 import b64encode
from collections.abc import Sequence
from io import BytesIO

from nl2ros.console.board import Sheet
from nl2ros.robot.motion import Pose
import numpy as np
from PIL import Image

WALL = (100, 112, 133)


def draw_sheet(cells: Sequence[int], columns: int, rows: int, resolution: float,
               origin: Pose) -> Sheet:
    """
    Draw an occupancy grid: its walls in grey, its floor white, the unknown left out.

    :param cells: 0 free to 100 occupied, -1 unknown; row by row from the lower left corner
        (nav_msgs/OccupancyGrid)
    :param resolution: width of a cell, m
    """
    grid = np.asarray(cells, dtype=np.int16).reshape(rows, columns)[::-1]
    picture = np.zeros((rows, columns, 4), dtype=np.uint8)
    picture[..., :3] = np.where((grid > 50)[..., None], WALL, 255)
    picture[..., 3] = np.where(grid > 50, 255, np.where(grid >= 0, 60, 0))
    file = BytesIO()
    Image.fromarray(picture).save(file, 'png', optimize=True)
    return Sheet('data:image/png;base64,' + b64encode(file.getvalue()).decode('ascii'), origin,
                 columns * resolution, rows * resolution)
