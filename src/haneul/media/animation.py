"""A picture file as moving pictures: GIF, WebP and PNG can hold several, any other holds one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, partial
from itertools import accumulate
from statistics import median

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from haneul.media.picture import to_pixels
from haneul.media.source import Info, Shown

_STILL = 25.0  # frames a second of a file with one picture: any rate would do
_HASTY = 0.02  # browsers show a GIF frame that asks for less than this ...
_USUAL = 0.1  # ... for this long
_ROUNDING = 0.0061  # seconds that a GIF may be off, half a hundredth and some more


class Animation:
    """An open picture file; only one of its pictures is decoded at a time."""

    def __init__(self, image: Image.Image) -> None:
        self._image = image
        self._shape = to_pixels(image).shape

    @cached_property
    def _durations(self) -> list[float]:
        count = getattr(self._image, "n_frames", 1)
        return [self._duration(at) for at in range(count)] if count > 1 else [1 / _STILL]

    def _duration(self, at: int) -> float:
        self._image.seek(at)
        if self._image.format == "WEBP":
            self._image.load()  # tells the duration only then
        seconds = float(self._image.info.get("duration", 0)) / 1000
        return seconds if seconds >= _HASTY or (seconds > 0 and self._image.format != "GIF") else _USUAL

    @cached_property
    def info(self) -> Info:
        height, width = self._shape[:2]
        fps, seconds = _rate(self._durations), sum(self._durations)
        return Info(width, height, fps, max(1, round(seconds * fps)), seconds, has_sound=False)

    def end(self) -> float:
        return sum(self._durations)

    def pictures(self, start: float) -> Iterator[Shown]:
        time = 0.0
        for at, seconds in enumerate(self._durations):
            yield Shown(time, seconds, partial(self._pixels, at))
            time += seconds

    def _pixels(self, at: int) -> NDArray[np.uint8]:
        if len(self._durations) > 1:
            self._image.seek(at)
        return to_pixels(self._image)


def _rate(durations: list[float]) -> float:
    """The least whole number of frames a second at whose ticks all pictures change, up to 60.

    GIF rounds to hundredths and WebP to thousandths of a second, so that 12 frames a second come as
    80, 90, 80 ... ms, and equal pictures are joined. Where no rate fits, that of the typical duration.
    """
    if len(set(durations)) == 1:
        return round(1 / durations[0], 3)
    times = list(accumulate(durations))
    for rate in range(1, 61):
        if all(abs(round(time * rate) / rate - time) < _ROUNDING for time in times):
            return float(rate)
    return round(1 / median(durations), 3)
