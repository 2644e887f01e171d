"""Which frames are painted together: the windows of a canvas, made before any work is done.

A shot (what lies between two cuts) is split into known passages and runs with something to invent.
Known ones are handed on in small chunks. A run is split into about equally long windows, each shown
the last frames before it and, at the run's end, the known frames after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from haneul.canvas import Canvas, Span, prompt_at
from haneul.engines.base import Abilities
from haneul.windows.known import known_frames

CHUNK = 16  # known frames that are handed on at once
NOWHERE = Span(0, 0)


@dataclass(frozen=True)
class Window:
    """The frames `span` of the canvas, and what an engine has to see to paint them."""

    span: Span
    look: Span  # shown to the engine: `span` and the frames around it
    sink: Span = NOWHERE  # the first frames of the shot, shown before `look`
    number: int | None = None  # of the painted windows, in order; None where everything is known
    lead: int = 0  # blank frames shown before all others
    bridge: int = 0  # known frames behind `span` that are not shown, but painted as if they were new
    first: Span = NOWHERE  # the end of the same words' first window, which this one is graded to

    @property
    def shown(self) -> tuple[Span, ...]:
        """The frames painted before that are put before `span`."""
        return tuple(span for span in (self.sink, Span(self.look.start, self.span.start)) if len(span))

    @property
    def needs(self) -> tuple[Span, ...]:
        """The frames painted before that `paint` asks for."""
        return (*self.shown, self.first) if len(self.first) else self.shown


def plan(canvas: Canvas, abilities: Abilities) -> tuple[Window, ...]:
    """The windows of `canvas` in order; their spans cover it, each frame once, and none crosses a cut."""
    known = known_frames(canvas)
    windows: list[Window] = []
    number = 0
    for shot in split(canvas.span, canvas.cuts):
        pieces = passages(known[shot.start : shot.stop], shot.start, abilities.context)
        for index, (piece, still) in enumerate(pieces):
            if still:
                chunks = split(piece, range(piece.start, piece.stop, CHUNK))
                windows += [Window(chunk, chunk) for chunk in chunks]
                continue
            after = pieces[index + 1][0] if index + 1 < len(pieces) else Span(piece.stop, piece.stop)
            for part in split(piece, _changes(canvas, piece) if abilities.one_prompt else ()):
                ahead = len(after) if part.stop == piece.stop else 0
                first = NOWHERE
                for span, look, sink in run(part, shot, ahead, abilities):
                    windows.append(met(Window(span, look, sink, number, first=first), abilities))
                    if canvas.guides and not len(first):
                        first = Span(max(span.start, span.stop - abilities.context), span.stop)
                    number += 1
    return tuple(windows)


def split(span: Span, places: Iterable[int]) -> list[Span]:
    """`span` cut at those of `places` that lie inside it."""
    inside = sorted({place for place in places if span.start < place < span.stop})
    return [Span(a, b) for a, b in pairwise([span.start, *inside, span.stop])]


def passages(known: Sequence[bool], start: int, least: int) -> list[tuple[Span, bool]]:
    """The passages of a shot that begins at frame `start`, each known or not.

    A known passage of fewer than `least` frames between two others is left in the run around it: the
    engine sees both of its sides at once, and one pass paints what two would.
    """
    edges = [0, *(at for at in range(1, len(known)) if known[at] != known[at - 1]), len(known)]
    found: list[tuple[Span, bool]] = []
    for a, b in pairwise(edges):
        inner = 0 < a and b < len(known)
        still = known[a] and not (inner and b - a < least)
        if found and not still and not found[-1][1]:
            found[-1] = (Span(found[-1][0].start, start + b), False)
        else:
            found.append((Span(start + a, start + b), still))
    return found


def run(part: Span, shot: Span, ahead: int, abilities: Abilities) -> Iterator[tuple[Span, Span, Span]]:
    """Spans that cover `part`, each with what the engine looks at and the sink shown before that.

    `ahead` known frames follow the part; at most `abilities.context` of them are looked at.
    """
    most, stride = abilities.frames, abilities.stride
    context = whole(min(abilities.context, most // 2), stride)
    left = whole(min(context, part.start - shot.start), stride)
    right = min(ahead, abilities.context, (most - left) // 2)
    wide = left + len(part) + right
    fresh = wide if wide <= most else _share(wide - context, most - context, stride)
    done, stop = part.start, part.start - left + context
    while done < part.stop:
        stop = min(stop + fresh, part.stop)
        sink = abilities.sink if done - shot.start > context else 0
        start = done - (context - sink if sink else whole(min(context, done - shot.start), stride))
        end = min(part.stop + right, start + most - sink) if stop == part.stop else stop
        extra = (sink + end - start - 1) % stride
        yield Span(done, stop), Span(start, max(stop, end - extra)), Span(shot.start, shot.start + sink)
        done = stop


def met(window: Window, abilities: Abilities) -> Window:
    """`window` in which the known frames behind `span` begin with a latent of their own.

    A latent of new and known frames can only stand still as the known one. Where nothing is shown before
    the new frames, blank ones lead in and shift them; else the known frames of that latent are bridged,
    unless they are most of it.
    """
    stride, behind = abilities.stride, window.look.stop - window.span.stop
    before = len(window.sink) + window.span.stop - window.look.start
    gap = (1 - before) % stride  # frames that are missing to fill the latent
    leads = before == len(window.span)
    if not behind or not gap or not (leads or gap <= stride // 2):
        return window
    bridge = 0 if leads else gap
    shown = min(behind - bridge, abilities.frames - before - gap) // stride * stride
    if shown < stride:
        return window
    look = Span(window.look.start, window.span.stop + bridge + shown)
    return replace(window, look=look, lead=gap - bridge, bridge=bridge)


def whole(frames: int, stride: int) -> int:
    """The most frames, up to `frames`, that fill their latents: 1 + k * stride, or none."""
    return 1 + (frames - 1) // stride * stride if frames > 0 else 0


def _share(frames: int, most: int, stride: int) -> int:
    """`frames` in equal shares of at most `most`, in whole latents where they fit."""
    share = -(-frames // -(-frames // most))
    return min(-(-share // stride) * stride, most)


def _changes(canvas: Canvas, span: Span) -> tuple[int, ...]:
    """The frames of `span` at which another prompt begins to hold."""
    places = sorted({place for p in canvas.prompts for place in (p.span.start, p.span.stop)})
    inside = [place for place in places if span.start < place < span.stop]
    return tuple(at for at in inside if prompt_at(canvas.prompts, at - 1) != prompt_at(canvas.prompts, at))
