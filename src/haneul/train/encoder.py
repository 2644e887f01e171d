"""Rendered frames to latents, by the autoencoder that a transformer is trained behind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor

Encode = Callable[[Tensor], Tensor]
"""Frames (B, 3, T, H, W) uint8 -> latents (B, C, t, h, w) float32."""


def encoder_of(path: Path, device: torch.device | None = None) -> Encode:
    """The encoder of the autoencoder stored at `path`."""
    from haneul.model.checkpoint import load_autoencoder

    model = load_autoencoder(path).to(device or "cpu")

    @torch.no_grad()
    def encode(frames: Tensor) -> Tensor:
        device = next(model.parameters()).device
        with torch.autocast(device.type, torch.bfloat16):
            return model.encode(frames.to(device).float() / 127.5 - 1).float()

    return encode
