"""What stands still is painted still: moments that differ by no more than chance are averaged.

Every latent is drawn from noise of its own, and what is a wall in all of them comes out a little otherwise in each,
which is seen as flicker. A bilateral filter over time (Tomasi and Manduchi, 1998) whose weights are those of whole
patches takes that away and leaves alone what moves. Of renders it changes next to nothing (docs/lab-notes.md).
"""

from __future__ import annotations

import torch
from torch import Tensor

CHANCE = 0.2  # root mean square by which the means of a patch that stands still differ from moment to moment
ROUNDS = 2  # each reaches one latent farther


def steadied(grid: Tensor, flowing: int, kept: Tensor) -> Tensor:
    """Latents (C, t, h, w) with the first `flowing` channels averaged over like neighbours in time; those that are
    `kept` (t, h, w) stay, and the others come nearer to them."""
    means = grid[:flowing]
    for _ in range(ROUNDS):
        total, weight = means.clone(), torch.ones_like(means[:1])
        alike = (
            (means[:, 1:] - means[:, :-1]).square().mean(0, keepdim=True).div(CHANCE**2).neg().exp()
        )  # (1, t-1, h, w)
        total[:, 1:] += alike * means[:, :-1]
        total[:, :-1] += alike * means[:, 1:]
        weight[:, 1:] += alike
        weight[:, :-1] += alike
        means = torch.where(kept, means, total / weight)
    return torch.cat([means, grid[flowing:]])
