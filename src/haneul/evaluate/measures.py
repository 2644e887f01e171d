"""What can be measured in a clip without asking a judge what it shows, and whether somebody stays the same."""

from __future__ import annotations

import numpy as np
import torch

from haneul.canvas import Frames
from haneul.worlds.judge import Judge, brightness, fit

STEADY = (0.5, 2.0)
"""Motion energy relative to a render of the same scene: below it a clip is frozen, above it flickers."""


def motion_energy(frames: Frames) -> float:
    """Mean absolute change of brightness from frame to frame, 0..1, at the judge's size; 0 for a picture."""
    if len(frames) < 2:
        return 0.0
    grey = brightness(fit(torch.from_numpy(np.ascontiguousarray(frames)).permute(0, 3, 1, 2)))
    return float((grey[1:] - grey[:-1]).abs().mean())


def motion_ratio(frames: Frames, real: Frames) -> float:
    """Motion energy of a clip relative to that of a render of the same scene; both at one frame rate."""
    return motion_energy(frames) / max(motion_energy(real), 1e-6)


def same_character(judge: Judge, frames: Frames) -> bool:
    """Whether the first and the last quarter of a clip show the same one, by the judge's first choice."""
    part = max(1, len(frames) // 4)
    first, last = judge.glance([frames[:part], frames[-part:]])
    return first.subjects[0] == last.subjects[0]


def psnr(made: Frames, true: Frames) -> float:
    """Peak signal-to-noise ratio in dB; infinite for equal frames."""
    error = np.square(made.astype(np.float64) - true.astype(np.float64)).mean()
    return float("inf") if error == 0 else float(10 * np.log10(255.0**2 / error))
