"""The characters as textures: frames of the atlas, shrunk without aliasing, tinted, joined to hybrids.

Textures are premultiplied RGBA (T, 4, p, p) float32; the character fills its cell as in the atlas:
aspect kept, centred, feet on the bottom row.
"""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from haneul.blocking.figure import Figure
from haneul.grading.tint import recolour
from haneul.worlds.atlas import Atlas


def texture(atlas: Atlas, figure: Figure, poses: np.ndarray, level: int, device: str) -> Tensor:
    """The figure at `poses` (T,) frames of its loop, halved `level` times."""
    unique, back = np.unique(poses, return_inverse=True)
    made = _cell(atlas, figure.key, unique, device)
    if figure.rear:
        other = _cell(atlas, figure.rear, unique, device)
        made = _join(made, other.flip(-1) if figure.rear_flip else other, figure.front)
    for _ in range(level):
        made = F.avg_pool2d(made, 2)
    if figure.tint != "none":
        made = recolour(made, figure.tint)
    return made[torch.as_tensor(back, device=made.device)]


def _cell(atlas: Atlas, key: str, poses: np.ndarray, device: str) -> Tensor:
    cells = atlas.pictures[atlas.row(key), torch.as_tensor(poses % atlas.pictures.shape[1])]
    cells = cells.to(device).permute(0, 3, 1, 2).float().div_(255)
    cells[:, :3] *= cells[:, 3:]
    return cells


def halvings(texels: np.ndarray) -> np.ndarray:
    """How often a cell is halved (T,) so that a pixel that was `texels` (T,) wide spans no more than 1.5."""
    levels = np.ceil(np.log2(np.maximum(texels, 1e-3) / 1.5))
    return np.asarray(np.clip(levels, 0, 4), np.int64)


def _join(first: Tensor, second: Tensor, front: str) -> Tensor:
    """The front half of one and the rear half of another, with a soft seam."""
    size = first.shape[-1]
    ramp = torch.linspace(0, 1, size, device=first.device)
    keep = ((0.5 - ramp) * 12 + 0.5).clamp(0, 1)  # 1 on the left, or the top
    if front == "right":
        keep = keep.flip(0)
    mask = keep[:, None] if front == "front" else keep[None, :]
    return first * mask + second * (1 - mask)
