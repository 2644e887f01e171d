"""Painting procedural pictures: a window of the world as a pixel grid, smooth noise and soft-edged shapes.

Everything is a function of world coordinates and a seed, never of pixels, so that a place looks the
same at any resolution. Painting is done on the CPU whatever renders: it is thousands of tiny steps.

World coordinates: x from the picture's centre to the right, y from its top down, both in picture
heights. Pictures are premultiplied RGBA (4, h, w) float32.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

Colour = str | tuple[float, float, float] | Tensor

EXTENT = 3.2  # noise is defined for |x| below this, the widest window that is ever painted


@lru_cache(maxsize=512)
def ink(colour: str) -> tuple[float, float, float]:
    """ "#rrggbb" as red, green, blue in 0..1."""
    return int(colour[1:3], 16) / 255, int(colour[3:5], 16) / 255, int(colour[5:7], 16) / 255


class Easel:
    """The window x in ±`half`, y in `top`..`bottom`, `rows` pixels to one picture height."""

    def __init__(self, seed: int, half: float, top: float, bottom: float, rows: float):
        self.rng = np.random.default_rng(seed)
        self.half, self.top, self.bottom = min(half, EXTENT), top, bottom
        self.width = max(8, round(2 * self.half * rows))
        self.height = max(8, round((bottom - top) * rows))
        self.px = 1.0 / rows
        xs = (np.arange(self.width) + 0.5) / self.width * 2 * self.half - self.half
        ys = (np.arange(self.height) + 0.5) / self.height * (bottom - top) + top
        self.xs, self.ys = xs, ys
        self.columns, self.lines = xs.astype(np.float32), ys.astype(np.float32)
        self.x = torch.as_tensor(xs, dtype=torch.float32)[None, :]
        self.y = torch.as_tensor(ys, dtype=torch.float32)[:, None]

    def sheet(self) -> Tensor:
        """An empty picture (4, h, w)."""
        return torch.zeros(4, self.height, self.width)

    def tensor(self, values: np.ndarray) -> Tensor:
        return torch.as_tensor(np.ascontiguousarray(values), dtype=torch.float32)

    def line(self, frequency: float, octaves: int = 3, gain: float = 0.5) -> np.ndarray:
        """Smooth noise over x (w,), about -1..1."""
        total, strength = np.zeros(self.width), 1.0
        for _ in range(octaves):
            knots = self.rng.uniform(-1, 1, int(2 * EXTENT * frequency) + 5)
            total += strength * (self._across(frequency, len(knots)).numpy() @ knots)
            frequency, strength = frequency * 2, strength * gain
        return total * 1.5

    def noise(self, fx: float, fy: float | None = None, octaves: int = 3, gain: float = 0.5) -> Tensor:
        """Smooth noise (h, w), about -1..1, `fx` by `fy` lumps a picture height.

        Cubic splines on a random grid are separable: two small products instead of a gather.
        """
        total: Tensor | None = None
        fy, strength = fy or fx, 1.0
        for _ in range(octaves):
            shape = int((self.bottom - self.top + 1) * fy) + 5, int(2 * EXTENT * fx) + 5
            # Half of the numbers would do for one window, but then noise would depend on the window.
            grid = self.tensor(self.rng.uniform(-1, 1, shape).astype(np.float32))
            step = (self.bottom - self.top) / self.height
            down = _spline(step / 2, step, self.height, fy, shape[0])
            across = self._across(fx, shape[1])
            layer = (down @ grid) @ across.T
            total = layer * strength if total is None else total.add_(layer, alpha=strength)
            fx, fy, strength = fx * 2, fy * 2, strength * gain
        assert total is not None
        return total * 1.7

    def _across(self, frequency: float, knots: int) -> Tensor:
        step = 2 * self.half / self.width
        return _spline(EXTENT - self.half + step / 2, step, self.width, frequency, knots)

    def below(self, height: np.ndarray | float, soft: float = 1.0) -> Tensor:
        """Cover (h, w) of everything under a line y = `height` (w,)."""
        level = height if isinstance(height, float) else self.tensor(height)[None, :]
        return ((self.y - level) / (self.px * soft) + 0.5).clamp_(0, 1).expand(self.height, self.width)

    def window(self, x0: float, y0: float, x1: float, y1: float) -> tuple[slice, slice]:
        """Rows and columns that contain a box, a pixel larger; empty where it is outside."""
        rows = (self.bottom - self.top) / self.height
        cols = 2 * self.half / self.width
        top, left = int((y0 - self.top) / rows) - 1, int((x0 + self.half) / cols) - 1
        end, right = int((y1 - self.top) / rows) + 2, int((x1 + self.half) / cols) + 2
        return (
            slice(min(max(top, 0), self.height), min(max(end, 0), self.height)),
            slice(min(max(left, 0), self.width), min(max(right, 0), self.width)),
        )

    def disc(self, sheet: Tensor, x: float, y: float, rx: float, ry: float, colour: str, alpha: float = 1.0,
             soft: float = 0.0) -> None:  # fmt: skip
        """An ellipse; `soft` is the width of its edge relative to its radius."""
        rows, cols = self.window(x - rx, y - ry, x + rx, y + ry)
        if rows.stop <= rows.start or cols.stop <= cols.start:
            return
        dx, dy = (self.columns[cols] - x) / rx, (self.lines[rows] - y) / ry
        edge = max(self.px / min(rx, ry), soft)
        cover = np.sqrt((dx * dx)[None, :] + (dy * dy)[:, None])
        np.subtract(1 + (0.5 * edge if soft == 0 else 0.0), cover, out=cover)
        cover *= 1 / edge
        dab(sheet, np.clip(cover, 0, 1, out=cover), colour, alpha, rows, cols)

    def box(self, sheet: Tensor, x0: float, y0: float, x1: float, y1: float, colour: str,
            alpha: float = 1.0) -> None:  # fmt: skip
        """An upright rectangle."""
        rows, cols = self.window(x0, y0, x1, y1)
        if rows.stop <= rows.start or cols.stop <= cols.start:
            return
        x, y = self.columns[cols], self.lines[rows]
        across = np.clip(np.minimum(x - x0, x1 - x) / self.px + 0.5, 0, 1)
        down = np.clip(np.minimum(y - y0, y1 - y) / self.px + 0.5, 0, 1)
        dab(sheet, down[:, None] * across[None, :], colour, alpha, rows, cols)

    def wedge(self, sheet: Tensor, points: list[tuple[float, float]], colour: str, alpha: float = 1.0) -> None:
        """A convex polygon, its points clockwise on the picture."""
        across, down = [p[0] for p in points], [p[1] for p in points]
        rows, cols = self.window(min(across), min(down), max(across), max(down))
        if rows.stop <= rows.start or cols.stop <= cols.start:
            return
        x, y = self.columns[cols], self.lines[rows]
        cover: np.ndarray | None = None
        for (ax, ay), (bx, by) in zip(points, points[1:] + points[:1], strict=True):
            length = max(((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5, 1e-6) * self.px
            down_part = (y - ay) * ((bx - ax) / length) + 0.5
            side = down_part[:, None] - ((x - ax) * ((by - ay) / length))[None, :]
            cover = side if cover is None else np.minimum(cover, side, out=cover)
        assert cover is not None
        dab(sheet, np.clip(cover, 0, 1, out=cover), colour, alpha, rows, cols)


def dab(sheet: Tensor, cover: np.ndarray, colour: str, alpha: float, rows: slice, cols: slice) -> None:
    """Paint a colour over a small part of a sheet, in place.

    In NumPy on the tensor's own memory: on so few pixels an operation of torch costs several times more.
    """
    if alpha != 1:
        cover *= alpha
    view = sheet.numpy()[:, rows, cols]
    view *= 1 - cover
    for channel, value in enumerate((*ink(colour), 1.0)):
        view[channel] += cover * np.float32(value)


def put(sheet: Tensor, cover: Tensor, colour: Colour) -> None:
    """Paint `colour` ("#rrggbb", a triple or a tensor (3, h, w)) over a whole sheet where `cover` is, in place."""
    sheet.mul_(1 - cover)
    if isinstance(colour, Tensor):
        sheet[3].add_(cover)
        sheet[:3].addcmul_(colour, cover[None])
    else:
        sheet.addcmul_(_paint(colour), cover[None])


@lru_cache(maxsize=1024)
def _paint(colour: str | tuple[float, float, float]) -> Tensor:
    """An opaque colour (4, 1, 1)."""
    return torch.tensor((*(ink(colour) if isinstance(colour, str) else colour), 1.0))[:, None, None]


def blend(low: str | tuple[float, float, float], high: str | tuple[float, float, float], weight: Tensor) -> Tensor:
    """From one colour to another by `weight` (h, w) in 0..1: (3, h, w)."""
    return torch.lerp(_paint(low)[:3], _paint(high)[:3], weight[None])


def over(back: Tensor, front: Tensor) -> Tensor:
    """Premultiplied `front` (..., 4, h, w) over opaque `back` (..., 3, h, w)."""
    return back * (1 - front[..., 3:, :, :]) + front[..., :3, :, :]


def sample(picture: Tensor, theta: Tensor, height: int, width: int, padding: str = "zeros",
           rows: slice | None = None) -> Tensor:  # fmt: skip
    """`picture` (T or 1, C, h, w) seen through `theta` (T, 2, 3): (T, C, height, width), or only its `rows`.

    The grid is built from its separable terms, which is several times faster than `affine_grid`.
    """
    xs, ys = _axis(width, picture.device), _axis(height, picture.device)
    if rows is not None:
        ys = ys[rows]
    t = theta[:, :, :, None]
    grid = torch.empty(len(theta), len(ys), width, 2, device=picture.device)
    for axis in (0, 1):
        across, down = t[:, axis, 0] * xs + t[:, axis, 2], t[:, axis, 1] * ys
        torch.add(across[:, None, :], down[:, :, None], out=grid[..., axis])
    if len(picture) != len(theta):
        picture = picture.expand(len(theta), -1, -1, -1)
    return F.grid_sample(picture, grid, mode="bilinear", padding_mode=padding, align_corners=False)


@lru_cache(maxsize=64)
def _axis(count: int, device: torch.device) -> Tensor:
    """Pixel centres in -1..1."""
    return (torch.arange(count, device=device, dtype=torch.float32) + 0.5) * (2 / count) - 1


def _spline(first: float, step: float, count: int, frequency: float, knots: int) -> Tensor:
    """Cubic B-spline weights (count, knots) of random numbers 1 / `frequency` apart, at first + i step.

    Those of small pictures are kept, because all pictures of one size need the same few.
    """
    made = _kept if count * knots < 60_000 else _weights
    return made(first, step, count, frequency, knots)


def _weights(first: float, step: float, count: int, frequency: float, knots: int) -> Tensor:
    places = first + step * np.arange(count)
    far = np.abs(places[:, None] * frequency + 1 - np.arange(knots)[None, :]).astype(np.float32)
    near = 2 / 3 - far * far * (1 - far / 2)
    weights = np.where(far < 1, near, np.clip(2 - far, 0, None) ** 3 / 6)
    return torch.tensor(weights, dtype=torch.float32)


_kept = lru_cache(maxsize=400)(_weights)
