"""Long videos: windows that slide over one canvas, each given the last frames of the one before.

Memory does not grow with duration: a window's frames are handed on as soon as they are painted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from haneul.canvas import Canvas, Frames, Span
from haneul.engines.base import Abilities, Engine, Progress, Sampling


def spans(frames: int, most: int, context: int) -> list[Span]:
    """About equally long spans of at most `most` frames that cover `frames` and share `context`."""
    if frames <= most:
        return [Span(0, frames)]
    context = shared(most, context)
    count = -(-(frames - context) // (most - context))
    fresh = -(-(frames - context) // count)
    starts = range(0, frames - context, fresh)
    return [Span(start, min(start + fresh + context, frames)) for start in starts]


def shared(most: int, context: int) -> int:
    """Frames that neighbours share: never more than half a window, for the rest must be new."""
    return min(context, most // 2)


def require(canvas: Canvas, abilities: Abilities) -> None:
    """Raise `AbilityMissing` before any work is done, whichever window it is that cannot be painted."""
    for span in spans(canvas.frames, abilities.frames, abilities.context):
        abilities.require(canvas.window(span))


def paint(canvas: Canvas, engine: Engine, sampling: Sampling, progress: Progress) -> Iterator[Frames]:
    """Painted frames (t, H, W, 3) in order, each once; known pixels come back as they were."""
    abilities = engine.abilities
    parts = spans(canvas.frames, abilities.frames, abilities.context)
    work, done = sum(map(len, parts)), 0
    painted, before = None, 0
    for number, span in enumerate(parts):
        window = replace(canvas.window(span), seed=(canvas.seed + number) % 2**32)
        context = max(0, before - span.start)
        if painted is not None and context:
            window = window.put(painted[-context:])
        report = _share(progress, done / work, len(span) / work)
        painted = window.paste(engine.paint(window, sampling, report))
        yield painted[context:]
        before, done = span.stop, done + len(span)


def _share(progress: Progress, done: float, part: float) -> Progress:
    """A progress of a part of the whole work."""
    return lambda share, what: progress(done + part * share, what)
