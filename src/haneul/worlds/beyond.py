"""Places without ground under the feet: sea, under water, space, sky."""

from __future__ import annotations

import torch
from torch import Tensor

from haneul.blocking.grounds import GROUNDS
from haneul.worlds.easel import Easel, blend, put
from haneul.worlds.flora import coral, weed
from haneul.worlds.land import ridge, turf
from haneul.worlds.stage import Sheet, Stage, Water


def sea(e: Easel) -> Stage:
    g = GROUNDS["sea"]
    far, _ = ridge(e, 0.40, 0.035, 1.5, "#8db5c9", "#87b0c6", 3)
    return Stage(g, [Sheet(far, 0.08, 0.9), Water(0.40, 1.2, (0.16, 0.66, 0.82), (0.03, 0.28, 0.58), 0.25)])


def underwater(e: Easel) -> Stage:
    g = GROUNDS["underwater"]
    far, _ = ridge(e, 0.74, 0.22, 1.4, "#2b7fa6", "#3a95b8")
    mid, _ = ridge(e, 0.84, 0.16, 1.8, "#1f6d93", "#2f86a6")
    sand = turf(e, 0.74, "#bfe0cf", "#e5d7a4", "#b8b184", "#fff3c8", 12, 0.4, edge=0.78 + 0.03 * e.line(1.4, 2))
    weeds, front = e.sheet(), e.sheet()
    for i in range(11):
        x, sheet = float(e.rng.uniform(-1.5, 1.5)), weeds
        if i % 3 == 0:
            coral(e, sheet, x, 0.86, float(e.rng.uniform(0.08, 0.16)))
        else:
            weed(e, sheet, x, 0.88, float(e.rng.uniform(0.12, 0.32)), i)
    for x in (-0.95, 0.9, 1.35):
        weed(e, front, x + float(e.rng.uniform(-0.15, 0.15)), 1.08, 0.34, 1)
    return Stage(g, [Sheet(far, 0.15, 0.75), Sheet(mid, 0.35, 0.45), Sheet(sand, 0.85, 0.12, ground=True),
                     Sheet(weeds, 0.75, 0.15, sway=0.05),
                     Sheet(front, 1.2, 0.0, sway=0.07, front=True)], "deep")  # fmt: skip


def space(e: Easel) -> Stage:
    g = GROUNDS["space"]
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
    for _ in range(4):
        e.disc(
            far,
            -side * 0.72 + float(e.rng.uniform(-0.04, 0.04)),
            0.68 + float(e.rng.uniform(-0.04, 0.04)),
            0.013,
            0.012,
            "#8c90a0",
        )
    return Stage(g, [Sheet(far, 0.12), Sheet(near, 0.22)], "space")


def _planet(e: Easel, sheet: Tensor, x: float, y: float, r: float, hue: tuple[str, str, str]) -> None:
    e.disc(sheet, x, y, r * 1.18, r * 1.18, hue[2], 0.30, soft=0.35)
    dx, dy = (e.x - x) / r, (e.y - y) / r
    far = (dx * dx + dy * dy).sqrt()
    bands = 0.5 + 0.5 * torch.sin(dy * 9 + 1.5 * torch.sin(dx * 2.3 + dy * 3))
    light = (0.62 - 0.5 * dx - 0.45 * dy).clamp(0.16, 1.12)
    put(sheet, ((1 - far) * r / e.px + 0.5).clamp(0, 1), (blend(hue[0], hue[1], bands) * light).clamp(0, 1))


def sky(e: Easel) -> Stage:
    g = GROUNDS["sky"]
    layers: list[Sheet | Water] = []
    for level, p, n, size in ((0.50, 0.18, 5, 0.10), (0.72, 0.42, 4, 0.15), (0.98, 0.9, 5, 0.20)):
        sheet = e.sheet()
        for k in range(n):
            x = (k + 0.5) / n * 3.4 - 1.7 + float(e.rng.uniform(-0.15, 0.15))
            _cumulus(e, sheet, x, level + float(e.rng.uniform(-0.05, 0.04)) + (0.06 if p > 0.6 else 0), size)
        layers.append(Sheet(sheet, p, 0.35 * (1 - p)))
    return Stage(g, layers)


def _cumulus(e: Easel, sheet: Tensor, x: float, y: float, s: float) -> None:
    puffs = [
        (float(e.rng.uniform(-1.2, 1.2)), float(e.rng.uniform(0.0, 0.55)), float(e.rng.uniform(0.45, 0.8)))
        for _ in range(6)
    ]
    for colour, up, grow in (("#c9d8ec", 0.0, 1.0), ("#f4f8fe", 0.13, 0.92), ("#ffffff", 0.26, 0.7)):
        for dx, dy, r in puffs:
            e.disc(
                sheet,
                x + dx * s,
                y - (dy * (1 - abs(dx) * 0.5) + up) * s,
                r * s * grow,
                r * s * grow * 0.75,
                colour,
                soft=0.12,
            )
