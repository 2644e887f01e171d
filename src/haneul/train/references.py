"""Reference pictures of the world's subjects: what a prompt's characters look like, outside the grid.

In training each subject has several cards (another frame, size and side than in the clip), on plain grounds of any
brightness, so that the model copies the character and not the card it is on.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor

from haneul.media.cutout import CARD, GROUND, fit
from haneul.train.encoder import encoder_of
from haneul.worlds.artwork import Atlas

VARIANTS = 6


def cards(atlas: Atlas, key: str, count: int = VARIANTS) -> Tensor:
    """`count` reference pictures (V, 3, 64, 64) uint8 of one subject; the first is the shipped one, odd ones are
    mirrored."""
    cells = atlas.pictures[atlas.row(key)]
    made = []
    generator = torch.Generator().manual_seed(atlas.row(key))
    for index in range(count):
        frame = int(torch.randint(len(cells), (), generator=generator)) if index else 0
        cell = cells[frame].flip(1) if index % 2 else cells[frame]
        grey = int(torch.randint(100, 256, (), generator=generator))
        ground = (grey, grey, grey) if index else GROUND
        made.append(torch.from_numpy(fit(cell.cpu().numpy(), CARD, ground).copy()).permute(2, 0, 1))
    return torch.stack(made)


def load_references(autoencoder: Path, keys: Sequence[str] | None = None) -> dict[str, Tensor]:
    """Latents (V, C, 4, 4) float16 of the cards of every subject in the atlas (or of `keys`)."""
    atlas, encode = Atlas.load(), encoder_of(autoencoder)
    return {key: encode(cards(atlas, key)[:, :, None])[:, :, 0].half().cpu() for key in (keys or atlas.keys)}
