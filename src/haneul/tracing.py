"""Where the known frames of a shot show somebody, so that who was seen goes on from there.

A file of Haneul's own says where its animatic put everybody (`whereabouts.py`); in others they are looked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from haneul import media
from haneul.canvas import Canvas, Frames, Span
from haneul.media.animatic import Box
from haneul.whereabouts import copies, recorded

EVERY_FRAME = 4  # frames of which one is looked at
INVENTED, MOST = 0.5, 0.7  # noise of a place that is invented; share of a picture that may be
LOOKED_AT = 3  # known frames on each side of what is to be painted


def traced(
    canvas: Canvas, span: Span, known: Sequence[bool], picture: Frames, said: Mapping[int, Box]
) -> dict[int, Box]:
    """Where the frames of `span` that are `known` and lie beside unknown ones show whom `picture` (h, w, 3 or 4)
    shows, as it is `said` of them or as they look: a box (left, top, right, bottom) relative to the picture by frame.
    Nothing of frames in which nobody is surely found."""
    made: dict[int, Box] = {}
    size = np.array([canvas.width, canvas.height] * 2)
    for run in beside(known, span):
        if all(frame in said for frame in range(run.start, run.stop)):
            made |= {frame: said[frame] for frame in range(run.start, run.stop)}
            continue
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


def crossing(pins: Mapping[str, Mapping[int, Box]], known: Sequence[bool], span: Span) -> dict[str, dict[int, Box]]:
    """`pins` in `span` by name and frame; where others are seen after an unknown passage than before it, the ones are
    gone out of the picture by its end, and the others come into it."""
    made = {name: dict(boxes) for name, boxes in pins.items()}
    for gap in unknown(known, span):
        left = {
            name: max(at for at in boxes if at < gap.start) for name, boxes in pins.items() if min(boxes) < gap.start
        }
        right = {
            name: min(at for at in boxes if at >= gap.stop) for name, boxes in pins.items() if max(boxes) >= gap.stop
        }
        if left and right and not left.keys() & right.keys():
            for name, at in left.items():
                made[name][gap.stop - 1] = _outside(pins[name][at])
            for name, at in right.items():
                made[name][gap.start] = _outside(pins[name][at])
    return made


def _outside(box: Box) -> Box:
    """The same beyond the nearer side of the picture."""
    left, top, right, bottom = box
    shift = -right if left + right < 1 else 1 - left
    return left + shift, top, right + shift, bottom


def instead(canvas: Canvas, span: Span, names: Sequence[str]) -> dict[str, dict[int, Box]]:
    """Where those of `names` shall stand in frames of `span` that are re-imagined, by frame: in the opening of frames
    that are kept around it; else where the file says that they stood, or others whom nobody names any more. Nothing
    unless there is a place for each of them."""
    hole = opening(canvas, span)
    if hole:
        return {names[0]: hole} if len(names) == 1 else {}
    within = range(span.start, span.stop)
    said = {name: {at: box for at, box in boxes.items() if at in within} for name, boxes in recorded(canvas).items()}
    before = {name: boxes for name, boxes in said.items() if boxes}
    kinds = {name: copies(name, before) for name in before}
    free = [name for name in before if name not in names and not any(name in kind[1:] for kind in kinds.values())]
    whose = [name if name in before else (free.pop(0) if free else "") for name in names]
    if not all(whose):
        return {}
    taken = {name: [before[one] for one in kinds[other]] for name, other in zip(names, whose, strict=True)}
    return {f"{name} {n}" if n > 1 else name: box for name, boxes in taken.items() for n, box in enumerate(boxes, 1)}


def opening(canvas: Canvas, span: Span) -> dict[int, Box]:
    """The box around what is invented of frames of `span`, most of which is kept; of one frame of `EVERY_FRAME`."""
    made: dict[int, Box] = {}
    for layer in canvas.layers:
        both = layer.span & span
        for frame in sorted({*range(both.start, both.stop, EVERY_FRAME), both.stop - 1} if len(both) else ()):
            there = layer.noise[frame - layer.at : frame - layer.at + 1][0] > INVENTED
            if there.any() and there.mean() < MOST and layer.frames.shape[1:3] == (canvas.height, canvas.width):
                rows, columns = np.flatnonzero(there.any(1)), np.flatnonzero(there.any(0))
                edges = np.array([columns[0], rows[0], columns[-1] + 1, rows[-1] + 1], float)
                left, top, right, bottom = (edges / ([canvas.width, canvas.height] * 2)).tolist()
                made[frame] = left, top, right, bottom
    return made
