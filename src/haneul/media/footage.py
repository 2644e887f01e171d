"""A file's frames as an array that decodes what is asked for, so that a minute of 1080p is never held.

Asked for in order, as windows and writers do, the file is read once: the reader keeps its place and
the last few frames, which the next window shares with the one before. Any other order seeks.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from haneul.canvas import Frames, Span
from haneul.errors import InvalidInput, MediaError
from haneul.media.reader import stream
from haneul.media.resize import fit
from haneul.media.source import source

_KEPT = 64 << 20  # bytes of frames already decoded that stay at hand
_SKIPPED = 48  # frames further on are reached by decoding, more by seeking


class Footage:
    """Frames (T, H, W, 3) uint8 of the video at `path`: what a player shows at `fps` frames a second.

    `size` (width, height) is covered, what hangs over is cut off evenly; its own size and rate when left
    out. It has the `shape`, `dtype` and slices of an array; a slice along the first axis is an array.
    `cut` takes a part without decoding it; `info` is the file's as `probe` gives it. T is counted from
    the file's packets when it is opened.

    Raises `MediaError` for a broken file or one without pictures.
    """

    dtype = np.dtype(np.uint8)
    ndim = 4

    def __init__(self, path: Path | str, *, fps: float | None = None, size: tuple[int, int] | None = None) -> None:
        self.path = Path(path)
        with source(self.path) as found:
            self.info = found.info
            self.fps = fps or self.info.fps
            frames = max(1, round(found.end() * self.fps))
        self.size = size or (self.info.width, self.info.height)
        self._begin(Span(0, frames))

    def _begin(self, span: Span) -> None:
        """Of the file's frames those of `span`, no reader opened yet."""
        width, height = self.size
        self.span, self.shape = span, (len(span), height, width, 3)
        self._reader: Iterator[Frames] = iter(())
        self._next = -1  # the frame of the file that the reader gives next; -1: there is no reader
        self._last: deque[NDArray[np.uint8]] = deque(maxlen=max(1, _KEPT // (3 * width * height)))

    def cut(self, span: Span) -> Footage:
        """The frames of `span` as footage of their own, with a reader of its own; nothing is decoded.

        Raises `InvalidInput` unless 0 <= start < stop <= T.
        """
        if not 0 <= span.start < span.stop <= len(self):
            raise InvalidInput(f"Frames {span.start} to {span.stop} are not in 0 to {len(self)} of {self.path}.")
        part = object.__new__(Footage)
        part.path, part.info, part.fps, part.size = self.path, self.info, self.fps, self.size
        part._begin(span.shift(self.span.start))
        return part

    def __len__(self) -> int:
        return len(self.span)

    @overload
    def __getitem__(self, key: int) -> NDArray[np.uint8]: ...
    @overload
    def __getitem__(self, key: slice) -> Frames: ...
    def __getitem__(self, key: int | slice) -> Frames:
        """One frame (H, W, 3), or the frames of a slice (t, H, W, 3) as an array."""
        if isinstance(key, slice):
            chosen = range(*key.indices(len(self)))
            out = np.empty((len(chosen), *self.shape[1:]), np.uint8)
            for place in range(len(chosen)) if chosen.step > 0 else reversed(range(len(chosen))):
                out[place] = self._frame(self.span.start + chosen[place])
            return out
        if not -len(self) <= key < len(self):
            raise IndexError(f"Frame {key} is not in 0 to {len(self)}.")
        return self._frame(self.span.start + key % len(self)).copy()

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        """All frames; numpy asks for them where it is given footage in an array's place."""
        return np.asarray(self[:], dtype)

    def _frame(self, number: int) -> NDArray[np.uint8]:
        """Frame `number` of the file (H, W, 3), from those at hand or the reader."""
        if number < self._next <= number + len(self._last):
            return self._last[number - self._next]
        if not 0 <= number - self._next <= _SKIPPED or self._next < 0:
            self._reader = stream(self.path, number / self.fps, fps=self.fps, chunk=1)
            self._next = number
            self._last.clear()
        while self._next <= number:
            self._last.append(self._read())
            self._next += 1
        return self._last[-1]

    def _read(self) -> NDArray[np.uint8]:
        """The reader's next frame; where the pictures end before the file says so, the last one stays."""
        picture = next(self._reader, None)
        if picture is not None:
            return fit(picture, *self.size)[0]
        if not self._last:
            raise MediaError(f"Cannot read {self.path}: frame {self._next} is missing; make it anew.")
        return self._last[-1]
