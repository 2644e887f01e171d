"""Places that nobody built: meadow, beach, desert, snow, mountains, forest."""

from __future__ import annotations

import numpy as np
import torch

from haneul.blocking.grounds import GROUNDS
from haneul.worlds.easel import Easel, blend, put
from haneul.worlds.flora import cactus, fir, palm, tree
from haneul.worlds.land import peaks, ridge, spots, turf
from haneul.worlds.stage import Sheet, Stage, Water


def meadow(e: Easel) -> Stage:
    g = GROUNDS["meadow"]
    far, _ = ridge(e, 0.50, 0.16, 1.3, "#a9d3b0", "#8fc0bd")
    mid, _ = ridge(e, 0.53, 0.09, 1.9, "#93cf6d", "#6fb062", texture=0.15)
    for x in e.rng.uniform(-1.5, 1.5, 6):
        tree(e, mid, float(x), 0.53, float(e.rng.uniform(0.12, 0.2)))
    grass = turf(e, g.horizon, "#a6d76a", "#63b345", "#4b9a3c", "#c0e37a")
    for x, y, s in spots(e, 26, 0.57, 1.0):
        for dx, lean in ((-0.010, -0.008), (0.0, 0.002), (0.010, 0.010)):
            e.wedge(
                grass,
                [(x + (dx - 0.006) * s, y), (x + (dx + lean) * s, y - 0.034 * s), (x + (dx + 0.006) * s, y)],
                "#3f8f3a",
                0.85,
            )
    for x, y, s in spots(e, 46, 0.57, 1.02):
        colour = ("#ffffff", "#ffd84a", "#ff8fb1", "#f5674f", "#b98cf0")[int(e.rng.integers(5))]
        e.disc(grass, x, y, 0.015 * s, 0.012 * s, colour)
        e.disc(grass, x, y, 0.006 * s, 0.005 * s, "#ffb52e")
    front = e.sheet()
    blades = 1.03 - 0.05 * (0.5 + 0.5 * e.line(9, 2)) * (0.5 + 0.5 * np.abs(np.sin(e.xs * 95)))
    put(front, e.below(blades, 1.5), "#4b9a3c")
    return Stage(g, [Sheet(far, 0.12, 0.8), Sheet(mid, 0.3, 0.45, sway=0.004), Sheet(grass, 0.85, 0.15, ground=True),
                     Sheet(front, 1.25, 0.0, sway=0.03, front=True)])  # fmt: skip


def beach(e: Easel) -> Stage:
    g = GROUNDS["beach"]
    far, _ = ridge(e, 0.45, 0.045, 1.2, "#8fc3b8", "#7fb6b8", 3)
    shore = 0.63 + 0.02 * e.line(0.9, 2)
    sand = turf(e, 0.60, "#f6e2b0", "#eccb8b", "#d8b271", "#fff0c8", 14, 0.35, edge=shore)
    wet = (1 - (e.y - e.tensor(shore)[None]).abs() / 0.035).clamp(0, 1)
    put(sand, wet * 0.75 * sand[3], "#c9a46b")
    put(sand, (1 - (e.y - e.tensor(shore + 0.004)[None]).abs() / 0.010).clamp(0, 1), "#ffffff")
    for x, y, s in spots(e, 9, 0.72, 1.0):
        e.disc(sand, x, y, 0.013 * s, 0.009 * s, ("#fff6ea", "#f7a8a0", "#e9895e")[int(e.rng.integers(3))])
    tall, side = e.sheet(), 1.0 if e.rng.random() < 0.5 else -1.0
    palm(e, tall, side * float(e.rng.uniform(0.55, 0.75)), 0.74, side)
    return Stage(g, [Sheet(far, 0.1, 0.8), Water(0.44, 0.75, (0.42, 0.86, 0.86), (0.07, 0.47, 0.74), 0.35),
                     Sheet(sand, 0.85, 0.05, ground=True), Sheet(tall, 0.72, 0.05, sway=0.02)])  # fmt: skip


def desert(e: Easel) -> Stage:
    g = GROUNDS["desert"]
    far, _ = ridge(e, 0.52, 0.15, 1.0, "#e9b778", "#d99a63", 2)
    mid, _ = ridge(e, 0.57, 0.10, 1.2, "#f3cd8a", "#dfa45e", 2, 0.14)
    for x in e.rng.uniform(-1.5, 1.5, 5):
        cactus(e, mid, float(x), 0.60, float(e.rng.uniform(0.12, 0.22)))
    sand = turf(e, 0.54, "#f2cd8c", "#e2a85c", "#c98a45", "#ffe2a6", 10, 0.45)
    ripple = torch.sin(26 * torch.log((e.y - 0.54).clamp(min=0.01) + 0.12) * 3 + 5 * e.noise(1.5, 3, 2))
    put(sand, ripple.clamp(0, 1) * 0.20 * sand[3], "#b9783a")
    near = e.sheet()
    side = 1.0 if e.rng.random() < 0.5 else -1.0
    cactus(e, near, side * float(e.rng.uniform(0.6, 0.8)), 0.80, 0.36)
    return Stage(
        g, [Sheet(far, 0.12, 0.7), Sheet(mid, 0.3, 0.4), Sheet(sand, 0.85, 0.1, ground=True), Sheet(near, 0.78, 0.05)]
    )


def snow(e: Easel) -> Stage:
    g = GROUNDS["snow"]
    far, _ = ridge(e, 0.52, 0.26, 1.4, "#c6d9f1", "#dfeafa")
    mid, _ = ridge(e, 0.57, 0.08, 1.5, "#eef5ff", "#d5e4f6", 2, 0.1)
    firs = e.sheet()
    for x in np.sort(e.rng.uniform(-1.6, 1.6, 9)):
        fir(e, firs, float(x), 0.59 + 0.02 * float(e.rng.random()), float(e.rng.uniform(0.16, 0.32)), snow=True)
    ground = turf(e, 0.55, "#f1f6ff", "#e3edfb", "#bfd2ee", "#ffffff", 7, 0.5)
    return Stage(g, [Sheet(far, 0.12, 0.75), Sheet(mid, 0.28, 0.4), Sheet(firs, 0.36, 0.25, sway=0.006),
                     Sheet(ground, 0.85, 0.08, ground=True)])  # fmt: skip


def mountain(e: Easel) -> Stage:
    g = GROUNDS["mountain"]
    far, near, hill = e.sheet(), e.sheet(), e.sheet()
    peaks(e, far, 0.62, 0.36, 0.42, "#9fb2cf", "#8499bd", "#f2f7ff", 5)
    peaks(e, near, 0.64, 0.44, 0.46, "#8592ab", "#67758f", "#ffffff", 3)
    wood, _ = ridge(e, 0.63, 0.08, 2.2, "#5b9a5c", "#3f7d55", texture=0.2)
    for x in np.sort(e.rng.uniform(-1.6, 1.6, 12)):
        fir(e, hill, float(x), 0.64, float(e.rng.uniform(0.1, 0.2)))
    grass = turf(e, 0.60, "#a5c97a", "#78ab58", "#5f8f4c", "#cfe09a", 9, 0.5)
    for x, y, s in spots(e, 8, 0.68, 1.02):
        e.disc(grass, x, y, 0.05 * s, 0.026 * s, "#8d93a0")
        e.disc(grass, x - 0.01 * s, y - 0.008 * s, 0.032 * s, 0.014 * s, "#b3b9c4")
    return Stage(g, [Sheet(far, 0.08, 0.75), Sheet(near, 0.16, 0.5), Sheet(wood, 0.3, 0.35),
                     Sheet(hill, 0.36, 0.25, sway=0.004),
                     Sheet(grass, 0.85, 0.1, ground=True)])  # fmt: skip


def mountain_top(e: Easel) -> Stage:
    g = GROUNDS["mountain top"]
    far = e.sheet()
    peaks(e, far, 0.86, 0.34, 0.30, "#8fa3c4", "#7488ac", "#f6faff", 4)
    layers: list[Sheet | Water] = [Sheet(far, 0.1, 0.55)]
    for level, p, tone in ((0.70, 0.2, ("#dbe8f7", "#f4f9ff")), (0.78, 0.34, ("#e3eefa", "#ffffff"))):
        sea = e.sheet()
        puff = np.abs(e.line(2.6, 3)) * 0.09
        put(
            sea,
            e.below(level - puff, 4.0),
            blend(tone[1], tone[0], ((e.y - level + 0.06) / 0.2).clamp(0, 1).expand(e.height, e.width)),
        )
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


def forest(e: Easel) -> Stage:
    g = GROUNDS["forest"]
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
    moss = turf(e, 0.57, "#7fae5f", "#4f8444", "#3b6b3a", "#9cc76b", 10, 0.6)
    for x, y, s in spots(e, 7, 0.66, 1.0):
        e.box(moss, x - 0.006 * s, y - 0.03 * s, x + 0.006 * s, y, "#f3e6d0")
        e.disc(moss, x, y - 0.03 * s, 0.024 * s, 0.016 * s, "#d9463e")
        e.disc(moss, x - 0.008 * s, y - 0.034 * s, 0.005 * s, 0.004 * s, "#ffffff")
    beams, slant = e.sheet(), 0.25 if e.rng.random() < 0.5 else -0.25
    for x in e.rng.uniform(-1.5, 1.5, 8):
        x, w = float(x), float(e.rng.uniform(0.02, 0.07))
        e.wedge(
            beams,
            [(x - w, -0.25), (x + w, -0.25), (x + slant + w * 1.8, 0.75), (x + slant - w * 1.8, 0.75)],
            "#fff3c4",
            0.22,
        )
    beams *= (1.05 - e.y / 0.72).clamp(0, 1)[None]
    ferns = e.sheet()
    for x in e.rng.uniform(-1.5, 1.5, 10):
        x, s = float(x), float(e.rng.uniform(0.7, 1.2))
        for k in (-3, 3, -2, 2, -1, 1, 0):
            tip = (x + 0.032 * k * s, 0.655 - (0.085 - 0.014 * abs(k)) * s)
            e.wedge(ferns, [(x - 0.012 * s, 0.66), tip, (x + 0.012 * s, 0.66)], "#63ab55" if k % 2 else "#458a48")
    layers += [
        Sheet(moss, 0.85, 0.08, ground=True),
        Sheet(ferns, 0.5, 0.15, sway=0.01),
        Sheet(beams, 0.3, glow=True, day=True),
    ]
    return Stage(g, layers)
