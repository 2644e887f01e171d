"""Painted sheets and moving water as the camera and the light show them."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from haneul.blocking.camera import Camera
from haneul.blocking.scene import Scene
from haneul.grading.light import Light
from haneul.worlds.easel import Easel, sample
from haneul.worlds.stage import Sheet, Stage, Water
from haneul.worlds.view import View

MURK = (0.10, 0.47, 0.66)  # what far things under water fade into


class Backdrop:
    """The layers of one scene's place. All pictures are (T, 3, H, W) and changed in place."""

    def __init__(self, scene: Scene, stage: Stage, easel: Easel, view: View):
        self.scene, self.stage, self.easel, self.view = scene, stage, easel, view
        self.sheets: dict[int, tuple[Tensor, float, float]] = {}
        for layer in stage.layers:
            if isinstance(layer, Sheet):
                self.sheets[id(layer)] = (layer.picture.to(view.device)[None], *layer.reach(easel))

    def draw(self, out: Tensor, cam: Camera, lit: Light, times: np.ndarray, *, front: bool) -> Tensor:
        """All layers behind the actors, or those before them."""
        for layer in self.stage.layers:
            if isinstance(layer, Water):
                if not front:
                    out = self._water(out, layer, cam, lit, times)
            elif layer.front == front:
                self._sheet(out, layer, cam, lit, times)
        return out

    def _sheet(self, out: Tensor, layer: Sheet, cam: Camera, lit: Light, times: np.ndarray) -> None:
        picture, top, bottom = self.sheets[id(layer)]
        look = self._look(layer, cam, lit, times)
        rows = _rows(look, top, bottom, self.view)
        if rows is None:
            return
        seen, patch = self._seen(picture, look, rows), out[:, :, rows]
        rgb, alpha = seen[:, :3], seen[:, 3:]
        if layer.glow:
            patch.add_((rgb - patch * (alpha * 0.6)) * self.view.scalar(self._shine(layer, lit)))
            return
        if self.scene.look == "paper cut-out" and not layer.ground:
            # A sheet of paper throws a shadow on the one behind and shows its white edge.
            shadow, inner = look.copy(), look.copy()
            shadow[:, 0, 2] += 0.010
            shadow[:, 1, 2] += 0.014
            inner[:, 1, 2] -= 0.010
            patch.mul_(1 - 0.42 * self._seen(picture[:, 3:], shadow, rows))
            edge = (alpha - self._seen(picture[:, 3:], inner, rows)).clamp(0, 1)
            rgb = rgb + (alpha - rgb) * edge
        if layer.ground and not self.stage.indoor and self.stage.sky == "open" and lit.snow.any():
            rgb = rgb + (alpha - rgb) * self.view.scalar(0.42 * lit.snow)  # fresh snow settles
        land, murk, haze = self._air(layer, lit)
        patch.mul_(1 - alpha).add_(rgb * self.view.colour(land * (1 - haze)[:, None]))
        if haze.any():
            patch.add_(alpha * self.view.colour(murk * haze[:, None]))

    def _seen(self, picture: Tensor, look: np.ndarray, rows: slice) -> Tensor:
        view = self.view
        return sample(picture, view.theta(look, self.easel), view.height, view.width, "reflection", rows)

    def _look(self, layer: Sheet, cam: Camera, lit: Light, times: np.ndarray) -> np.ndarray:
        """World from screen for one sheet (T, 2, 3), swaying in wind or current."""
        look = cam.look(self.stage.ground.horizon, layer.parallax, ground=layer.ground)
        look[:, 0, 2] += cam.away * layer.parallax
        if layer.sway:
            strength = 0.8 if self.stage.sky == "deep" else 0.25 + lit.wind
            wave = np.sin(times * 2.1 + self.scene.seed % 7) + 0.35 * np.sin(times * 4.7)
            lean = 2 * layer.sway * strength * wave
            look[:, 0, :] += lean[:, None] * look[:, 1, :]
            look[:, 0, 2] -= lean * 0.75
        return look

    def _shine(self, layer: Sheet, lit: Light) -> np.ndarray:
        """How strongly a glowing sheet shines (T,)."""
        if layer.day:
            return np.asarray(lit.clear * (1 - 0.8 * lit.night))
        shine = np.clip(lit.night + 0.25 * (1 - lit.land.mean(1)), 0, 1)
        return np.asarray(0.25 + 0.75 * shine if self.stage.indoor else shine)

    def _air(self, layer: Sheet, lit: Light) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The light on a sheet (T, 3), the colour of the air before it (T, 3) and how thick it is (T,)."""
        land, none = np.clip(lit.land, 0, 1.1), np.zeros(len(lit.fog))
        if self.stage.sky == "deep":
            return land, np.array(MURK) * lit.land, none + 0.15 + 0.6 * layer.far
        if self.stage.sky == "space":
            return 0.45 + 0.55 * land, lit.haze, none
        if self.stage.indoor:
            return 0.22 + 0.78 * land, lit.haze, none
        fog = lit.mist * (0.25 + layer.far) + lit.fog * (0.30 + 0.68 * layer.far**0.6)
        return land, lit.haze, np.clip(layer.far * 0.45 + fog, 0, 0.96)

    def _water(self, out: Tensor, water: Water, cam: Camera, lit: Light, times: np.ndarray) -> Tensor:
        """Waves in perspective that reflect the sky and the sun's path."""
        view = self.view
        look = cam.look(self.stage.ground.horizon, 0.85, ground=True)
        rows = _rows(look, water.top, 9.0, view)
        if rows is None:
            return out
        x, y = (part[:, rows] for part in view.world(look))
        below = y - water.top
        cover = (below * view.height + 0.5).clamp(0, 1)
        depth = (below / (1.0 - water.top)).clamp(0, 1)
        crest, swell, broken, fine = self._waves(x, below, times)
        tone = (depth + 0.07 * swell + 0.10 * crest * fine).clamp(0, 1)[:, None]
        if self.scene.place == "beach":
            tone = 1 - tone  # shallow near the shore
        land, low = view.colour(np.clip(lit.land, 0, 1)), view.colour(lit.low)
        colour = torch.lerp(view.fixed(water.shallow), view.fixed(water.deep), tone) * land
        colour = colour + (low - colour) * (0.42 * (1 - depth).pow(3) + 0.10)[:, None]
        white = ((crest - 0.55) / 0.35).clamp(0, 1) * (broken * 0.8).clamp(0, 1) * (0.35 + 0.65 * fine)
        colour = colour + (low * 0.5 + 0.5 * land - colour) * white[:, None] * 0.5
        sun = view.scalar(lit.place[:, 0] * min(view.aspect, 1.9))[:, 0]
        path = torch.exp(-(((x - sun) / (0.05 + 0.16 * depth)) ** 2))
        glint = ((crest * fine + 0.4 * broken - 0.1) / 0.7).clamp(0, 1) * path
        shine = view.scalar(lit.clear * (0.45 + 0.55 * lit.glow) * 0.85)
        colour = colour + (view.colour(lit.sun) - colour) * glint[:, None] * shine
        haze = view.scalar(np.clip(lit.fog * 0.75 + lit.mist * 0.5, 0, 0.9)) * (1 - 0.6 * depth[:, None])
        colour = colour + (view.colour(lit.haze) - colour) * haze
        patch = out[:, :, rows]
        patch.add_((colour - patch) * cover[:, None])
        return out

    def _waves(self, x: Tensor, below: Tensor, times: np.ndarray) -> tuple[Tensor, ...]:
        """Crests, slow swell and what breaks the crests up, each about -1..1; how fine pixels can show them."""
        t = self.view.scalar(times)[:, 0]
        reach = 1 / (below.clamp(min=0) + 0.12)
        u = x * reach
        # Crests nearer to each other than three pixels would only flicker.
        fine = (0.157 / reach.square() * self.view.height / 3 - 0.3).clamp(0, 1)
        swell = torch.sin(u * 1.3 + reach * 2.1 + 0.7 * t) + torch.sin(u * 0.9 - reach * 3.4 - 0.5 * t + 1.7)
        crest = torch.sin(reach * 40 + 2.0 * torch.sin(u * 1.9 + 0.6 * t) + 1.5 * swell + 2.4 * t)
        broken = torch.sin(u * 3.1 + reach * 9 + 0.9 * t) + torch.sin(u * 5.3 - reach * 13 - 0.6 * t)
        return crest, swell, broken, fine


def _rows(look: np.ndarray, top: float, bottom: float, view: View) -> slice | None:
    """The picture's rows that can see world y in `top`..`bottom` under world-from-screen maps."""
    slope, lean = look[:, 1, 1], np.abs(look[:, 1, 0]) * view.aspect / 2
    first = int(np.floor(((top - look[:, 1, 2] - lean) / slope).min() * view.height)) - 1
    last = int(np.ceil(((bottom - look[:, 1, 2] + lean) / slope).max() * view.height)) + 1
    first, last = max(first, 0), min(last, view.height)
    return slice(first, last) if first < last else None
