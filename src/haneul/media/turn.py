"""Which way up stored pictures are to be seen: phones store them as the sensor lies and say so."""

from __future__ import annotations

from typing import Any

import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

Turn = tuple[bool, bool, bool]
"""Across (rows become columns), then mirrored in x, then mirrored in y."""


def turn_of(frame: VideoFrame) -> Turn:
    """From the display matrix: (a, b, c, d) sends (x, y) to (a x + c y, b x + d y), 16.16 fixed point."""
    data: Any = frame.side_data.get("DISPLAYMATRIX")
    if data is None:
        return False, False, False
    a, b, _, c, d = np.frombuffer(bytes(data), np.int32)[:5]
    if abs(int(a)) + abs(int(d)) < abs(int(b)) + abs(int(c)):
        return True, bool(c < 0), bool(b < 0)
    return False, bool(a < 0), bool(d < 0)


def turned(pixels: NDArray[np.uint8], turn: Turn) -> NDArray[np.uint8]:
    """(H, W, 3) as it is to be seen; a view."""
    across, flip_x, flip_y = turn
    if across:
        pixels = pixels.swapaxes(0, 1)
    return pixels[:: -1 if flip_y else 1, :: -1 if flip_x else 1]


def degrees(turn: Turn) -> int:
    """Clockwise; of a mirrored picture, that of the turn alone."""
    across, flip_x, flip_y = turn
    if across:
        return 90 if flip_x else 270
    return 180 if flip_x and flip_y else 0
