"""Sound of video and sound files: samples (N, 1 or 2) float32, in step with the pictures."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from einops import rearrange, repeat
from numpy.typing import NDArray

from haneul.canvas import Sound
from haneul.errors import InvalidInput
from haneul.media.source import opened

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame
    from av.container import InputContainer

_LEAD = 0.25  # seconds decoded before the start: AAC and Opus need some to settle
LAYOUTS = {1: "mono", 2: "stereo"}


def read_sound(path: Path | str, start: float = 0.0, stop: float | None = None) -> Sound | None:
    """The sound at `path` from second `start` up to `stop`; None when it has none.

    Second 0 is the first picture's; silence fills what is missing before the first sample. Mono stays
    mono, anything more is mixed to stereo, the rate stays. Raises `MediaError` for a broken file.
    """
    with opened(Path(path)) as (container, video):
        if not container.streams.audio:
            return None
        rate = container.streams.audio[0].rate
        zero = float(video.start_time * video.time_base) if video and video.start_time and video.time_base else 0.0
        first = round(start * rate)
        last = math.inf if stop is None else round(stop * rate)
        parts, end = [], first
        for at, samples in _decoded(container, zero, start):
            if at >= last:
                break
            if at > end:
                parts.append(np.zeros((int(min(at, last)) - end, samples.shape[1]), np.float32))
                end = at
            samples = samples[max(0, end - at) : int(min(last - at, len(samples)))]
            parts.append(samples)
            end += len(samples)
    if not parts:
        return Sound(np.zeros((0, 1), np.float32), rate)
    return Sound(np.concatenate(parts), rate)


def _decoded(container: InputContainer, zero: float, start: float) -> Iterator[tuple[int, NDArray[np.float32]]]:
    """Samples (n, channels) with the place of the first, from about `start` on.

    Only the first place is taken from the file, further ones are counted, for times are rounded.
    A gap of a tenth of a second is a gap.
    """
    from av.audio.resampler import AudioResampler

    stream = container.streams.audio[0]
    layout = "mono" if stream.codec_context.layout.nb_channels == 1 else "stereo"
    resampler = AudioResampler(format="flt", layout=layout, rate=stream.rate)
    if start > _LEAD and stream.time_base:
        container.seek(int((start - _LEAD + zero) / stream.time_base), stream=stream)
    place: int | None = None
    for frame in container.decode(stream):
        told = place if frame.time is None else round((frame.time - zero) * stream.rate)
        if place is None or (told is not None and abs(told - place) > 0.1 * stream.rate):
            place = told or 0
        for out in resampler.resample(frame):
            samples = _samples(out)
            yield place, samples
            place += len(samples)


def _samples(frame: AudioFrame) -> NDArray[np.float32]:
    channels = frame.layout.nb_channels
    return np.asarray(rearrange(frame.to_ndarray(), "1 (n c) -> n c", c=channels), np.float32)


def resample(sound: Sound, rate: int) -> Sound:
    """The same sound at `rate` hertz; the same object when it has that already."""
    from av.audio.frame import AudioFrame
    from av.audio.resampler import AudioResampler

    check_sound(sound)
    if rate == sound.rate or not len(sound.samples):
        return sound if rate == sound.rate else Sound(sound.samples, rate)
    layout = LAYOUTS[sound.samples.shape[1]]
    resampler = AudioResampler(format="flt", layout=layout, rate=rate)
    packed = np.ascontiguousarray(rearrange(sound.samples, "n c -> 1 (n c)"))
    frame = AudioFrame.from_ndarray(packed, format="flt", layout=layout)
    frame.sample_rate = sound.rate
    parts = [_samples(out) for given in (frame, None) for out in resampler.resample(given)]
    return Sound(_exactly(np.concatenate(parts), round(len(sound.samples) * rate / sound.rate)), rate)


def mixed(track: Sound | None, sound: Sound, start: float, seconds: float) -> Sound:
    """`track` with `sound` added from second `start` on, `seconds` long; silence where neither sounds.

    The rate is the track's, the number of channels the greater one; what is longer is cut off.
    """
    rate = track.rate if track else sound.rate
    channels = max(part.samples.shape[1] for part in (track, sound) if part)
    samples = fitted(track, round(seconds * rate), rate, channels).copy()
    first = round(start * rate)
    last = min(len(samples), first + round(sound.seconds * rate))
    samples[first:last] += fitted(sound, max(0, last - first), rate, channels)
    return Sound(samples.clip(-1, 1), rate)


def fitted(sound: Sound | None, count: int, rate: int, channels: int) -> NDArray[np.float32]:
    """(count, channels) at `rate`: cut, or filled with silence at the end; silence alone for None."""
    if sound is None:
        return np.zeros((count, channels), np.float32)
    samples = resample(sound, rate).samples
    if samples.shape[1] < channels:
        samples = repeat(samples, "n 1 -> n c", c=channels)
    return _exactly(samples, count)


def _exactly(samples: NDArray[np.float32], count: int) -> NDArray[np.float32]:
    missing = max(0, count - len(samples))
    return np.pad(samples[:count], ((0, missing), (0, 0)))


def check_sound(sound: Sound) -> None:
    """Raise `InvalidInput` unless it is float (N, 1 or 2) at a positive rate."""
    samples = sound.samples
    if samples.ndim != 2 or samples.shape[1] not in LAYOUTS or samples.dtype != np.float32 or sound.rate < 1:
        raise InvalidInput(
            f"Sound must be float32 samples (N, 1 or 2), got {samples.dtype} {samples.shape} at {sound.rate} Hz."
        )
