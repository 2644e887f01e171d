"""The painted frames that later windows still ask for; all others are let go."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from haneul.canvas import Frames, Span
from haneul.windows.plan import Window


class Recent:
    """Called with a span, it gives the frames painted there, as far as a window of the plan needs them."""

    def __init__(self, plan: Sequence[Window]) -> None:
        self._needs = [(window.span.start, need) for window in plan for need in window.needs]
        self._frames: dict[int, Frames] = {}

    def add(self, window: Window, frames: Frames) -> None:
        """Keep of `frames` (t, H, W, 3), those of `window`, what windows after it ask for."""
        stop = window.span.stop
        self._needs = [(start, need) for start, need in self._needs if start >= stop]
        wanted = {frame for _, need in self._needs for frame in range(need.start, min(need.stop, stop))}
        self._frames = {at: frame for at, frame in self._frames.items() if at in wanted}
        for at, frame in enumerate(frames, window.span.start):
            if at in wanted:
                self._frames[at] = frame.copy()  # a view would keep the whole window

    def __call__(self, span: Span) -> Frames:
        return np.stack([self._frames[at] for at in range(span.start, span.stop)])
