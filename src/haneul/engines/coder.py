"""Frames to latents and back through the embedded autoencoder, one latent at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from einops import rearrange
from torch import Tensor

from haneul.canvas import Frames
from haneul.engines.base import Progress, silent
from haneul.engines.latents import STRIDES

if TYPE_CHECKING:
    from haneul.model.autoencoder import Autoencoder

GLIMPSES = 4  # moments of a window in a preview


class Coder:
    """Encodes and decodes with `autoencoder` on `device`; every latent for itself, so memory does not grow."""

    def __init__(self, autoencoder: Autoencoder, device: torch.device) -> None:
        self.autoencoder, self.device = autoencoder, device

    def encode(self, pixels: Frames) -> Tensor:
        """Frames (T, H, W, 3) uint8, T = 1 + 4k -> latents (C, t, h, w)."""
        return torch.stack([self._latent(frames, not at) for at, frames in enumerate(_groups(pixels))], 1)

    def decode(self, grid: Tensor, progress: Progress = silent) -> Frames:
        """Latents (C, t, h, w) -> frames (T, H, W, 3) uint8; the last tenth of a painting's `progress`."""
        parts = []
        for at in range(grid.shape[1]):
            parts.append(self._frames(grid[:, at], not at))
            progress(0.9 + 0.1 * (at + 1) / grid.shape[1], "decoding")
        return np.concatenate(parts)

    def known(self, pixels: Frames, level: Tensor) -> Tensor:
        """Latents (C, t, h, w) of frames (T, H, W, 3) where `level` (t, h, w) is below 1; nought where it is 1."""
        made = torch.zeros(self.autoencoder.channels, *level.shape, device=self.device)
        for at, (frames, noise) in enumerate(zip(_groups(pixels), level, strict=True)):
            if (noise < 1).any():
                made[:, at] = self._latent(frames, not at)
        return made

    def _latent(self, frames: Frames, first: bool) -> Tensor:
        """Frames (1 or 4, H, W, 3) -> one latent (C, h, w)."""
        shown = rearrange(torch.from_numpy(frames.copy()), "t h w c -> 1 c t h w").to(self.device)
        return self.autoencoder.encode(shown.float() / 127.5 - 1, first=first)[0, :, 0].float()

    def _frames(self, latent: Tensor, first: bool) -> Frames:
        """One latent (C, h, w) -> frames (1 or 4, H, W, 3)."""
        made = self.autoencoder.decode(latent[None, :, None], first=first)
        return rearrange(_bytes(made[0]), "c t h w -> t h w c").numpy()

    def glimpse(self, grid: Tensor) -> Frames:
        """Latents (C, t, h, w) -> a few moments of them (n, H, W, 3) uint8, each decoded as if it stood alone."""
        moments = torch.linspace(0, grid.shape[1] - 1, min(GLIMPSES, grid.shape[1])).round().long()
        made = self.autoencoder.decode(rearrange(grid[:, moments], "c n h w -> n c 1 h w"))
        return rearrange(_bytes(made), "n c 1 h w -> n h w c").numpy()


def _groups(pixels: Frames) -> list[Frames]:
    """The frames (T, H, W, 3) of each latent."""
    return [pixels[:1], *(pixels[at : at + STRIDES.time] for at in range(1, len(pixels), STRIDES.time))]


def _bytes(made: Tensor) -> Tensor:
    """Pixels -1..1 as 0..255, beside the processor."""
    return (made.float() * 127.5 + 127.5).round().clamp(0, 255).byte().cpu()
