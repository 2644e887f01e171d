"""Where the known frames of a shot show somebody, so that who was seen goes on from there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from haneul import media
from haneul.canvas import Canvas, Frames, Span
from haneul.media.animatic import Box

LOOKED_AT = 3  # known frames on each side of what is to be painted


def traced(canvas: Canvas, span: Span, known: Sequence[bool], picture: Frames) -> dict[int, Box]:
    """Where the frames of `span` that are `known` and lie beside unknown ones show `picture` (h, w, 3 or 4): a box
    (left, top, right, bottom) relative to the picture by frame. Nothing of frames in which nobody is surely found."""
    made: dict[int, Box] = {}
    size = np.array([canvas.width, canvas.height] * 2)
    for run in beside(known, span):
        found = media.find(canvas.window(run).pixels(), [picture], 1)
        for frame, box in zip(range(run.start, run.stop), found.boxes, strict=True) if found.sure else ():
            left, top, right, bottom = np.array([box.x, box.y, box.x + box.width, box.y + box.height]) / size
            made[frame] = float(left), float(top), float(right), float(bottom)
    return made


def unknown(known: Sequence[bool], span: Span) -> list[Span]:
    """Runs of frames of `span` that are not known."""
    flags = [True, *known[span.start : span.stop], True]
    edges = [span.start + at for at in range(len(flags) - 1) if flags[at] != flags[at + 1]]
    return [Span(start, stop) for start, stop in zip(edges[::2], edges[1::2], strict=True)]


def beside(known: Sequence[bool], span: Span) -> list[Span]:
    """Runs of at most `LOOKED_AT` known frames of `span` that end or begin where unknown ones do."""
    gaps = unknown(known, span)
    firsts, stops = [span.start, *(gap.stop for gap in gaps)], [*(gap.start for gap in gaps), span.stop]
    heads = [Span(first, min(stop, first + LOOKED_AT)) for first, stop in zip(firsts[1:], stops[1:], strict=True)]
    tails = [Span(max(first, stop - LOOKED_AT), stop) for first, stop in zip(firsts[:-1], stops[:-1], strict=True)]
    return [run for run in (*tails, *heads) if len(run)]
