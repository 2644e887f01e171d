"""Which frames of a canvas are known to the last pixel: nothing has to be painted there.

A minute of 1080p is judged without a noise map of its size and without decoding a picture: whole
frames put on the canvas, which is what nearly all known frames are, tell it by their noise alone.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from haneul.canvas import Canvas, Layer, NoiseMap

CHUNK = 16  # frames of a lazy map that are looked at together
Level = tuple[Layer, float]  # a layer and the most noise that it has in a frame


def known_frames(canvas: Canvas) -> list[bool]:
    """For each frame whether every pixel of it is known (noise 0)."""
    most = [levels(layer.noise) for layer in canvas.layers]
    return [_known(canvas, _there(canvas, most, frame), frame) for frame in range(canvas.frames)]


def levels(noise: NoiseMap) -> NDArray[np.float32]:
    """The most noise of each frame, (T,), of a map (T, H, W), lazy or not; what was broadcast is read once."""
    if isinstance(noise, np.ndarray):
        one = noise[tuple(slice(0, 1) if stride == 0 else slice(None) for stride in noise.strides)]
        return np.broadcast_to(one.max((1, 2)), len(noise))
    return np.concatenate([noise[at : at + CHUNK].max((1, 2)) for at in range(0, len(noise), CHUNK)])


def _there(canvas: Canvas, most: list[NDArray[np.float32]], frame: int) -> list[Level]:
    """The layers of a frame from the last one that covers the picture on; all where none does."""
    there = [
        (layer, float(level[frame - layer.at]))
        for layer, level in zip(canvas.layers, most, strict=True)
        if layer.span.start <= frame < layer.span.stop
    ]
    last = max((at for at, (layer, _) in enumerate(there) if _area(layer) == canvas.height * canvas.width), default=0)
    return there[last:]


def _known(canvas: Canvas, there: list[Level], frame: int) -> bool:
    if sum(_area(layer) for layer, _ in there) < canvas.height * canvas.width:
        return False
    if all(level == 0 for _, level in there) and _area(there[0][0]) == canvas.height * canvas.width:
        return True
    if len(there) == 1:
        return False
    noise = np.ones((canvas.height, canvas.width), np.float32)
    for layer, _ in there:
        h, w = layer.frames.shape[1:3]
        noise[layer.y : layer.y + h, layer.x : layer.x + w] = layer.noise[frame - layer.at : frame - layer.at + 1][0]
    return bool(noise.max() == 0)


def _area(layer: Layer) -> int:
    return int(layer.frames.shape[1] * layer.frames.shape[2])
