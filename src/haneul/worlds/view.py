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

    def fixed(self, colour: tuple[float, float, float]) -> Tensor:
        """One colour for all frames (1, 3, 1, 1)."""
        return torch.tensor(colour, device=self.device)[None, :, None, None]

    def crop(self, x0: np.ndarray, y0: np.ndarray, x1: np.ndarray, y1: np.ndarray) -> Crop | None:
        """The pixels that screen boxes (T,) touch in any frame; None when they are all outside."""
        left = max(int(np.floor((x0.min() / self.aspect + 0.5) * self.width)) - 1, 0)
        right = min(int(np.ceil((x1.max() / self.aspect + 0.5) * self.width)) + 1, self.width)
        top = max(int(np.floor(y0.min() * self.height)) - 1, 0)
        bottom = min(int(np.ceil(y1.max() * self.height)) + 1, self.height)
        return Crop(self, top, left, bottom, right) if top < bottom and left < right else None

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


@dataclass(frozen=True)
class Crop:
    """Some rows and columns of a view."""

    view: View
    top: int
    left: int
    bottom: int
    right: int

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def frame(self) -> tuple[float, float, float, float]:
        """Centre x, y and half width, half height in screen coordinates."""
        v = self.view
        return (
            ((self.left + self.right) / 2 / v.width - 0.5) * v.aspect, (self.top + self.bottom) / 2 / v.height,
            self.width / v.width * v.aspect / 2, self.height / v.height / 2,
        )  # fmt: skip

    def of(self, pictures: Tensor) -> Tensor:
        """This part of pictures (T, C, H, W), sharing their memory."""
        return pictures[:, :, self.top : self.bottom, self.left : self.right]

    def screen(self) -> tuple[Tensor, Tensor]:
        """Screen coordinates of the pixels' centres: x (1, w), y (h, 1)."""
        xs, ys = self.view.screen()
        return xs[:, self.left : self.right], ys[self.top : self.bottom]


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
