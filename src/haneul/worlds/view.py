"""The picture that is rendered: its pixels, and how they look into painted windows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

if TYPE_CHECKING:
    from haneul.worlds.easel import Easel


@dataclass(frozen=True)
class View:
    """A picture of `width` by `height` pixels on a device."""

    width: int
    height: int
    device: str = "cpu"

    @property
    def aspect(self) -> float:
        return self.width / self.height

    def tensor(self, values: np.ndarray) -> Tensor:
        return torch.tensor(np.ascontiguousarray(values), dtype=torch.float32, device=self.device)

    def colour(self, values: np.ndarray) -> Tensor:
        """(T, 3) as (T, 3, 1, 1)."""
        return self.tensor(values)[:, :, None, None]

    def scalar(self, values: np.ndarray) -> Tensor:
        """(T,) as (T, 1, 1, 1)."""
        return self.tensor(values)[:, None, None, None]

    def screen(self) -> tuple[Tensor, Tensor]:
        """Screen coordinates of the pixels' centres: x (1, W), y (H, 1)."""
        xs = ((np.arange(self.width) + 0.5) / self.width - 0.5) * self.aspect
        ys = (np.arange(self.height) + 0.5) / self.height
        return self.tensor(xs)[None], self.tensor(ys)[:, None]

    def world(self, look: np.ndarray) -> tuple[Tensor, Tensor]:
        """World coordinates of every pixel under world-from-screen maps (T, 2, 3): x, y (T, H, W)."""
        x, y = self.screen()
        m = self.tensor(look)[..., None, None]
        return m[:, 0, 0] * x + m[:, 0, 1] * y + m[:, 0, 2], m[:, 1, 0] * x + m[:, 1, 1] * y + m[:, 1, 2]

    def theta(self, look: np.ndarray, easel: Easel) -> Tensor:
        """World-from-screen maps (T, 2, 3) in the -1..1 coordinates of a picture of `easel`.

        One map instead of T where the view does not move.
        """
        if len(look) > 1 and np.array_equal(look, np.broadcast_to(look[:1], look.shape)):
            look = look[:1]
        return self.tensor(normalised(look, self.aspect, easel.half, easel.top, easel.bottom))


def normalised(look: np.ndarray, aspect: float, half: float, top: float, bottom: float) -> np.ndarray:
    """World-from-screen in the -1..1 coordinates of a picture of the window ±half, top..bottom."""
    out = look.copy()
    out[:, :, 2] += 0.5 * look[:, :, 1]  # screen y is (v + 1) / 2
    out[:, :, 1] *= 0.5
    out[:, :, 0] *= aspect / 2
    out[:, 0] /= half
    out[:, 1, 2] -= (top + bottom) / 2
    out[:, 1] /= (bottom - top) / 2
    return out
