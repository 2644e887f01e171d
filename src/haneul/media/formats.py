"""The kinds of file that can be written, by suffix.

H.264 4:2:0 in MP4 plays everywhere, but holds even sizes only: an odd width or height is kept exactly
by 4:4:4, which browsers and FFmpeg play and some hardware players do not. VP9 takes any size. The
number of threads is fixed, for with x264 it decides the bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from haneul.errors import InvalidInput, MediaError
from haneul.media.aside import aside
from haneul.media.fault import telling


@dataclass(frozen=True)
class Format:
    """How one kind of moving picture is encoded, in FFmpeg's names."""

    container: str
    codec: str
    pixels: str  # pixel format
    odd_pixels: str  # for odd widths and heights
    options: Mapping[str, str] = field(default_factory=dict)
    container_options: Mapping[str, str] = field(default_factory=dict)
    sound: str = ""  # codec; empty: holds no sound
    rates: tuple[int, ...] = ()  # sample rates that it takes, hertz
    fastest: float = 1000.0  # most frames a second
    largest: int = 16384  # most pixels a side


_AAC = (7350, 8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 64000, 88200, 96000)
# Macroblock trees read memory that x264 never set unless both sides are multiples of 16: bytes would differ.
_H264 = {"preset": "medium", "crf": "16", "mbtree": "0"}
_VP9 = {"crf": "24", "b": "0", "deadline": "good", "cpu-used": "4", "row-mt": "0"}

_MP4 = Format(
    "mp4", "libx264", "yuv420p", "yuv444p", _H264, {"movflags": "+faststart"}, "aac", _AAC
)  # fmt: skip
FORMATS: Mapping[str, Format] = {
    ".mp4": _MP4,
    ".m4v": _MP4,
    ".mov": Format("mov", "libx264", "yuv420p", "yuv444p", _H264, {"movflags": "+faststart"}, "aac", _AAC),
    ".mkv": Format("matroska", "libx264", "yuv420p", "yuv444p", _H264, sound="aac", rates=_AAC),
    ".webm": Format("webm", "libvpx-vp9", "yuv420p", "yuv420p", _VP9, sound="libopus", rates=(48000,)),
    ".gif": Format("gif", "gif", "pal8", "pal8", container_options={"loop": "0"}, fastest=50.0),
    ".webp": Format("webp", "libwebp_anim", "bgra", "bgra", {"quality": "90"}, {"loop": "0"}),
}  # fmt: skip
PICTURES: Mapping[str, str] = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG"}
"""Suffixes of files that hold one frame, with Pillow's name of the format."""


def check_output(path: Path | str, frames: int | None = None, sound: bool = False, fps: float = 1.0) -> None:
    """Find out before hours of work whether a clip can be written to `path`; leaves nothing behind.

    Raises `InvalidInput` for a suffix that cannot hold it (`frames` None: not known yet), and
    `MediaError` where no file can be made.
    """
    path = Path(path)
    check_suffix(path, frames, sound, fps)
    with telling(path, "write"):
        if not path.resolve().parent.is_dir():
            raise MediaError(f"Cannot write {path}: there is no folder {path.resolve().parent}; make it first.")
        try:
            with aside(path):
                raise _OnlyTrying
        except _OnlyTrying:
            pass


def check_suffix(path: Path, frames: int | None, sound: bool, fps: float) -> None:
    """Raise `InvalidInput` unless the suffix of `path` can hold such a clip."""
    suffix = path.suffix.lower()
    if suffix in PICTURES:
        if frames is not None and frames != 1:
            raise InvalidInput(f"{suffix} holds one frame, the clip has {frames}; choose .mp4, .webm or .gif.")
        return
    if suffix not in FORMATS:
        names = ", ".join([*FORMATS, *PICTURES])
        raise InvalidInput(f"Cannot tell what to write to {path.name!r}; end the name with one of {names}.")
    if sound and not FORMATS[suffix].sound:
        raise InvalidInput(f"{suffix} holds no sound; choose .mp4 or .webm, or leave the sound out.")
    if fps > FORMATS[suffix].fastest:
        raise InvalidInput(
            f"{suffix} shows at most {FORMATS[suffix].fastest:g} frames a second, asked for {fps:g}; "
            "choose .mp4 or .webm, or a lower --fps."
        )


def holds_sound(path: Path | str) -> bool:
    """Whether a file of this name can have sound beside its pictures."""
    found = FORMATS.get(Path(path).suffix.lower())
    return found is not None and bool(found.sound)


class _OnlyTrying(Exception):
    """Ends a trial before anything gets its final name."""
