"""How well the autoencoder keeps held-out renders: the limit of everything that is painted through it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from haneul.canvas import Frames
from haneul.evaluate.exam import Studio
from haneul.evaluate.measures import psnr
from haneul.evaluate.prompts import Question

if TYPE_CHECKING:
    from haneul.model.autoencoder import Autoencoder

BAR = 31.0  # dB


def fidelity(studio: Studio, asked: Sequence[Question], width: int, height: int) -> float | None:
    """Mean PSNR in dB of short renders encoded and decoded by the embedded autoencoder; None without artwork."""
    from haneul.model.checkpoint import load_autoencoder, weights

    path = weights("autoencoder.safetensors")
    if studio.atlas is None or not path.exists():
        return None
    model, scores = load_autoencoder(path), []
    for question in asked:
        real = studio.real(question, 9, width, height, 12.0)
        assert real is not None
        true = real.frames[:, : height // 16 * 16, : width // 16 * 16]
        scores.append(psnr(through(model, true), true))
    return float(np.mean(scores)) if scores else None


def through(model: Autoencoder, frames: Frames) -> Frames:
    """Frames (1 + 4k, H, W, 3), sides multiples of 16, encoded and decoded."""
    import torch
    from einops import rearrange

    pixels = rearrange(torch.from_numpy(frames.copy()), "t h w c -> 1 c t h w").float() / 127.5 - 1
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        made = model.decode(model.encode(pixels)).float()
    bytes_ = (made[0] * 127.5 + 127.5).round().clamp(0, 255).byte()
    return rearrange(bytes_, "c t h w -> t h w c").numpy()
