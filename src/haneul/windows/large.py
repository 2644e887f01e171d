"""Pictures larger than the engine's own: drafted at its size, enlarged, and painted again in tiles.

An engine draws best at the size that it was trained on; four times the side is sixteen times the
patches and a picture that falls apart. So the window is shrunk to the engine's size, painted there and
enlarged frame by frame. What is known of a pixel comes back at full size to the share 1 - noise.
`Sampling.detail` paints the enlarged frames once more at that light noise, tile by tile.
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache, partial

import numpy as np

from haneul import media
from haneul.canvas import Canvas, Frames, Guide, NoiseMap, Span
from haneul.engines.base import Abilities, Engine, Progress, Sampling, part_of
from haneul.operations.shape import Defaults, of_shape
from haneul.windows import tiles
from haneul.windows.handover import Picture, loans, with_loans

LARGER = 1.5  # times the engine's own number of pixels from which on a picture is drafted
LIGHT = 0.3  # noise up to which the structure stays: no draft is needed
DRAFTING = 0.5  # of a window's work, where tiles follow


def is_large(canvas: Canvas, abilities: Abilities) -> bool:
    """Whether `canvas` has clearly more pixels than the engine's own size."""
    return canvas.width * canvas.height > LARGER * math.prod(abilities.size)


def draft_size(canvas: Canvas, abilities: Abilities) -> tuple[int, int]:
    """Width and height of the draft: the canvas's shape, the engine's number of pixels."""
    return of_shape(canvas.width / canvas.height, Defaults(abilities.size))


def paint(seen: Canvas, span: Span, engine: Engine, sampling: Sampling, progress: Progress) -> Frames:
    """The frames `span` of the large canvas `seen` (t, H, W, 3) painted; known pixels come back exactly."""
    own = seen.window(span)
    if all(own.window(Span(at, at + 1)).noise().max() <= LIGHT for at in range(own.frames)):
        return tiles.paint(own, own.pixels(), own.noise(), engine, sampling, progress)
    part = part_of(progress, 0.0, DRAFTING if sampling.detail else 1.0)
    small = shrink(seen, *draft_size(seen, engine.abilities))
    draft = engine.paint(small, replace(sampling, detail=0.0), part)
    out = np.empty((len(span), seen.height, seen.width, 3), np.uint8)
    lent = loans(seen) if seen.layers else {}
    lender = cache(partial(_lender, seen, draft))
    for place, frame in enumerate(range(span.start, span.stop)):
        made = restored(seen.window(Span(frame, frame + 1)), draft[frame : frame + 1])[0]
        out[place] = with_loans(made, [(share, *lender(near)) for share, near in lent.get(frame, ())])
    if not sampling.detail:
        return out
    light = np.minimum(own.noise(), np.float32(sampling.detail))
    return tiles.paint(own, out, light, engine, sampling, part_of(progress, DRAFTING, 1 - DRAFTING))


def _lender(seen: Canvas, draft: Frames, frame: int) -> tuple[Picture, Picture]:
    """A known frame (H, W, 3), and the same as drafted and enlarged."""
    known = seen.window(Span(frame, frame + 1)).pixels()[0]
    return known, media.resize(draft[frame : frame + 1], seen.width, seen.height)[0]


def shrink(canvas: Canvas, width: int, height: int) -> Canvas:
    """`canvas` at another, smaller size: a pixel is as noisy as the noisiest of those that it stands for."""
    roughs = tuple(_shrunk(guide, width, height) for guide in canvas.guides)
    blank = replace(canvas, width=width, height=height, layers=(), guides=roughs)
    frames, levels = [], []
    for frame in range(canvas.frames):
        one = canvas.window(Span(frame, frame + 1))
        frames.append(media.resize(one.pixels(), width, height))
        levels.append(pooled(one.noise()[0], width, height))
    return blank.put(np.concatenate(frames), noise=np.stack(levels)) if canvas.layers else blank


def _shrunk(guide: Guide, width: int, height: int) -> Guide:
    empty = guide.emptied()
    bare = None if empty is None else _resized(empty, width, height)
    return Guide(_resized(guide, width, height), guide.at, Span(0, len(guide.part)), bare)


def _resized(guide: Guide, width: int, height: int) -> Frames:
    ones = (guide.within(Span(at, at + 1)).pixels() for at in range(guide.span.start, guide.span.stop))
    return np.concatenate([media.resize(one, width, height) for one in ones])


def pooled(noise: NoiseMap, width: int, height: int) -> NoiseMap:
    """The most noise of the pixels (H, W) that each of (height, width) stands for, at least in part."""
    for axis, size in enumerate((height, width)):
        have = noise.shape[axis]
        first = np.arange(size) * have // size
        last = -(-np.arange(1, size + 1) * have // size)
        steps = range(int((last - first).max()))
        noise = np.maximum.reduce([np.take(noise, np.minimum(first + step, last - 1), axis) for step in steps])
    return noise


def restored(one: Canvas, draft: Frames) -> Frames:
    """A frame (1, H, W, 3) from its draft (1, h, w, 3), with what is known of it at full size."""
    made = media.resize(draft, one.width, one.height)
    if not one.layers:
        return made
    noise, known = one.noise(), one.pixels()
    if np.any((noise > 0) & (noise < 1)):
        small = media.resize(known, draft.shape[2], draft.shape[1])
        fine = known.astype(np.float32) - media.resize(small, one.width, one.height)
        made = np.rint(made + (1 - noise)[..., None] * fine).clip(0, 255).astype(np.uint8)
    return np.where((noise == 0)[..., None], known, made)
