"""A canvas with an animatic of everybody whom its prompts name: on what grounds, and for which frames."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from haneul.acting import Pins, staged
from haneul.canvas import Canvas, Guide, Layer, Prompt, Reference, Span
from haneul.engines.base import Abilities
from haneul.media.animatic import Animatic, Box
from haneul.media.stands import box_of
from haneul.naming import named
from haneul.tracing import beside, crossing, instead, traced, unknown
from haneul.whereabouts import copies, recorded
from haneul.windows.known import known_frames, levels

if TYPE_CHECKING:
    from haneul.prompts.cast import Found


DISSOLVE = 0.5  # seconds in which the animatic of one prompt becomes that of the next


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
            rough = follows(canvas, prompt, found, guides)
            new = [Guide(rough, prompt.span.start, Span(0, len(rough)))]
        if new:  # who is on the stage needs no card
            cards = {words: card for words, card in cards.items() if words not in {f.phrase.casefold() for f in found}}
        elif not kept:
            shown = [Reference(one.phrase, one.member.picture) for one in found if one.member.picture is not None]
            cards = {one.words.casefold(): one for one in shown} | cards
        guides += new
    return replace(canvas, references=tuple(cards.values()), guides=tuple(guides))


def follows(canvas: Canvas, prompt: Prompt, found: Sequence[Found], before: Sequence[Guide]) -> Animatic:
    """The animatic of a prompt of which nothing is known. After another one of the same shot, the last of those
    `before`, it dissolves from that, and whoever is in both goes on from where they were."""
    last = before[-1] if before else None
    if last is None or last.span.stop != prompt.span.start or prompt.span.start in canvas.cuts:
        return staged(canvas, prompt.span, prompt.text, found)
    assert isinstance(last.frames, Animatic)
    ends = {name: box_of(boxes[-1]) for name, boxes in last.frames.stands.items()}
    pins = {name: {0: box} for name, box in ends.items() if inside(box)}
    rough = staged(canvas, prompt.span, prompt.text, found, pins)
    return rough.after(last.frames, round(DISSOLVE * canvas.fps))


def inside(box: Box) -> bool:
    """Whether the middle of a box is in the picture."""
    left, top, right, bottom = box
    return 0 <= left + right <= 2 and 0 <= top + bottom <= 2


def places(canvas: Canvas, span: Span, known: Sequence[bool], found: Sequence[Found], kept: bool) -> Pins:
    """Where pictures that are known show those who were `found`, or others in whose place they are put."""
    seen = {one.member.name_en: one.member.picture for one in found if one.member.picture is not None}
    if not kept:
        return instead(canvas, span, list(seen))
    said = recorded(canvas)
    looked = {name: traced(canvas, span, known, picture, said.get(name, {})) for name, picture in seen.items()}
    near = [at for run in beside(known, span) for at in range(run.start, run.stop)]
    for name in seen:  # where there are several of them the file tells, or nobody
        looked |= {one: {at: said[one][at] for at in near if at in said[one]} for one in copies(name, said)[1:]}
    return {name: boxes for name, boxes in looked.items() if boxes}


def goes_on(
    canvas: Canvas, prompt: Prompt, span: Span, known: Sequence[bool], found: Sequence[Found], pins: Pins
) -> list[Guide]:
    """Animatics of the prompt's unknown frames with those who have `pins` in its shot `span`, and what is theirs."""
    if not pins:
        return []
    from haneul.prompts.reader import read
    from haneul.prompts.staging import things

    theirs = set(pins)
    for one in read(prompt.text, lambda _: list(found)).subjects:
        theirs |= {one.rear, *things(one)} if one.name in pins else set()
    paths = crossing(pins, known, span)
    local = {name: {frame - span.start: box for frame, box in boxes.items()} for name, boxes in paths.items()}
    first = [run.start for run in beside(known, span)]
    seen = {at - span.start: canvas.window(Span(at, at + 1)).pixels()[0] for at in first}
    rough = staged(canvas, span, prompt.text, [one for one in found if one.member.name_en in theirs], local, seen)
    empty = rough.emptied()
    return [Guide(rough, run.start, run.shift(-span.start), empty) for run in unknown(known, prompt.span)]


def around(canvas: Canvas, span: Span) -> Span:
    """`span` and what lies around it up to the nearest cuts."""
    edges = (0, *canvas.cuts, canvas.frames)
    return Span(max(at for at in edges if at <= span.start), min(at for at in edges if at >= span.stop))


def keeps(layer: Layer) -> bool:
    """Whether a frame of `layer` stays as it is; what is re-imagined throughout may become somebody else."""
    return bool((levels(layer.noise) == 0).any())
