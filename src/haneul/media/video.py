"""A video file, decoded by FFmpeg as players show it: turned upright, in square pixels, in sRGB."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property, partial
from itertools import chain, pairwise
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np
from av.error import FFmpegError
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter
from numpy.typing import NDArray

from haneul.errors import MediaError
from haneul.media.source import Info, Shown
from haneul.media.turn import degrees, turn_of, turned

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.stream import VideoStream

# Without full chroma the scaler is off by several levels; bit-exact gives one result on any CPU.
SCALING = (
    Interpolation.BICUBIC
    | Interpolation.ACCURATE_RND
    | Interpolation.FULL_CHR_H_INP
    | Interpolation.FULL_CHR_H_INT
    | Interpolation.BITEXACT
)
_UNSPECIFIED = 2  # AVCOL_SPC_UNSPECIFIED
_WHITE = 255


class Video:
    """An open video; `pictures` may be asked for once."""

    def __init__(self, path: Path, container: InputContainer, stream: VideoStream) -> None:
        self._path, self._container, self._stream = path, container, stream
        stream.thread_type = "AUTO"
        self._scaler = VideoReformatter()
        self._base = Fraction(stream.time_base or Fraction(1, 1000))
        self._zero = float(stream.start_time * self._base) if stream.start_time else 0.0
        self._decoded = self._decode()
        first = next(self._decoded, None)
        if first is None:
            raise MediaError(f"Cannot read {path}: it is cut short, no picture is left; make it anew.")
        self._first = first
        self._turn = turn_of(first)
        self._size = _square_size(first, stream)

    @cached_property
    def info(self) -> Info:
        width, height = self._size
        across, _, _ = self._turn
        fps, seconds = self._rate, self._seconds
        return Info(
            *((height, width) if across else (width, height)),
            fps=fps,
            frames=max(1, round(seconds * fps)),
            seconds=seconds,
            has_sound=bool(self._container.streams.audio),
            rotation=degrees(self._turn),
        )

    @cached_property
    def _rate(self) -> float:
        """Frames a second. Of a variable rate the typical gap between frames, so that few are lost."""
        stream = self._stream
        average = stream.average_rate or stream.guessed_rate or stream.base_rate or Fraction(25)
        guessed = stream.guessed_rate or average
        rate = float(guessed if abs(guessed / average - 1) < 0.05 else average)
        times = sorted(entry.timestamp for entry in stream.index_entries[:5000])
        if stream.frames and len(times) >= min(stream.frames, 5000) > 1:
            gap = float(median(b - a for a, b in pairwise(times)) * self._base)
            if gap > 0 and abs(rate * gap - 1) > 0.05:
                rate = 1 / gap
        return min(rate, 240.0)

    @cached_property
    def _seconds(self) -> float:
        """Of the pictures; of the whole file where it does not say."""
        stream, container = self._stream, self._container
        known = []
        if stream.duration:
            known.append(float(stream.duration * self._base))
        if "DURATION" in stream.metadata:  # Matroska, as "00:00:04.000000000"
            known.append(_clock(stream.metadata["DURATION"]))
        if container.duration:
            known.append(container.duration / 1e6)
        return min((s for s in known if s > 0), default=0.0) or self._counted()

    def _counted(self) -> float:
        """Seconds of a bare stream, which says nothing: its packets are counted."""
        from haneul.media.source import opened

        with opened(self._path) as (container, stream):
            packets = sum(packet.size > 0 for packet in container.demux(stream)) if stream else 0
        return packets / self._rate

    def end(self) -> float:
        """By the packets of the whole file; `MediaError` where it is cut short."""
        from haneul.media.source import opened

        end, gap = 0.0, 1 / self._rate
        with opened(self._path) as (container, stream):
            assert stream is not None, self._path
            for packet in self._packets(container):
                if packet.stream is stream and packet.size and not packet.is_discard:
                    seconds = float(packet.duration * self._base) if packet.duration else gap
                    time = end if packet.pts is None else float(packet.pts * self._base) - self._zero
                    end = max(end, time + seconds)
        return end

    def pictures(self, start: float) -> Iterator[Shown]:
        frames = chain([self._first], self._decoded)
        if start > 0 and self._seek(start):
            frames = chain(self._decode())
            first = next(frames, None)
            if first is None or self._time(first, 0.0) > start:  # the seek went too far
                self._seek(0.0)
                frames = chain(self._decode())
            else:
                frames = chain([first], frames)
        time = -1 / self._rate
        for frame in frames:
            time = self._time(frame, time + 1 / self._rate)
            seconds = float(frame.duration * self._base) if frame.duration else 1 / self._rate
            yield Shown(time, seconds, partial(self._pixels, frame))

    def _seek(self, start: float) -> bool:
        try:
            self._container.seek(int((start + self._zero) / self._base), stream=self._stream)
        except FFmpegError:
            return False
        return True

    def _time(self, frame: VideoFrame, unknown: float) -> float:
        return unknown if frame.pts is None else float(frame.pts * self._base) - self._zero

    def _decode(self) -> Iterator[VideoFrame]:
        """The frames from where the file stands."""
        for packet in self._packets(self._container):
            if packet.stream is self._stream:
                yield from (frame for frame in packet.decode() if isinstance(frame, VideoFrame))

    def _packets(self, container: InputContainer) -> Iterator[Packet[Any]]:
        """The packets from where `container` stands; `MediaError` when it ends long before it should."""
        end = 0.0
        for packet in container.demux():
            if packet.pts is not None and packet.time_base:
                end = max(end, float((packet.pts + (packet.duration or 0)) * packet.time_base))
            if packet.is_corrupt and container.format.name != "mpegts":  # broadcasts have gaps
                raise MediaError(f"Cannot read {self._path}: it is cut short at {end:.1f} s; make it anew.")
            yield packet
        whole = ((container.duration or 0) + (container.start_time or 0)) / 1e6
        missing = whole - end
        rate = self._stream.average_rate or 25
        if container.duration and missing > max(0.2, 2.0 / float(rate)):
            raise MediaError(
                f"Cannot read {self._path}: it is cut short, the last {missing:.1f} s are missing; make it anew."
            )

    def _pixels(self, frame: VideoFrame) -> NDArray[np.uint8]:
        """(H, W, 3) upright. An untagged colour matrix is guessed from the size, as players do."""
        clear = any(part.is_alpha for part in frame.format.components)
        matrix = None
        if frame.colorspace == _UNSPECIFIED and not frame.format.is_rgb:
            matrix = Colorspace.ITU709 if frame.width >= 1280 or frame.height > 576 else Colorspace.ITU601
        shown = self._scaler.reformat(
            frame,
            *self._size,
            format="rgba" if clear else "rgb24",
            src_colorspace=matrix,
            dst_color_range=ColorRange.JPEG,
            interpolation=SCALING,
        ).to_ndarray()
        pixels = np.asarray(shown, np.uint8)
        return turned(_on_white(pixels) if clear else pixels, self._turn)


def _square_size(frame: VideoFrame, stream: VideoStream) -> tuple[int, int]:
    """Width, height as stored but with square pixels: the shorter side of a pixel is stretched."""
    ratio = float(stream.sample_aspect_ratio or 1)
    if not 0.1 < ratio < 10:
        ratio = 1.0
    if ratio >= 1:
        return max(1, round(frame.width * ratio)), frame.height
    return frame.width, max(1, round(frame.height / ratio))


def _on_white(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    alpha = pixels[..., 3:].astype(np.uint16)
    return ((pixels[..., :3] * alpha + _WHITE * (255 - alpha) + 127) // 255).astype(np.uint8)


def _clock(text: str) -> float:
    """Seconds of "hours:minutes:seconds"; 0 when it is something else."""
    try:
        hours, minutes, seconds = text.split(":")
        return int(hours) * 3600 + int(minutes) * 60 + float(seconds)
    except ValueError:
        return 0.0
