"""Drawing the parts of a scene: figures, the shadows under them, what water hides, white paper edges."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from haneul.blocking.blocking import Part
from haneul.blocking.camera import Camera
from haneul.blocking.figure import Figure
from haneul.blocking.scene import Scene
from haneul.grading.light import DEEP, Light
from haneul.worlds.atlas import Atlas
from haneul.worlds.easel import sample
from haneul.worlds.stage import Stage
from haneul.worlds.texture import halvings, texture
from haneul.worlds.view import Crop, View

SHADE = (1.0, 0.93, 0.78)  # shadows are bluish: how much of each colour they take


@dataclass(frozen=True)
class Portrayer:
    """Draws figures into pictures (T, 3, H, W), in place."""

    scene: Scene
    stage: Stage
    view: View
    atlas: Atlas

    def draw(self, out: Tensor, parts: list[Part], cam: Camera, lit: Light, times: np.ndarray) -> None:
        """All parts, the farthest first; the order may change from frame to frame."""
        if not parts:
            return
        if self.stage.ground.kind == "ground":
            for part in parts:
                if not part.stand:
                    self._shadow(out, part, cam, lit)
        ranks = np.argsort(np.stack([part.near for part in parts]), axis=0, kind="stable")
        start = 0
        for stop in range(1, len(times) + 1):
            if stop == len(times) or np.any(ranks[:, stop] != ranks[:, start]):
                run = slice(start, stop)
                now, light = cam.cut(run), lit.cut(run)
                for k in ranks[:, start]:
                    self._figure(out[run], parts[k].cut(run), now, light, times[run])
                start = stop

    def _figure(self, out: Tensor, part: Part, cam: Camera, lit: Light, times: np.ndarray) -> None:
        view, horizon = self.view, self.stage.ground.horizon
        x, y, hw, hh, angle = part.quad(cam, horizon)
        reach = np.hypot(hw, hh)
        crop = view.crop(x - reach, y - reach, x + reach, y + reach)
        if part.stand:
            self._stand(out, part, cam, lit)
        if crop is None:
            return
        seen = self._cells(part, crop, _theta(crop, x, y, hw, hh, angle, part.mirrored))
        gain = view.colour(lit.figure * (DEEP if self.stage.sky == "deep" else 1.0))
        rgb, alpha = seen[:, :3] * gain, seen[:, 3:]
        if not self.stage.indoor and self.stage.sky == "open":
            depth = part.made.depth
            veil = np.clip(lit.fog * (0.10 + 0.55 * depth) + lit.mist * 0.35 * depth, 0, 0.8)
            if veil.any():
                rgb = torch.lerp(rgb, view.colour(lit.haze) * alpha, view.scalar(veil))
            if self.stage.ground.kind == "water":
                rgb, alpha = self._dip(rgb, alpha, part, cam, crop, times)
        patch = crop.of(out)
        if self.scene.look == "paper cut-out":
            r = max(1, round(0.015 * view.height))
            wide = F.avg_pool2d(F.max_pool2d(alpha, 2 * r + 1, 1, r), 3, 1, 1)
            patch.mul_(1 - wide).add_(wide * 0.97)
        patch.mul_(1 - alpha).add_(rgb)

    def _cells(self, part: Part, crop: Crop, theta: np.ndarray) -> Tensor:
        """The figure's texture under `theta` in a crop (T, 4, h, w), each frame from a fitting level."""
        view = self.view
        seen = torch.empty(len(theta), 4, crop.height, crop.width, device=view.device)
        # A pixel step in the cell's own pixels; theta maps to -1..1.
        size = self.atlas.pictures.shape[-2]
        step = np.maximum(np.hypot(theta[:, 0, 0], theta[:, 1, 0]) / crop.width,
                          np.hypot(theta[:, 0, 1], theta[:, 1, 1]) / crop.height)  # fmt: skip
        halved = halvings(size * step)
        for level in np.unique(halved):
            at = np.flatnonzero(halved == level)
            cells = texture(self.atlas, part.figure, part.pose[at], int(level), view.device)
            seen[at] = sample(cells, view.tensor(theta[at]), crop.height, crop.width)
        return seen

    def _dip(
        self, rgb: Tensor, alpha: Tensor, part: Part, cam: Camera, crop: Crop, times: np.ndarray
    ) -> tuple[Tensor, Tensor]:
        """Cut off what is under the water's surface, with foam along the line."""
        m, view = part.made, self.view
        _, line, _ = cam.place(m.x, m.foot - 0.20 * m.height, m.foot, self.stage.ground.horizon)
        xs, ys = crop.screen()
        above = view.scalar(line)[:, 0] + 0.006 * torch.sin(xs * 40 + 3 * view.scalar(times)[:, 0]) - ys
        dry = (above * view.height * 0.7 + 0.5).clamp(0, 1)[:, None]
        foam = (1 - above.abs() * 90).clamp(0, 1)[:, None] * alpha * 0.8
        rgb, alpha = rgb * dry, alpha * dry
        return rgb * (1 - foam) + foam * 0.95, alpha + foam * (1 - alpha)

    def _stand(self, out: Tensor, part: Part, cam: Camera, lit: Light) -> None:
        """The thin stand of a microphone, from its lower third to the ground."""
        view, m, horizon = self.view, part.made, self.stage.ground.horizon
        x, top, s = cam.place(m.x, m.foot - m.lift - m.height * 0.3, m.foot, horizon)
        _, foot, _ = cam.place(m.x, m.foot, m.foot, horizon)
        half = 0.086 * m.height * s
        crop = view.crop(x - 6 * half, top - half, x + 6 * half, foot + 2 * half)
        if crop is None:
            return
        xs, ys = crop.screen()
        x0, y0, y1, w = (view.scalar(value)[:, 0] for value in (x, top, foot, half))
        dx = (xs - x0).abs()
        pole = ((w - dx) * view.height + 0.5).clamp(0, 1)
        pole = pole * ((ys - y0) * view.height).clamp(0, 1) * ((y1 - ys) * view.height).clamp(0, 1)
        base = ((1 - ((dx / (w * 6)) ** 2 + ((ys - y1) / (w * 1.8)) ** 2)) * 6).clamp(0, 1)
        cover = torch.maximum(pole, base)[:, None]
        crop.of(out).mul_(1 - cover).add_(cover * view.colour(lit.figure * 0.24))

    def _shadow(self, out: Tensor, part: Part, cam: Camera, lit: Light) -> None:
        """A soft patch under the feet and, in the sun, the figure's own shadow on the ground."""
        view, m = self.view, part.made
        x, y, s = cam.place(m.x, m.foot, m.foot, self.stage.ground.horizon)
        height = m.height * s
        wide = height * min(part.extent[0] / part.extent[1], 1.4) * m.wide
        strength = np.clip(1 - m.lift / 0.5, 0.15, 1) * (0.34 if self.stage.indoor else lit.shadow)
        rx, ry = wide * 0.42 * (1 + m.lift * 0.4), 0.055 * wide + 0.006
        crop = view.crop(x - 1.1 * rx, y - 1.3 * ry, x + 1.1 * rx, y + 1.1 * ry)
        if crop is not None:
            xs, ys = crop.screen()
            dx = (xs - view.scalar(x)[:, 0]) / view.scalar(rx)[:, 0]
            dy = (ys - view.scalar(y - 0.004)[:, 0]) / view.scalar(ry)[:, 0]
            dark = (1.15 - (dx * dx + dy * dy)).clamp(0, 1)[:, None] * view.scalar(strength * 1.1)
            crop.of(out).mul_(1 - dark.clamp(0, 0.75) * view.fixed(SHADE))
        if not self.stage.indoor and float(lit.clear.max()) >= 0.2:
            self._cast(out, part, lit, x, y, height, strength * lit.clear * 0.85)

    def _cast(self, out: Tensor, part: Part, lit: Light, x: np.ndarray, y: np.ndarray, height: np.ndarray,
              strength: np.ndarray) -> None:  # fmt: skip
        """The figure's outline as a flat parallelogram that leans away from the sun."""
        view, m = self.view, part.made
        cell = height / part.extent[1]
        flat, lean = lit.long * 0.5, lit.lean * 0.55
        rise = m.lift * (height / m.height)
        fx, fy = x + lean * rise, y - flat * rise * 0.3
        side = np.minimum(0, lean * cell), np.maximum(0, lean * cell)
        crop = view.crop(fx - cell * 0.6 + side[0], fy - flat * cell, fx + cell * 0.6 + side[1], fy)
        if crop is None:
            return
        cx, cy, sx, sy = crop.frame
        turn = np.where(part.mirrored, -1.0, 1.0)
        # Up the cell by v = (fy - y) / (flat cell), across it by u = (x - fx) / cell - lean v.
        theta = np.zeros((len(x), 2, 3))
        theta[:, 1, 1], theta[:, 1, 2] = 2 * sy / (flat * cell), 2 * (cy - fy) / (flat * cell) + 1
        theta[:, 0, 0], theta[:, 0, 1] = 2 * sx / cell * turn, 2 * lean * sy / (flat * cell) * turn
        theta[:, 0, 2] = 2 * ((cx - fx) + lean * (cy - fy) / flat) / cell * turn
        cells = texture(self.atlas, Figure(part.figure.key), part.pose, 2, view.device)[:, 3:]
        dark = sample(cells, view.tensor(theta), crop.height, crop.width) * view.scalar(strength)
        crop.of(out).mul_(1 - dark * view.fixed(SHADE))


def _theta(crop: Crop, x: np.ndarray, y: np.ndarray, hw: np.ndarray, hh: np.ndarray, angle: np.ndarray,
           mirrored: np.ndarray) -> np.ndarray:  # fmt: skip
    """Cell from crop coordinates (T, 2, 3), both -1..1."""
    cx, cy, sx, sy = crop.frame
    cos, sin, turn = np.cos(angle), np.sin(angle), np.where(mirrored, -1.0, 1.0)
    theta = np.zeros((len(x), 2, 3))
    theta[:, 0, 0], theta[:, 0, 1] = cos * sx / hw * turn, sin * sy / hw * turn
    theta[:, 0, 2] = (cos * (cx - x) + sin * (cy - y)) / hw * turn
    theta[:, 1, 0], theta[:, 1, 1] = -sin * sx / hh, cos * sy / hh
    theta[:, 1, 2] = (-sin * (cx - x) + cos * (cy - y)) / hh
    return theta
