"""Sizes as people write them ("256x144", "16:9"), and pictures fitted to them.

A shape without a size means the engine's own number of pixels in that shape, for an engine draws
best at the size it was trained on.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from haneul.canvas import Frames
from haneul.errors import InvalidSize

LEAST, MOST = 64, 1920  # pixels a side
STEP = 16  # sides made from a shape are multiples of it: no engine has to pad them


Known = tuple[tuple[str, NDArray[np.uint8]], ...]
"""Names and pictures (h, w, 4)."""


def nobody(words: str) -> Known:
    """Whom `words` name, where there is no cast."""
    return ()


@dataclass(frozen=True)
class Defaults:
    """What a canvas is made with when the user does not say: the engine's best, and whom it knows."""

    size: tuple[int, int] = (256, 144)  # width, height
    fps: float = 12.0
    who: Callable[[str], Known] = nobody


def pixels(text: str, defaults: Defaults, most: int = MOST) -> tuple[int, int]:
    """Width and height meant by "256x144", "16:9" or, when empty, the defaults.

    Raises `InvalidSize` for another form and for sides outside 64 to `most`.
    """
    if not text:
        return defaults.size
    match = re.fullmatch(r"\s*([0-9]{1,9})\s*([xX×*:])\s*([0-9]{1,9})\s*", text)
    if not match:
        raise InvalidSize(f"size cannot be {text[:40]!r}; give WIDTHxHEIGHT such as 256x144, or a shape such as 16:9.")
    width, height = int(match[1]), int(match[3])
    if match[2] == ":":
        if not width or not height:
            raise InvalidSize(f"size cannot be {text!r}; both sides of a shape must be at least 1.")
        width, height = of_shape(width / height, defaults)
    if min(width, height) < LEAST or max(width, height) > most:
        raise InvalidSize(f"size cannot be {text!r}; both sides must be {LEAST} to {most:,} pixels.")
    return width, height


def ratio(text: str) -> float | None:
    """Width over height of a shape such as "16:9"; None for a text that names no shape."""
    match = re.fullmatch(r"\s*([0-9]{1,9})\s*:\s*([0-9]{1,9})\s*", text)
    return int(match[1]) / int(match[2]) if match and int(match[1]) and int(match[2]) else None


def of_shape(ratio: float, defaults: Defaults) -> tuple[int, int]:
    """Width and height of about `ratio` with the default number of pixels, in multiples of 16."""
    area = math.prod(defaults.size)
    return _rounded(math.sqrt(area * ratio)), _rounded(math.sqrt(area / ratio))


def like(frames: Frames, defaults: Defaults) -> tuple[int, int]:
    """Width and height of the shape of `frames` (T, H, W, 3); very long ones are kept within bounds."""
    if (frames.shape[2], frames.shape[1]) == defaults.size:
        return defaults.size
    width, height = of_shape(frames.shape[2] / frames.shape[1], defaults)
    return min(max(width, LEAST), MOST), min(max(height, LEAST), MOST)


def nearest(size: tuple[int, int], most: int = MOST) -> tuple[int, int]:
    """`size` (width, height), or the nearest of its shape with sides of 64 to `most` pixels."""
    scale = min(most / max(size), max(1.0, LEAST / min(size)))
    width, height = (min(most, max(LEAST, round(side * scale))) for side in size)
    return width, height


def fit(frames: Frames, width: int, height: int) -> Frames:
    """`frames` (T, H, W, 3) resized to cover width x height, what hangs over cut off evenly."""
    from haneul import media

    return media.fit(frames, width, height)


def _rounded(side: float) -> int:
    return max(1, round(side / STEP)) * STEP
