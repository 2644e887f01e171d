"""Whether what was added to a clip along time belongs to it: steps, motion, shares and cuts.

Steps are compared with the clip's own, for a step that is large in a quiet clip is none in a storm. All
measures are plain arithmetic on frames (T, H, W, 3) uint8; which frames are new the canvas tells (`seams`).
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from einops import reduce
from numpy.typing import ArrayLike, NDArray

from haneul.canvas import Canvas, Frames, Span
from haneul.windows.known import known_frames

MOST_SEAM = 1.5  # a seam is not seen up to so many median steps of the clip
MOST_WRAP = 1.2  # nor is a loop's, from its last frame to its first
LEAST_MOTION = 0.5  # of the source's motion; less is frozen
CUT_STEP, CUT_RATIO = 0.08, 2.5  # a cut changes colours at least so much, and so many times its neighbours
CUT_NEAR = 6  # frames on either side that are neighbours: more than a latent holds
CUT_PARTS = (9, 16)  # rows and columns of the mean colours that cuts are found in

Numbers = NDArray[np.float64]


def seams(canvas: Canvas) -> tuple[int, ...]:
    """The frames f of which f - 1 is known to the last pixel and f is not, or the other way round."""
    known = known_frames(canvas)
    return tuple(frame for frame in range(1, len(known)) if known[frame] != known[frame - 1])


def step(before: NDArray[np.uint8], after: NDArray[np.uint8]) -> float:
    """Mean |after - before| of brightness of two pictures (H, W, 3), 0..1; brightness is the mean of RGB."""
    difference = after.astype(np.float32).mean(-1) - before.astype(np.float32).mean(-1)
    return float(np.abs(difference).mean() / 255)


def steps(frames: Frames) -> Numbers:
    """`step` from each frame to the next, (T - 1,)."""
    return np.array([step(a, b) for a, b in pairwise(frames)])


def seam_step(frames: Frames, seam: int, own: Span) -> float:
    """step(seam - 1, seam) / median of the steps inside `own`, the span of the clip's own frames.

    At most `MOST_SEAM` is not seen. Infinite for a step out of a clip that stands still.
    """
    return _ratio(step(frames[seam - 1], frames[seam]), float(np.median(steps(frames[own.start : own.stop]))))


def worst_seam(frames: Frames, canvas: Canvas, kept: Span | None = None) -> float:
    """The largest `seam_step` of the canvas's seams, each against the known passage that it borders on.

    `frames` are those of the span `kept` of the canvas (`Operation.kept`), all of them when left out.
    """
    kept = kept or canvas.span
    known = known_frames(canvas)[kept.start : kept.stop]
    found = [0.0]
    for seam in (place - kept.start for place in seams(canvas) if kept.start < place < kept.stop):
        if known[seam]:
            own = Span(seam, next((at for at in range(seam, len(known)) if not known[at]), len(known)))
        else:
            own = Span(next((at + 1 for at in range(seam - 1, -1, -1) if not known[at]), 0), seam)
        if len(own) > 1:
            found.append(seam_step(frames, seam, own))
    return max(found)


def wrap_step(frames: Frames) -> float:
    """step(last, first) / median of all steps of a loop; at most `MOST_WRAP` is not seen."""
    return _ratio(step(frames[-1], frames[0]), float(np.median(steps(frames))))


def motion_share(frames: Frames, new: Span, own: Span) -> float:
    """Mean step inside `new` / mean step inside `own`; below `LEAST_MOTION` the new part is frozen."""
    fresh, known = (steps(frames[span.start : span.stop]) for span in (new, own))
    return _ratio(float(fresh.mean()), float(known.mean()))


def share_of_second(blended: Frames, first: Frames, second: Frames) -> Numbers:
    """How much of the second clip is in each frame, (T,): <P - A, B - A> / <B - A, B - A> over its pixels.

    0 for the first clip's own frame, 1 for the second's, and their shares for a mixture of pixels.
    """
    shares = []
    for painted, a, b in zip(blended, first, second, strict=True):
        way = b.astype(np.float64) - a
        shares.append(float(((painted.astype(np.float64) - a) * way).sum() / max((way * way).sum(), 1e-9)))
    return np.array(shares)


def against(shares: ArrayLike, curve: ArrayLike) -> float:
    """How far the shares run against the curve: the most of share(i) - share(j) where curve(i) <= curve(j)
    and the frames i and j belong to one rise or fall of the curve. 0 is monotone, 1 the wrong way round.
    """
    share, wanted = np.asarray(shares, np.float64), np.asarray(curve, np.float64)
    worst, start = 0.0, 0
    while start < len(wanted) - 1:
        stop, way = start + 1, 0.0
        while stop < len(wanted) and (way == 0 or (wanted[stop] - wanted[stop - 1]) * way >= 0):
            way = way or float(np.sign(wanted[stop] - wanted[stop - 1]))
            stop += 1
        run = share[start:stop] * (way or 0.0)
        worst = max(worst, float((np.maximum.accumulate(run) - run).max()))
        start = stop - 1
    return worst


def cuts(frames: Frames) -> tuple[int, ...]:
    """The frames at which another shot begins.

    Colours are averaged in 9x16 parts of the picture; d(f) is the mean |change| from f - 1 to f, 0..1. A cut
    has d >= `CUT_STEP` and d >= `CUT_RATIO` times any other d within `CUT_NEAR` frames: motion, fades and
    pictures that change only every few frames have neighbours as large.
    """
    parts = np.stack([_parts(frame) for frame in frames])
    change = np.abs(np.diff(parts, axis=0)).mean((1, 2, 3))
    found = []
    for at, here in enumerate(change):
        near = np.delete(change[max(0, at - CUT_NEAR) : at + CUT_NEAR + 1], min(at, CUT_NEAR))
        if here >= CUT_STEP and here >= CUT_RATIO * near.max(initial=0.0):
            found.append(at + 1)
    return tuple(found)


def _parts(frame: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Mean colours (9, 16, 3), 0..1, of a picture (H, W, 3); smaller ones keep their pixels."""
    rows, columns = (min(side, parts) for side, parts in zip(frame.shape[:2], CUT_PARTS, strict=True))
    high, wide = frame.shape[0] // rows, frame.shape[1] // columns
    whole = frame[: rows * high, : columns * wide].astype(np.float32)
    parts: NDArray[np.float32] = reduce(whole, "(r h) (c w) k -> r c k", "mean", h=high, w=wide)
    return parts / np.float32(255)


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole > 0 else float("inf") if part > 0 else 1.0
