"""How hard each number of a latent is guided."""

from __future__ import annotations

import torch
from torch import Tensor

from haneul.model.patches import flatten

STIRRING = 0.5  # root mean square of a guide's waves where it moves for sure
WAVES = 0.5  # the share of the guidance that waves are given there


def scales(guidance: float, guide: Tensor | None, flowing: int, like: Tensor) -> Tensor:
    """Guidance (N, C) of each number of the latents `like` (C, t, h, w), which have a `guide` (C + 1, t, h, w) or none.

    Of waves, the numbers from `flowing` on, less, the less the guide moves there, 1 where it stands. Elsewhere guided
    waves are noise: they made the whole picture flicker, and guided in full they move too much (docs/lab-notes.md).
    """
    made = torch.full_like(like, float(guidance))
    moves = torch.zeros_like(like[0])
    if guide is not None:
        moves = (guide[flowing:-1].square().mean(0).sqrt() / STIRRING).clamp(max=1)
    made[flowing:] = 1 + WAVES * (guidance - 1) * moves
    return flatten(made)
