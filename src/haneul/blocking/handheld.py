"""A camera held by hand, for pictures as one that stands takes them: each is moved and turned as a whole.

So film crews add it to a shot afterwards. A model that paints four frames at once paints what stands in them far better
than what trembles (docs/lab-notes.md).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from haneul.blocking.camera import trembling

ROOM = 1.1  # how much larger a picture is shown than it was taken, for nothing is known beyond its sides

Ways = NDArray[np.float64]


def held(seconds: NDArray[np.float64], seed: int, aspect: float) -> Ways:
    """Where the places (x, y, 1) of a picture of `aspect` (width over height) that trembles are in the one that does
    not, both -1..1 from the upper left corner, at `seconds` (T,): (T, 2, 3)."""
    x, y, roll = (min(1.0, aspect) * shift for shift in trembling(seconds, seed))  # of the shorter side
    cos, sin = np.cos(roll) / ROOM, np.sin(roll) / ROOM
    rows = [[cos, -sin / aspect, 2 * x / aspect], [sin * aspect, cos, 2 * y]]
    return np.stack([np.stack(row, -1) for row in rows], -2)


def shown(boxes: NDArray[np.float64], ways: Ways) -> NDArray[np.float64]:
    """Boxes (T, 4) left, top, right, bottom relative to the picture where they are seen in the one that trembles."""
    back = np.linalg.inv(ways[:, :, :2])
    middle = (boxes[:, :2] + boxes[:, 2:] - 1)[:, :, None] - ways[:, :, 2:]
    middle = ((back @ middle)[:, :, 0] + 1) / 2
    half = ROOM * (boxes[:, 2:] - boxes[:, :2]) / 2
    return np.concatenate([middle - half, middle + half], 1)
