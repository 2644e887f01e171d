"""An open file of moving pictures, whichever library decodes it, and what it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import av
import numpy as np
from av.stream import Disposition
from numpy.typing import NDArray

from haneul.errors import MediaError
from haneul.media.fault import telling
from haneul.media.picture import is_picture, read_head

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.stream import VideoStream

# Playlists and lists of files are left out: they would read other files than the one named.
_DEMUXERS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,mpegvideo,flv,ogg,asf,mxf,gxf,wtv,ivf,nut,"
    "h264,hevc,av1,obu,m4v,dv,rawvideo,yuv4mpegpipe,apng,gif,webp,wav,mp3,aac,ac3,flac,aiff,caf,w64,opus,amr"
)


@dataclass(frozen=True)
class Info:
    """What a player shows: upright square pixels at a constant frame rate.

    `frames` is as many as `read` gives, estimated from the duration where the file does not count
    them. `rotation` says how many degrees clockwise the stored pictures are turned to stand upright;
    `width` and `height` are those after turning.
    """

    width: int
    height: int
    fps: float
    frames: int
    seconds: float
    has_sound: bool
    rotation: int = 0


@dataclass(frozen=True)
class Shown:
    """One picture of a file: from which second on and how long it is shown, and its pixels (H, W, 3)."""

    time: float
    seconds: float
    pixels: Callable[[], NDArray[np.uint8]]


class Source(Protocol):
    """Moving pictures that can be read from any time on."""

    @property
    def info(self) -> Info: ...

    def end(self) -> float:
        """The second at which the last picture ends, counted without decoding the others."""
        ...

    def pictures(self, start: float) -> Iterator[Shown]:
        """The pictures in order of time, from one shown at or before `start` seconds."""
        ...


def probe(path: Path | str) -> Info:
    """What `path` holds; only its head and its first picture are decoded.

    Raises `MediaError` when it is missing, broken or holds no pictures.
    """
    with source(Path(path)) as found:
        return found.info


@contextmanager
def source(path: Path) -> Iterator[Source]:
    """The file as a `Source`; failures inside the block are told as `MediaError`."""
    if is_picture(path):
        from haneul.media.animation import Animation
        from haneul.media.picture import opened_picture

        with telling(path, "read", "picture"), opened_picture(path) as image:
            yield Animation(image)
    else:
        from haneul.media.video import Video

        with opened(path) as (container, stream):
            if stream is None:
                raise MediaError(f"Cannot read {path}: it holds no moving pictures; give a video file.")
            yield Video(path, container, stream)


@contextmanager
def opened(path: Path) -> Iterator[tuple[InputContainer, VideoStream | None]]:
    """The file opened by FFmpeg, and its pictures (None when it holds only sound).

    Nothing but this very file is opened, whatever it refers to. Failures inside are `MediaError`s.
    """
    read_head(path)
    name, options = str(path.absolute()), {"protocol_whitelist": "file", "format_whitelist": _DEMUXERS}
    with (
        telling(path, "read"),
        av.open(name, "r", container_options=options, metadata_errors="replace") as container,
    ):
        streams = [s for s in container.streams.video if not s.disposition & Disposition.attached_pic]
        yield container, max(streams, key=lambda s: s.width * s.height, default=None)
