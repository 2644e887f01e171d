"""A long shot graded to how it began: as sharp, and of the same colours.

Every window is shown the last one's end and hardens, softens or tints it a little, so that a shot creeps away from
where it began. What is in the picture changes as well, but its animatic tells of that: the sharpness of new frames over
that of their animatic, and their mean colour less its own, are brought back to what they were in the first window.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from haneul import media
from haneul.canvas import Canvas, Frames, Guide
from haneul.engines.base import Abilities, Engine, Progress, Sampling
from haneul.grading.sharpness import sharpness

RADIUS = 1.0  # pixels of the engine's own size, of what is taken for detail
MOST = 0.6  # of the detail that is added or taken away
HALVINGS = 8
TINT = 8.0  # levels by which a colour is moved at most


@dataclass(frozen=True)
class Graded:
    """`engine`, whose new frames lie beside their animatic as `first` (t, H, W, 3) does beside `rough`."""

    engine: Engine
    first: Frames
    rough: Frames

    @property
    def abilities(self) -> Abilities:
        return self.engine.abilities

    def paint(self, canvas: Canvas, sampling: Sampling, progress: Progress) -> Frames:
        """Frames of the canvas (T, H, W, 3), in any size; those of which anything is known are left as they are."""
        painted = self.engine.paint(canvas, sampling, progress)
        new = np.flatnonzero(canvas.noise().min((1, 2)) == 1)
        told = animatic(canvas.guides, new)
        if told is not None:
            first, rough = (media.resize(one, canvas.width, canvas.height) for one in (self.first, self.rough))
            made = tinted(painted[new], mean(told) + mean(first) - mean(rough))
            usual, now = sharpness(rough), sharpness(told)
            painted = painted.copy()
            painted[new] = focused(made, sharpness(first) / usual * now) if usual and now else made
        return painted


def animatic(guides: Sequence[Guide], frames: NDArray[np.integer]) -> Frames | None:
    """The animatic of the `frames` (t,); None without any, or where it does not tell of all of them."""
    if not len(frames):
        return None
    for guide in guides:
        if guide.span.start <= frames[0] and frames[-1] < guide.span.stop:
            return guide.pixels()[frames - guide.span.start]
    return None


def mean(frames: Frames) -> NDArray[np.float64]:
    """The mean colour (3,) of frames (T, H, W, 3), in levels."""
    return frames.mean((0, 1, 2))


def tinted(frames: Frames, wanted: NDArray[np.float64]) -> Frames:
    """`frames` (T, H, W, 3) moved by one colour until their mean is `wanted` (3,), or as far as `TINT` goes."""
    shift = np.clip(wanted - mean(frames), -TINT, TINT).astype(np.float32)
    return np.rint(frames + shift).clip(0, 255).astype(np.uint8)


def focused(frames: Frames, wanted: float) -> Frames:
    """`frames` (T, H, W, 3) sharpened or softened until their sharpness is `wanted`, or as far as `MOST` goes.

    By unsharp masking, its share found by halving.
    """
    plain = frames.astype(np.float32)
    detail = plain - np.stack([blurred(frame) for frame in frames])
    low, high = -MOST, MOST
    made = frames
    for _ in range(HALVINGS):
        share = (low + high) / 2
        made = np.rint(plain + share * detail).clip(0, 255).astype(np.uint8)
        low, high = (share, high) if sharpness(made) < wanted else (low, share)
    return made


def blurred(frame: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The picture (H, W, 3) without its detail."""
    return np.asarray(Image.fromarray(frame).filter(ImageFilter.GaussianBlur(RADIUS)))
