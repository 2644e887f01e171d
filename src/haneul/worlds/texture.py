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
from haneul.worlds.atlas import Atlas

TINTS = {
    "red": (0.87, 0.12, 0.13), "orange": (0.97, 0.50, 0.08), "yellow": (0.98, 0.83, 0.12),
    "green": (0.22, 0.68, 0.24), "blue": (0.13, 0.40, 0.90), "purple": (0.53, 0.22, 0.80),
    "pink": (0.98, 0.45, 0.70), "white": (0.95, 0.95, 0.97), "black": (0.11, 0.11, 0.13),
}  # fmt: skip


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
        made = recolour(made, TINTS[figure.tint], figure.tint)
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


def recolour(cells: Tensor, colour: tuple[float, float, float], name: str) -> Tensor:
    """Another hue, the shading kept: dark stays dark, light stays light (T, 4, p, p)."""
    alpha = cells[:, 3:]
    rgb = cells[:, :3] / alpha.clamp(min=1e-3)
    luma = (rgb * torch.tensor((0.30, 0.59, 0.11), device=cells.device)[:, None, None]).sum(1, keepdim=True)
    # Of the frame, not of all poses asked for: a slice of a clip must equal the whole.
    mean = ((luma * alpha).sum((1, 2, 3)) / alpha.sum((1, 2, 3)).clamp(min=1e-3))[:, None, None, None]
    tone = luma / mean.clamp(min=0.15)
    tint = torch.tensor(colour, device=cells.device)[None, :, None, None]
    shine = ((luma - mean) / (1 - mean).clamp(min=0.1)).clamp(0, 1)
    if name == "white":
        made = (0.90 + (tone.clamp(max=1.3) - 1) * 0.40).clamp(0.1, 1) * tint
    elif name == "black":
        made = tint * tone.clamp(0.3, 1.2) + 0.22 * shine * shine
    else:
        made = tint * tone.clamp(max=1.0) ** 0.8
        made = made + (1 - made) * shine * 0.55
    strength = 0.93 * ((luma - 0.10) / 0.12).clamp(0.15, 1)  # eyes and outlines stay
    return torch.cat([torch.lerp(rgb, made.clamp(0, 1), strength) * alpha, alpha], 1)
