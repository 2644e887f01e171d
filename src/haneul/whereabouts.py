"""Where everybody stands: written into a clip's file, and read from it by whoever goes on from there."""

from __future__ import annotations

from collections.abc import Mapping

from haneul import media
from haneul.blocking.handheld import shown
from haneul.canvas import Canvas, Layer, Span
from haneul.media.animatic import Box
from haneul.media.stands import EVERY, box_of
from haneul.windows.known import known_frames


def told(canvas: Canvas, kept: Span) -> dict[str, list[list[float]]]:
    """Where everybody stands, for the record of a clip that is `kept` of the canvas: rows of second, left, top, right
    and bottom (relative to the picture) by name, in order, `EVERY` so often and at the ends of what is painted."""
    known = known_frames(canvas)
    where = {name: {at: box for at, box in boxes.items() if known[at]} for name, boxes in recorded(canvas).items()}
    for guide in canvas.guides:
        for name, boxes in getattr(guide.frames, "stands", {}).items():
            part = slice(guide.part.start, guide.part.stop)
            ways = getattr(guide.frames, "held", None)
            rows = boxes[part] if ways is None else shown(boxes[part], ways[part])
            where.setdefault(name, {}).update(zip(range(guide.at, guide.span.stop), map(box_of, rows), strict=True))
    often, made = max(1, round(EVERY * canvas.fps)), {}
    for name, boxes in where.items():
        there = [at for at in sorted(boxes) if kept.start <= at < kept.stop]
        told = [at for at in there if at % often == 0 or at - 1 not in boxes or at + 1 not in boxes or at == there[-1]]
        made[name] = [[round((at - kept.start) / canvas.fps, 3), *(round(v, 4) for v in boxes[at])] for at in told]
    return {name: rows for name, rows in made.items() if rows}


def recorded(canvas: Canvas) -> dict[str, dict[int, Box]]:
    """By name where somebody stands in the frames of files that lie on the canvas, kept or not, as the files say."""
    made: dict[str, dict[int, Box]] = {}
    for layer in canvas.layers:
        footage = _file(layer)
        if footage is not None and _whole(footage, canvas):
            for name, boxes in media.stands(footage).items():
                made.setdefault(name, {}).update({layer.at + at: box for at, box in boxes.items()})
    return made


def copies(name: str, said: Mapping[str, object]) -> list[str]:
    """What all of one name are called in a record: "fox", "fox 2" and so on."""
    made = [name]
    while (following := f"{name} {len(made) + 1}") in said:
        made.append(following)
    return made


def _whole(footage: media.Footage, canvas: Canvas) -> bool:
    """Whether it covers the canvas, and nothing was cut from its sides."""
    info = footage.info
    cut = abs(info.width * canvas.height - info.height * canvas.width)
    return footage.shape[1:3] == (canvas.height, canvas.width) and cut <= info.width


def _file(layer: Layer) -> media.Footage | None:
    """What the layer's frames are read from, be they changed or not."""
    frames: object = layer.frames
    while not isinstance(frames, media.Footage):
        if not hasattr(frames, "frames"):
            return None
        frames = frames.frames
    return frames
