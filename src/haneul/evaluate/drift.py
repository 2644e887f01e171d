"""Whether a long clip stays as it began: windows that each see the last one's end tend to fade, tint and blur."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from haneul.canvas import Frames
from haneul.grading.sharpness import sharpness

PART = 0.15  # of the clip, at its start and at its end
ALLOWED = 0.05


@dataclass(frozen=True)
class Drift:
    """Relative change from the first to the last part of a clip; 0 stays, -0.1 is a tenth less."""

    colour: tuple[float, float, float]  # mean red, green, blue
    contrast: float
    sharpness: float

    @property
    def worst(self) -> float:
        """The largest change of a colour or of the sharpness, without its sign."""
        return max(map(abs, (*self.colour, self.sharpness)))


def drift(first: Frames, last: Frames) -> Drift:
    """The change from frames `first` to `last` (T, H, W, 3), the two `ends` of a clip."""
    colours = [tuple(frames.mean((0, 1, 2))) for frames in (first, last)]
    red, green, blue = (_change(float(a), float(b)) for a, b in zip(*colours, strict=True))
    contrasts = [float(np.mean([frame.std() for frame in frames])) for frames in (first, last)]
    return Drift((red, green, blue), _change(*contrasts), _change(sharpness(first), sharpness(last)))


def ends(frames: Frames) -> tuple[Frames, Frames]:
    """The first and the last 15 % of a clip (T, H, W, 3), at least one frame each."""
    count = max(1, round(PART * len(frames)))
    return frames[:count], frames[-count:]


def _change(before: float, after: float) -> float:
    return (after - before) / max(before, 1e-6)
