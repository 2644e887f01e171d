"""Those whom a prompt names, put on the stage as an animatic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from haneul.blocking.handheld import held
from haneul.canvas import Canvas, Frames, Span
from haneul.grading.scenery import banded
from haneul.media.animatic import Animatic, Box, Pasted, joined
from haneul.media.cutout import cut_out
from haneul.naming import named

if TYPE_CHECKING:
    from haneul.blocking.body import Body
    from haneul.prompts.cast import Found
    from haneul.prompts.staging import Staged

ROLLING = ("vehicle", "boat", "aircraft", "fish", "sport")  # kinds that do not bob as they go

Pins = Mapping[str, Mapping[int, Box]]
"""Boxes in which somebody is known to be, by name and frame of the canvas."""


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
    seconds, aspect = np.arange(len(span)) / canvas.fps, canvas.width / canvas.height
    by_hand = shot.camera == "shake" and not canvas.layers  # where nothing is known that trembles already
    taken = replace(shot, camera="still") if by_hand else shot
    staging = stage(taken, aspect, bodies, list(seconds), canvas.seed, pins)
    scenery = staging.scenery.seen_as(banded(seen, len(span))) if seen else staging.scenery
    acting = [(one, _both_ways(one, cut, bodies)) for one in staging.figures if one.name in cut]

    def at(frame: int) -> list[Pasted]:
        there = sorted(range(len(acting)), key=lambda who: float(acting[who][0].near[frame]))
        return [pasted(who, *acting[who], frame) for who in there]

    def pasted(who: int, one: Staged, ways: tuple[Frames, Frames], frame: int) -> Pasted:
        turned = bool(one.turned[frame])
        return Pasted(ways[turned], tuple(one.boxes[frame]), float(one.angle[frame]), who, turned)

    stands = {one.called: one.boxes for one, _ in acting}
    ways = held(seconds, canvas.seed, aspect) if by_hand else None
    return Animatic(canvas.height, canvas.width, at, scenery, stands, ways)


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
