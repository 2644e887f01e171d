"""Reference pictures of the world's subjects: what a prompt's characters look like, outside the grid.

In training each subject has several (another frame, size and side than in the clip), on plain
grounds of any brightness, so that the model copies the character and not the card it is on.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from haneul.train.pool import encoder_of
from haneul.worlds.artwork import Atlas

SIDE = 64  # pixels of a reference picture
VARIANTS = 6


def card(picture: Tensor, size: float, ground: float) -> Tensor:
    """An RGBA cell (P, P, 4) uint8, its height `size` of the card's, on grey `ground` -> (3, 64, 64) uint8."""
    cell = picture.permute(2, 0, 1)[None].float() / 255
    inner = max(8, round(SIDE * size))
    premultiplied = torch.cat([cell[:, :3] * cell[:, 3:], cell[:, 3:]], 1)
    small = F.interpolate(premultiplied, (inner, inner), mode="bilinear", antialias=True, align_corners=False)
    left, bottom = (SIDE - inner) // 2, (SIDE - inner) // 4
    placed = F.pad(small, (left, SIDE - inner - left, SIDE - inner - bottom, bottom))[0]
    return ((placed[:3] + ground * (1 - placed[3:])) * 255).round().to(torch.uint8)


def cards(atlas: Atlas, key: str, count: int = VARIANTS) -> Tensor:
    """`count` reference pictures (V, 3, 64, 64) uint8 of one subject; the first is the shipped one."""
    cells = atlas.pictures[atlas.row(key)]
    made = [card(cells[0], 0.95, 0.9)]
    generator = torch.Generator().manual_seed(atlas.row(key))
    for index in range(1, count):
        cell = cells[int(torch.randint(len(cells), (), generator=generator))]
        cell = cell.flip(1) if index % 2 else cell
        size, ground = (float(x) for x in torch.rand(2, generator=generator))
        made.append(card(cell, 0.7 + 0.3 * size, 0.4 + 0.6 * ground))
    return torch.stack(made)


def load_references(autoencoder: Path, keys: Sequence[str] | None = None) -> dict[str, Tensor]:
    """Latents (V, C, 4, 4) float16 of the reference pictures of every subject in the atlas (or of `keys`)."""
    atlas, encode = Atlas.load(), encoder_of(autoencoder)
    assert encode is not None
    return {key: encode(cards(atlas, key)[:, :, None])[:, :, 0].half().cpu() for key in (keys or atlas.keys)}
