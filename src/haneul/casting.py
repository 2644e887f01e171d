"""Whom a prompt names, looked up in the starter cast: their pictures stand beside the canvas."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from haneul.canvas import Canvas, Reference
from haneul.engines.base import Abilities
from haneul.errors import MissingPart

if TYPE_CHECKING:
    from haneul.model.text import TextEncoder
    from haneul.prompts.cast import Cast


def with_cast(canvas: Canvas, abilities: Abilities) -> Canvas:
    """The canvas with a reference for each subject of its prompts, for an engine trained with the cast.

    One's own references come first and keep their words. Nothing is looked up where something is
    known: known pixels show already who is meant, and may show another one.
    """
    if not abilities.cast or canvas.layers:
        return canvas
    taken = {reference.words.casefold() for reference in canvas.references}
    found = []
    for prompt in canvas.prompts:
        for reference in references(prompt.text):
            if reference.words.casefold() not in taken:
                taken.add(reference.words.casefold())
                found.append(reference)
    return replace(canvas, references=(*canvas.references, *found))


def references(text: str) -> list[Reference]:
    """The cast's pictures of the subjects in `text`, in order; none when no cast is installed."""
    try:
        cast, encoder = _parts()
    except MissingPart:
        return []
    return [
        Reference(one.phrase, one.member.picture) for one in cast.find(text, encoder) if one.member.picture is not None
    ]


@cache
def _parts() -> tuple[Cast, TextEncoder]:
    from haneul.model.text import TextEncoder
    from haneul.prompts.cast import Cast

    return Cast.load(), TextEncoder.load()
