"""Samples of any shape to one packed sequence for the transformer.

The autoencoder's stride of 4x16x16 makes every latent a patch, so patching is a reshape here.

L words, R references of (C, h, w) latents, (t, h, w) the canvas's latent grid, E text width.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from einops import rearrange
from torch import Tensor

from haneul.model.transformer import GRID, REFERENCE, Pack

REFERENCE_SECONDS = -2.0  # references stand before the clip, this far apart


@dataclass(frozen=True)
class Known:
    """A reference: clean latents (C, h, w), and the text feature (E,) of the words that name it."""

    latents: Tensor
    name: Tensor


@dataclass(frozen=True)
class Sample:
    """One canvas as tokens: words (L, E), grid (C, t, h, w), time (t, h, w), position (t, h, w, 3).

    `guide` (C + 1, t, h, w) are latents of a rough of what shall be seen, then 1; 0 where nothing is told.
    """

    words: Tensor
    grid: Tensor
    time: Tensor
    position: Tensor
    references: tuple[Known, ...] = ()
    guide: Tensor | None = None

    @property
    def tokens(self) -> int:
        """Length in the packed sequence."""
        outside = sum(known.latents[0].numel() for known in self.references)
        return len(self.words) + outside + self.time.numel()


def pack(samples: Sequence[Sample]) -> Pack:
    """One sequence of all samples, each [words | references | grid], in the order given."""
    words = torch.cat([sample.words for sample in samples])
    rows = [_patches(sample) for sample in samples]
    patches, names, guides, time, position, kind = (torch.cat(column) for column in zip(*rows, strict=True))
    order, word, patch = [], 0, len(words)
    for sample in samples:
        inside = sample.tokens - len(sample.words)
        order += [torch.arange(word, word + len(sample.words)), torch.arange(patch, patch + inside)]
        word, patch = word + len(sample.words), patch + inside
    lengths = tuple(sample.tokens for sample in samples)
    return Pack(words, patches, names, guides, time, position, kind, torch.cat(order).to(words.device), lengths)


def grid_rows(tokens: Tensor, kind: Tensor) -> Tensor:
    """The rows of (P, ...) that belong to canvases, samples one after the other."""
    return tokens[kind == GRID]


def flatten(grid: Tensor) -> Tensor:
    """(C, t, h, w) -> (t h w, C)."""
    return rearrange(grid, "c t h w -> (t h w) c")


def unflatten(rows: Tensor, shape: tuple[int, int, int]) -> Tensor:
    """(t h w, C) -> (C, t, h, w)."""
    t, h, w = shape
    return rearrange(rows, "(t h w) c -> c t h w", t=t, h=h, w=w)


def reference_position(height: int, width: int, index: int, device: torch.device | None = None) -> Tensor:
    """Positions (h w, 3) of the patches of reference number `index`: its own origin, its own moment before the clip."""
    scale = 1 / max(height, width)
    y = (torch.arange(height, device=device) + 0.5 - height / 2) * scale
    x = (torch.arange(width, device=device) + 0.5 - width / 2) * scale
    seconds = torch.full((height * width, 1), REFERENCE_SECONDS * (index + 1), device=device)
    return torch.cat([seconds, torch.cartesian_prod(y, x).view(-1, 2)], dim=1)


def _patches(sample: Sample) -> tuple[Tensor, ...]:
    """Latents, names, guides, times, positions and kinds of a sample's references, then of its grid."""
    device, dtype = sample.grid.device, sample.grid.dtype
    latents, names, positions = [], [], []
    for index, known in enumerate(sample.references):
        _, h, w = known.latents.shape
        latents.append(rearrange(known.latents, "c h w -> (h w) c").to(dtype))
        names.append(known.name.to(dtype).expand(h * w, -1))
        positions.append(reference_position(h, w, index, device))
    outside = sum(len(part) for part in latents)
    inside = sample.time.numel()
    latents.append(flatten(sample.grid))
    names.append(torch.zeros(inside, sample.words.shape[1], dtype=dtype, device=device))
    positions.append(sample.position.reshape(-1, 3))
    time = torch.cat([sample.time.new_zeros(outside), sample.time.flatten()])
    kind = torch.full((outside + inside,), GRID, device=device)
    kind[:outside] = REFERENCE
    guides = torch.zeros(outside + inside, sample.grid.shape[0] + 1, dtype=dtype, device=device)
    if sample.guide is not None:
        guides[outside:] = flatten(sample.guide.to(dtype))
    return torch.cat(latents), torch.cat(names), guides, time, torch.cat(positions), kind
