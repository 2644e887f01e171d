"""Where the renderer drew its figures, as training needs it: on the grid of latents, and figure by figure.

Figures fill a third of a picture, and a loss that counts every patch alike is content with a good background.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from haneul.blocking.figure import Figure
from haneul.engines.latents import STRIDES
from haneul.worlds.film import Sighting


def drawn(sightings: Sequence[Sighting], frames: int, height: int, width: int) -> Tensor:
    """Patches (T, H / 16, W / 16) that a figure's box touches, as bool."""
    rows, columns = height // STRIDES.height, width // STRIDES.width
    shown = torch.zeros(frames, rows, columns, dtype=torch.bool)
    for one in sightings:
        for moment, (left, top, right, bottom) in zip(one.moments, one.boxes, strict=True):
            x, y = max(0, int(left * columns)), max(0, int(top * rows))
            shown[int(moment), y : max(0, int(bottom * rows) + 1), x : max(0, int(right * columns) + 1)] = True
    return shown


def by_latent(shown: Tensor) -> Tensor:
    """Patches (T, h, w), T = 1 + 4k, of frames -> those (1 + k, h, w) of latents: any of their frames counts."""
    first, later = shown[:1], shown[1:]
    return torch.cat([first, later.unflatten(0, (-1, STRIDES.time)).any(1)]) if len(later) else first


@dataclass(frozen=True)
class Standing:
    """One figure at a moment: `box` (left, top, right, bottom) relative to the picture, around it as it leans `angle`
    radians clockwise, whether it is drawn `mirrored`, the frame `pose` of its loop. `part` is its
    number in the shot."""

    figure: Figure
    part: int
    box: tuple[float, float, float, float]
    mirrored: bool
    pose: int
    angle: float


def stands(sightings: Sequence[Sighting], moments: int) -> list[list[Standing]]:
    """Of each moment all figures, copies and props one by one, hindmost first."""
    found: list[list[tuple[float, Standing]]] = [[] for _ in range(moments)]
    for one in sightings:
        for place, moment in enumerate(one.moments):
            left, top, right, bottom = map(float, one.boxes[place])
            seen = Standing(
                one.figure, one.part, (left, top, right, bottom), bool(one.mirrored[place]), int(one.pose[place]),
                float(one.angle[place]),
            )  # fmt: skip
            found[int(moment)].append((float(one.near[place]), seen))
    return [[seen for _, seen in sorted(there, key=lambda pair: pair[0])] for there in found]
