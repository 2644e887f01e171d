"""Reference pictures of the world's subjects: what a prompt's characters look like, outside the grid.

In training each subject has several cards (another frame, size and side than in the clip), on plain grounds of any
brightness, so that the model copies the character and not the card it is on; and where somebody stands in a clip,
portraits that stand there too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from haneul.engines.portraits import GROUND, REFERENCE_SIDE, fit, placed
from haneul.train.encoder import Encode, encoder_of
from haneul.train.figures import Standing, When
from haneul.train.world import Shape
from haneul.worlds.artwork import Atlas

VARIANTS = 6
SAME_POSE, TURNED, PLAIN = 0.6, 0.15, 0.5  # shares of portraits: posing as drawn, looking away, on the usual ground
WOBBLE = 0.04  # of half its size, by which a portrait is off


@dataclass(frozen=True)
class Portrait:
    """The subject `key` of actor number `actor` where it stands at a moment: latents (C, h, w) and their spot
    (seconds, y, x, side)."""

    actor: int
    key: str
    latents: Tensor
    spot: tuple[float, ...]
    when: When = "first"


def portray(
    atlas: Atlas, keys: Sequence[Sequence[str]], stands: Sequence[Standing], shape: Shape, encode: Encode, seed: int
) -> list[Portrait]:
    """A portrait of everybody who stands in a clip; of a hybrid two. `keys`: subjects of each actor."""
    rng = np.random.default_rng(seed)
    made = []
    for one in stands:
        for key in keys[one.actor]:
            picture, place = posed(atlas, key, one, shape.height, shape.width, rng)
            frames = torch.from_numpy(picture.copy()).permute(2, 0, 1)[None, :, None]
            latents = encode(frames)[0, :, 0].half().cpu()
            made.append(Portrait(one.actor, key, latents, (one.seconds, *place), one.when))
    return made


def posed(
    atlas: Atlas, key: str, one: Standing, height: int, width: int, rng: np.random.Generator
) -> tuple[NDArray[np.uint8], tuple[float, float, float]]:
    """The picture (h, w, 3) of a subject where it stands in a picture of (height, width), and its place there.

    Mostly as it is drawn, else another frame of its loop or the other way round; on any grey, a little off.
    """
    cells = atlas.pictures[atlas.row(key)]
    pose = one.pose % len(cells) if rng.random() < SAME_POSE else int(rng.integers(len(cells)))
    cell = cells[pose].cpu().numpy()
    if one.mirrored ^ bool(rng.random() < TURNED):
        cell = np.ascontiguousarray(cell[:, ::-1])
    left, top, right, bottom = one.box
    off_x, off_y, grow = (float(v) for v in rng.normal(0, WOBBLE, 3))
    wide, high = (right - left) * np.exp(grow) / 2, (bottom - top) * np.exp(grow) / 2
    x, y = (left + right) / 2 + off_x * wide, (top + bottom) / 2 + off_y * high
    grey = GROUND[0] if rng.random() < PLAIN else int(rng.integers(100, 256))
    return placed(cell, (x - wide, y - high, x + wide, y + high), height, width, (grey, grey, grey))


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
        made.append(torch.from_numpy(fit(cell.cpu().numpy(), REFERENCE_SIDE, ground).copy()).permute(2, 0, 1))
    return torch.stack(made)


def load_references(autoencoder: Path, keys: Sequence[str] | None = None) -> dict[str, Tensor]:
    """Latents (V, C, 4, 4) float16 of the cards of every subject in the atlas (or of `keys`)."""
    atlas, encode = Atlas.load(), encoder_of(autoencoder)
    return {key: encode(cards(atlas, key)[:, :, None])[:, :, 0].half().cpu() for key in (keys or atlas.keys)}
