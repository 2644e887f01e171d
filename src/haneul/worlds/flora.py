"""Trees, firs, palms, cacti, weeds and corals, each drawn from a few soft-edged shapes."""

from __future__ import annotations

import numpy as np
from torch import Tensor

from haneul.worlds.easel import Easel


def tree(e: Easel, sheet: Tensor, x: float, y: float, size: float, leaf: str = "#4f9a45", light: str = "#86c95e",
          dark: str = "#3a7a3d", trunk: str = "#7a5236") -> None:  # fmt: skip
    """A round tree whose foot is at (x, y)."""
    w = size * 0.055
    e.box(sheet, x - w, y - size * 0.5, x + w, y, trunk)
    puffs = ((-0.2, 0.52, 0.2), (0.2, 0.55, 0.2), (0.0, 0.75, 0.24), (0.0, 0.55, 0.23))
    for colour, shift, grow in ((dark, 0.0, 1.0), (leaf, -0.025, 0.9), (light, -0.07, 0.5)):
        for dx, up, r in puffs:
            e.disc(
                sheet, x + (dx + shift) * size, y - (up - shift * 0.9) * size, r * grow * size, r * grow * size, colour
            )


def fir(e: Easel, sheet: Tensor, x: float, y: float, size: float, dark: str = "#2f6b4f", light: str = "#4b8f63",
         snow: bool = False) -> None:  # fmt: skip
    e.box(sheet, x - size * 0.035, y - size * 0.15, x + size * 0.035, y, "#6b4a35")
    for base, width, high in ((0.10, 0.30, 0.42), (0.34, 0.24, 0.38), (0.58, 0.17, 0.40)):
        b, t = y - base * size, y - (base + high) * size
        e.wedge(sheet, [(x - width * size, b), (x, t), (x + width * size, b)], dark)
        e.wedge(sheet, [(x - width * size, b), (x, t), (x - width * 0.1 * size, b)], light)
        if snow:
            mid = b + (t - b) * 0.45
            e.wedge(sheet, [(x - width * 0.52 * size, mid), (x, t), (x + width * 0.52 * size, mid)], "#f4f9ff")


def palm(e: Easel, sheet: Tensor, x: float, y: float, side: float) -> None:
    for i in range(9):
        u = i / 8
        e.disc(
            sheet, x - side * 0.10 * u * u, y - 0.46 * u, 0.020 - 0.007 * u, 0.035, "#9a6b42" if i % 2 else "#86592f"
        )
    tx, ty = x - side * 0.10, y - 0.46
    for k in range(7):
        a = -2.9 + k * 0.45
        for j in range(4):
            r = 0.05 + 0.055 * j
            droop = 0.10 * (j / 3) ** 2
            e.disc(sheet, tx + r * np.cos(a), ty + r * np.sin(a) * 0.75 + droop, 0.042 - 0.006 * j, 0.020 - 0.002 * j,
                   "#3f9b4b" if k % 2 else "#57b657")  # fmt: skip
    e.disc(sheet, tx, ty + 0.02, 0.018, 0.018, "#6b4526")


def cactus(e: Easel, sheet: Tensor, x: float, y: float, s: float) -> None:
    for shift, colour in ((0.0, "#3d8a4d"), (-0.025, "#5bac62")):
        w = 0.10 - abs(shift) * 1.6
        e.box(sheet, x + (shift - w) * s, y - 0.9 * s, x + (shift + w) * s, y, colour)
        e.disc(sheet, x + shift * s, y - 0.9 * s, w * s, 0.1 * s, colour)
        for way, at, up in ((-1, 0.42, 0.35), (1, 0.52, 0.28)):
            ax = x + (way * 0.27 + shift) * s
            e.box(sheet, min(ax, x), y - (at + 0.07) * s, max(ax, x), y - (at - 0.07) * s, colour)
            e.box(sheet, ax - 0.07 * s, y - (at + up) * s, ax + 0.07 * s, y - (at - 0.07) * s, colour)
            e.disc(sheet, ax, y - (at + up) * s, 0.07 * s, 0.07 * s, colour)


def weed(e: Easel, sheet: Tensor, x: float, y: float, size: float, kind: int) -> None:
    colour = ("#3fa86b", "#2f8f5f", "#7cc35a")[kind % 3]
    for stem in (-0.035, 0.0, 0.035):
        for j in range(6):
            u = j / 5
            bend = 0.018 * np.sin(u * 7 + kind + stem * 60)
            up = size * u * (1 - abs(stem) * 7)
            e.disc(sheet, x + stem * (1 + u) + bend, y - up, 0.017 - 0.007 * u, size * 0.13, colour)


def coral(e: Easel, sheet: Tensor, x: float, y: float, size: float) -> None:
    colour = ("#ff6f7d", "#ff9a4d", "#d977e0", "#ffd05a")[int(e.rng.integers(4))]
    for angle in (-0.7, -0.3, 0.05, 0.4, 0.75):
        for j in range(4):
            u = j / 3
            e.disc(sheet, x + np.sin(angle) * size * u, y - np.cos(angle) * size * u, size * (0.16 - 0.05 * u),
                   size * (0.16 - 0.05 * u), colour)  # fmt: skip
