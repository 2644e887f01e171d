"""A clean plate: where somebody has just passed, the set is painted as it is seen when nobody is there.

A latent holds four frames, and where somebody moves fast through a patch its other frames come out with a grain. Film
crews have a plate for that, a take of the set with nobody in it. Here it is put together from all moments at which the
guide shows the same in that patch while the camera stands, those first that nobody is near; a bilateral mean (Tomasi
and Manduchi, 1998) over time, twice, the second time without what differs most. Shadows and water that the guide does
not tell of differ more than grain does, and stay in part.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from einops import rearrange
from torch import Tensor

from haneul.model.waves import frames_of, waves_of

SAME = 0.12  # root mean square by which guides of a patch differ that show the same in it
STILL = 0.05  # and those of most patches where neither the camera moves nor anything falls: rain is no grain
PASSING = 0.1  # and more than this from frame to frame where somebody passes
NEAR = 4  # frames before and after that, in which there is grain
REACH = 40.0  # frames from which on moments count little
GRAINY = 0.3  # weight of moments that have grain themselves
GRAIN, ELSE = 1.4, 3.0  # root mean square of grain; of what is something else
LEAST = 0.2  # weight of moments that half replaces a frame


def cleaned(grid: Tensor, guide: Tensor, kept: Tensor, frames: int) -> Tensor:
    """Latents (C, t, h, w), `frames` to each after the first, that were painted along a `guide` (C + 1, t, h, w), with
    the plate behind whoever passes; those that are `kept` (t, h, w) stay."""
    seen, rough = _frames(grid, frames), _frames(guide[:-1], frames)  # (P, T, c)
    told = rearrange(guide[-1] > 0, "t h w -> (h w) t").repeat_interleave(frames, 1)[:, frames - 1 :]
    passing = F.pad((rough.diff(dim=1).square().mean(-1).sqrt() > PASSING).float(), (1, 1))
    grainy = F.max_pool1d(passing, 2 * NEAR + 2, 1, NEAR)[:, : seen.shape[1]] > 0
    apart = torch.cdist(rough, rough) / rough.shape[-1] ** 0.5  # (P, T, T)
    moved = apart.median(0).values  # (T, T)
    moments = torch.arange(seen.shape[1], device=grid.device)
    far = (moments[:, None] - moments) / REACH
    weight = (-(apart / SAME).square() - (moved / STILL).square() - far.square()).exp() * (far != 0)
    weight = weight * torch.where(grainy, GRAINY, 1.0)[:, None] * told[:, None]
    for _ in range(2):
        differ = torch.cdist(_mean(weight, seen), seen) / seen.shape[-1] ** 0.5
        weight = weight * (-(differ / GRAIN).square()).exp()
    plate, total = _mean(weight, seen), weight.sum(-1, keepdim=True)
    other = (seen - plate).square().mean(-1, keepdim=True) / ELSE**2
    share = total / (total + LEAST) * (-other).exp() * (grainy & told)[..., None]
    made = _latents(seen + share * (plate - seen), frames, grid.shape[2])
    return torch.where(kept | (guide[-1] == 0), grid, made)


def _mean(weight: Tensor, seen: Tensor) -> Tensor:
    """Means (P, T, c) of frames by weights (P, T, T)."""
    return weight @ seen / weight.sum(-1, keepdim=True).clamp(min=1e-6)


def _frames(grid: Tensor, frames: int) -> Tensor:
    """Latents (C, t, h, w) -> what each frame of each patch is, (h w, T, c) with T = 1 + frames (t - 1)."""
    return frames_of(rearrange(grid, "c t h w -> (h w) t c"), frames).flatten(1, 2)[:, frames - 1 :]


def _latents(seen: Tensor, frames: int, height: int) -> Tensor:
    """Undoes `_frames`; the first latent is a still."""
    groups = torch.cat([seen[:, :1].expand(-1, frames - 1, -1), seen], 1).unflatten(1, (-1, frames))
    return rearrange(torch.cat([groups.mean(2), waves_of(groups)], -1), "(h w) t c -> c t h w", h=height)
