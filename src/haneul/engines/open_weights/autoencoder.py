"""The autoencoder of the Wan families: pictures to normalised latents and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from einops import rearrange

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor

    from haneul.canvas import Frames

GLIMPSES = 4  # moments of a window in a preview


class Autoencoder:
    """diffusers' `AutoencoderKLWan` with the mean and deviation that the transformer was trained with."""

    def __init__(self, module: Any, device: torch.device) -> None:
        self.module, self.device = module, device
        self.channels: int = module.config.z_dim
        self.mean, self.deviation = (
            torch.tensor(values, device=device).view(-1, 1, 1, 1)
            for values in (module.config.latents_mean, module.config.latents_std)
        )

    def encode(self, frames: Frames, blank: NDArray[np.bool_] | None = None) -> Tensor:
        """Frames (T, H, W, 3) uint8, T = 1 + 4k -> the likeliest latents (C, t, h, w), float32.

        Where `blank` (T, H, W) the autoencoder is shown its zero, a grey between two bytes.
        """
        pictures = torch.from_numpy(frames).to(self.device).to(self.module.dtype) / 255 * 2 - 1
        if blank is not None:
            pictures = pictures.masked_fill(torch.from_numpy(blank).to(self.device)[..., None], 0)
        made: Tensor = self.module.encode(rearrange(pictures, "t h w c -> 1 c t h w")).latent_dist.mode()[0].float()
        # times 1 / deviation, as the families' own pipelines do it: equal to the last bit
        return (made - self.mean) * (1 / self.deviation)

    def decode(self, grid: Tensor) -> Frames:
        """Latents (C, t, h, w) -> frames (T, H, W, 3) uint8, T = 1 + 4 (t - 1)."""
        return self._frames(grid[None])

    def glimpse(self, grid: Tensor) -> Frames:
        """Latents (C, t, h, w) -> a few moments of them (n, H, W, 3) uint8, each decoded as if it stood alone."""
        moments = torch.linspace(0, grid.shape[1] - 1, min(GLIMPSES, grid.shape[1])).round().long()
        return self._frames(rearrange(grid[:, moments], "c n h w -> n c 1 h w"))

    def _frames(self, grids: Tensor) -> Frames:
        """Latents (n, C, t, h, w) of n clips -> all their frames (n * T, H, W, 3) uint8."""
        video = self.module.decode((grids / (1 / self.deviation) + self.mean).to(self.module.dtype)).sample
        bytes_ = ((video.float() * 0.5 + 0.5).clamp(0, 1) * 255).round().byte().cpu()
        frames: Frames = rearrange(bytes_, "n c t h w -> (n t) h w c").numpy()
        return frames
