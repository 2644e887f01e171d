"""Painted windows as files, without loss: what a killed job goes on from must be what it had.

FFV1 keeps every bit at about a third of the size, each frame by itself, and notices damage.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np

from haneul.canvas import Frames
from haneul.errors import MediaError

_THREADS = 4


def write(path: Path, frames: Frames) -> None:
    """Frames (T, H, W, 3) uint8, two pixels wide at least (FFV1), into the file `path`.

    Raises `OSError` for a full disk.
    """
    import av
    from av.video.reformatter import VideoReformatter

    convert = VideoReformatter().reformat
    with av.open(str(path), "w", format="matroska") as file:
        stream = file.add_stream("ffv1", rate=1, options={"level": "3"})
        stream.height, stream.width = frames.shape[1:3]
        stream.pix_fmt = "bgr0"
        stream.codec_context.thread_count = _THREADS
        for frame in frames:
            picture = av.VideoFrame.from_ndarray(np.ascontiguousarray(frame), format="rgb24")
            file.mux(stream.encode(convert(picture, format="bgr0")))
        file.mux(stream.encode())


def stream(path: Path, start: int, stop: int) -> Iterator[Frames]:
    """Frames `start` up to but not including `stop`, (1, H, W, 3) one by one.

    Raises `MediaError` when the file is damaged or has fewer.
    """
    import av

    number = 0
    try:
        with av.open(str(path)) as file:
            for number, frame in enumerate(islice(file.decode(video=0), stop), 1):
                if number > start:
                    yield np.asarray(frame.to_ndarray(format="rgb24"), np.uint8)[None]
    except av.FFmpegError as error:
        raise MediaError(f"Cannot read {path.name}: a painted window is damaged ({error}).") from error
    if number < stop:
        raise MediaError(f"Cannot read {path.name}: a painted window is cut short.")
