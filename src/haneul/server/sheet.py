"""The pictures that go with a video: a thumbnail (WebP), a spritesheet (JPEG), a preview (JPEG)."""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from haneul.canvas import Frames

if TYPE_CHECKING:
    from PIL.Image import Image

_WIDE = 512  # pixels of the longer side of thumbnail and preview
_TILE = 256  # of one picture of the spritesheet
_ACROSS, _MOST = 5, 25


class Sheet:
    """Collects pictures evenly spaced in `frames` while they pass by."""

    def __init__(self, frames: int) -> None:
        count = min(frames, _MOST)
        self._wanted = {round(n * (frames - 1) / max(1, count - 1)) for n in range(count)}
        self._middle = frames // 2
        self._passed, self._tiles = 0, list[NDArray[np.uint8]]()
        self._thumbnail = b""

    def add(self, frames: Frames) -> None:
        """The next frames (t, H, W, 3)."""
        for frame in frames:
            if self._passed == self._middle:
                self._thumbnail = _encoded(_small(frame, _WIDE), "WEBP")
            if self._passed in self._wanted:
                self._tiles.append(np.asarray(_small(frame, _TILE)))
            self._passed += 1

    @property
    def thumbnail(self) -> bytes:
        """The middle frame, at most 512 pixels a side, as WebP."""
        return self._thumbnail

    def spritesheet(self) -> bytes:
        """Up to 25 pictures in rows of five, each at most 256 pixels a side, as JPEG."""
        from PIL import Image

        height, width, _ = self._tiles[0].shape
        across = min(_ACROSS, len(self._tiles))
        sheet = Image.new("RGB", (across * width, math.ceil(len(self._tiles) / across) * height))
        for number, tile in enumerate(self._tiles):
            sheet.paste(Image.fromarray(tile), (number % across * width, number // across * height))
        return _encoded(sheet, "JPEG")


def preview(frames: Frames) -> bytes:
    """The middle one of frames (t, H, W, 3) as a small JPEG."""
    return _encoded(_small(frames[len(frames) // 2], _WIDE), "JPEG")


def _small(frame: NDArray[np.uint8], most: int) -> Image:
    from PIL import Image

    picture = Image.fromarray(np.ascontiguousarray(frame))
    picture.thumbnail((most, most))
    return picture


def _encoded(picture: Image, kind: str) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, quality=85)
    return out.getvalue()
