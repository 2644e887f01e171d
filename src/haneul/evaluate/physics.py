"""Velocity errors of balls in clips, as PhyWorld's evaluator reads them (arXiv 2411.02385), and without its bias.

Its parser divides pixel indices by the width, but a picture of W pixels spans W - 1 steps: every velocity reads 1/W
too small, which is most of the published floor. Both are given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from haneul.canvas import Frames
from haneul.worlds.physics import SIDE, STEP, Trial

GIVEN = 3  # frames that a model is shown
SMALLEST = 0.6  # radius that is still measured
PUBLISHED = {
    "ground truth": (0.0099, 0.0104), "its autoencoder": (0.0103, 0.0107), "DiT-B, 3M clips": (0.0138, 0.3583),
    "DiT-L, 3M clips": (0.012, 0.427),
}  # fmt: skip
"""Uniform motion, within and outside of what was trained."""
Paint = Callable[[Frames], Frames]
"""A clip (T, H, W, 3) of which the first three frames may be looked at -> the clip as it is painted."""


@dataclass(frozen=True)
class Error:
    """The mean velocity error in units a second: as published, and with indices that span the picture."""

    published: float
    unbiased: float
    clips: int


def centres(frames: Frames, ball: int, span: int) -> NDArray[np.float64]:
    """Horizontal centres (T,) in units of the red (0) or blue (1) ball; `span` pixels are 10 units; NaN unseen."""
    bright = frames > 127
    own = bright[..., 0 if ball == 0 else 2] & ~bright[..., 1] & ~bright[..., 2 if ball == 0 else 0]
    seen = own.sum((1, 2))
    total = (own.sum(1) * np.arange(frames.shape[2])).sum(1)
    return np.where(seen > 0, total / np.maximum(seen, 1), np.nan) / span * SIDE


def error(trial: Trial, frames: Frames, span: int) -> float | None:
    """The velocity error of a painted clip; None where no frame can be measured."""
    path = trial.positions()
    found = []
    for ball, radius in enumerate(trial.radii):
        if radius < SMALLEST:
            continue
        x, true = centres(frames, ball, span), path[:, ball]
        inside = ((true > radius) & (true < SIDE - radius)).all(1)
        counted = inside[1:] & inside[:-1] & (np.arange(len(true) - 1) >= GIVEN)
        speeds = np.diff(true[:, 0]) / STEP
        if trial.task == "collision":
            changed = np.flatnonzero(np.abs(np.diff(speeds)) > 0.1)
            counted &= np.arange(len(speeds)) > (changed[0] + 1 if len(changed) else len(speeds))
        read = np.diff(x) / STEP
        counted &= ~np.isnan(read)
        if counted.any():
            found.append(abs(float(read[counted].mean() - speeds[counted].mean())))
    return float(np.mean(found)) if found else None


def measure(trials: Iterable[Trial], paint: Paint, size: int = 256) -> Error:
    """The mean error of `paint` over trials drawn at `size` pixels a side."""
    rows = []
    for trial in trials:
        made = paint(trial.frames(size))
        pair = error(trial, made, size), error(trial, made, size - 1)
        if pair[0] is not None:
            rows.append(pair)
    published, unbiased = np.mean(rows, axis=0) if rows else (np.nan, np.nan)
    return Error(float(published), float(unbiased), len(rows))
