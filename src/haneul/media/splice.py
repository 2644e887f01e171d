"""Clips one after the other."""

from __future__ import annotations

import numpy as np

from haneul.canvas import Clip, Sound
from haneul.errors import InvalidInput
from haneul.media.sound import fitted


def splice(*clips: Clip) -> Clip:
    """The clips joined in time, their pixels untouched; each one's sound is cut or filled with silence
    to its own length, and takes the first sound's rate and the most channels of any.

    Raises `InvalidInput` unless all have one size and frame rate.
    """
    if not clips:
        raise InvalidInput("Nothing to splice; give at least one clip.")
    first = clips[0]
    for clip in clips[1:]:
        if clip.size != first.size or abs(clip.fps - first.fps) > 1e-6:
            raise InvalidInput(
                f"Clips of {first.size[0]}x{first.size[1]} at {first.fps:g} and {clip.size[0]}x{clip.size[1]} "
                f"at {clip.fps:g} frames a second cannot be joined; resize or re-time one of them."
            )
    return Clip(np.concatenate([clip.frames for clip in clips]), first.fps, _joined(clips))


def _joined(clips: tuple[Clip, ...]) -> Sound | None:
    sounds = [clip.sound for clip in clips if clip.sound is not None]
    if not sounds:
        return None
    rate = sounds[0].rate
    channels = max(sound.samples.shape[1] for sound in sounds)
    parts, frames = [], 0
    for clip in clips:
        # Rounded against the whole, not each part, so that sound and pictures never drift apart.
        start = round(frames / clip.fps * rate)
        frames += len(clip.frames)
        parts.append(fitted(clip.sound, round(frames / clip.fps * rate) - start, rate, channels))
    return Sound(np.concatenate(parts), rate)
