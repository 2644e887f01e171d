"""The 15 places as painted, layered backgrounds in neutral noon colours; light and weather come later.

A place is a list of sheets from back to front, each with its own parallax, between which moving
water may stand. Everything is drawn from the seed in world coordinates.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from haneul.worlds.easel import Easel, blend, put
from haneul.worlds.motion import Ground


@dataclass
class Sheet:
    """One painted layer, premultiplied RGBA (4, h, w)."""

    picture: Tensor
    parallax: float
    far: float = 0.0  # 0 near .. 1 at the horizon: how much haze lies before it
    ground: bool = False  # parallax grows towards the viewer
    glow: bool = False  # lamps and lit windows: shines at night, unlit by day
    day: bool = False  # a glow that is sunlight
    sway: float = 0.0  # leans in the wind, picture heights at its top
    front: bool = False  # before the actors

    def reach(self, easel: Easel) -> tuple[float, float]:
        """World y of the first and the last row that holds anything."""
        rows = self.picture[3].amax(1).gt(0).nonzero()
        if len(rows) == 0:
            return 0.0, 0.0
        step = (easel.bottom - easel.top) / easel.height
        first, last = int(rows[0]), int(rows[-1])
        # A painted edge goes on beyond the window.
        low = -9.0 if first == 0 else easel.top + (first - 1) * step
        return low, (9.0 if last == easel.height - 1 else easel.top + (last + 2) * step)


@dataclass
class Water:
    """Moving water between y `top` and the picture's foot; `edge` (w,) lets it end in a shore."""

    top: float
    bottom: float
    shallow: tuple[float, float, float]
    deep: tuple[float, float, float]
    far: float = 0.3


@dataclass
class Stage:
    """A painted place. `sky` is one of open, space, deep (under water)."""

    ground: Ground
    layers: list[Sheet | Water] = field(default_factory=list)
    sky: str = "open"
    indoor: bool = False  # weather stays behind the first layer


def paint(place: str, easel: Easel) -> Stage:
    """The place called `place` for the easel's window and seed."""
    return _PLACES[place](easel)


def _turf(e: Easel, top: float, far: str, near: str, dark: str, light: str, grain: float = 9.0,
          strength: float = 0.5, edge: np.ndarray | None = None) -> Tensor:  # fmt: skip
    """Ground in perspective from y = `top` down, with patches that widen towards the viewer."""
    sheet = e.sheet()
    depth = ((e.y - top) / (1.05 - top)).clamp(0.02, 1)
    rough = _perspective(e, top, grain)
    tone = depth.sqrt().expand(e.height, e.width)
    colour = blend(far, near, tone)
    shade = rough * strength
    colour = torch.lerp(colour, blend(dark, light, (rough * 0.5 + 0.5).clamp(0, 1)), (shade.abs() * 0.9).clamp(0, 0.75))
    put(sheet, e.below(edge if edge is not None else top + 0.008 * e.line(1.7, 2)), colour)
    return sheet


def _perspective(e: Easel, top: float, grain: float, stretch: float = 1.0) -> Tensor:
    """Noise (h, w) in -1..1 that lies flat on the ground."""
    tile = e.tensor(e.rng.uniform(-1, 1, (1, 1, 64, 64)).astype(np.float32))
    tile = torch.cat([tile, tile.flip(-1)], -1)
    reach = 0.07 / ((e.y - top).clamp(min=0.004) + 0.05)
    fine = None
    for octave in (1.0, 2.3):
        u = e.x * reach * grain * octave / 9.0
        v = (reach * grain * octave * stretch * 0.7).expand(e.height, e.width)
        grid = torch.stack([_fold(u), _fold(v)], -1)[None]
        got = F.grid_sample(tile, grid, mode="bilinear", padding_mode="reflection", align_corners=False)[0, 0]
        fine = got if fine is None else fine + 0.6 * got
    assert fine is not None
    near = ((e.y - top) / 0.1).clamp(0.15, 1)
    return (fine * near * 0.8).clamp(-1, 1)


def _fold(u: Tensor) -> Tensor:
    """Any number to -1..1 without a jump."""
    return ((u + 1) % 4 - 2).abs() - 1


def _ridge(e: Easel, level: float, rise: float, frequency: float, low: str, high: str, octaves: int = 4,
           fade: float = 0.25, texture: float = 0.0) -> tuple[Tensor, np.ndarray]:  # fmt: skip
    """A chain of hills: its sheet and its outline (w,)."""
    outline = level - rise * (0.5 + 0.5 * e.line(frequency, octaves))
    sheet = e.sheet()
    depth = ((e.y - e.tensor(outline)[None]) / fade).clamp(0, 1)
    if texture:
        depth = (depth + texture * e.noise(14, 18, 2)).clamp(0, 1)
    put(sheet, e.below(outline), blend(high, low, depth))
    return sheet, outline


def _tree(e: Easel, sheet: Tensor, x: float, y: float, size: float, leaf: str = "#4f9a45", light: str = "#86c95e",
          dark: str = "#3a7a3d", trunk: str = "#7a5236") -> None:  # fmt: skip
    """A round tree whose foot is at (x, y)."""
    w = size * 0.055
    e.box(sheet, x - w, y - size * 0.5, x + w, y, trunk)
    puffs = ((-0.2, 0.52, 0.2), (0.2, 0.55, 0.2), (0.0, 0.75, 0.24), (0.0, 0.55, 0.23))
    for colour, shift, grow in ((dark, 0.0, 1.0), (leaf, -0.025, 0.9), (light, -0.07, 0.5)):
        for dx, up, r in puffs:
            e.disc(sheet, x + (dx + shift) * size, y - (up - shift * 0.9) * size, r * grow * size, r * grow * size, colour)


def _fir(e: Easel, sheet: Tensor, x: float, y: float, size: float, dark: str = "#2f6b4f", light: str = "#4b8f63",
         snow: bool = False) -> None:  # fmt: skip
    e.box(sheet, x - size * 0.035, y - size * 0.15, x + size * 0.035, y, "#6b4a35")
    for base, width, high in ((0.10, 0.30, 0.42), (0.34, 0.24, 0.38), (0.58, 0.17, 0.40)):
        b, t = y - base * size, y - (base + high) * size
        e.wedge(sheet, [(x - width * size, b), (x, t), (x + width * size, b)], dark)
        e.wedge(sheet, [(x - width * size, b), (x, t), (x - width * 0.1 * size, b)], light)
        if snow:
            mid = b + (t - b) * 0.45
            e.wedge(sheet, [(x - width * 0.52 * size, mid), (x, t), (x + width * 0.52 * size, mid)], "#f4f9ff")


def _spots(e: Easel, n: int, top: float, bottom: float) -> list[tuple[float, float, float]]:
    """Random places on the ground, far ones first: x, y, scale in 0..1."""
    ys = np.sort(e.rng.uniform(0.0, 1.0, n) ** 1.2)
    return [(float(e.rng.uniform(-1.6, 1.6)), top + (bottom - top) * float(v), 0.25 + 0.75 * float(v)) for v in ys]


def _meadow(e: Easel) -> Stage:
    g = Ground(0.52)
    far, _ = _ridge(e, 0.50, 0.16, 1.3, "#a9d3b0", "#8fc0bd")
    mid, line = _ridge(e, 0.53, 0.09, 1.9, "#93cf6d", "#6fb062", texture=0.15)
    for x in e.rng.uniform(-1.5, 1.5, 6):
        _tree(e, mid, float(x), 0.53, float(e.rng.uniform(0.12, 0.2)))
    turf = _turf(e, g.horizon, "#a6d76a", "#63b345", "#4b9a3c", "#c0e37a")
    for x, y, s in _spots(e, 26, 0.57, 1.0):
        for dx, lean in ((-0.010, -0.008), (0.0, 0.002), (0.010, 0.010)):
            e.wedge(turf, [(x + (dx - 0.006) * s, y), (x + (dx + lean) * s, y - 0.034 * s), (x + (dx + 0.006) * s, y)], "#3f8f3a", 0.85)
    for x, y, s in _spots(e, 46, 0.57, 1.02):
        colour = ("#ffffff", "#ffd84a", "#ff8fb1", "#f5674f", "#b98cf0")[int(e.rng.integers(5))]
        e.disc(turf, x, y, 0.015 * s, 0.012 * s, colour)
        e.disc(turf, x, y, 0.006 * s, 0.005 * s, "#ffb52e")
    front = e.sheet()
    blades = 1.03 - 0.05 * (0.5 + 0.5 * e.line(9, 2)) * (0.5 + 0.5 * np.abs(np.sin(e.xs * 95)))
    put(front, e.below(blades, 1.5), "#4b9a3c")
    return Stage(g, [Sheet(far, 0.12, 0.8), Sheet(mid, 0.3, 0.45, sway=0.004), Sheet(turf, 0.85, 0.15, ground=True),
                     Sheet(front, 1.25, 0.0, sway=0.03, front=True)])  # fmt: skip


def _beach(e: Easel) -> Stage:
    g = Ground(0.44)
    far, _ = _ridge(e, 0.45, 0.045, 1.2, "#8fc3b8", "#7fb6b8", 3)
    shore = 0.63 + 0.02 * e.line(0.9, 2)
    sand = _turf(e, 0.60, "#f6e2b0", "#eccb8b", "#d8b271", "#fff0c8", 14, 0.35, edge=shore)
    wet = (1 - (e.y - e.tensor(shore)[None]).abs() / 0.035).clamp(0, 1)
    put(sand, wet * 0.75 * sand[3], "#c9a46b")
    put(sand, (1 - (e.y - e.tensor(shore + 0.004)[None]).abs() / 0.010).clamp(0, 1), "#ffffff")
    for x, y, s in _spots(e, 9, 0.72, 1.0):
        e.disc(sand, x, y, 0.013 * s, 0.009 * s, ("#fff6ea", "#f7a8a0", "#e9895e")[int(e.rng.integers(3))])
    palm, side = e.sheet(), 1.0 if e.rng.random() < 0.5 else -1.0
    _palm(e, palm, side * float(e.rng.uniform(0.55, 0.75)), 0.74, side)
    return Stage(g, [Sheet(far, 0.1, 0.8), Water(0.44, 0.75, (0.42, 0.86, 0.86), (0.07, 0.47, 0.74), 0.35),
                     Sheet(sand, 0.85, 0.05, ground=True), Sheet(palm, 0.72, 0.05, sway=0.02)])  # fmt: skip


def _palm(e: Easel, sheet: Tensor, x: float, y: float, side: float) -> None:
    for i in range(9):
        u = i / 8
        e.disc(sheet, x - side * 0.10 * u * u, y - 0.46 * u, 0.020 - 0.007 * u, 0.035, "#9a6b42" if i % 2 else "#86592f")
    tx, ty = x - side * 0.10, y - 0.46
    for k in range(7):
        a = -2.9 + k * 0.45
        for j in range(4):
            r = 0.05 + 0.055 * j
            droop = 0.10 * (j / 3) ** 2
            e.disc(sheet, tx + r * np.cos(a), ty + r * np.sin(a) * 0.75 + droop, 0.042 - 0.006 * j, 0.020 - 0.002 * j,
                   "#3f9b4b" if k % 2 else "#57b657")  # fmt: skip
    e.disc(sheet, tx, ty + 0.02, 0.018, 0.018, "#6b4526")


def _sea(e: Easel) -> Stage:
    g = Ground(0.40, "water", 0.90)
    far, _ = _ridge(e, 0.40, 0.035, 1.5, "#8db5c9", "#87b0c6", 3)
    return Stage(g, [Sheet(far, 0.08, 0.9), Water(0.40, 1.2, (0.16, 0.66, 0.82), (0.03, 0.28, 0.58), 0.25)])


def _underwater(e: Easel) -> Stage:
    g = Ground(0.62, "water", 0.93)
    far, _ = _ridge(e, 0.74, 0.22, 1.4, "#2b7fa6", "#3a95b8")
    mid, _ = _ridge(e, 0.84, 0.16, 1.8, "#1f6d93", "#2f86a6")
    sand = _turf(e, 0.74, "#bfe0cf", "#e5d7a4", "#b8b184", "#fff3c8", 12, 0.4, edge=0.78 + 0.03 * e.line(1.4, 2))
    weeds, front = e.sheet(), e.sheet()
    for i in range(11):
        x, sheet = float(e.rng.uniform(-1.5, 1.5)), weeds
        if i % 3 == 0:
            _coral(e, sheet, x, 0.86, float(e.rng.uniform(0.08, 0.16)))
        else:
            _weed(e, sheet, x, 0.88, float(e.rng.uniform(0.12, 0.32)), i)
    for x in (-0.95, 0.9, 1.35):
        _weed(e, front, x + float(e.rng.uniform(-0.15, 0.15)), 1.08, 0.34, 1)
    return Stage(g, [Sheet(far, 0.15, 0.75), Sheet(mid, 0.35, 0.45), Sheet(sand, 0.85, 0.12, ground=True),
                     Sheet(weeds, 0.75, 0.15, sway=0.05), Sheet(front, 1.2, 0.0, sway=0.07, front=True)], "deep")  # fmt: skip


def _weed(e: Easel, sheet: Tensor, x: float, y: float, size: float, kind: int) -> None:
    colour = ("#3fa86b", "#2f8f5f", "#7cc35a")[kind % 3]
    for stem in (-0.035, 0.0, 0.035):
        for j in range(6):
            u = j / 5
            e.disc(sheet, x + stem * (1 + u) + 0.018 * np.sin(u * 7 + kind + stem * 60), y - size * u * (1 - abs(stem) * 7),
                   0.017 - 0.007 * u, size * 0.13, colour)  # fmt: skip


def _coral(e: Easel, sheet: Tensor, x: float, y: float, size: float) -> None:
    colour = ("#ff6f7d", "#ff9a4d", "#d977e0", "#ffd05a")[int(e.rng.integers(4))]
    for angle in (-0.7, -0.3, 0.05, 0.4, 0.75):
        for j in range(4):
            u = j / 3
            e.disc(sheet, x + np.sin(angle) * size * u, y - np.cos(angle) * size * u, size * (0.16 - 0.05 * u),
                   size * (0.16 - 0.05 * u), colour)  # fmt: skip


def _desert(e: Easel) -> Stage:
    g = Ground(0.54)
    far, _ = _ridge(e, 0.52, 0.15, 1.0, "#e9b778", "#d99a63", 2)
    mid, _ = _ridge(e, 0.57, 0.10, 1.2, "#f3cd8a", "#dfa45e", 2, 0.14)
    for x in e.rng.uniform(-1.5, 1.5, 5):
        _cactus(e, mid, float(x), 0.60, float(e.rng.uniform(0.12, 0.22)))
    sand = _turf(e, 0.54, "#f2cd8c", "#e2a85c", "#c98a45", "#ffe2a6", 10, 0.45)
    ripple = torch.sin(26 * torch.log((e.y - 0.54).clamp(min=0.01) + 0.12) * 3 + 5 * e.noise(1.5, 3, 2))
    put(sand, ripple.clamp(0, 1) * 0.20 * sand[3], "#b9783a")
    near = e.sheet()
    side = 1.0 if e.rng.random() < 0.5 else -1.0
    _cactus(e, near, side * float(e.rng.uniform(0.6, 0.8)), 0.80, 0.36)
    return Stage(g, [Sheet(far, 0.12, 0.7), Sheet(mid, 0.3, 0.4), Sheet(sand, 0.85, 0.1, ground=True), Sheet(near, 0.78, 0.05)])


def _cactus(e: Easel, sheet: Tensor, x: float, y: float, s: float) -> None:
    for shift, colour in ((0.0, "#3d8a4d"), (-0.025, "#5bac62")):
        w = 0.10 - abs(shift) * 1.6
        e.box(sheet, x + (shift - w) * s, y - 0.9 * s, x + (shift + w) * s, y, colour)
        e.disc(sheet, x + shift * s, y - 0.9 * s, w * s, 0.1 * s, colour)
        for way, at, up in ((-1, 0.42, 0.35), (1, 0.52, 0.28)):
            ax = x + (way * 0.27 + shift) * s
            e.box(sheet, min(ax, x), y - (at + 0.07) * s, max(ax, x), y - (at - 0.07) * s, colour)
            e.box(sheet, ax - 0.07 * s, y - (at + up) * s, ax + 0.07 * s, y - (at - 0.07) * s, colour)
            e.disc(sheet, ax, y - (at + up) * s, 0.07 * s, 0.07 * s, colour)


def _snow(e: Easel) -> Stage:
    g = Ground(0.55)
    far, outline = _ridge(e, 0.52, 0.26, 1.4, "#c6d9f1", "#dfeafa")
    mid, _ = _ridge(e, 0.57, 0.08, 1.5, "#eef5ff", "#d5e4f6", 2, 0.1)
    firs = e.sheet()
    for x in np.sort(e.rng.uniform(-1.6, 1.6, 9)):
        _fir(e, firs, float(x), 0.59 + 0.02 * float(e.rng.random()), float(e.rng.uniform(0.16, 0.32)), snow=True)
    ground = _turf(e, 0.55, "#f1f6ff", "#e3edfb", "#bfd2ee", "#ffffff", 7, 0.5)
    return Stage(g, [Sheet(far, 0.12, 0.75), Sheet(mid, 0.28, 0.4), Sheet(firs, 0.36, 0.25, sway=0.006),
                     Sheet(ground, 0.85, 0.08, ground=True)])  # fmt: skip


def _peaks(e: Easel, sheet: Tensor, foot: float, rise: float, spread: float, rock: str, shade: str, snow: str,
           count: int) -> None:  # fmt: skip
    """Sharp mountains with snow on top, lit from one side."""
    for i in range(count):
        x = (i + 0.5) / count * 3.4 - 1.7 + float(e.rng.uniform(-0.12, 0.12))
        high, wide = rise * float(e.rng.uniform(0.65, 1.0)), spread * float(e.rng.uniform(0.8, 1.2))
        top, skew = foot - high, float(e.rng.uniform(-0.1, 0.1)) * wide
        e.wedge(sheet, [(x - wide, foot), (x + skew, top), (x + wide, foot)], rock)
        e.wedge(sheet, [(x + skew * 0.5, foot), (x + skew, top), (x + wide, foot)], shade)
        cap, half = top + high * 0.34, wide * 0.34
        e.wedge(sheet, [(x + skew * 0.66 - half, cap), (x + skew, top), (x + skew * 0.66 + half, cap)], snow)
        for dx, drop in ((-0.55, 0.10), (-0.05, 0.13), (0.5, 0.09)):
            e.wedge(sheet, [(x + skew * 0.66 + (dx - 0.3) * half, cap - 0.003), (x + skew * 0.66 + (dx + 0.3) * half, cap - 0.003),
                            (x + skew * 0.6 + dx * half, cap + drop * high)], snow)  # fmt: skip
        e.wedge(sheet, [(x + skew * 0.9, cap), (x + skew, top), (x + skew * 0.66 + half, cap)], "#b9cdea", 0.6)


def _mountain(e: Easel) -> Stage:
    g = Ground(0.58)
    far, near, hill = e.sheet(), e.sheet(), e.sheet()
    _peaks(e, far, 0.62, 0.36, 0.42, "#9fb2cf", "#8499bd", "#f2f7ff", 5)
    _peaks(e, near, 0.64, 0.44, 0.46, "#8592ab", "#67758f", "#ffffff", 3)
    wood, _ = _ridge(e, 0.63, 0.08, 2.2, "#5b9a5c", "#3f7d55", texture=0.2)
    for x in np.sort(e.rng.uniform(-1.6, 1.6, 12)):
        _fir(e, hill, float(x), 0.64, float(e.rng.uniform(0.1, 0.2)))
    turf = _turf(e, 0.60, "#a5c97a", "#78ab58", "#5f8f4c", "#cfe09a", 9, 0.5)
    for x, y, s in _spots(e, 8, 0.68, 1.02):
        e.disc(turf, x, y, 0.05 * s, 0.026 * s, "#8d93a0")
        e.disc(turf, x - 0.01 * s, y - 0.008 * s, 0.032 * s, 0.014 * s, "#b3b9c4")
    return Stage(g, [Sheet(far, 0.08, 0.75), Sheet(near, 0.16, 0.5), Sheet(wood, 0.3, 0.35), Sheet(hill, 0.36, 0.25, sway=0.004),
                     Sheet(turf, 0.85, 0.1, ground=True)])  # fmt: skip


def _mountain_top(e: Easel) -> Stage:
    g = Ground(0.74, near=0.93)
    far = e.sheet()
    _peaks(e, far, 0.86, 0.34, 0.30, "#8fa3c4", "#7488ac", "#f6faff", 4)
    layers: list[Sheet | Water] = [Sheet(far, 0.1, 0.55)]
    for level, p, tone in ((0.70, 0.2, ("#dbe8f7", "#f4f9ff")), (0.78, 0.34, ("#e3eefa", "#ffffff"))):
        sea = e.sheet()
        puff = np.abs(e.line(2.6, 3)) * 0.09
        put(sea, e.below(level - puff, 4.0), blend(tone[1], tone[0], ((e.y - level + 0.06) / 0.2).clamp(0, 1).expand(e.height, e.width)))
        layers.append(Sheet(sea, p, 0.15))
    rock = e.sheet()
    outline = 0.80 + 0.30 * np.clip(np.abs(e.xs) - 0.62, 0, None) ** 1.1 + 0.018 * e.line(5, 3)
    depth = ((e.y - e.tensor(outline)[None]) / 0.3).clamp(0, 1)
    rough = e.noise(7, 10, 4)
    put(rock, e.below(outline), blend("#a79c93", "#5f5a63", (depth * 0.8 + 0.38 * rough).clamp(0, 1)))
    cap = (1 - (e.y - e.tensor(outline)[None]) / (0.035 + 0.02 * e.noise(4, 1, 2))).clamp(0, 1) * e.below(outline)
    put(rock, (cap * 3).clamp(0, 1) * 0.95, "#f8fbff")
    layers.append(Sheet(rock, 0.85, 0.0, ground=True))
    return Stage(g, layers)


def _forest(e: Easel) -> Stage:
    g = Ground(0.56)
    back = e.sheet()
    put(back, e.below(-0.5), blend("#b9dc9a", "#4f8a5a", ((e.y - 0.1) / 0.5).clamp(0, 1).expand(e.height, e.width)))
    back *= (0.55 + 0.45 * ((e.y + 0.1) / 0.35).clamp(0, 1))[None]
    layers: list[Sheet | Water] = [Sheet(back, 0.1, 0.4)]
    for i, (n, w, foot, bark, leaf, p, far) in enumerate((
        (12, 0.028, 0.60, "#6f8a63", "#6fae62", 0.22, 0.5), (8, 0.048, 0.64, "#6b5a45", "#4f9a50", 0.42, 0.25),
    )):  # fmt: skip
        wood = e.sheet()
        for k in range(n):
            x = (k + 0.5) / n * 3.2 - 1.6 + float(e.rng.uniform(-0.07, 0.07))
            e.box(wood, x - w / 2, -0.3, x + w / 2, foot, bark)
            e.box(wood, x - w / 2, -0.3, x - w / 6, foot, "#8f7a5c" if i else "#86a077")
        canopy = 0.20 - 0.05 * i + 0.05 * e.line(5, 3)
        leaves = (0.5 + 0.5 * e.noise(8, 8, 3)).clamp(0, 1)
        put(wood, 1 - e.below(canopy, 3), blend("#2f6e40" if i else "#4f8f55", leaf, leaves))
        layers.append(Sheet(wood, p, far, sway=0.004))
    moss = _turf(e, 0.57, "#7fae5f", "#4f8444", "#3b6b3a", "#9cc76b", 10, 0.6)
    for x, y, s in _spots(e, 7, 0.66, 1.0):
        e.box(moss, x - 0.006 * s, y - 0.03 * s, x + 0.006 * s, y, "#f3e6d0")
        e.disc(moss, x, y - 0.03 * s, 0.024 * s, 0.016 * s, "#d9463e")
        e.disc(moss, x - 0.008 * s, y - 0.034 * s, 0.005 * s, 0.004 * s, "#ffffff")
    beams, slant = e.sheet(), 0.25 if e.rng.random() < 0.5 else -0.25
    for x in e.rng.uniform(-1.5, 1.5, 8):
        x, w = float(x), float(e.rng.uniform(0.02, 0.07))
        e.wedge(beams, [(x - w, -0.25), (x + w, -0.25), (x + slant + w * 1.8, 0.75), (x + slant - w * 1.8, 0.75)], "#fff3c4", 0.22)
    beams *= (1.05 - e.y / 0.72).clamp(0, 1)[None]
    ferns = e.sheet()
    for x in e.rng.uniform(-1.5, 1.5, 10):
        x, s = float(x), float(e.rng.uniform(0.7, 1.2))
        for k in (-3, 3, -2, 2, -1, 1, 0):
            tip = (x + 0.032 * k * s, 0.655 - (0.085 - 0.014 * abs(k)) * s)
            e.wedge(ferns, [(x - 0.012 * s, 0.66), tip, (x + 0.012 * s, 0.66)], "#63ab55" if k % 2 else "#458a48")
    layers += [Sheet(moss, 0.85, 0.08, ground=True), Sheet(ferns, 0.5, 0.15, sway=0.01), Sheet(beams, 0.3, glow=True, day=True)]
    return Stage(g, layers)


def _farm(e: Easel) -> Stage:
    g = Ground(0.53)
    far, _ = _ridge(e, 0.52, 0.10, 1.4, "#b9d58d", "#9cc28a")
    yard, side = e.sheet(), 1.0 if e.rng.random() < 0.5 else -1.0
    _barn(e, yard, side * 0.42, 0.60)
    for x in (-side * 0.62, -side * 0.95, side * 1.15):
        _tree(e, yard, x, 0.59, 0.22)
    turf = _turf(e, 0.53, "#cfd974", "#8fbf4e", "#7aa03f", "#eee28c", 8, 0.4)
    rows = torch.sin(e.x / ((e.y - 0.53).clamp(min=0.01) + 0.02) * 7.0)
    put(turf, rows.clamp(0, 1) * 0.30 * ((e.y - 0.53) / 0.1).clamp(0, 1) * turf[3], "#8a6a35")
    fence = e.sheet()
    for y in (0.585, 0.62):
        e.box(fence, -3.0, y - 0.007, 3.0, y + 0.007, "#f7f1e6")
    for x in np.arange(-2.0, 2.0, 0.16):
        e.box(fence, float(x) - 0.010, 0.56, float(x) + 0.010, 0.66, "#ffffff")
    hay = e.sheet()
    for x in (-side * 0.7, side * 0.8):
        e.disc(hay, x, 0.722, 0.085, 0.016, "#5f6b2c", 0.5, soft=0.5)
        e.disc(hay, x, 0.66, 0.075, 0.065, "#d9aa3f")
        e.disc(hay, x - 0.008, 0.652, 0.052, 0.045, "#f0cc66")
        e.disc(hay, x - 0.008, 0.652, 0.022, 0.019, "#d9aa3f")
    return Stage(g, [Sheet(far, 0.12, 0.7), Sheet(yard, 0.34, 0.25), Sheet(turf, 0.85, 0.1, ground=True),
                     Sheet(fence, 0.46, 0.12), Sheet(hay, 0.6, 0.05)])  # fmt: skip


def _barn(e: Easel, sheet: Tensor, x: float, y: float) -> None:
    e.box(sheet, x + 0.19, y - 0.34, x + 0.29, y, "#b9c2cc")
    e.box(sheet, x + 0.19, y - 0.34, x + 0.225, y, "#dde4ea")
    e.disc(sheet, x + 0.24, y - 0.34, 0.05, 0.055, "#8c98a6")
    e.box(sheet, x - 0.17, y - 0.22, x + 0.17, y, "#c8443b")
    for k in range(8):
        e.box(sheet, x - 0.165 + k * 0.0425, y - 0.22, x - 0.160 + k * 0.0425, y, "#a83630")
    e.wedge(sheet, [(x - 0.19, y - 0.215), (x - 0.12, y - 0.315), (x + 0.12, y - 0.315), (x + 0.19, y - 0.215)], "#7d4a44")
    e.wedge(sheet, [(x - 0.12, y - 0.31), (x, y - 0.37), (x + 0.12, y - 0.31)], "#8e5850")
    e.box(sheet, x - 0.065, y - 0.135, x + 0.065, y, "#fff4e6")
    e.box(sheet, x - 0.055, y - 0.125, x + 0.055, y, "#a83630")
    for a, b in ((-0.055, 0.055), (0.055, -0.055)):
        e.wedge(sheet, [(x + a, y - 0.125), (x + a * 0.8, y - 0.125), (x + b, y), (x + b * 1.0, y - 0.008)], "#fff4e6")
    e.box(sheet, x - 0.035, y - 0.285, x + 0.035, y - 0.235, "#fff4e6")
    e.box(sheet, x - 0.028, y - 0.278, x + 0.028, y - 0.242, "#5a3a38")


def _city(e: Easel) -> Stage:
    g = Ground(0.56)
    glow, back, front = e.sheet(), e.sheet(), e.sheet()
    x = -1.8
    while x < 1.8:
        w, h = float(e.rng.uniform(0.14, 0.24)), float(e.rng.uniform(0.22, 0.5))
        e.box(back, x, 0.6 - h, x + w, 0.62, ("#a9bcd3", "#b8c3d6", "#9fb1cc", "#c2c8d8")[int(e.rng.integers(4))])
        x += w
    cell, where = _windows(e, 0.025, 0.034)
    lit = torch.as_tensor(e.rng.random((64, 256)) < 0.26).float()[where[0], where[1]]
    put(back, cell * 0.35 * back[3], "#6f86a8")
    put(glow, cell * lit * back[3] * 0.55, "#ffd98a")
    x = -1.8
    while x < 1.8:
        w, h = float(e.rng.uniform(0.2, 0.34)), float(e.rng.uniform(0.2, 0.42))
        colour = ("#e0835f", "#f0c27b", "#7fa7c9", "#d98ba0", "#8fbf9a", "#c9a88a")[int(e.rng.integers(6))]
        _house(e, front, glow, x, w - 0.012, h, colour)
        x += w
    road = e.sheet()
    put(road, e.below(0.60), "#c9c6c4")
    put(road, e.below(0.675), "#9a9897")
    rough = _perspective(e, 0.5, 16) * 0.5
    put(road, e.below(0.69), blend("#5b5f6b", "#777b87", (0.4 + rough).clamp(0, 1)))
    dash = ((torch.sin(e.x * 9.0) * 4).clamp(0, 1)) * (1 - ((e.y - 0.80).abs() / 0.012)).mul(3).clamp(0, 1)
    put(road, dash, "#f6efd2")
    put(road, e.below(0.975), "#c9c6c4")
    lamps = e.sheet()
    for lx in (-1.25, -0.5, 0.25, 1.0):
        e.box(lamps, lx - 0.007, 0.26, lx + 0.007, 0.66, "#3f4754")
        e.disc(lamps, lx, 0.255, 0.026, 0.026, "#fff3cf")
        e.disc(glow, lx, 0.255, 0.13, 0.13, "#ffd98a", 0.6, soft=1.0)
        e.disc(glow, lx, 0.255, 0.024, 0.024, "#fff3cf")
    return Stage(g, [Sheet(back, 0.2, 0.45), Sheet(front, 0.40, 0.1), Sheet(lamps, 0.40, 0.05),
                     Sheet(glow, 0.40, 0.0, glow=True), Sheet(road, 0.85, 0.05, ground=True)])  # fmt: skip


def _windows(e: Easel, w: float, h: float) -> tuple[Tensor, tuple[Tensor, Tensor]]:
    """A regular pattern of windows (h, w) and the row and column of each pixel's window."""
    u, v = (e.x + EX) / w, (e.y + 1.0) / h
    cover = ((0.32 - ((u % 1) - 0.5).abs()) * w / e.px + 0.5).clamp(0, 1) * ((0.30 - ((v % 1) - 0.5).abs()) * h / e.px + 0.5).clamp(0, 1)
    return cover, (v.long().clamp(0, 63).expand(e.height, e.width), u.long().clamp(0, 255).expand(e.height, e.width))


EX = 3.2


def _house(e: Easel, sheet: Tensor, glow: Tensor, x: float, w: float, h: float, colour: str) -> None:
    top = 0.62 - h
    e.box(sheet, x, top, x + w, 0.62, colour)
    e.box(sheet, x, top, x + 0.014, 0.62, "#ffffff", 0.25)
    e.box(sheet, x - 0.006, top - 0.016, x + w + 0.006, top + 0.006, "#5b4a4a", 0.8)
    nx, ny = max(2, int(w / 0.07)), max(2, int((h - 0.1) / 0.085))
    for i in range(nx):
        for j in range(ny):
            cx, cy = x + w * (i + 0.5) / nx, top + 0.055 + j * 0.085
            e.box(sheet, cx - 0.019, cy - 0.026, cx + 0.019, cy + 0.026, "#fff6e8")
            e.box(sheet, cx - 0.015, cy - 0.022, cx + 0.015, cy + 0.022, "#5d7fa3")
            if e.rng.random() < 0.42:
                e.box(glow, cx - 0.015, cy - 0.022, cx + 0.015, cy + 0.022, "#ffdf94", 0.85)
    awning = ("#d9463e", "#3f8f6b", "#e8a33a")[int(e.rng.integers(3))]
    e.box(sheet, x + w * 0.12, 0.545, x + w * 0.88, 0.62, "#4a4452")
    e.box(glow, x + w * 0.16, 0.565, x + w * 0.84, 0.612, "#ffd98a", 0.6)
    e.wedge(sheet, [(x + w * 0.08, 0.555), (x + w * 0.15, 0.52), (x + w * 0.85, 0.52), (x + w * 0.92, 0.555)], awning)


def _room(e: Easel) -> Stage:
    g = Ground(0.60, near=0.95)
    wall = e.sheet()
    tone = ("#f3d9b8", "#cfe3d4", "#e8cfd6", "#cfdcec", "#f0e0a8")[int(e.rng.integers(5))]
    put(wall, 1 - e.below(0.66), tone)
    stripes = (torch.sin(e.x * 42) * 3).clamp(0, 1).expand(e.height, e.width)
    put(wall, stripes * 0.16 * wall[3], "#ffffff")
    e.box(wall, -3.2, 0.60, 3.2, 0.645, "#ffffff")
    x, w = float(e.rng.uniform(-0.30, 0.30)), 0.27
    hole = e.sheet()
    e.box(hole, x - w, 0.10, x + w, 0.46, "#ffffff")
    e.box(wall, x - w - 0.025, 0.075, x + w + 0.025, 0.485, "#fffaf0")
    wall *= 1 - hole[3:]
    e.box(wall, x - 0.008, 0.10, x + 0.008, 0.46, "#fffaf0")
    e.box(wall, x - w, 0.272, x + w, 0.286, "#fffaf0")
    e.box(wall, x - w - 0.05, 0.475, x + w + 0.05, 0.50, "#e9dcc6")
    drape = ("#c8443b", "#3f78a8", "#6b9a5b", "#8d62a8")[int(e.rng.integers(4))]
    for way in (-1, 1):
        for k in range(3):
            cx = x + way * (w + 0.055 - k * 0.032)
            e.box(wall, cx - 0.018, 0.05, cx + 0.018, 0.56, drape, 1.0 - 0.12 * k)
    e.box(wall, x - w - 0.10, 0.04, x + w + 0.10, 0.058, "#8a6242")
    for px, c in ((x - 0.62, "#e9895e"), (x + 0.62, "#5d9bc9"), (x + 1.0, "#8fbf6a"), (x - 1.0, "#d977a8")):
        e.box(wall, px - 0.085, 0.16, px + 0.085, 0.38, "#8a6242")
        e.box(wall, px - 0.070, 0.175, px + 0.070, 0.365, "#fffaf0")
        e.disc(wall, px, 0.275, 0.045, 0.06, c)
    floor = e.sheet()
    depth = ((e.y - 0.62) / 0.4).clamp(0, 1)
    put(floor, e.below(0.645), blend("#b07d4e", "#d09a63", depth.expand(e.height, e.width)))
    reach = 1 / ((e.y - 0.45).clamp(min=0.05))
    plank = (torch.sin(e.x * reach * 9.0).abs() * 12).clamp(0, 1)
    put(floor, (1 - plank) * 0.5 * floor[3], "#7d5231")
    rug = ("#c8574b", "#4f86b8", "#5fa37a", "#a878b8")[int(e.rng.integers(4))]
    e.disc(floor, 0.0, 0.86, 0.62, 0.105, rug)
    e.disc(floor, 0.0, 0.86, 0.53, 0.084, "#fff0d8")
    e.disc(floor, 0.0, 0.86, 0.49, 0.074, rug)
    things, side = e.sheet(), 1.0 if e.rng.random() < 0.5 else -1.0
    px = side * 0.72
    e.wedge(things, [(px - 0.05, 0.63), (px + 0.05, 0.63), (px + 0.036, 0.72), (px - 0.036, 0.72)], "#c9774b")
    for k in range(7):
        a = -2.7 + k * 0.38
        e.disc(things, px + 0.085 * np.cos(a), 0.57 + 0.10 * np.sin(a), 0.035, 0.06, "#4f9a55" if k % 2 else "#6bb567")
    lx = -side * 0.75
    e.box(things, lx - 0.008, 0.36, lx + 0.008, 0.71, "#5b4a4a")
    e.disc(things, lx, 0.712, 0.06, 0.012, "#5b4a4a")
    e.wedge(things, [(lx - 0.085, 0.37), (lx - 0.05, 0.25), (lx + 0.05, 0.25), (lx + 0.085, 0.37)], "#ffe9b8")
    glow = e.sheet()
    e.disc(glow, lx, 0.33, 0.34, 0.34, "#ffcf7a", 0.6, soft=1.0)
    return Stage(g, [Sheet(wall, 0.5), Sheet(floor, 0.85, ground=True), Sheet(things, 0.6), Sheet(glow, 0.6, glow=True)], indoor=True)


def _theatre(e: Easel) -> Stage:
    g = Ground(0.62, near=0.93)
    arch, floor, crowd, glow = e.sheet(), e.sheet(), e.sheet(), e.sheet()
    for way in (-1, 1):
        for k in range(9):
            x = way * (0.60 + 0.085 * k)
            e.box(arch, x - 0.05, -0.3, x + 0.05, 0.68, "#b3202f" if k % 2 else "#d8394a")
            e.box(arch, x - 0.012, -0.3, x + 0.012, 0.68, "#f06a72", 0.35)
    swag = 0.10 + 0.045 * np.abs(np.cos(e.xs * 7.5))
    folds = (0.5 + 0.5 * torch.sin(e.x * 60)).expand(e.height, e.width)
    put(arch, 1 - e.below(swag), blend("#a81a2a", "#d8394a", folds))
    put(arch, (1 - (e.y - e.tensor(swag)[None]).abs() / 0.012).clamp(0, 1), "#f2c14e")
    depth = ((e.y - 0.62) / 0.4).clamp(0, 1).expand(e.height, e.width)
    put(floor, e.below(0.645), blend("#8f5a34", "#c98a52", depth))
    reach = 1 / ((e.y - 0.40).clamp(min=0.05))
    put(floor, (1 - (torch.sin(e.x * reach * 8.0).abs() * 12).clamp(0, 1)) * 0.45 * floor[3], "#5e371e")
    e.disc(floor, 0.0, 0.84, 0.60, 0.10, "#ffe9b0", 0.42, soft=0.6)
    for x in np.arange(-1.6, 1.61, 0.2):
        e.disc(glow, float(x), 0.965, 0.07, 0.07, "#ffe08a", 0.75, soft=1.0)
    for x, way in ((-0.55, 1), (0.55, -1), (0.0, 0)):
        e.wedge(glow, [(x - 0.02, -0.2), (x + 0.02, -0.2), (x + way * 0.45 + 0.20, 0.9), (x + way * 0.45 - 0.20, 0.9)],
                "#fff1c0", 0.20)  # fmt: skip
    e.box(floor, -3.2, 0.965, 3.2, 1.3, "#5a1620")
    for x in np.arange(-1.6, 1.61, 0.1):
        e.disc(floor, float(x), 0.968, 0.014, 0.014, "#fff0b8")
    for x in np.arange(-1.7, 1.7, 0.16):
        e.disc(crowd, float(x) + float(e.rng.uniform(-0.03, 0.03)), 1.03 + float(e.rng.uniform(-0.01, 0.015)), 0.045, 0.05, "#2a1b2e")
    return Stage(g, [Sheet(arch, 0.5, 0.0), Sheet(floor, 0.85, ground=True), Sheet(glow, 0.7, glow=True),
                     Sheet(crowd, 1.2, front=True)], indoor=True)  # fmt: skip


def _space(e: Easel) -> Stage:
    g = Ground(0.55, "air", 0.86)
    near, far = e.sheet(), e.sheet()
    hue = (("#e8935a", "#b8543f", "#f7c58a"), ("#5aa7e8", "#3566b8", "#a8dcff"), ("#b078e0", "#6a3fae", "#e0b8ff"),
           ("#62c9a0", "#2f8a78", "#b8f0d0"))[int(e.rng.integers(4))]  # fmt: skip
    side = 1.0 if e.rng.random() < 0.5 else -1.0
    x, y, r = side * 0.52, 0.30, 0.19
    _planet(e, near, x, y, r, hue)
    if e.rng.random() < 0.6:
        ring = e.sheet()
        e.disc(ring, x, y, r * 1.75, r * 0.42, "#f3dcb0", 0.9)
        hole = e.sheet()
        e.disc(hole, x, y, r * 1.35, r * 0.27, "#ffffff")
        ring *= 1 - hole[3:]
        ring *= 1 - (near[3] * (e.y < y)).unsqueeze(0)
        near.mul_(1 - ring[3:]).add_(ring)
    _planet(e, far, -side * 0.72, 0.68, 0.075, ("#c9ccd6", "#8c90a0", "#f2f3f7"))
    for k in range(4):
        e.disc(far, -side * 0.72 + float(e.rng.uniform(-0.04, 0.04)), 0.68 + float(e.rng.uniform(-0.04, 0.04)), 0.013, 0.012, "#8c90a0")
    return Stage(g, [Sheet(far, 0.12), Sheet(near, 0.22)], "space")


def _planet(e: Easel, sheet: Tensor, x: float, y: float, r: float, hue: tuple[str, str, str]) -> None:
    e.disc(sheet, x, y, r * 1.18, r * 1.18, hue[2], 0.30, soft=0.35)
    dx, dy = (e.x - x) / r, (e.y - y) / r
    far = (dx * dx + dy * dy).sqrt()
    bands = 0.5 + 0.5 * torch.sin(dy * 9 + 1.5 * torch.sin(dx * 2.3 + dy * 3))
    light = (0.62 - 0.5 * dx - 0.45 * dy).clamp(0.16, 1.12)
    put(sheet, ((1 - far) * r / e.px + 0.5).clamp(0, 1), (blend(hue[0], hue[1], bands) * light).clamp(0, 1))


def _heaven(e: Easel) -> Stage:
    g = Ground(0.60, "air", 0.88)
    layers: list[Sheet | Water] = []
    for level, p, n, size in ((0.50, 0.18, 5, 0.10), (0.72, 0.42, 4, 0.15), (0.98, 0.9, 5, 0.20)):
        sheet = e.sheet()
        for k in range(n):
            x = (k + 0.5) / n * 3.4 - 1.7 + float(e.rng.uniform(-0.15, 0.15))
            _cumulus(e, sheet, x, level + float(e.rng.uniform(-0.05, 0.04)) + (0.06 if p > 0.6 else 0), size)
        layers.append(Sheet(sheet, p, 0.35 * (1 - p)))
    return Stage(g, layers)


def _cumulus(e: Easel, sheet: Tensor, x: float, y: float, s: float) -> None:
    puffs = [(float(e.rng.uniform(-1.2, 1.2)), float(e.rng.uniform(0.0, 0.55)), float(e.rng.uniform(0.45, 0.8))) for _ in range(6)]
    for colour, up, grow in (("#c9d8ec", 0.0, 1.0), ("#f4f8fe", 0.13, 0.92), ("#ffffff", 0.26, 0.7)):
        for dx, dy, r in puffs:
            e.disc(sheet, x + dx * s, y - (dy * (1 - abs(dx) * 0.5) + up) * s, r * s * grow, r * s * grow * 0.75, colour, soft=0.12)


_PLACES: dict[str, Callable[[Easel], Stage]] = {
    "meadow": _meadow, "beach": _beach, "sea": _sea, "underwater": _underwater, "desert": _desert,
    "snow": _snow, "mountain": _mountain, "mountain top": _mountain_top, "forest": _forest,
    "farm": _farm, "city street": _city, "room": _room, "stage": _theatre, "space": _space, "sky": _heaven,
}  # fmt: skip
