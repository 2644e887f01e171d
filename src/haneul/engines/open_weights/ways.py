"""Three ways to tell a network what it knows: a time per patch, mask channels, or known patches put back.

The sampler is the same for all: it holds a patch of noise n at the time n·t. A network with a time
per patch is shown just that. One with a single time t must be shown every patch at t, so each patch is
taken there along the noise that it was mixed with:

- noise 0 is the known latent noised to t, put back at every step (Lugmayr et al., "RePaint", 2022);
- noise n is the same until t has fallen to n, and is the network's own from there on
  (Levin and Fried, "Differential Diffusion", 2023);
- a canvas of one noise everywhere begins at that time, and nothing is put back (Meng et al., "SDEdit", 2021).

Shapes: N patches, C values of a patch; T, H, W pixels; t, h, w latents.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from haneul.canvas import Frames, NoiseMap

if TYPE_CHECKING:
    from torch import Tensor

    from haneul.flow import Velocity

Network = Callable[["Tensor", "Tensor"], "Tensor"]
"""(x (N, C), time (1,) for all or (N,) of each, in 0..1) -> velocity (N, C)."""

Encode = Callable[[Frames, NDArray[np.bool_]], "Tensor"]
"""Frames (T, H, W, 3) uint8, T = 1 + 4k, and where they are to be grey (T, H, W) -> latents (C, t, h, w)."""


class Way(Protocol):
    """How a family is told what is known; by nothing but the sampler's path, unless it says otherwise."""

    summary: str
    holds: bool  # whether a latent that knows some of its frames counts as known: the network is shown no others

    def inputs(self, pixels: Frames, noise: NoiseMap, encode: Encode) -> dict[str, Tensor]:
        """What the network is given besides patches, times and words: from pixels (T, H, W, 3), noise (T, H, W)."""
        return {}

    def level(self, level: Tensor) -> Tensor:
        """The noise (N,) that the sampler is told, from that of the canvas."""
        return level

    def velocity(self, network: Network, known: Tensor, level: Tensor, noise: Tensor) -> Velocity:
        """What the sampler follows, for `known` and `noise` (N, C) and the sampler's `level` (N,)."""
        ...


class TimePerPatch(Way):
    """A known patch has time 0, an unknown one time t, and all between is between."""

    summary = "a time per patch"
    holds = True

    def velocity(self, network: Network, known: Tensor, level: Tensor, noise: Tensor) -> Velocity:
        return network


class PutBack(Way):
    """One time for all: what is known is put back at every step, noised to that time."""

    summary = "known patches put back"
    holds = True

    def velocity(self, network: Network, known: Tensor, level: Tensor, noise: Tensor) -> Velocity:
        import torch

        way = noise - known  # the velocity at which a known patch would come out as it was

        def velocity(x: Tensor, time: Tensor) -> Tensor:
            now = time.max()
            late = now - time
            v = network(x + late[:, None] * way, now[None])
            # The sampler moves a patch of share r of the largest noise by r dt. With this slope the patch as
            # the network sees it, x + (1 - r) now way, moves by v dt.
            share = (time / now).clamp(min=1e-3)[:, None]
            return torch.where((level < now)[:, None], way, (v - (1 - share) * way) / share)

        return velocity


class MaskChannels(PutBack):
    """One time for all, and channels of its own for what is known: the network paints it anew beside the rest."""

    summary = "mask channels"
    holds = False

    def inputs(self, pixels: Frames, noise: NoiseMap, encode: Encode) -> dict[str, Tensor]:
        """Latents of what stays and of what changes, grey elsewhere, and the mask by pixels (VACE, sec. 3.2).

        The time of the mask is taken as in the training of Wan: by the nearest frame.
        """
        import torch
        from einops import rearrange
        from torch.nn.functional import interpolate

        change = noise > 0
        changes = encode(pixels, np.ones_like(change))
        stays = changes if change.all() else encode(pixels, change)
        side = pixels.shape[1] // stays.shape[2]
        mask = rearrange(torch.from_numpy(change).to(stays), "t (h p) (w q) -> 1 (p q) t h w", p=side, q=side)
        mask = interpolate(mask, size=stays.shape[1:], mode="nearest-exact")
        return {"control_hidden_states": torch.cat([stays[None], changes[None], mask], dim=1)}

    def level(self, level: Tensor) -> Tensor:
        return level.masked_fill(level == 0, level.max())
