"""What an operation kept and what it touched: exactness, leakage, layout, place. Pure functions of frames.

Frames are (T, H, W, 3) uint8, masks and noise maps (T, H, W).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from einops import reduce
from numpy.typing import NDArray

from haneul.canvas import Frames, NoiseMap, Region
from haneul.grading.sharpness import BRIGHTNESS

COARSE = 8  # pixels a side of the squares whose brightness is the layout
WINDOW = 4  # squares a side between which SSIM is taken
C1, C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2  # Wang et al. 2004


def exactness(made: Frames, known: Frames, noise: NoiseMap) -> float:
    """The share of pixels of noise 0 that came back as they were, 0..1; 1 where there are none."""
    kept = noise == 0
    same = (made == known).all(-1)
    return float(same[kept].mean()) if kept.any() else 1.0


def leakage(made: Frames, known: Frames, mask: NDArray[np.bool_]) -> float:
    """Mean absolute change outside `mask` in levels 0..255; 0 is what an edit promises."""
    change = np.abs(made.astype(np.int16) - known)[~mask]
    return float(change.mean()) if change.size else 0.0


def touched(made: Frames, known: Frames, mask: NDArray[np.bool_]) -> float:
    """Mean absolute change inside `mask`, levels 0..255: 0 means that nothing was done."""
    return leakage(made, known, ~mask)


def layout_kept(made: Frames, known: Frames) -> float:
    """How alike two clips of one size are from afar: 1 the same, about 0 unrelated.

    The structural similarity (Wang et al. 2004) of their brightness in squares of 8 x 8 pixels, without its
    term for the mean, so that a change of light or of colours is no change of layout.
    """
    return float(np.mean([_structure(_coarse(a), _coarse(b)) for a, b in zip(made, known, strict=True)]))


def _coarse(frame: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Mean brightness (h, w) of the whole squares of a picture (H, W, 3)."""
    height, width = (side // COARSE * COARSE for side in frame.shape[:2])
    grey = frame[:height, :width].astype(np.float32) @ BRIGHTNESS
    return reduce(grey, "(h a) (w b) -> h w", "mean", a=COARSE, b=COARSE)


def _structure(a: NDArray[np.float32], b: NDArray[np.float32]) -> float:
    """Mean of (2 cov + C2) / (var + var + C2) over windows of `WINDOW` squares."""
    side = (min(WINDOW, a.shape[0]), min(WINDOW, a.shape[1]))
    x, y = (np.lib.stride_tricks.sliding_window_view(one, side).astype(np.float64) for one in (a, b))
    x, y = (one - one.mean((-2, -1), keepdims=True) for one in (x, y))
    cov, var = (x * y).mean((-2, -1)), (x**2).mean((-2, -1)) + (y**2).mean((-2, -1))
    return float(((2 * cov + C2) / (var + C2)).mean())


def falls(by_strength: Mapping[float, float], slack: float = 0.01) -> bool:
    """Whether a measure never rises by more than `slack` as strength does, and is lower at the end."""
    values = [value for _, value in sorted(by_strength.items())]
    steps = np.diff(values)
    return bool(len(values) > 1 and (steps <= slack).all() and values[-1] < values[0])


def overlap(found: Sequence[Region], true: Sequence[Region]) -> float:
    """Mean intersection over union of two boxes a frame, 0..1."""
    return float(np.mean([_share(a, b) for a, b in zip(found, true, strict=True)]))


def in_view(window: Sequence[Region], subject: Sequence[Region]) -> float:
    """Mean share of the subject's box that lies inside the window's, 0..1."""
    shares = [_common(a, b) / (b.width * b.height) for a, b in zip(window, subject, strict=True)]
    return float(np.mean(shares))


def _share(a: Region, b: Region) -> float:
    both = _common(a, b)
    return both / (a.width * a.height + b.width * b.height - both)


def _common(a: Region, b: Region) -> int:
    """Pixels in both boxes."""
    wide = min(a.x + a.width, b.x + b.width) - max(a.x, b.x)
    high = min(a.y + a.height, b.y + b.height) - max(a.y, b.y)
    return max(0, wide) * max(0, high)


def seam(frames: Frames, mask: NDArray[np.bool_]) -> float:
    """The mean step of brightness across a mask's edge over that between other neighbours; about 1 is unseen.

    Both across and down; `mask` (H, W) holds for all frames. 1 where the mask has no edge.
    """
    steps, others = [], []
    for frame in frames:
        grey = frame.astype(np.float32) @ BRIGHTNESS
        for axis in (0, 1):
            edge = np.diff(mask.astype(np.int8), axis=axis) != 0
            change = np.abs(np.diff(grey, axis=axis))
            steps.append(change[edge])
            others.append(change[~edge])
    at_edge, elsewhere = np.concatenate(steps), np.concatenate(others)
    return float(at_edge.mean() / max(float(elsewhere.mean()), 1e-6)) if at_edge.size else 1.0
