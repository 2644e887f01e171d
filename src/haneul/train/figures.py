"""Where the renderer drew its figures, on the grid of latents: what a training loss should look at most.

Figures fill a tenth of a picture, and a loss that counts every patch alike is content with a good background.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from haneul.worlds.film import Sighting

CELL, GROUP = 16, 4  # pixels of a patch, frames of a latent


def drawn(sightings: Sequence[Sighting], frames: int, height: int, width: int) -> Tensor:
    """Patches (T, H / 16, W / 16) that a figure's box touches, as bool."""
    rows, columns = height // CELL, width // CELL
    shown = torch.zeros(frames, rows, columns, dtype=torch.bool)
    for one in sightings:
        for moment, (left, top, right, bottom) in zip(one.moments, one.boxes, strict=True):
            x, y = max(0, int(left * columns)), max(0, int(top * rows))
            shown[int(moment), y : max(0, int(bottom * rows) + 1), x : max(0, int(right * columns) + 1)] = True
    return shown


def by_latent(shown: Tensor) -> Tensor:
    """Patches (T, h, w), T = 1 + 4k, of frames -> those (1 + k, h, w) of latents: any of their frames counts."""
    first, later = shown[:1], shown[1:]
    return torch.cat([first, later.unflatten(0, (-1, GROUP)).any(1)]) if len(later) else first
