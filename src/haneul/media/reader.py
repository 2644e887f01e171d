"""Moving pictures read at a constant frame rate, a few frames at a time.

A variable or another rate becomes constant: frame k is the picture that a player shows at k / fps
seconds, so that some repeat and others are left out. A quarter of a frame of lateness is forgiven, for
times in files are rounded and jitter.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from haneul.canvas import Clip, Frames, Span
from haneul.errors import InvalidInput
from haneul.media.sound import read_sound
from haneul.media.source import Info, Shown, Source, probe, source

CHUNK = 16


def read(path: Path | str, span: Span | None = None, *, fps: float | None = None) -> Clip:
    """The clip at `path`, or its frames `span`, with its sound; at `fps` instead of its own rate if given.

    Held in memory as a whole: use `stream` for long files. A span that goes beyond the end is cut there.
    Raises `MediaError` for a broken file, `InvalidInput` when the span holds no frame of it.
    """
    path = Path(path)
    info = probe(path)
    rate = fps or info.fps
    start = span.start / rate if span else 0.0
    stop = span.stop / rate if span else None
    chunks = list(stream(path, start, stop, fps=fps))
    if not chunks:
        raise InvalidInput(f"{path} has about {info.frames} frames, none of them from {span}; choose earlier ones.")
    frames = np.concatenate(chunks)
    sound = read_sound(path, start, start + len(frames) / rate) if info.has_sound else None
    return Clip(frames, rate, sound)


def stream(
    path: Path | str,
    start: float = 0.0,
    stop: float | None = None,
    *,
    fps: float | None = None,
    chunk: int = CHUNK,
) -> Iterator[Frames]:
    """The frames (t, H, W, 3), t <= `chunk`, that a player shows from second `start` up to `stop`.

    At `fps` frames a second, the file's own (`probe`) when left out. Memory does not grow with the
    file's length. Raises `InvalidInput` for times that no file has and, while reading, `MediaError`.
    """
    end = math.inf if stop is None else stop
    if not (math.isfinite(start) and start >= 0 and end >= start):
        raise InvalidInput(f"Cannot read from {start} to {stop} s; give 0 <= start <= stop.")
    if (fps is not None and not 0 < fps < math.inf) or chunk < 1:
        raise InvalidInput(f"Cannot read at {fps} frames a second in chunks of {chunk}; both must be positive.")
    return _chunks(Path(path), start, end, fps, chunk)


def _chunks(path: Path, start: float, stop: float, fps: float | None, chunk: int) -> Iterator[Frames]:
    with source(path) as found:
        out = _empty(chunk, found.info)
        filled = 0
        for pixels in _steady(found, fps or found.info.fps, start, stop):
            out[filled] = pixels
            filled += 1
            if filled == chunk:
                yield out
                out, filled = _empty(chunk, found.info), 0
        if filled:
            yield out[:filled]


def _empty(chunk: int, info: Info) -> Frames:
    return np.empty((chunk, info.height, info.width, 3), np.uint8)


def _steady(found: Source, fps: float, start: float, stop: float) -> Iterator[NDArray[np.uint8]]:
    """One picture (H, W, 3) for each frame of 1/fps seconds from `start` to before `stop`."""
    slot = round(start * fps)
    last: float = math.inf if stop == math.inf else round(stop * fps)
    held: Shown | None = None
    for shown in found.pictures(start):
        if held is not None:
            reached = int(min(_slot(shown.time, fps), last))
            yield from _repeated(held, slot, reached)
            slot = max(slot, reached)
        if slot >= last:
            return
        held = shown
    if held is not None:
        # A file has at least one frame, however short it is.
        end = max(1, round((held.time + held.seconds) * fps))
        yield from _repeated(held, slot, min(end, last))


def _repeated(shown: Shown, slot: int, stop: float) -> Iterator[NDArray[np.uint8]]:
    if slot < stop:
        pixels = shown.pixels()
        yield from (pixels for _ in range(slot, int(stop)))


def _slot(time: float, fps: float) -> int:
    """The first frame that shows a picture of that time."""
    return math.ceil(time * fps - 0.25)
