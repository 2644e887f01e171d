"""Whom a prompt names, looked up in the starter cast: their pictures stand beside the canvas."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from haneul.canvas import Canvas, Layer, Reference, Span
from haneul.engines.base import Abilities
from haneul.windows.known import levels


def with_cast(canvas: Canvas, abilities: Abilities) -> Canvas:
    """The canvas with a reference for each subject of its prompts, for an engine trained with the cast.

    One's own references come first and keep their words. Nothing is looked up for a shot of which
    frames are kept: known pixels show already who is meant, and may show another one.
    """
    if not abilities.cast:
        return canvas
    taken = {reference.words.casefold() for reference in canvas.references}
    found = []
    for prompt in canvas.prompts:
        shot = around(canvas, prompt.span)
        if any(len(layer.span & shot) and keeps(layer) for layer in canvas.layers):
            continue
        for reference in references(prompt.text):
            if reference.words.casefold() not in taken:
                taken.add(reference.words.casefold())
                found.append(reference)
    return replace(canvas, references=(*canvas.references, *found))


def around(canvas: Canvas, span: Span) -> Span:
    """`span` and what lies around it up to the nearest cuts."""
    edges = (0, *canvas.cuts, canvas.frames)
    return Span(max(at for at in edges if at <= span.start), min(at for at in edges if at >= span.stop))


def keeps(layer: Layer) -> bool:
    """Whether a frame of `layer` stays as it is; what is re-imagined throughout may become somebody else."""
    return bool((levels(layer.noise) == 0).any())


def references(text: str) -> list[Reference]:
    """The cast's pictures of the subjects in `text`, in order; none when no cast is installed."""
    from haneul.prompts.cast import installed

    return [Reference(one.phrase, one.member.picture) for one in installed(text) if one.member.picture is not None]


def pictures(words: str) -> tuple[NDArray[np.uint8], ...]:
    """The cast's cut-outs (h, w, 4) of whom `words` name; none when no cast is installed."""
    return tuple(reference.picture for reference in references(words))
