"""How sharp pictures are: the slope of brightness from pixel to pixel."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from haneul.canvas import Frames

BRIGHTNESS = np.asarray([0.299, 0.587, 0.114], np.float32)  # of red, green, blue (ITU-R BT.601)
EDGES = 0.05  # the share of pixels with the steepest slope that count as edges


def slopes(frame: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Length of the gradient of brightness (H - 1, W - 1) of a picture (H, W, 3), in levels a pixel."""
    grey = frame.astype(np.float32) @ BRIGHTNESS
    down, right = np.diff(grey, axis=0)[:, :-1], np.diff(grey, axis=1)[:-1]
    found: NDArray[np.float32] = np.hypot(down, right)
    return found


def sharpness(frames: Frames) -> float:
    """Root mean square slope over frames (T, H, W, 3), in levels a pixel; 0 for an even grey.

    The plain mean would not do: a step spread over more pixels is less steep on as many more of them.
    """
    return float(np.sqrt(np.mean([np.square(slopes(frame)).mean() for frame in frames])))


def edge_sharpness(made: Frames, true: Frames) -> float:
    """How steep `made` is where `true` has its edges, relative to it: 1 as sharp, below 1 blurred.

    Both (T, H, W, 3) of one size; edges are the steepest twentieth of the true pixels of each frame.
    """
    have, want = 0.0, 0.0
    for frame, truth in zip(made, true, strict=True):
        wanted = slopes(truth)
        edge = wanted >= np.quantile(wanted, 1 - EDGES)
        have, want = have + float(slopes(frame)[edge].sum()), want + float(wanted[edge].sum())
    return have / max(want, 1e-6)
