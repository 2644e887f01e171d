"""Weather before the lens: rain, snow in three depths, banks of fog, leaves and streaks in the wind.

Drops and flakes are painted once on a tile that is shifted over the picture; a frame costs
one look-up per depth.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

from haneul.grading.light import Light, way
from haneul.worlds.easel import Easel, sample
from haneul.worlds.view import View, normalised

_TILE = 1.0  # a tile is 2 picture heights wide and 1 high, and repeats


class Weather:
    """The overlays that a scene needs; those that never show are not painted."""

    def __init__(self, seed: int, rows: float, device: str, kinds: set[str]):
        self.tiles: dict[str, list[Tensor]] = {}
        for kind in sorted(kinds & set(_PAINT)):
            self.tiles[kind] = [tile.to(device) for tile in _tiles(kind, seed % 4, rows)]
        self.way = way(seed)
        self.begin = seed % 61  # seconds: every scene is somewhere else on the same few tiles

    def over(self, frames: Tensor, view: View, light: Light, times: np.ndarray) -> Tensor:
        """`frames` (T, 3, H, W) with the weather before them."""
        times = times + self.begin
        if "fog" in self.tiles:
            bank = self._shift(self.tiles["fog"][0], view, times, 0.06 * self.way, 0.0)
            _, y = view.screen()
            thick = (0.35 + 0.5 * bank) * view.scalar(light.fog) * (0.25 + 0.75 * (y / 0.75).clamp(0, 1))
            frames = frames + (view.colour(light.haze) - frames) * thick.clamp(0, 0.8)
        if "wind" in self.tiles:
            for tile, vx, vy in zip(self.tiles["wind"], (1.5, 0.75), (0.02, 0.12), strict=True):
                strength = ((light.wind - 0.4) / 0.6).clip(0, 1)
                seen = self._shift(tile, view, times, vx * self.way, vy)
                frames = frames * (1 - seen[:, 3:] * view.scalar(strength)) + seen[:, :3] * view.scalar(
                    strength
                ) * view.colour(light.figure)
        if "rain" in self.tiles:
            bright = view.colour(0.35 + 0.65 * light.figure)
            for tile, vy in zip(self.tiles["rain"], (2.3, 3.1), strict=True):
                seen = self._shift(tile, view, times, vy * 0.16 * self.way, vy) * view.scalar(light.rain)
                frames = frames + (bright - frames) * seen * 0.62
        if "snow" in self.tiles:
            sway = 0.02 * np.sin(times * 1.4)
            white = view.colour(0.25 + 0.75 * light.figure).clamp(0, 1)
            for tile, vy in zip(self.tiles["snow"], (0.16, 0.24, 0.36), strict=True):
                seen = self._shift(tile, view, times, (vy * 0.3 * times + sway) * self.way, vy, True) * view.scalar(
                    light.snow
                )
                frames = frames + (white - frames) * seen
        return frames

    def _shift(self, tile: Tensor, view: View, times: np.ndarray, vx: np.ndarray | float, vy: float,
               path: bool = False) -> Tensor:  # fmt: skip
        """The repeating tile, moved by its speed (or along `vx` as a path): (T, C, H, W)."""
        dx = np.asarray(vx) if path else vx * times
        look = np.zeros((len(times), 2, 3))
        look[:, 0, 0] = look[:, 1, 1] = 1.0
        look[:, 0, 2], look[:, 1, 2] = -(dx % 2.0), -((vy * times) % _TILE)
        # Padded by repetition, so that one look-up wraps round.
        wide = int(np.ceil(view.aspect / 2 / 2 + 0.5)) * 2 + 1
        whole = tile.repeat(1, 2, wide)
        half = wide * 1.0
        theta = normalised(look, view.aspect, half, -1.0, 1.0)
        theta[:, 0, 2] = theta[:, 0, 2] + (2.0 if wide % 2 == 0 else 0.0) / half
        return sample(whole[None], view.tensor(theta), view.height, view.width, "border")


def bubbles(out: Tensor, view: View, seed: int, times: np.ndarray, shift: np.ndarray) -> None:
    """Bubbles that rise through water, drawn over `out` (T, 3, H, W); `shift` (T,) is the camera's."""
    rng = np.random.default_rng(seed + 5)
    for _ in range(9):
        x, y, v, r = rng.uniform(-0.9, 0.9), rng.uniform(0, 1.3), rng.uniform(0.10, 0.22), rng.uniform(0.006, 0.014)
        up = 1.1 - ((y + v * times) % 1.3)
        across = x + 0.02 * np.sin(times * 3 + y * 9) - shift * 0.8
        reach = 1.5 * r
        crop = view.crop(across - reach, up - reach, across + reach, up + reach)
        if crop is None:
            continue
        xs, ys = crop.screen()
        far = ((xs - view.scalar(across)[:, 0]) ** 2 + (ys - view.scalar(up)[:, 0]) ** 2).sqrt()
        ring = ((r - far) * view.height + 0.5).clamp(0, 1) * (0.25 + 0.6 * (far / r).clamp(0, 1) ** 3)
        patch = crop.of(out)
        patch.add_((1 - patch) * ring[:, None] * 0.7)


def _rain(e: Easel) -> list[Tensor]:
    tiles = []
    for n, long, wide in ((150, 0.05, 0.0016), (70, 0.09, 0.0024)):
        tile = torch.zeros(1, e.height, e.width)
        for x, y in zip(e.rng.uniform(-1, 1, n), e.rng.uniform(0, 1, n), strict=True):
            _streak(e, tile[0], float(x), float(y), 0.16, 1.0, long, wide)
        tiles.append(tile.clamp_(0, 1))
    return tiles


def _streak(e: Easel, tile: Tensor, x: float, y: float, ax: float, ay: float, long: float, wide: float) -> None:
    """A soft line of length `long` along (ax, ay), wrapped over the tile's edges."""
    size = (ax * ax + ay * ay) ** 0.5
    ax, ay, w = ax / size, ay / size, max(wide, e.px * 0.55)
    for ox in (-2.0, 0.0, 2.0):
        for oy in (-1.0, 0.0, 1.0):
            cx, cy = x + ox, y + oy
            rx, ry = abs(ax) * long / 2 + 2 * w, abs(ay) * long / 2 + 2 * w
            if cx + rx < -1 or cx - rx > 1 or cy + ry < 0 or cy - ry > 1:
                continue
            rows, cols = e.window(cx - rx, cy - ry, cx + rx, cy + ry)
            dx, dy = (e.columns[cols] - cx)[None], (e.lines[rows] - cy)[:, None]
            along = np.clip(np.abs(dx * ax + dy * ay) - long / 2, 0, None) / w
            across = (dx * ay - dy * ax) / w
            tile.numpy()[rows, cols] += np.exp(-(across * across + along * along)) * np.float32(
                min(1.0, wide / w + 0.25)
            )


def _snow(e: Easel) -> list[Tensor]:
    tiles = []
    for n, r in ((150, 0.0045), (75, 0.0085), (26, 0.015)):
        tile = torch.zeros(1, e.height, e.width)
        for x, y in zip(e.rng.uniform(-1, 1, n), e.rng.uniform(0, 1, n), strict=True):
            _streak(e, tile[0], float(x), float(y), 0.0, 1.0, 0.0, r * float(e.rng.uniform(0.7, 1.2)))
        tiles.append(tile.clamp_(0, 1))
    return tiles


def _wind(e: Easel) -> list[Tensor]:
    lines, leaves = torch.zeros(4, e.height, e.width), e.sheet()
    for _ in range(22):
        x, y = float(e.rng.uniform(-1, 1)), float(e.rng.uniform(0, 1))
        _streak(e, lines[3], x, y, 1.0, float(e.rng.uniform(-0.06, 0.06)), float(e.rng.uniform(0.25, 0.5)), 0.003)
    lines[3].clamp_(0, 1).mul_(0.75)
    lines[:3] = lines[3]
    for _ in range(38):
        x, y, r = (
            float(e.rng.uniform(-0.95, 0.95)),
            float(e.rng.uniform(0.05, 0.95)),
            float(e.rng.uniform(0.013, 0.022)),
        )
        colour = ("#8fbf3f", "#e0a030", "#d9662e", "#6fa83a")[int(e.rng.integers(4))]
        e.disc(leaves, x, y, r, r * 0.5, colour)
        e.disc(leaves, x + r * 0.7, y - r * 0.35, r * 0.6, r * 0.3, colour)
    return [lines, leaves]


def _fog(e: Easel) -> list[Tensor]:
    bank = e.noise(1.0, 2.0, 3, 0.5)
    fade = ((e.x.abs() - 0.7) / 0.3).clamp(0, 1)
    return [(bank * (1 - fade / 2) + bank.flip(1) * fade / 2).clamp(-1, 1)[None]]


@lru_cache(maxsize=64)
def _tiles(kind: str, seed: int, rows: float) -> list[Tensor]:
    """One of four sets of tiles: painting drops takes longer than a frame."""
    return _PAINT[kind](Easel(seed + 11, 1.0, 0.0, 1.0, rows))


_PAINT = {"rain": _rain, "snow": _snow, "wind": _wind, "fog": _fog}
