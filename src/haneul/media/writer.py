"""Moving pictures written a few frames at a time; the file appears when it is whole, or never."""

from __future__ import annotations

import math
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

from haneul.canvas import Clip, Frames, Sound, check_frames
from haneul.errors import InvalidInput, InvalidSize, MediaError
from haneul.media.aside import aside
from haneul.media.comment import Metadata, embed
from haneul.media.encoder import Encoder
from haneul.media.fault import telling
from haneul.media.formats import FORMATS, PICTURES, check_suffix
from haneul.media.picture import encode
from haneul.media.sound import check_sound


class Writer:
    """Writes a clip of `size` (width, height) at `fps` to `path`, in the format that the suffix names.

        with Writer("clip.mp4", fps=12, size=(256, 144)) as writer:
            writer.write(frames)

    .mp4, .mov and .mkv hold H.264 and AAC, .webm VP9 and Opus, .gif and .webp pictures alone, .png and
    .jpg one frame. Any size is kept exactly. Sound is cut at the end of the last frame. `metadata` comes
    back from `read_metadata`. When the block fails, Ctrl-C included, nothing is left and a file that was
    at `path` before stays. The same frames give the same bytes.

    Raises `InvalidInput` for what the format cannot hold and `MediaError` for what the disk refuses.
    """

    def __init__(
        self,
        path: Path | str,
        fps: float,
        size: tuple[int, int],
        sound: Sound | None = None,
        metadata: Metadata | None = None,
    ) -> None:
        self._path, self._size, self._sound, self._metadata = Path(path), size, sound, metadata
        self._suffix = self._path.suffix.lower()
        self._rate = exact_rate(fps)
        self._frames = 0
        self._encoder: Encoder | None = None
        check_suffix(self._path, None, sound is not None, fps)
        largest = FORMATS[self._suffix].largest if self._suffix in FORMATS else 65_535
        if not 1 <= min(size) <= max(size) <= largest:
            raise InvalidSize(f"{self._suffix} holds 1 to {largest} pixels a side, asked for {size[0]}x{size[1]}.")
        if sound is not None:
            check_sound(sound)

    def __enter__(self) -> Self:
        self._stack = ExitStack()
        with self._stack, telling(self._path, "write"):
            self._beside = self._stack.enter_context(aside(self._path))
            if self._suffix not in PICTURES:
                self._encoder = Encoder(
                    self._beside, FORMATS[self._suffix], self._rate, self._size, self._sound, self._metadata
                )
                self._stack.push(self._abandon)
            self._stack = self._stack.pop_all()
        return self

    def write(self, frames: Frames) -> None:
        """Append frames (t, H, W, 3) uint8."""
        check_frames(frames)
        width, height = self._size
        if frames.shape[1:3] != (height, width):
            raise InvalidInput(
                f"Expected frames of {width}x{height}, got {frames.shape[2]}x{frames.shape[1]}; resize them first."
            )
        self._frames += len(frames)
        with telling(self._path, "write"):
            if self._encoder is None:
                check_suffix(self._path, self._frames, False, 1.0)
                kind = PICTURES[self._suffix]
                self._beside.write_bytes(encode(frames[0], kind, self._metadata))
                return
            for frame in frames:
                self._encoder.add(frame)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self._stack.__exit__(kind, error, trace)  # the file aside vanishes, the error goes on
            return
        with telling(self._path, "write"), self._stack:
            if not self._frames:
                raise MediaError(f"Cannot write {self._path}: no frame was made; ask for a longer clip.")
            if self._encoder is not None:
                self._encoder.finish()
                if self._metadata and self._suffix in (".gif", ".webp"):
                    self._beside.write_bytes(embed(self._beside.read_bytes(), self._metadata))

    def _abandon(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None and self._encoder is not None:
            self._encoder.abort()


def write(path: Path | str, clip: Clip, metadata: Metadata | None = None) -> None:
    """The whole clip to `path`; see `Writer`."""
    with Writer(path, clip.fps, clip.size, clip.sound, metadata) as writer:
        writer.write(clip.frames)


def exact_rate(fps: float) -> Fraction:
    """Frames a second as files store them: 29.97 and its kin are thousands over 1001.

    Raises `InvalidInput` unless it lies between 0 and 1000.
    """
    if not (math.isfinite(fps) and 0 < fps <= 1000):
        raise InvalidInput(f"Cannot write at {fps} frames a second; give more than 0 and at most 1000.")
    whole = round(fps * 1.001)
    if abs(fps - round(fps)) > 0.001 and abs(fps - whole / 1.001) < 0.005:
        return Fraction(whole * 1000, 1001)
    return max(Fraction(fps).limit_denominator(1000), Fraction(1, 1000))
