"""Whom a prompt names, looked up in the starter cast, and put on the stage as an animatic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from haneul.canvas import Canvas, Frames, Guide, Layer, Prompt, Reference, Span
from haneul.engines.base import Abilities
from haneul.grading.scenery import banded
from haneul.media.animatic import Animatic, Box, Pasted, joined
from haneul.media.cutout import cut_out
from haneul.operations.shape import Known
from haneul.tracing import beside, instead, traced, unknown
from haneul.whereabouts import recorded
from haneul.windows.known import known_frames, levels

if TYPE_CHECKING:
    from haneul.blocking.body import Body
    from haneul.prompts.cast import Found
    from haneul.prompts.staging import Staged

ROLLING = ("vehicle", "boat", "aircraft", "fish", "sport")  # kinds that do not bob as they go


def with_cast(canvas: Canvas, abilities: Abilities) -> Canvas:
    """The canvas with the pictures of everybody whom its prompts name, for an engine trained with the cast.

    A shot of which nothing is known gets an animatic, in which each acts where `prompts/staging.py` puts them. In one
    of which frames are kept those alone act who are seen there, and go on from where they are: others might be meant
    by the same word. Where a shot is re-imagined they take the places of whoever its file says stood there, or stand in
    the opening that is to be filled; where neither is known its pixels tell, and they get their cards. A canvas with an
    animatic of one's own keeps it.
    """
    if not abilities.cast or canvas.guides:
        return canvas
    cards = {one.words.casefold(): one for one in canvas.references}
    guides: list[Guide] = []
    known = known_frames(canvas)
    for prompt in canvas.prompts:
        shot = around(canvas, prompt.span)
        there = [layer for layer in canvas.layers if len(layer.span & shot)]
        if all(known[prompt.span.start : prompt.span.stop]):
            continue
        found = named(prompt.text, canvas.references)
        kept = not there or any(keeps(layer) for layer in there)
        pins = places(canvas, shot, known, found, kept) if there else {}
        if there:
            new = goes_on(canvas, prompt, shot, known, found, pins)
        else:
            rough = staged(canvas, prompt.span, prompt.text, found)
            new = [Guide(rough, prompt.span.start, Span(0, len(rough)), rough.emptied())]
        if new:  # who is on the stage needs no card
            cards = {words: card for words, card in cards.items() if words not in {f.phrase.casefold() for f in found}}
        elif not kept:
            shown = [Reference(one.phrase, one.member.picture) for one in found if one.member.picture is not None]
            cards = {one.words.casefold(): one for one in shown} | cards
        guides += new
    return replace(canvas, references=tuple(cards.values()), guides=tuple(guides))


Pins = Mapping[str, Mapping[int, Box]]
"""Boxes in which somebody is known to be, by name and frame of the canvas."""


def places(canvas: Canvas, span: Span, known: Sequence[bool], found: Sequence[Found], kept: bool) -> Pins:
    """Where pictures that are known show those who were `found`, or others in whose place they are put."""
    seen = {one.member.name_en: one.member.picture for one in found if one.member.picture is not None}
    if not kept:
        return instead(canvas, span, list(seen))
    said = recorded(canvas)
    looked = {name: traced(canvas, span, known, picture, said.get(name, {})) for name, picture in seen.items()}
    return {name: boxes for name, boxes in looked.items() if boxes}


def goes_on(
    canvas: Canvas, prompt: Prompt, span: Span, known: Sequence[bool], found: Sequence[Found], pins: Pins
) -> list[Guide]:
    """Animatics of the prompt's unknown frames with those who have `pins` in its shot `span`."""
    if not pins:
        return []
    local = {name: {frame - span.start: box for frame, box in boxes.items()} for name, boxes in pins.items()}
    seen = {run.start - span.start: canvas.window(run).pixels()[0] for run in beside(known, span)}
    rough = staged(canvas, span, prompt.text, [one for one in found if one.member.name_en in pins], local, seen)
    empty = rough.emptied()
    return [Guide(rough, run.start, run.shift(-span.start), empty) for run in unknown(known, prompt.span)]


def staged(
    canvas: Canvas, span: Span, text: str, found: Sequence[Found], pins: Pins | None = None,
    seen: Mapping[int, Frames] | None = None,
) -> Animatic:  # fmt: skip
    """The animatic of a shot: each copy of all whom the text names and what they hold, from frame to frame; through the
    boxes of `pins`, by name and frame of the shot, in a place that looks as in the pictures (H, W, 3) `seen` of it."""
    from haneul.prompts.reader import read
    from haneul.prompts.staging import stage, things

    shot = read(text, lambda _: list(found))
    used = [thing for one in shot.subjects for name in things(one) for thing in named(name, ())]
    pictures = [(one.member.name_en, one.member.picture) for one in (*used, *found)]
    cut = {name: cut_out(picture) for name, picture in pictures if picture is not None}
    bodies = {name: _body(name, picture) for name, picture in cut.items()}
    seconds = [frame / canvas.fps for frame in range(len(span))]
    staging = stage(shot, canvas.width / canvas.height, bodies, seconds, canvas.seed, pins)
    scenery = replace(staging.scenery, bands=banded(seen, len(span))) if seen else staging.scenery
    acting = [(one, _both_ways(one, cut, bodies)) for one in staging.figures if one.name in cut]

    def at(frame: int) -> list[Pasted]:
        there = sorted(acting, key=lambda pair: float(pair[0].near[frame]))
        return [
            Pasted(ways[int(one.turned[frame])], tuple(one.boxes[frame]), float(one.angle[frame]))
            for one, ways in there
        ]

    often = Counter(one.name for one, _ in acting)
    stands = {one.name: one.boxes for one, _ in acting if often[one.name] == 1}
    return Animatic(canvas.height, canvas.width, at, scenery, stands)


def _both_ways(one: Staged, cut: Mapping[str, Frames], bodies: Mapping[str, Body]) -> tuple[Frames, Frames]:
    """The cut-out of a figure in its tint, as it is and the other way round."""
    from haneul.grading.tint import tinted

    picture = cut[one.name]
    if one.rear in cut:
        flipped = bodies[one.name].natural * bodies[one.rear].natural < 0
        rear = cut[one.rear][:, ::-1] if flipped else cut[one.rear]
        picture = joined(picture, rear, bodies[one.name].faces)
    picture = tinted(picture, one.tint)
    return picture, np.ascontiguousarray(picture[:, ::-1])


def _body(name: str, picture: Frames) -> Body:
    from haneul.blocking.body import drawn
    from haneul.prompts.draft import kind
    from haneul.prompts.staging import faces

    return drawn(picture, faces().get(name, "front"), kind(name), kind(name) not in ROLLING)


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


def around(canvas: Canvas, span: Span) -> Span:
    """`span` and what lies around it up to the nearest cuts."""
    edges = (0, *canvas.cuts, canvas.frames)
    return Span(max(at for at in edges if at <= span.start), min(at for at in edges if at >= span.stop))


def keeps(layer: Layer) -> bool:
    """Whether a frame of `layer` stays as it is; what is re-imagined throughout may become somebody else."""
    return bool((levels(layer.noise) == 0).any())


def portraits(words: str) -> Known:
    """Names and cut-outs (h, w, 4) of whom `words` name in the cast; none when no cast is installed."""
    found = (one.member for one in named(words, ()))
    return tuple((member.name_en, member.picture) for member in found if member.picture is not None)
