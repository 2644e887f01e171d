"""Frames and sound into a file of one `Format`, by FFmpeg.

Colours are BT.709 in limited range and tagged so: players then show what was painted. The muxer's
bit-exact mode leaves out random numbers and versions, so that the same frames give the same bytes.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.error import BlockingIOError as AgainLater
from av.error import EOFError as Ended
from av.error import FFmpegError
from av.filter import Graph
from av.video.format import VideoFormat
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter
from av.video.stream import VideoStream
from einops import rearrange
from numpy.typing import NDArray

from haneul.canvas import Sound
from haneul.media.comment import KEY, Metadata, to_text
from haneul.media.footage import SCALING
from haneul.media.formats import Format
from haneul.media.sound import LAYOUTS

_BT709, _LIMITED = 1, 1  # AVCOL_SPC_BT709 and alike, AVCOL_RANGE_MPEG
_THREADS = 4
_KEY_SECONDS = 2.0  # a key frame at least this often, so that players can jump
_BITS = 96_000  # of sound, a second and channel


class Encoder:
    """One output file of moving pictures; `finish` or `abort` must be called."""

    def __init__(
        self,
        path: Path,
        format: Format,
        rate: Fraction,
        size: tuple[int, int],
        sound: Sound | None,
        metadata: Metadata | None,
    ) -> None:
        self._rate, self._frames = rate, 0
        options = {**format.container_options, "fflags": "+bitexact"}
        self._container = av.open(str(path), "w", format=format.container, container_options=options)
        if metadata:
            self._container.metadata[KEY] = to_text(metadata)
        width, height = size
        self._pixels = format.odd_pixels if width % 2 or height % 2 else format.pixels
        stream = self._container.add_stream(format.codec, rate=rate, options=dict(format.options))
        assert isinstance(stream, VideoStream), format.codec
        stream.width, stream.height, stream.pix_fmt = width, height, self._pixels
        self._stream, context = stream, stream.codec_context
        context.time_base = 1 / rate
        context.thread_count = _THREADS
        if self._pixels.startswith("yuv"):
            context.gop_size = max(1, round(_KEY_SECONDS * rate))
            context.colorspace = context.color_primaries = context.color_trc = _BT709
            context.color_range = _LIMITED
        self._scaler = VideoReformatter()
        self._palette = _Palette(size, rate) if self._pixels == "pal8" else None
        self._track = _Track(self._container, format, sound) if sound is not None else None

    def add(self, picture: NDArray[np.uint8]) -> None:
        """Encode (H, W, 3) and the sound that goes with it."""
        frame = VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
        frame.pts, frame.time_base, frame.duration = self._frames, 1 / self._rate, 1
        for ready in self._palette.push(frame) if self._palette else [self._converted(frame)]:
            self._container.mux(self._stream.encode(ready))
        self._frames += 1
        if self._track:
            self._track.advance(self._frames / self._rate)

    def _converted(self, frame: VideoFrame) -> VideoFrame:
        if not self._pixels.startswith("yuv"):
            return frame.reformat(format=self._pixels)
        return self._scaler.reformat(
            frame,
            format=self._pixels,
            dst_colorspace=Colorspace.ITU709,
            src_color_range=ColorRange.JPEG,
            dst_color_range=ColorRange.MPEG,
            interpolation=SCALING,
        )

    def finish(self) -> None:
        """Write what is left and close; raises FFmpeg's errors, the file is whole otherwise."""
        for ready in self._palette.push(None) if self._palette else []:
            self._container.mux(self._stream.encode(ready))
        self._container.mux(self._stream.encode())
        if self._track:
            self._track.finish()
        self._container.close()

    def abort(self) -> None:
        """Close whatever happened; the file is of no use afterwards."""
        # What went wrong has been told already.
        with contextlib.suppress(FFmpegError, OSError, ValueError, RuntimeError):
            self._container.close()


class _Track:
    """The sound, encoded a little ahead of the pictures; what is longer than they are is cut off."""

    def __init__(self, container: OutputContainer, format: Format, sound: Sound) -> None:
        rate = sound.rate if sound.rate in format.rates else 48_000
        layout = LAYOUTS[sound.samples.shape[1]]
        self._container, self._sound, self._done = container, sound, 0
        stream = container.add_stream(format.sound, rate=rate, layout=layout)
        assert isinstance(stream, AudioStream), format.sound
        stream.codec_context.bit_rate = _BITS * sound.samples.shape[1]
        self._stream = stream
        self._layout = layout

    def advance(self, seconds: Fraction) -> None:
        until = min(round(seconds * self._sound.rate), len(self._sound.samples))
        if until > self._done:
            part = np.nan_to_num(self._sound.samples[self._done : until]).clip(-1, 1)
            planes = np.ascontiguousarray(rearrange(part, "n c -> c n"))
            frame = AudioFrame.from_ndarray(planes, format="fltp", layout=self._layout)
            frame.sample_rate = self._sound.rate
            frame.pts, frame.time_base = self._done, Fraction(1, self._sound.rate)
            self._container.mux(self._stream.encode(frame))
            self._done = until

    def finish(self) -> None:
        self._container.mux(self._stream.encode())


class _Palette:
    """256 colours chosen for each frame, with an even dither that does not crawl from frame to frame."""

    def __init__(self, size: tuple[int, int], rate: Fraction) -> None:
        graph = Graph()
        source = graph.add_buffer(width=size[0], height=size[1], format=VideoFormat("rgb24"), time_base=1 / rate)
        split = graph.add("split")
        choose = graph.add("palettegen", "stats_mode=single:reserve_transparent=0")
        use = graph.add("paletteuse", "new=1:dither=bayer:bayer_scale=4")
        sink = graph.add("buffersink")
        source.link_to(split)
        split.link_to(choose, 0, 0)
        split.link_to(use, 1, 0)
        choose.link_to(use, 0, 1)
        use.link_to(sink)
        graph.configure()
        self._graph = graph

    def push(self, frame: VideoFrame | None) -> Iterator[VideoFrame]:
        """The frames that are ready once `frame` is in; None ends."""
        self._graph.vpush(frame)
        while True:
            try:
                yield self._graph.vpull()
            except (AgainLater, Ended):
                return
