"""One window painted: what its engine is shown of the canvas, and what of the answer is handed on.

Nothing but the canvas, the window and the frames painted before it decides the result, so that a
server may stop after any window and go on in another process.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from haneul.canvas import Canvas, Frames, Span, prompt_at, say
from haneul.engines.base import Abilities, Engine, Progress, Sampling, silent
from haneul.windows import large
from haneul.windows.grade import Graded, animatic
from haneul.windows.handover import handed_over
from haneul.windows.plan import Window, plan

Before = Callable[[Span], Frames]
"""Frames (t, H, W, 3) of a span of the canvas that was painted before."""


def require(canvas: Canvas, abilities: Abilities) -> None:
    """Raise `AbilityMissing` before any work is done, whichever window it is that cannot be painted."""
    if large.is_large(canvas, abilities):
        width, height = large.draft_size(canvas, abilities)
        canvas = replace(canvas, width=width, height=height)
    for window in plan(canvas, abilities):
        if window.number is not None:  # what a lazy layer shows is not asked for
            layers = tuple(layer for layer in canvas.layers if len(layer.span & window.look))
            abilities.require(replace(canvas, frames=window.lead + len(window.sink) + len(window.look), layers=layers))


def paint(
    canvas: Canvas,
    window: Window,
    engine: Engine,
    sampling: Sampling,
    before: Before,
    progress: Progress = silent,
) -> Frames:
    """The frames (t, H, W, 3) of `window.span`; known pixels come back as they were."""
    if window.number is None:
        return canvas.window(window.span).pixels()
    seen = around(canvas, window, engine.abilities)
    first = window.lead
    for span in window.shown:
        seen = seen.put(before(span), at=first, noise=engine.abilities.settling)
        first += len(span)
    rough = animatic(canvas.guides, np.arange(window.first.start, window.first.stop))
    if rough is not None:
        engine = Graded(engine, before(window.first), rough)
    own = Span(first, first + len(window.span))
    if large.is_large(canvas, engine.abilities):
        return large.paint(seen, own, engine, sampling, progress)
    return handed_over(seen, engine.paint(seen, sampling, progress))[own.start : own.stop]


def around(canvas: Canvas, window: Window, abilities: Abilities) -> Canvas:
    """The part of `canvas` that the engine sees, without the frames painted before."""
    assert window.number is not None
    seen, ahead = canvas.window(window.look), window.lead + len(window.sink)
    if window.bridge:
        blank = np.zeros((window.bridge, canvas.height, canvas.width, 3), np.uint8)
        seen = seen.put(blank, at=window.span.stop - window.look.start, noise=1.0)
    frames = seen.frames + ahead
    prompts = tuple(replace(prompt, span=prompt.span.shift(ahead)) for prompt in seen.prompts)
    references = seen.references
    if abilities.one_prompt:
        text = prompt_at(canvas.prompts, window.span.start)
        prompts = say(text, frames)
        if len({prompt.text for prompt in canvas.prompts}) > 1:  # whom this window does not name stays out
            named = tuple(one for one in references if one.words.casefold() in text.casefold())
            references = named or references  # "it jumps" names nobody and means them all
    return replace(
        seen,
        frames=frames,
        prompts=prompts,
        references=references,
        layers=tuple(replace(layer, at=layer.at + ahead) for layer in seen.layers),
        guides=tuple(replace(guide, at=guide.at + ahead) for guide in seen.guides),
        sound=seen.sound if abilities.sound else None,  # of a known sound no engine needs to know
        seed=(canvas.seed + window.number) % 2**32,
        cuts=(),
    )
