"""Makes clean renders look like what a generator makes of them, so that the judge is not misled.

Blur, noise, a slight shift of colour, a slightly other crop. All stay far below what a look
(warm, cold, pastel ...) does to a picture. Frames are (B, T, C, H, W) float 0..1, colour or brightness; each
clip is spoilt alike in all its frames, except for the noise.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from einops import rearrange
from torch import Tensor


def spoil(frames: Tensor, generator: torch.Generator) -> Tensor:
    """All of it, each by chance."""
    return noise(tint(blur(crop(frames, generator), generator), generator), generator).clamp(0, 1)


def _draw(count: int, low: float, high: float, generator: torch.Generator) -> Tensor:
    return low + (high - low) * torch.rand(count, generator=generator)


def crop(frames: Tensor, generator: torch.Generator) -> Tensor:
    """Up to a tenth larger, a little to the side."""
    batch, length, _, height, width = frames.shape
    scale = _draw(batch, 0.90, 1.02, generator)
    map_ = torch.zeros(batch, 2, 3)
    map_[:, 0, 0] = map_[:, 1, 1] = scale
    map_[:, 0, 2] = _draw(batch, -0.05, 0.05, generator)
    map_[:, 1, 2] = _draw(batch, -0.03, 0.03, generator)
    grid = F.affine_grid(map_, [batch, 3, height, width], align_corners=False)
    flat = rearrange(frames, "b t c h w -> b (t c) h w")
    moved = F.grid_sample(flat, grid, padding_mode="border", align_corners=False)
    return rearrange(moved, "b (t c) h w -> b t c h w", t=length)


def blur(frames: Tensor, generator: torch.Generator) -> Tensor:
    """A third of all batches are shrunk and enlarged again, to 45 .. 90 %."""
    if float(torch.rand((), generator=generator)) > 1 / 3:
        return frames
    share = float(_draw(1, 0.45, 0.9, generator))
    height, width = frames.shape[-2:]
    flat = rearrange(frames, "b t c h w -> (b t) c h w")
    small = F.interpolate(flat, (round(height * share), round(width * share)), mode="bilinear", antialias=True)
    large = F.interpolate(small, (height, width), mode="bilinear", align_corners=False)
    return rearrange(large, "(b t) c h w -> b t c h w", b=len(frames))


def tint(frames: Tensor, generator: torch.Generator) -> Tensor:
    """Each colour up to 5 % stronger or weaker, all up to 4 % brighter or darker."""
    colours = frames.shape[2]
    gain = _draw(colours * len(frames), 0.95, 1.05, generator).view(-1, 1, colours, 1, 1)
    lift = _draw(len(frames), -0.04, 0.04, generator).view(-1, 1, 1, 1, 1)
    return frames * gain + lift


def noise(frames: Tensor, generator: torch.Generator) -> Tensor:
    """Half the clips get some grain."""
    amount = _draw(len(frames), -0.05, 0.05, generator).clamp(min=0).view(-1, 1, 1, 1, 1)
    return frames + amount * torch.randn(frames.shape, generator=generator)
