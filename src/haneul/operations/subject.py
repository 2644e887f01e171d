"""Whom an operation is about, found in the clip by the picture of the starter cast or of one's own cast."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from haneul.canvas import Region
from haneul.errors import InvalidInput
from haneul.fields import Field
from haneul.operations.base import Operation
from haneul.operations.shape import Defaults
from haneul.operations.source import Source

if TYPE_CHECKING:
    from haneul.media.animatic import Box
    from haneul.media.search import Found

Subject = Annotated[
    str, Field("Whom to find in the clip: a name of the starter cast such as fox, or one given by --cast.", 1, 200)
]

MOMENTS = 4.0  # a second, at which the subject is looked for


def regions(words: str, clip: Source, operation: Operation, defaults: Defaults, around: float = 0.0) -> list[Region]:
    """The box of the one whom `words` name in each frame, in pixels of the clip file's frame.

    It is made larger by `around` of its size on each side and cut at the frame. Raises `InvalidInput` for
    somebody whose picture is not known, or who is not surely seen.
    """
    found = search(words, clip, operation, defaults)
    if found is None:
        raise InvalidInput(
            f"subject cannot be {words!r}: nobody in the cast has that name; give --cast NAME=PICTURE, or the place "
            "with --box or --mask."
        )
    if not found.sure:
        raise InvalidInput(
            f"{words!r} is not surely seen in {clip.path.name} (score {found.score:.2f}, {found.least:.2f} is needed); "
            "give the place with --box or --mask."
        )
    info = clip.frames.info
    return [grown(box, around, (info.width, info.height)) for box in found.boxes]


def search(words: str, clip: Source, operation: Operation, defaults: Defaults) -> Found | None:
    """Where the one whom `words` name is in the clip file's frames as it says itself, else seems to be; None if no
    picture is known."""
    from haneul import media
    from haneul.media.search import Found

    own = [(name, media.read_picture(Path(path))[0]) for name, path in operation.cast.items() if name in words]
    known = own or list(defaults.who(words))
    footage = media.Footage(clip.path, fps=clip.fps)
    told = media.stands(footage)
    for name, _ in known:
        if len(told.get(name, ())) == len(footage):
            return Found(1.0, tuple(_pixels(told[name][at], footage.size) for at in range(len(footage))))
    if not known:
        return None
    return media.find(footage, [picture for _, picture in known], max(1, round(clip.fps / MOMENTS)))


def _pixels(box: Box, size: tuple[int, int]) -> Region:
    """A box relative to the picture in pixels of one of `size` (width, height)."""
    left, top, right, bottom = (round(at * side) for at, side in zip(box, (*size, *size), strict=True))
    return Region(left, top, max(1, right - left), max(1, bottom - top))


def grown(box: Region, around: float, within: tuple[int, int]) -> Region:
    """`box` made larger on all sides and cut at a frame `within` (width, height); never empty."""
    x, y = round(box.width * around), round(box.height * around)
    left, top = (min(max(0, at), size - 1) for at, size in zip((box.x - x, box.y - y), within, strict=True))
    right = min(within[0], max(left + 1, box.x + box.width + x))
    bottom = min(within[1], max(top + 1, box.y + box.height + y))
    return Region(left, top, right - left, bottom - top)
