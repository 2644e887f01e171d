"""Painting procedural pictures: a window of the world as a pixel grid, smooth noise and soft-edged shapes.

Everything is a function of world coordinates and a seed, never of pixels, so that a place looks the
same at any resolution. World coordinates: x from the picture's centre to the right, y from its top
down, both in picture heights. Pictures are premultiplied RGBA (4, h, w) float32.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

EXTENT = 3.2  # noise is defined for |x| below this, the widest window that is ever painted


@lru_cache(maxsize=512)
def ink(colour: str) -> tuple[float, float, float]:
    """"#rrggbb" as red, green, blue in 0..1."""
    return int(colour[1:3], 16) / 255, int(colour[3:5], 16) / 255, int(colour[5:7], 16) / 255


class Easel:
    """The window x in ±`half`, y in `top`..`bottom`, `rows` pixels to one picture height."""

    def __init__(self, seed: int, half: float, top: float, bottom: float, rows: float, device: str = "cpu"):
        self.rng = np.random.default_rng(seed)
        self.half, self.top, self.bottom = min(half, EXTENT), top, bottom
        self.width = max(8, round(2 * self.half * rows))
        self.height = max(8, round((bottom - top) * rows))
        self.px = 1.0 / rows
        self.device = device
        xs = (np.arange(self.width) + 0.5) / self.width * 2 * self.half - self.half
        ys = (np.arange(self.height) + 0.5) / self.height * (bottom - top) + top
        self.xs, self.ys = xs, ys
        self.x = torch.as_tensor(xs, dtype=torch.float32, device=device)[None, :]
        self.y = torch.as_tensor(ys, dtype=torch.float32, device=device)[:, None]

    def sheet(self) -> Tensor:
        """An empty picture (4, h, w)."""
        return torch.zeros(4, self.height, self.width, device=self.device)

    def tensor(self, values: np.ndarray) -> Tensor:
        return torch.as_tensor(np.ascontiguousarray(values), dtype=torch.float32, device=self.device)

    def line(self, frequency: float, octaves: int = 3, gain: float = 0.5) -> np.ndarray:
        """Smooth noise over x (w,), about -1..1."""
        total, strength = np.zeros(self.width), 1.0
        for _ in range(octaves):
            knots = self.rng.uniform(-1, 1, int(2 * EXTENT * frequency) + 5)
            total += strength * (_spline(self.xs + EXTENT, frequency, len(knots)) @ knots)
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
            down = self.tensor(_spline(self.ys - self.top, fy, shape[0]))
            across = self.tensor(_spline(self.xs + EXTENT, fx, shape[1]))
            layer = (down @ grid) @ across.T
            total = layer * strength if total is None else total.add_(layer, alpha=strength)
            fx, fy, strength = fx * 2, fy * 2, strength * gain
        assert total is not None
        return total * 1.7

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

    def disc(self, sheet: Tensor, x: float, y: float, rx: float, ry: float, colour: object, alpha: float = 1.0,
             soft: float = 0.0) -> None:  # fmt: skip
        """An ellipse; `soft` is the width of its edge relative to its radius."""
        rows, cols = self.window(x - rx, y - ry, x + rx, y + ry)
        if rows.stop <= rows.start or cols.stop <= cols.start:
            return
        dx, dy = (self.x[:, cols] - x) / rx, (self.y[rows] - y) / ry
        edge = max(self.px / min(rx, ry), soft)
        cover = ((1 - (dx * dx + dy * dy).sqrt_()) / edge + (0.5 if soft == 0 else 0.0)).clamp_(0, 1)
        put(sheet, cover * alpha, colour, rows, cols)

    def box(self, sheet: Tensor, x0: float, y0: float, x1: float, y1: float, colour: object,
            alpha: float = 1.0) -> None:  # fmt: skip
        """An upright rectangle."""
        rows, cols = self.window(x0, y0, x1, y1)
        if rows.stop <= rows.start or cols.stop <= cols.start:
            return
        x, y = self.x[:, cols], self.y[rows]
        across = torch.minimum(x - x0, x1 - x) / self.px + 0.5
        down = torch.minimum(y - y0, y1 - y) / self.px + 0.5
        put(sheet, across.clamp_(0, 1) * down.clamp_(0, 1) * alpha, colour, rows, cols)

    def wedge(self, sheet: Tensor, points: list[tuple[float, float]], colour: object, alpha: float = 1.0) -> None:
        """A convex polygon, its points clockwise on the picture."""
        rows, cols = self.window(
            min(p[0] for p in points), min(p[1] for p in points),
            max(p[0] for p in points), max(p[1] for p in points),
        )  # fmt: skip
        if rows.stop <= rows.start or cols.stop <= cols.start:
            return
        x, y = self.x[:, cols], self.y[rows]
        cover: Tensor | None = None
        for (ax, ay), (bx, by) in zip(points, points[1:] + points[:1], strict=True):
            length = max(((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5, 1e-6)
            side = ((y - ay) * ((bx - ax) / length) - (x - ax) * ((by - ay) / length)) / self.px + 0.5
            cover = side if cover is None else torch.minimum(cover, side)
        assert cover is not None
        put(sheet, cover.clamp_(0, 1) * alpha, colour, rows, cols)


def put(sheet: Tensor, cover: Tensor, colour: object, rows: slice | None = None, cols: slice | None = None) -> None:
    """Paint `colour` ("#rrggbb", a triple or a tensor (3, h, w)) over `sheet` where `cover` is, in place."""
    view = sheet if rows is None or cols is None else sheet[:, rows, cols]
    paint = ink(colour) if isinstance(colour, str) else colour
    view.mul_(1 - cover)
    view[3].add_(cover)
    if isinstance(paint, Tensor):
        view[:3].add_(paint * cover)
    else:
        for channel, value in enumerate(paint):  # type: ignore[arg-type, var-annotated]
            view[channel].add_(cover, alpha=float(value))


def blend(low: object, high: object, weight: Tensor) -> Tensor:
    """From one colour to another by `weight` (h, w) in 0..1: (3, h, w)."""
    a = torch.tensor(ink(low) if isinstance(low, str) else low, device=weight.device)[:, None, None]
    b = torch.tensor(ink(high) if isinstance(high, str) else high, device=weight.device)[:, None, None]
    return torch.lerp(a, b, weight[None])


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


def _spline(places: np.ndarray, frequency: float, knots: int) -> np.ndarray:
    """Cubic B-spline weights (places, knots) of random numbers that stand 1 / frequency apart."""
    far = np.abs(places[:, None] * frequency + 1 - np.arange(knots)[None, :]).astype(np.float32)
    near = 2 / 3 - far * far * (1 - far / 2)
    return np.where(far < 1, near, np.clip(2 - far, 0, None) ** 3 / 6)
