"""Frames at another size, by Lanczos in RGB: FFmpeg's own scaler would go through subsampled colour."""

from __future__ import annotations

import numpy as np
from PIL import Image

from haneul.canvas import Frames, check_frames
from haneul.errors import InvalidSize


def resize(frames: Frames, width: int, height: int) -> Frames:
    """`frames` (T, H, W, 3) stretched to `width` x `height`; the same array where nothing changes.

    Raises `InvalidSize` unless both sides are at least one pixel.
    """
    check_frames(frames)
    if min(width, height) < 1:
        raise InvalidSize(f"A picture needs at least one pixel a side, got {width}x{height}.")
    if frames.shape[1:3] == (height, width):
        return frames
    out = np.empty((len(frames), height, width, 3), np.uint8)
    for at, frame in enumerate(frames):
        image = Image.fromarray(np.ascontiguousarray(frame))
        out[at] = np.asarray(image.resize((width, height), Image.Resampling.LANCZOS))
    return out


def fit(frames: Frames, width: int, height: int) -> Frames:
    """`frames` (T, H, W, 3) resized to cover `width` x `height`, what hangs over cut off evenly."""
    _, h, w, _ = frames.shape
    if (w, h) == (width, height):
        return frames
    wide, tall = min(w, max(1, round(h * width / height))), min(h, max(1, round(w * height / width)))
    left, top = (w - wide) // 2, (h - tall) // 2
    return resize(frames[:, top : top + tall, left : left + wide], width, height)
