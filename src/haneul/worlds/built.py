"""Places that people built: farm, city street, room, theatre stage."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from haneul.blocking.grounds import GROUNDS
from haneul.worlds.easel import EXTENT, Easel, blend, put
from haneul.worlds.flora import tree
from haneul.worlds.land import flat_noise, ridge, turf
from haneul.worlds.stage import Sheet, Stage


def farm(e: Easel) -> Stage:
    g = GROUNDS["farm"]
    far, _ = ridge(e, 0.52, 0.10, 1.4, "#b9d58d", "#9cc28a")
    yard, side = e.sheet(), 1.0 if e.rng.random() < 0.5 else -1.0
    _barn(e, yard, side * 0.42, 0.60)
    for x in (-side * 0.62, -side * 0.95, side * 1.15):
        tree(e, yard, x, 0.59, 0.22)
    grass = turf(e, 0.53, "#cfd974", "#8fbf4e", "#7aa03f", "#eee28c", 8, 0.4)
    rows = torch.sin(e.x / ((e.y - 0.53).clamp(min=0.01) + 0.02) * 7.0)
    put(grass, rows.clamp(0, 1) * 0.30 * ((e.y - 0.53) / 0.1).clamp(0, 1) * grass[3], "#8a6a35")
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
    return Stage(g, [Sheet(far, 0.12, 0.7), Sheet(yard, 0.34, 0.25), Sheet(grass, 0.85, 0.1, ground=True),
                     Sheet(fence, 0.46, 0.12), Sheet(hay, 0.6, 0.05)])  # fmt: skip


def _barn(e: Easel, sheet: Tensor, x: float, y: float) -> None:
    e.box(sheet, x + 0.19, y - 0.34, x + 0.29, y, "#b9c2cc")
    e.box(sheet, x + 0.19, y - 0.34, x + 0.225, y, "#dde4ea")
    e.disc(sheet, x + 0.24, y - 0.34, 0.05, 0.055, "#8c98a6")
    e.box(sheet, x - 0.17, y - 0.22, x + 0.17, y, "#c8443b")
    for k in range(8):
        e.box(sheet, x - 0.165 + k * 0.0425, y - 0.22, x - 0.160 + k * 0.0425, y, "#a83630")
    e.wedge(
        sheet, [(x - 0.19, y - 0.215), (x - 0.12, y - 0.315), (x + 0.12, y - 0.315), (x + 0.19, y - 0.215)], "#7d4a44"
    )
    e.wedge(sheet, [(x - 0.12, y - 0.31), (x, y - 0.37), (x + 0.12, y - 0.31)], "#8e5850")
    e.box(sheet, x - 0.065, y - 0.135, x + 0.065, y, "#fff4e6")
    e.box(sheet, x - 0.055, y - 0.125, x + 0.055, y, "#a83630")
    for a, b in ((-0.055, 0.055), (0.055, -0.055)):
        e.wedge(sheet, [(x + a, y - 0.125), (x + a * 0.8, y - 0.125), (x + b, y), (x + b * 1.0, y - 0.008)], "#fff4e6")
    e.box(sheet, x - 0.035, y - 0.285, x + 0.035, y - 0.235, "#fff4e6")
    e.box(sheet, x - 0.028, y - 0.278, x + 0.028, y - 0.242, "#5a3a38")


def city_street(e: Easel) -> Stage:
    g = GROUNDS["city street"]
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
    rough = flat_noise(e, 0.5, 16) * 0.5
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
    u, v = (e.x + EXTENT) / w, (e.y + 1.0) / h
    cover = ((0.32 - ((u % 1) - 0.5).abs()) * w / e.px + 0.5).clamp(0, 1) * (
        (0.30 - ((v % 1) - 0.5).abs()) * h / e.px + 0.5
    ).clamp(0, 1)
    return cover, (v.long().clamp(0, 63).expand(e.height, e.width), u.long().clamp(0, 255).expand(e.height, e.width))


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


def room(e: Easel) -> Stage:
    g = GROUNDS["room"]
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
    return Stage(
        g,
        [Sheet(wall, 0.5), Sheet(floor, 0.85, ground=True), Sheet(things, 0.6), Sheet(glow, 0.6, glow=True)],
        indoor=True,
    )


def theatre(e: Easel) -> Stage:
    g = GROUNDS["stage"]
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
        e.disc(
            crowd,
            float(x) + float(e.rng.uniform(-0.03, 0.03)),
            1.03 + float(e.rng.uniform(-0.01, 0.015)),
            0.045,
            0.05,
            "#2a1b2e",
        )
    return Stage(g, [Sheet(arch, 0.5, 0.0), Sheet(floor, 0.85, ground=True), Sheet(glow, 0.7, glow=True),
                     Sheet(crowd, 1.2, front=True)], indoor=True)  # fmt: skip
