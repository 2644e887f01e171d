"""An engine without a model: moving colours that depend on all that a real one depends on.

It makes render, the command line and the server testable in milliseconds: another prompt, seed,
guidance or reference gives other pixels, and what is known is kept by its noise.
"""

from __future__ import annotations

import hashlib
import os
import time
from functools import partial

import numpy as np
from numpy.typing import NDArray

from haneul.canvas import Canvas, Frames, prompt_at
from haneul.engines.base import Abilities, Progress, Sampling


class Fake:
    """Three slow waves of colour across the picture, drawn frame by frame."""

    def __init__(self, abilities: Abilities | None = None) -> None:
        """HANEUL_FAKE_PAUSE (seconds a frame) makes it as slow as a real one, to try a server with, and
        HANEUL_FAKE_FRAMES (most frames in one go) gives short clips several windows."""
        frames = int(os.environ.get("HANEUL_FAKE_FRAMES") or Abilities.frames)
        self.abilities = abilities or Abilities("fake", frames=frames)
        self._pause = float(os.environ.get("HANEUL_FAKE_PAUSE") or 0)

    def paint(self, canvas: Canvas, sampling: Sampling, progress: Progress) -> Frames:
        """Frames (T, H, W, 3) uint8; known pixels are blended in by their noise."""
        self.abilities.require(canvas)
        frames = np.empty((*canvas.shape, 3), np.uint8)
        for number in range(canvas.frames):
            frames[number] = _frame(canvas, sampling, number)
            time.sleep(self._pause)
            progress((number + 1) / canvas.frames, "painting", partial(frames.__getitem__, slice(number + 1)))
        for layer in canvas.layers:
            t, h, w, _ = layer.frames.shape
            place = np.s_[layer.at : layer.at + t, layer.y : layer.y + h, layer.x : layer.x + w]
            noise = layer.noise[..., None]
            frames[place] = np.rint(frames[place] * noise + layer.frames * (1 - noise)).astype(np.uint8)
        return frames


def _frame(canvas: Canvas, sampling: Sampling, number: int) -> NDArray[np.uint8]:
    """One picture (H, W, 3): each colour a wave whose slope, speed and phase the words decide."""
    slope_x, slope_y, speed, phase = _draw(canvas, sampling, prompt_at(canvas.prompts, number))
    x = np.linspace(0, 1, canvas.width, dtype=np.float32)[None, :, None]
    y = np.linspace(0, 1, canvas.height, dtype=np.float32)[:, None, None]
    wave = np.sin(2 * np.pi * (slope_x * x + slope_y * y + speed * number / canvas.fps + phase))
    return np.rint(127.5 + 120 * wave).astype(np.uint8)


def _draw(canvas: Canvas, sampling: Sampling, text: str) -> NDArray[np.float32]:
    """(4, 3) numbers in -1..1, the same for the same words, seed, sampling, references and guides' spans."""
    said = [text, canvas.negative, str(canvas.seed), str(sampling)]
    said += [f"{r.words}{r.picture.mean():.3f}" for r in canvas.references]
    said += [f"{guide.span}" for guide in canvas.guides]
    digest = hashlib.sha256("\0".join(said).encode()).digest()
    draw = np.random.default_rng(list(digest)).uniform(-1, 1, (4, 3))
    return draw.astype(np.float32)
