"""Frames and sound into a file of one `Format`, by FFmpeg.

Colours are BT.709 in limited range and tagged so: players then show what was painted. The muxer's
bit-exact mode leaves out random numbers and versions, so that the same frames give the same bytes.
"""

from __future__ import annotations

import contextlib
import math
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.error import FFmpegError
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter
from av.video.stream import VideoStream
from einops import rearrange
from numpy.typing import NDArray
from PIL import Image

from haneul.canvas import Sound
from haneul.media.comment import KEY, Metadata, to_text
from haneul.media.formats import Format
from haneul.media.sound import LAYOUTS
from haneul.media.video import SCALING

_BT709, _LIMITED = 1, 1  # AVCOL_SPC_BT709 and alike, AVCOL_RANGE_MPEG
_THREADS = 4
_KEY_SECONDS = 2.0  # a key frame at least this often, so that players can jump
_BITS = 96_000  # of sound, a second and channel
_SAMPLED = 2_000  # about so many pixels choose the 256 colours of a GIF frame
_BAYER = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]], np.int16) // 2 - 4
"""Bayer's ordered dither, -4 to 3 levels."""


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
        self._track = _Track(self._container, format, sound) if sound is not None else None

    def add(self, picture: NDArray[np.uint8]) -> None:
        """Encode (H, W, 3) and the sound that goes with it."""
        frame = self._converted(picture)
        frame.pts, frame.time_base, frame.duration = self._frames, 1 / self._rate, 1
        self._container.mux(self._stream.encode(frame))
        self._frames += 1
        if self._track:
            self._track.advance(self._frames / self._rate)

    def _converted(self, picture: NDArray[np.uint8]) -> VideoFrame:
        if self._pixels == "pal8":
            return _in_palette(picture)
        frame = VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
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


def _in_palette(picture: NDArray[np.uint8]) -> VideoFrame:
    """(H, W, 3) in 256 colours of its own, with an even dither that does not crawl from frame to frame."""
    height, width, _ = picture.shape
    step = max(1, math.isqrt(height * width // _SAMPLED))
    few = Image.fromarray(np.ascontiguousarray(picture[::step, ::step]))
    colours = few.quantize(256, Image.Quantize.MEDIANCUT)
    pattern = np.tile(_BAYER, (height // 4 + 1, width // 4 + 1))[:height, :width, None]
    dithered = Image.fromarray((picture + pattern).clip(0, 255).astype(np.uint8))
    indices = np.asarray(dithered.quantize(palette=colours, dither=Image.Dither.NONE))
    table = np.zeros((256, 4), np.uint8)
    found = np.reshape(colours.getpalette("RGB") or [], (-1, 3))
    table[: len(found), 1:], table[:, 0] = found, 255  # alpha, red, green, blue
    return VideoFrame.from_ndarray((indices, table), format="pal8")  # type: ignore[arg-type]
