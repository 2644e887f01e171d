"""Frames of one latent as their mean and waves, by a cosine transform over them, and back.

Where nothing moves the waves are nought. Latents are (..., n c): the mean's c numbers, then those of n - 1 waves, in
shares SPREAD of their channel's deviation, so that what moves is about as large as what stands.
"""

from __future__ import annotations

import math

import torch
from einops import einsum
from torch import Tensor

SPREAD = 0.25


def cosines(count: int, device: torch.device | None = None) -> Tensor:
    """The cosine transform of type II as rows (count, count), the first of which is the mean; `count` times its
    transpose undoes it."""
    places = torch.arange(count, device=device)
    rows = torch.cos(math.pi * (places + 0.5) * places[:, None] / count)
    return torch.cat([rows[:1], math.sqrt(2) * rows[1:]]) / count


def frames_of(latents: Tensor, count: int) -> Tensor:
    """Latents (..., n c) -> what each of their frames is (..., n, c)."""
    parts = latents.unflatten(-1, (count, -1))
    parts = torch.cat([parts[..., :1, :], SPREAD * parts[..., 1:, :]], -2)
    return count * einsum(parts, cosines(count, parts.device).to(parts.dtype), "... k c, k n -> ... n c")


def waves_of(frames: Tensor) -> Tensor:
    """Frames (..., n, c) -> the waves (..., (n - 1) c) by which they depart from their mean."""
    rows = cosines(frames.shape[-2], frames.device)[1:].to(frames.dtype)
    return einsum(frames, rows, "... n c, k n -> ... k c").flatten(-2) / SPREAD
