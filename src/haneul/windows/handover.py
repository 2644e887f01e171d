"""Known frames put back beside the new ones, without a step in sharpness between them.

An engine returns known frames as its autoencoder leaves them: softer, perhaps of another shade. Put back
they are as they were, and the new frames beside them would be seen to be softer at once. So what was
lost of the nearest known frame is lent to the new ones, less and less with every frame, and only where
they still show what that frame shows: elsewhere it would be a ghost. Where they show the very same they
begin with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from haneul.canvas import Canvas, Frames
from haneul.windows.known import known_frames

FADE = 1.0  # seconds until a new frame stands on its own
APART = 32.0  # levels of difference from which on two pixels do not show the same
CHANCE = 20.0  # and up to which they may differ by chance alone

Picture = NDArray[np.uint8]
Loans = dict[int, list[tuple[float, int]]]
"""For a new frame: shares, and the known frames that are lent to it."""


def handed_over(canvas: Canvas, painted: Frames) -> Frames:
    """`painted` (T, H, W, 3) with every pixel of noise 0 as `canvas` knows it, and loans for the new frames."""
    out = canvas.paste(painted)
    lent = loans(canvas) if canvas.layers else {}
    for frame, lenders in lent.items():
        out[frame] = with_loans(painted[frame], [(share, out[near], painted[near]) for share, near in lenders])
    return out


def loans(canvas: Canvas) -> Loans:
    """Who lends to whom. A frame of which nothing is known, k frames from one that is known whole with only
    such frames between, is lent 1 - k / (n + 1), n = FADE in frames; from two sides the nearer one lends more.
    """
    known = known_frames(canvas)
    new = [not _shows(canvas, frame) for frame in range(canvas.frames)]
    most = max(1, round(FADE * canvas.fps))
    found: Loans = {}
    for frame in (frame for frame, fresh in enumerate(new) if fresh):
        ways = range(frame, max(-1, frame - most - 1), -1), range(frame, min(len(new), frame + most + 1))
        near = [one for one in (_nearest(known, new, way) for way in ways) if one is not None]
        apart = [abs(frame - other) for other in near]
        sides = [1.0] if len(near) == 1 else [1 - one / sum(apart) for one in apart]
        if near:
            shares = [side * (1 - one / (most + 1)) for side, one in zip(sides, apart, strict=True)]
            found[frame] = list(zip(shares, near, strict=True))
    return found


def with_loans(new: Picture, lenders: Iterable[tuple[float, Picture, Picture]]) -> Picture:
    """`new` (H, W, 3) with what lenders lost, known - painted; each is (its share, as known, as painted).

    A pixel gets less the more it differs from the lender's as painted, and nothing from `APART` on. One that differs by
    less than `CHANCE` is on its way from there.
    """
    plain = new.astype(np.float32)
    out = plain.copy()
    for share, known, painted in lenders:
        was = painted.astype(np.float32)
        differ = np.abs(plain - was).mean(-1, keepdims=True)
        for most, lent in ((APART, known - was), (CHANCE, was - plain)):
            out += share * (1 - (differ / most) ** 2).clip(0) * lent
    return np.rint(out).clip(0, 255).astype(np.uint8)


def _shows(canvas: Canvas, frame: int) -> bool:
    """Whether any pixel of `frame` is known for certain."""
    for layer in reversed(canvas.layers):
        if layer.span.start <= frame < layer.span.stop:
            if layer.noise[frame - layer.at].min() == 0:
                return True
            if layer.frames.shape[1:3] == (canvas.height, canvas.width):
                return False  # what lies below is covered
    return False


def _nearest(known: Sequence[bool], new: Sequence[bool], way: Iterable[int]) -> int | None:
    """The first known frame along `way`; None where something else comes before."""
    for frame in way:
        if known[frame]:
            return frame
        if not new[frame]:
            break
    return None
