"""A sheet of pictures with words under each: what a clip looks like, at one glance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from haneul.canvas import Frames
from haneul.errors import InvalidInput
from haneul.media.footage import Footage

Picture = NDArray[np.uint8]

PAPER, INK = (250, 250, 248), (90, 92, 96)
GAP = 8  # pixels between pictures and around them
LETTERS = 0.075  # height of the words in widths of a picture
SMALLEST, LARGEST = 11, 28  # pixels


def moments(clip: Footage, count: int) -> tuple[list[Picture], list[str]]:
    """`count` pictures (H, W, 3), evenly from the clip's first frame to its last, and their times in words.

    Only these are held, however long the clip is; one of fewer frames gives all it has. Raises
    `InvalidInput` for less than one, `MediaError` for a broken file.
    """
    if count < 1:
        raise InvalidInput(f"A sheet needs at least one frame, got {count}.")
    chosen = np.linspace(0, len(clip) - 1, min(count, len(clip))).round().astype(int)
    seconds = len(clip) / clip.fps
    return [clip[int(frame)] for frame in chosen], [clock(frame / clip.fps, seconds) for frame in chosen]


def sheet(pictures: Sequence[Picture], words: Sequence[str], columns: int, width: int | None = None) -> Frames:
    """One picture (1, H, W, 3) of all `pictures` in rows of `columns`, each `width` wide (its own without)
    with its `words` under it; without any words there is no room for them."""
    if not pictures:
        raise InvalidInput("There is nothing to draw; give at least one picture.")
    small = [shrunk(one, width or one.shape[1]) for one in pictures]
    wide, columns = max(one.width for one in small), min(columns, len(small))
    size = min(max(round(LETTERS * wide), SMALLEST), LARGEST)
    line = round(1.6 * size) if any(words) else 0
    rows = [small[start : start + columns] for start in range(0, len(small), columns)]
    tall = [max(one.height for one in row) for row in rows]
    page = Image.new("RGB", (columns * (wide + GAP) + GAP, sum(tall) + len(rows) * (line + GAP) + GAP), PAPER)
    pen, font = ImageDraw.Draw(page), ImageFont.load_default(size)
    for place, (one, text) in enumerate(zip(small, words, strict=True)):
        row, column = divmod(place, columns)
        x, y = GAP + column * (wide + GAP), GAP + sum(tall[:row]) + row * (line + GAP)
        page.paste(one, (x + (wide - one.width) // 2, y))
        pen.text((x + wide / 2, y + tall[row] + line / 2), text, fill=INK, font=font, anchor="mm")
    return np.asarray(page)[None]


def strip(frames: Frames, count: int, width: int) -> Picture:
    """`count` frames of a clip, from the first to the last, side by side, each `width` wide: (h, count * width, 3)."""
    chosen = np.linspace(0, len(frames) - 1, count).round().astype(int)
    return np.concatenate([np.asarray(shrunk(frames[at], width)) for at in chosen], axis=1)


def shrunk(picture: Picture, width: int) -> Image.Image:
    """The picture at another width, its shape kept."""
    height = max(1, round(picture.shape[0] * width / picture.shape[1]))
    return Image.fromarray(picture).resize((width, height), Image.Resampling.LANCZOS)


def clock(seconds: float, whole: float) -> str:
    """A time in a clip of `whole` seconds: "1.25 s", or "0:07" where the clip lasts half a minute or more."""
    if whole >= 30:
        return f"{int(seconds) // 60}:{int(seconds) % 60:02}"
    return f"{seconds:.2f} s"
