"""Frames between those of a clip, where things stand on their way: a higher frame rate.

FFmpeg's minterpolate estimates the motion of small blocks and moves them (Choi and Jeon 2000;
`mi_mode=mci`). It works in YCbCr, whose rounding alone costs a still picture 5 dB, so only what it
changes is taken: its frames minus its own plain blend, added to the exact blend in RGB. Where nothing
moves the result is exact, and the clip's own frames are always the clip's own.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haneul.canvas import Frames
from haneul.errors import InvalidInput
from haneul.media.footage import Footage

BLOCK = 8  # frames of the clip that are estimated together
BESIDE = 2  # frames before and after them that the estimate sees
FINE = 360  # rows up to which blocks of 8 pixels are moved; larger pictures have larger blocks
NEAR = 1e-3  # of a frame: that near to a frame of the clip it is that frame


class Between:
    """`clip` at `fps` frames a second: a lazy array (T, H, W, 3) uint8 of as many seconds.

    Frame n shows n / fps seconds; what lies after the clip's last frame stays as that. Blocks of frames are
    made one at a time and only from the frames around them, so that any slice gives the same pixels.
    """

    dtype = np.dtype(np.uint8)
    ndim = 4

    def __init__(self, clip: Footage, fps: float) -> None:
        """Raises `InvalidInput` unless `fps` is more than the clip's own."""
        if not clip.fps < fps < math.inf:
            raise InvalidInput(f"{clip.path} has {clip.fps:g} frames a second already, {fps:g} are not more.")
        self.clip, self.fps = clip, fps
        self.shape = (round(len(clip) * fps / clip.fps), *clip.shape[1:])
        self._ready: tuple[int, dict[int, NDArray[np.uint8]]] = (-1, {})

    def __len__(self) -> int:
        return self.shape[0]

    def own(self) -> NDArray[np.bool_]:
        """For each frame (T,) whether it is one of the clip's own."""
        places = np.minimum(np.arange(len(self)) * self.clip.fps / self.fps, len(self.clip) - 1)
        return np.abs(places - np.rint(places)) < NEAR

    def __getitem__(self, key: slice) -> Frames:
        return np.stack([self._frame(number) for number in range(*key.indices(len(self)))])

    def _frame(self, number: int) -> NDArray[np.uint8]:
        place = min(number * self.clip.fps / self.fps, len(self.clip) - 1.0)
        if abs(place - round(place)) < NEAR:
            return self.clip[round(place)]
        block = int(place) // BLOCK
        if self._ready[0] != block:
            self._ready = (block, self._made(block))
        return self._ready[1][number]

    def _made(self, block: int) -> dict[int, NDArray[np.uint8]]:
        """The frames of a block that are none of the clip's own, by number."""
        first = max(block * BLOCK - BESIDE, 0)
        last = min((block + 1) * BLOCK + BESIDE, len(self.clip) - 1)
        frames = self.clip[first : last + 1]
        moved = self._filtered(frames, first, self._moving)
        plain = self._filtered(frames, first, "mi_mode=blend")
        made = {}
        for number in range(math.ceil(block * BLOCK * self.fps / self.clip.fps), len(self)):
            place = number * self.clip.fps / self.fps
            at, share = int(place), place - int(place)
            if at >= min((block + 1) * BLOCK, len(self.clip) - 1):
                break
            a, b = frames[at - first].astype(np.float32), frames[at + 1 - first].astype(np.float32)
            change = moved[number].astype(np.float32) - plain[number] if number in moved and number in plain else 0
            made[number] = np.rint(a + share * (b - a) + change).clip(0, 255).astype(np.uint8)
        return made

    @property
    def _moving(self) -> str:
        size, reach = (8, 16) if self.shape[1] <= FINE else (16, 32)
        return f"mi_mode=mci:mc_mode=aobmc:me=epzs:vsbmc=1:mb_size={size}:search_param={reach}"

    def _filtered(self, frames: Frames, first: int, how: str) -> dict[int, NDArray[np.uint8]]:
        """What minterpolate makes of `frames`, number `first` of the clip and on: pictures by their number here."""
        import av
        from av.filter import Graph

        height, width = frames.shape[1:3]
        fps, rate = (Fraction(one).limit_denominator(1001) for one in (self.clip.fps, self.fps))
        graph = Graph()
        parts: list[Any] = [
            graph.add_buffer(width=width, height=height, format=av.VideoFormat("rgb24"), time_base=1 / fps),
            graph.add("format", "yuv444p"),
            graph.add("minterpolate", f"fps={rate}:{how}"),
            graph.add("format", "rgb24"),
            graph.add("buffersink"),
        ]
        graph.link_nodes(*parts).configure()
        made: dict[int, NDArray[np.uint8]] = {}
        # Beyond the clip's end its last frame stays: the filter looks two frames ahead.
        for place, picture in enumerate([*frames, frames[-1], frames[-1]]):
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
            frame.pts, frame.time_base = first + place, 1 / fps
            parts[0].push(frame)
            _drain(parts[-1], rate, made)
        parts[0].push(None)
        _drain(parts[-1], rate, made)
        return made


def _drain(sink: Any, rate: Fraction, made: dict[int, NDArray[np.uint8]]) -> None:
    import av

    while True:
        try:
            frame = sink.pull()
        except (av.error.BlockingIOError, av.error.EOFError):
            return
        made[round(frame.pts * frame.time_base * rate)] = frame.to_ndarray()
