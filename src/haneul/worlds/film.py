"""One scene as a film: painted once, shown at any moments, with the truth of where everything is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from haneul.blocking.blocking import Blocking, Part
from haneul.blocking.camera import Camera
from haneul.blocking.figure import Figure
from haneul.blocking.motion import Track
from haneul.blocking.scene import Scene, Shot
from haneul.grading.light import Light, light
from haneul.grading.look import develop, exposed
from haneul.grading.scenery import Scenery, scenery
from haneul.worlds.atlas import Atlas
from haneul.worlds.backdrop import Backdrop
from haneul.worlds.bodies import bodies
from haneul.worlds.easel import Easel
from haneul.worlds.places import paint
from haneul.worlds.portray import Portrayer
from haneul.worlds.sky import Sky
from haneul.worlds.view import View
from haneul.worlds.weather import Weather, bubbles

CHUNK = 160_000  # pixels worked upon at once, so that they stay in the processor's cache
TICK = 1e-3  # seconds over which velocities are measured
GRAINY = ("film noir", "vintage", "paper cut-out")


@dataclass(frozen=True)
class Truth:
    """What is where. N is the most actors of any scene; rows that are not there are invisible."""

    identity: Tensor  # (B, N) int64: row of the atlas, -1 for nobody
    boxes: Tensor  # (B, T, N, 4) x0 y0 x1 y1 relative to the picture; copies of one actor share a box
    depth: Tensor  # (B, T, N) 0 nearest .. 1 horizon
    velocity: Tensor  # (B, T, N, 2) of the box's centre, picture widths and heights a second
    visible: Tensor  # (B, T, N) the share of the box inside the picture, 0 out of the shot
    camera: Tensor  # (B, T, 3) shift x, y in picture heights, zoom

    @classmethod
    def blank(cls, frames: int, most: int, device: str) -> Truth:
        """One scene in which nobody is."""
        return cls(
            torch.full((1, most), -1, dtype=torch.int64, device=device),
            torch.zeros(1, frames, most, 4, device=device), torch.zeros(1, frames, most, device=device),
            torch.zeros(1, frames, most, 2, device=device), torch.zeros(1, frames, most, device=device),
            torch.zeros(1, frames, 3, device=device),
        )  # fmt: skip


@dataclass(frozen=True)
class Sighting:
    """One drawn figure, each copy and prop on its own, and its box at moments of the rendering."""

    figure: Figure
    moments: np.ndarray  # (M,)
    boxes: np.ndarray  # (M, 4) x0 y0 x1 y1 relative to the picture
    part: int  # the same number for the same figure throughout a shot
    mirrored: np.ndarray  # (M,) whether it is drawn the other way round than the artwork
    pose: np.ndarray  # (M,) frame of its loop
    angle: np.ndarray  # (M,) radians clockwise by which it leans
    near: np.ndarray  # (M,) who is nearer is drawn later


@dataclass(frozen=True)
class Rendered:
    """`frames` (B, T, 3, H, W) float32 0..1; whoever is drawn in scene b stands in `sightings[b]` before
    `sceneries[b]`."""

    frames: Tensor
    truth: Truth
    sightings: tuple[tuple[Sighting, ...], ...]
    sceneries: tuple[Scenery, ...]


class Film:
    """A scene in a picture of one size. Frames depend on their time alone."""

    def __init__(self, scene: Scene, view: View, atlas: Atlas):
        self.scene, self.view, self.atlas = scene, view, atlas
        closest = max(
            shot.closeness * (1.3 if "zoom" in shot.camera or "dolly" in shot.camera else 1.0) for shot in scene.shots
        )
        rows = view.height * min(max(closest, 1.0), 1.7)  # painted finer where the camera comes near
        easel = Easel(scene.seed, view.aspect * 0.5 + 0.40, -0.22, 1.22, rows)
        self.stage = paint(scene.place, easel)
        self.sky = Sky(self.stage.sky, scene.seed, view.aspect, view.height, view.device)
        self.weather = Weather(scene.seed, view.height, view.device, _weathers(scene))
        self.backdrop = Backdrop(scene, self.stage, easel, view)
        self.blocking = Blocking(scene, self.stage.ground, view.aspect, bodies(scene, atlas))
        self.portrayer = Portrayer(scene, self.stage, view, atlas)

    @torch.no_grad()
    def frames(self, times: np.ndarray, most: int) -> Rendered:
        """The pictures (1, T, 3, H, W) at `times` (T,) ascending seconds and their truth for `most` actors."""
        view = self.view
        out = torch.empty(len(times), 3, view.height, view.width, device=view.device)
        truth = Truth.blank(len(times), most, view.device)
        sightings: list[Sighting] = []
        behind: list[Scenery] = []
        for row, actor in enumerate(self.scene.actors):
            truth.identity[0, row] = self.atlas.row(actor.subject)
        step, begin = max(1, CHUNK // (view.width * view.height)), 0.0
        for number, shot in enumerate(self.scene.shots):
            last = number == len(self.scene.shots) - 1
            inside = (times >= begin - 1e-9) & ((times < begin + shot.seconds - 1e-9) | last)
            where = np.flatnonzero(inside)
            for at in range(0, len(where), step):
                rows = where[at : at + step]
                out[rows[0] : rows[-1] + 1] = self._shoot(
                    number, shot, times[rows], begin, truth, sightings, behind, rows
                )
            begin += shot.seconds
        return Rendered(out[None], truth, (tuple(sightings),), (Scenery.joined(behind),))

    def _shoot(
        self, number: int, shot: Shot, times: np.ndarray, begin: float,
        truth: Truth, sightings: list[Sighting], behind: list[Scenery], rows: np.ndarray,
    ) -> Tensor:  # fmt: skip
        """Frames (T, 3, H, W) of one shot, which began at `begin`."""
        view, now = self.view, slice(0, len(times))
        both = np.concatenate([times, times + TICK])  # a tick later, for velocities
        tracks = self.blocking.tracks(shot, both - begin, both)
        cam = self.blocking.camera(number, shot, both - begin, tracks)
        lit = light(self.scene, both)
        parts = self.blocking.parts(shot, tracks, both - begin, lit.wind)
        self._tell(parts, tracks, cam, truth, rows)
        cam, lit, parts = cam.cut(now), lit.cut(now), [part.cut(now) for part in parts]
        behind.append(scenery(self.scene, cam, self.stage.ground.horizon, self.blocking.marks(cam), times))
        for number, part in enumerate(parts):
            box, angle = self.blocking.box(part, cam), part.angle(cam)
            seen = Sighting(part.figure, rows, box, number, part.mirrored, part.pose, angle, part.near)
            sightings.append(seen)

        out = self._set(cam, lit, times)
        self.portrayer.draw(out, parts, cam, lit, times)
        out = self._before(out, cam, lit, times)
        out = exposed(self.scene.look, out, view.scalar(lit.night))
        return develop(self.scene.look, out.clamp_(0, 1), self._grain(times))

    def _set(self, cam: Camera, lit: Light, times: np.ndarray) -> Tensor:
        """What is behind everybody (T, 3, H, W)."""
        out = self.sky.frames(self.view, cam, lit, times)
        if self.stage.indoor:
            out = self.weather.over(out, self.view, lit, times)  # seen through the window
        return self.backdrop.draw(out, cam, lit, times, front=False)

    def _before(self, out: Tensor, cam: Camera, lit: Light, times: np.ndarray) -> Tensor:
        """The same with what is before everybody."""
        out = self.backdrop.draw(out, cam, lit, times, front=True)
        if self.stage.sky == "open" and not self.stage.indoor:
            return self.weather.over(out, self.view, lit, times)
        if self.stage.sky == "deep":
            bubbles(out, self.view, self.scene.seed, times, cam.x)
        return out

    @torch.no_grad()
    def empty(self, cam: Camera, times: np.ndarray) -> Tensor:
        """Frames (T, 3, H, W) in plain colours in which nobody is."""
        lit = light(self.scene, times)
        return self._before(self._set(cam, lit, times), cam, lit, times).clamp_(0, 1)

    def _grain(self, times: np.ndarray) -> Tensor:
        """Film grain or paper's fibre (T, 1, H, W), of a fixed size, so that every resolution shows the same."""
        view, look, seed = self.view, self.scene.look, self.scene.seed
        if look not in GRAINY:
            return torch.zeros(1, device=view.device)
        ticks = [0 if look == "paper cut-out" else round(float(time) * 12) for time in times]
        made = np.stack(
            [np.random.default_rng([seed, tick]).standard_normal((1, 96, 96), np.float32) for tick in ticks]
        )
        return F.interpolate(view.tensor(made), (view.height, view.width), mode="bilinear")

    def _tell(self, parts: list[Part], tracks: list[Track], cam: Camera, truth: Truth, rows: np.ndarray) -> None:
        """Write the truth of `rows`; everything is given for them and then for a tick later."""
        view, count = self.view, len(rows)
        at = torch.as_tensor(rows, device=view.device)
        for i, box in self.blocking.boxes(parts, cam).items():
            centre, now = (box[:, :2] + box[:, 2:]) / 2, box[:count]
            inside = np.clip(now, 0, 1)
            area = np.prod(now[:, 2:] - now[:, :2], 1)
            truth.boxes[0, at, i] = view.tensor(now)
            truth.visible[0, at, i] = view.tensor(np.prod(inside[:, 2:] - inside[:, :2], 1) / np.maximum(area, 1e-9))
            truth.velocity[0, at, i] = view.tensor((centre[count:] - centre[:count]) / TICK)
            truth.depth[0, at, i] = view.tensor(tracks[i].depth[:count])
        path = np.stack([cam.x, cam.y, cam.zoom * (1 + 0.85 * cam.dolly)], 1)
        truth.camera[0, at] = view.tensor(path[:count])


def _weathers(scene: Scene) -> set[str]:
    """What has to be painted: the weather at the start and at the end."""
    starts = {"rain starts": "rain", "snow starts": "snow"}
    return {scene.weather, starts.get(scene.change, scene.weather)}
