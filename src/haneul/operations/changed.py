"""Frames of a clip that are changed when they are asked for, so that a long clip is never held."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haneul.canvas import Frames, LazyFrames, Span


@dataclass(frozen=True, eq=False)
class Changed:
    """`change(frames (t, H, W, 3), span)` of the frames of `span`, at `size` (width, height) if that differs."""

    frames: LazyFrames
    change: Callable[[Frames, Span], Frames]
    size: tuple[int, int] | None = None

    @property
    def shape(self) -> tuple[int, ...]:
        width, height = self.size or (self.frames.shape[2], self.frames.shape[1])
        return (len(self.frames), height, width, 3)

    @property
    def dtype(self) -> np.dtype[Any]:
        return self.frames.dtype

    def __len__(self) -> int:
        return len(self.frames)

    def __getitem__(self, key: slice) -> Frames:
        start, stop, step = key.indices(len(self))
        assert step == 1, "frames are asked for in order"
        return self.change(self.frames[start:stop], Span(start, max(start, stop)))

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        return np.asarray(self[:], dtype)
