"""Whom a prompt names, looked up in the starter cast: their pictures stand beside the canvas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from haneul.canvas import Canvas, Layer, Prompt, Reference, Span, Stand
from haneul.engines.base import Abilities
from haneul.engines.portraits import cut_out
from haneul.windows.known import levels

if TYPE_CHECKING:
    from haneul.prompts.cast import Found


def with_cast(canvas: Canvas, abilities: Abilities) -> Canvas:
    """The canvas with references of everybody whom its prompts name, for an engine trained with the cast.

    In a shot of which nothing is known each stands where `prompts/staging.py` puts them. In one that is
    re-imagined throughout its pixels tell where, and in one of which frames are kept nobody is looked up: they
    show already who is meant, and may show another one. One's own references keep their words.
    """
    if not abilities.cast:
        return canvas
    taken: set[str] = set()
    made: list[Reference] = []
    for prompt in canvas.prompts:
        shot = around(canvas, prompt.span)
        known = [layer for layer in canvas.layers if len(layer.span & shot)]
        if any(keeps(layer) for layer in known):
            continue
        found = named(prompt.text, canvas.references)
        shown = list(map(_reference, found)) if known else staged(canvas, prompt, found)
        new = [one for one in shown if one is not None and one.words.casefold() not in taken]
        taken |= {one.words.casefold() for one in new}
        made += new
    unsaid = [own for own in canvas.references if own.words.casefold() not in taken]
    return replace(canvas, references=(*unsaid, *made))


def staged(canvas: Canvas, prompt: Prompt, found: Sequence[Found]) -> list[Reference | None]:
    """References of all whom the prompt names, each copy and what it holds where they stand from moment to moment; of
    others at no place."""
    from haneul.prompts.reader import read
    from haneul.prompts.staging import faces, stage

    by_name = {one.member.name_en: one for one in found}
    cut = {name: cut_out(one.member.picture) for name, one in by_name.items() if one.member.picture is not None}
    shapes = {name: picture.shape[1] / picture.shape[0] for name, picture in cut.items()}
    made, unplaced = [], dict(by_name)
    shot, seconds = read(prompt.text, lambda _: list(found)), len(prompt.span) / canvas.fps
    for figure in stage(shot, canvas.width / canvas.height, shapes, seconds, canvas.seed):
        frames = np.linspace(prompt.span.start, prompt.span.stop - 1, len(figure.boxes)).round().astype(int)
        stands = [Stand(int(frame), *box) for frame, box in zip(frames, figure.boxes, strict=True)]
        for name in filter(by_name.__contains__, (figure.subject.name, figure.subject.rear)):
            turned = faces().get(name, 0) * figure.way < 0
            made += [_reference(by_name[name], turned, stand) for stand in stands]
            unplaced.pop(name, None)
    return [*made, *map(_reference, unplaced.values())]


def named(text: str, own: Sequence[Reference]) -> list[Found]:
    """Whom the text names, in order: of one's own references first, then of the cast."""
    from haneul.prompts.cast import Found, Member, installed

    mine = [
        Found(one.words, Member(one.words, "", picture=one.picture), 1.0)
        for one in own
        if one.words.casefold() in text.casefold()
    ]
    taken = [one.phrase.casefold() for one in mine]
    others = [one for one in installed(text) if not any(word in one.phrase.casefold() for word in taken)]
    return sorted([*mine, *others], key=lambda one: text.casefold().find(one.phrase.casefold()))


def _reference(one: Found, turned: bool = False, stand: Stand | None = None) -> Reference | None:
    picture = one.member.picture
    if picture is None:
        return None
    return Reference(one.phrase, np.ascontiguousarray(picture[:, ::-1]) if turned else picture, stand)


def around(canvas: Canvas, span: Span) -> Span:
    """`span` and what lies around it up to the nearest cuts."""
    edges = (0, *canvas.cuts, canvas.frames)
    return Span(max(at for at in edges if at <= span.start), min(at for at in edges if at >= span.stop))


def keeps(layer: Layer) -> bool:
    """Whether a frame of `layer` stays as it is; what is re-imagined throughout may become somebody else."""
    return bool((levels(layer.noise) == 0).any())


def pictures(words: str) -> tuple[NDArray[np.uint8], ...]:
    """The cast's cut-outs (h, w, 4) of whom `words` name; none when no cast is installed."""
    return tuple(one.member.picture for one in named(words, ()) if one.member.picture is not None)
