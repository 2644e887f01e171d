"""The lie of the land: ground in perspective, chains of hills, snowy peaks."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from haneul.worlds.easel import Easel, blend, put


def turf(e: Easel, top: float, far: str, near: str, dark: str, light: str, grain: float = 9.0,
          strength: float = 0.5, edge: np.ndarray | None = None) -> Tensor:  # fmt: skip
    """Ground in perspective from y = `top` down, with patches that widen towards the viewer."""
    sheet = e.sheet()
    depth = ((e.y - top) / (1.05 - top)).clamp(0.02, 1)
    rough = flat_noise(e, top, grain)
    tone = depth.sqrt().expand(e.height, e.width)
    colour = blend(far, near, tone)
    shade = rough * strength
    colour = torch.lerp(colour, blend(dark, light, (rough * 0.5 + 0.5).clamp(0, 1)), (shade.abs() * 0.9).clamp(0, 0.75))
    put(sheet, e.below(edge if edge is not None else top + 0.008 * e.line(1.7, 2)), colour)
    return sheet


def flat_noise(e: Easel, top: float, grain: float, stretch: float = 1.0) -> Tensor:
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


def ridge(e: Easel, level: float, rise: float, frequency: float, low: str, high: str, octaves: int = 4,
           fade: float = 0.25, texture: float = 0.0) -> tuple[Tensor, np.ndarray]:  # fmt: skip
    """A chain of hills: its sheet and its outline (w,)."""
    outline = level - rise * (0.5 + 0.5 * e.line(frequency, octaves))
    sheet = e.sheet()
    depth = ((e.y - e.tensor(outline)[None]) / fade).clamp(0, 1)
    if texture:
        depth = (depth + texture * e.noise(14, 18, 2)).clamp(0, 1)
    put(sheet, e.below(outline), blend(high, low, depth))
    return sheet, outline


def peaks(e: Easel, sheet: Tensor, foot: float, rise: float, spread: float, rock: str, shade: str, snow: str,
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
            edge = x + skew * 0.66 + dx * half
            tip = (x + skew * 0.6 + dx * half, cap + drop * high)
            e.wedge(sheet, [(edge - 0.3 * half, cap - 0.003), (edge + 0.3 * half, cap - 0.003), tip], snow)
        e.wedge(sheet, [(x + skew * 0.9, cap), (x + skew, top), (x + skew * 0.66 + half, cap)], "#b9cdea", 0.6)


def spots(e: Easel, n: int, top: float, bottom: float) -> list[tuple[float, float, float]]:
    """Random places on the ground, far ones first: x, y, scale in 0..1."""
    ys = np.sort(e.rng.uniform(0.0, 1.0, n) ** 1.2)
    return [(float(e.rng.uniform(-1.6, 1.6)), top + (bottom - top) * float(v), 0.25 + 0.75 * float(v)) for v in ys]
