"""Who stands where: every cell of a frame names the character in it, and says whether its centre is there.

The renderer knows each figure's box, so the judge is taught cell by cell instead of by the whole picture's
list of names: many more answers to a picture. Centres as heat follow Zhou et al., "Objects as Points" (2019).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from haneul.worlds.eye import HEIGHT, WIDTH, Step

CELL = 8  # pixels
ROWS, COLUMNS = HEIGHT // CELL, WIDTH // CELL
PEAKS = 8  # centres that are told to the count


@dataclass(frozen=True)
class Seen:
    """`names` (N, S + 1, rows, columns) logits, the last for nobody; `centres` (N, rows, columns) logits."""

    names: Tensor
    centres: Tensor

    def subjects(self) -> Tensor:
        """The log-chance (N, S) that a character is somewhere in the frame: that of the cell most sure of it."""
        return self.names.float().log_softmax(1)[:, :-1].flatten(2).amax(2)

    def peaks(self) -> Tensor:
        """The chances (N, PEAKS) of the most likely centres that no neighbour exceeds, falling."""
        heat = self.centres.float().sigmoid()[:, None]
        alone = heat * (heat == F.max_pool2d(heat, 3, 1, 1))
        return alone.flatten(1).topk(PEAKS, dim=1).values


class Spots(nn.Module):
    """The eye's fine and coarse maps to `Seen`."""

    def __init__(self, fine: int, coarse: int, width: int, subjects: int) -> None:
        super().__init__()
        self.near, self.far = nn.Conv2d(fine, width, 1), nn.Conv2d(coarse, width, 1)
        self.mix = Step(width, width, 3, 1)
        self.names, self.centres = nn.Conv2d(width, subjects + 1, 1), nn.Conv2d(width, 1, 1)
        nn.init.constant_(self.centres.bias, -3.0)  # type: ignore[arg-type]

    def forward(self, fine: Tensor, coarse: Tensor) -> Seen:
        far = F.interpolate(self.far(coarse), fine.shape[-2:], mode="nearest")
        mixed = self.mix(F.relu(self.near(fine) + far))
        return Seen(self.names(mixed), self.centres(mixed)[:, 0])


@dataclass(frozen=True)
class Drawn:
    """One figure of a frame: names (two for a hybrid) as indices, and its box x0 y0 x1 y1 relative to the picture."""

    names: tuple[int, ...]
    box: tuple[float, float, float, float]


def wanted(figures: Sequence[Drawn], nobody: int) -> tuple[Tensor, Tensor]:
    """What the cells of one frame shall say: names (2, rows, columns), -1 for no lesson, and heat (rows, columns).

    Later figures stand before earlier ones. A box's middle half names, its rim is left open.
    """
    names, heat = torch.full((2, ROWS, COLUMNS), nobody), torch.zeros(ROWS, COLUMNS)
    y, x = (torch.arange(n) + 0.5 for n in (ROWS, COLUMNS))
    for one in figures:
        left, top, right, bottom = (v * n for v, n in zip(one.box, (COLUMNS, ROWS) * 2, strict=True))
        middle_x, middle_y = (left + right) / 2, (top + bottom) / 2
        if not (0 <= middle_x < COLUMNS and 0 <= middle_y < ROWS):
            continue
        dx, dy = (x - middle_x).abs()[None, :], (y - middle_y).abs()[:, None]
        inside = (dx < (right - left) / 2 + 0.5) & (dy < (bottom - top) / 2 + 0.5)
        names[:, inside] = -1
        core = (dx <= max(0.5, (right - left) / 4)) & (dy <= max(0.5, (bottom - top) / 4))
        names[0, core], names[1, core] = one.names[0], one.names[-1]
        away = (x - int(middle_x) - 0.5)[None, :] ** 2 + (y - int(middle_y) - 0.5)[:, None] ** 2
        heat = torch.maximum(heat, torch.exp(-away / (2 * 0.7**2)))  # 1 in the cell that holds the centre
    return names, heat


def spot_loss(seen: Seen, names: Tensor, heat: Tensor) -> Tensor:
    """Names (N, 2, rows, columns) by cross-entropy, figures and background weighed alike; heat by binary entropy."""
    nobody = seen.names.shape[1] - 1
    total = seen.names.new_zeros((), dtype=torch.float32)
    for half in names.unbind(1):
        losses = F.cross_entropy(seen.names.float(), half, ignore_index=-1, reduction="none")
        for chosen in ((half >= 0) & (half < nobody), half == nobody):
            total = total + 0.5 * (losses * chosen).sum() / chosen.sum().clamp(min=1)
    weight = 1 + 20 * heat
    return total + F.binary_cross_entropy_with_logits(seen.centres.float(), heat, weight)
