"""What is behind every place: the gradient of the sky, sun, moon, stars and drifting clouds.

Outer space and the deep sea have a backdrop of their own; both still take the colours of the time.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

from haneul.blocking.camera import Camera
from haneul.grading.light import Light
from haneul.worlds.easel import Easel, sample
from haneul.worlds.view import View


class Sky:
    """The painted parts of one scene's sky; `frames` shows it at given moments."""

    def __init__(self, kind: str, seed: int, aspect: float, rows: float, device: str):
        self.kind, self.seed = kind, seed
        self.easel = Easel(seed + 1, aspect * 0.5 + 0.45, -0.2, 1.2, rows)
        e = self.easel
        self.stars = _stars(seed % 8, kind, aspect, rows).to(device)
        if kind == "open":
            cloud = e.noise(0.95, 2.3, 4, 0.55)
            # The same share of every sky is cloudy: a clear one has a few small clouds, never a grey lid.
            self.cloud = ((cloud - cloud.mean()) / cloud.std())[None]
        else:
            self.cloud = torch.stack([e.noise(0.9, 1.2, 4, 0.6), e.noise(0.7, 0.8, 3, 0.6)])
        self.cloud = self.cloud.to(device)

    def frames(self, view: View, cam: Camera, light: Light, times: np.ndarray) -> Tensor:
        """(T, 3, H, W) opaque."""
        x, y = view.world(cam.look(0.5, 0.06))
        if self.kind == "deep":
            return self._deep(view, cam, light, times, x, y)
        if self.kind == "space":
            return self._space(view, cam, light)
        top, low, sun = view.colour(light.top), view.colour(light.low), view.colour(light.sun)
        out = torch.lerp(top, low, ((y + 0.05) / 0.62).clamp(0, 1).pow(1.15)[:, None])
        clear, night = view.scalar(light.clear), view.scalar(light.night)
        aspect = view.width / view.height
        px, py = view.scalar(light.place[:, 0] * min(aspect, 1.9)), view.scalar(light.place[:, 1])
        dx, dy = x - px[:, 0], y - py[:, 0]
        far = (dx * dx + dy * dy).sqrt_()[:, None]
        size = view.scalar(light.size)
        halo = torch.exp(-far / (size * 2.6)) * view.scalar(light.glow) * (0.15 + 0.85 * clear)
        out = out + (sun - out) * halo.clamp(0, 1)
        if float(light.night.max()) > 0.01:
            stars = sample(
                self.stars[None], view.theta(cam.look(0.5, 0.04), self.easel), view.height, view.width, "reflection"
            )
            out = out + stars * (night * clear)
        disc = ((size - far) * view.height + 0.5).clamp(0, 1)
        if float(light.night.max()) > 0.01:  # a crescent
            bite = ((dx - 0.028) ** 2 + (dy + 0.014) ** 2).sqrt()[:, None]
            disc = disc * (1 - night * ((size * 0.9 - bite) * view.height + 0.5).clamp(0, 1))
        out = out + ((sun * 1.05).clamp(0, 1) - out) * disc * clear.clamp(0, 1)
        return self._clouds(out, view, cam, light, times)

    def _clouds(self, out: Tensor, view: View, cam: Camera, light: Light, times: np.ndarray) -> Tensor:
        # The drift is a closed form in time at a constant speed; wind shows elsewhere.
        drift = 0.022 * times * (1 if self.seed % 4 < 2 else -1)
        look = cam.look(0.5, 0.10)
        look[:, 0, 2] += drift
        dense = sample(self.cloud[None], view.theta(look, self.easel), view.height, view.width, "reflection")
        cover = view.scalar(light.cover)
        level = 1.30 - 2.9 * cover
        alpha = ((dense - level) / (0.55 + 0.75 * cover)).clamp(0, 1)
        alpha = alpha * alpha * (3 - 2 * alpha)
        # Thick cloud is dark below; lone clouds are white.
        shade = 1.0 - 0.30 * cover * cover * dense.clamp(-0.8, 1.5) - 0.04 * alpha
        colour = view.colour(light.cloud) * shade
        out = out + (colour - out) * (alpha * (0.85 + 0.13 * cover))
        fog = view.scalar(light.fog)
        return out + (view.colour(light.haze) - out) * (fog * 0.85)

    def _deep(self, view: View, cam: Camera, light: Light, times: np.ndarray, x: Tensor, y: Tensor) -> Tensor:
        land = view.colour(light.land)
        top = torch.tensor((0.30, 0.78, 0.88), device=view.device)[None, :, None, None]
        low = torch.tensor((0.03, 0.27, 0.50), device=view.device)[None, :, None, None]
        # The surface takes some colour of the sky above it, most at its brightest.
        top = torch.lerp(top * land, view.colour(light.low), 0.38)
        out = torch.lerp(top, low * land, (y / 0.9).clamp(0, 1).sqrt()[:, None])
        t = view.scalar(times)[:, 0]
        slant = x + 0.35 * y
        rays = torch.sin(slant * 7 + 0.5 * t) + torch.sin(slant * 12.3 - 0.8 * t + 1) + torch.sin(slant * 21 + 1.1 * t)
        shine = ((rays / 3).clamp(0, 1) * (1 - y / 0.85).clamp(0, 1))[:, None]
        return out + shine * 0.55 * land * view.colour(light.sun)

    def _space(self, view: View, cam: Camera, light: Light) -> Tensor:
        both = sample(
            self.cloud[None], view.theta(cam.look(0.5, 0.05), self.easel), view.height, view.width, "reflection"
        )
        tint = torch.lerp(view.colour(light.low), view.colour(light.top), 0.4)
        dark = torch.tensor((0.025, 0.02, 0.075), device=view.device)[None, :, None, None]
        violet = torch.tensor((0.42, 0.18, 0.55), device=view.device)[None, :, None, None]
        out = dark + violet * both[:, :1].clamp(0, 1) * 0.55 + tint * both[:, 1:].clamp(0, 1) * 0.42
        stars = sample(
            self.stars[None], view.theta(cam.look(0.5, 0.04), self.easel), view.height, view.width, "reflection"
        )
        out = out + stars
        # The sun colours its side of space by day, hardly by night.
        aspect = view.width / view.height
        px, py = view.scalar(light.place[:, 0] * min(aspect, 1.9) * 1.4)[:, 0], view.scalar(light.place[:, 1])[:, 0]
        xs, ys = view.screen()
        far = ((xs - px) ** 2 + (ys - py) ** 2).sqrt()[:, None]
        size, night = view.scalar(light.size), view.scalar(light.night)
        glow = torch.exp(-far / (size * 5.0)) * (1 - 0.9 * night) * 0.75
        disc = ((size * 0.8 - far) * view.height + 0.5).clamp(0, 1) * (1 - night)
        out = out + view.colour(light.sun * (0.15 + 0.85 * light.low)) * glow
        return out + (view.colour(light.sun) - out) * disc


@lru_cache(maxsize=32)
def _stars(seed: int, kind: str, aspect: float, rows: float) -> Tensor:
    """One of eight starry skies (1, h, w): nobody tells more of them apart."""
    e = Easel(seed, aspect * 0.5 + 0.45, -0.2, 1.2, rows)
    count, low = (150, 0.75) if kind == "open" else (260, 1.2)
    sheet = e.sheet()[:1]
    places = zip(
        e.rng.uniform(-1.8, 1.8, count), e.rng.uniform(-0.2, low, count), e.rng.pareto(2.5, count), strict=True
    )
    for x, y, r in places:
        _star(e, sheet[0], float(x), float(y), 0.0022 + 0.0014 * min(float(r), 3.0))
    return sheet


def _star(e: Easel, sheet: Tensor, x: float, y: float, r: float) -> None:
    """A dot that keeps its brightness when it is smaller than a pixel."""
    size = max(r, e.px * 0.6)
    rows, cols = e.window(x - 2 * size, y - 2 * size, x + 2 * size, y + 2 * size)
    if rows.stop <= rows.start or cols.stop <= cols.start:
        return
    dx, dy = (e.columns[cols] - x) / size, (e.lines[rows] - y) / size
    light = np.exp(-(dy * dy))[:, None] * np.exp(-(dx * dx))[None]
    sheet.numpy()[rows, cols] += light * np.float32(min(1.0, 0.35 + 0.65 * (r / size) ** 1.5))
