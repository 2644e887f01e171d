"""The picture of a clip that shows somebody best: the sharpest of a few, for most frames are blurred by motion."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from haneul.canvas import Frames

_LOOKS, _LONGEST = 12, 20.0  # pictures that are compared; seconds of the clip that are looked at


def portrait(clip: Path, target: Path) -> Path:
    """Write the sharpest of twelve pictures of `clip` to `target`. Raises `MediaError` for a broken clip."""
    from haneul import media

    info = media.probe(clip)
    seconds = min(info.seconds, _LONGEST)
    step = max(1, round(seconds * info.fps / _LOOKS))
    best, score = None, -1.0
    number = 0
    for frames in media.stream(clip, 0.0, seconds or None):
        for frame in frames:
            if number % step == 0 and (found := sharpness(frame)) > score:
                best, score = frame.copy(), found
            number += 1
    assert best is not None  # the clip was read before
    media.write_picture(target, best)
    return target


def sharpness(picture: Frames) -> float:
    """The variance of the Laplacian of a picture (H, W, 3): the classic measure of focus (Pech-Pacheco 2000)."""
    grey = picture.mean(axis=2, dtype=np.float32)
    inner = grey[1:-1, 1:-1]
    laplacian = grey[:-2, 1:-1] + grey[2:, 1:-1] + grey[1:-1, :-2] + grey[1:-1, 2:] - 4 * inner
    return float(laplacian.var()) if laplacian.size else 0.0
