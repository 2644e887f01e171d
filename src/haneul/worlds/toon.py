"""Scenes to pictures: `render` paints what `scene.py` describes and says exactly where everything is.

One scene is one painted place (`places.py`) under a sky, lit by a time and a weather (`light.py`), through a
camera with parallax (`camera.py`), with characters of the atlas moving in it (`motion.py`, `figure.py`).
Frames are functions of time alone, so a slice of a clip, or one frame, equals the whole rendering.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import torch
from torch import Tensor

from haneul.worlds.artwork import Atlas
from haneul.worlds.camera import Camera, camera, ground_parallax
from haneul.worlds.catalogue import Subject, catalogue
from haneul.worlds.easel import Easel, sample
from haneul.worlds.figure import Figure, halvings, saddle, texture
from haneul.worlds.light import Light, light
from haneul.worlds.looks import develop
from haneul.worlds.motion import Track, enter_or_leave, join, track
from haneul.worlds.places import Sheet, Stage, Water, paint
from haneul.worlds.scene import Actor, Scene, Shot
from haneul.worlds.sky import Sky
from haneul.worlds.view import View
from haneul.worlds.weather import Weather

CHUNK = 160_000  # pixels worked upon at once, so that they stay in the processor's cache


@dataclass(frozen=True)
class Truth:
    """What is where. N is the most actors of any scene; rows that are not there are invisible."""

    identity: Tensor  # (B, N) int64: row of the atlas, -1 for nobody
    boxes: Tensor  # (B, T, N, 4) x0 y0 x1 y1 relative to the picture; copies of one actor share a box
    depth: Tensor  # (B, T, N) 0 nearest .. 1 horizon
    velocity: Tensor  # (B, T, N, 2) of the box's centre, picture widths and heights a second
    visible: Tensor  # (B, T, N) the share of the box inside the picture, 0 out of the shot
    camera: Tensor  # (B, T, 3) shift x, y in picture heights, zoom


@dataclass(frozen=True)
class Rendered:
    """`frames` (B, T, 3, H, W) float32 0..1."""

    frames: Tensor
    truth: Truth


@torch.no_grad()
def render(scenes: Sequence[Scene], *, width: int, height: int, fps: float, frames: int, atlas: Atlas,
           device: str = "cpu", start: int | Sequence[int] = 0) -> Rendered:  # fmt: skip
    """`frames` frames of every scene from frame `start` on (one number, or one a scene)."""
    view = View(width, height, str(device))
    starts = [start] * len(scenes) if isinstance(start, int) else list(start)
    most = max((len(scene.actors) for scene in scenes), default=1)
    films = [Film(scene, view, atlas).frames((first + np.arange(frames)) / fps, most)
             for scene, first in zip(scenes, starts, strict=True)]  # fmt: skip
    pictures = torch.stack([film.frames[0] for film in films])
    names = ("identity", "boxes", "depth", "velocity", "visible", "camera")
    truth = {name: torch.cat([getattr(film.truth, name) for film in films]) for name in names}
    return Rendered(pictures, Truth(**truth))


@cache
def _subjects() -> dict[str, Subject]:
    return {subject.key: subject for subject in catalogue()}


def subject(key: str) -> Subject:
    """The catalogue's entry."""
    return _subjects()[key]


@dataclass(frozen=True)
class Part:
    """One picture to put into the scene: an actor, a copy of it or its prop."""

    owner: int
    figure: Figure
    made: Track
    turn: np.ndarray  # (T,) bool: drawn mirrored
    pose: np.ndarray  # (T,) frame of its loop
    extent: tuple[float, float]  # what the character fills of its cell
    order: float = 0.0
    shadow: bool = True
    stand: bool = False


class Film:
    """One scene, painted once, shown at any moment."""

    def __init__(self, scene: Scene, view: View, atlas: Atlas):
        self.scene, self.view, self.atlas = scene, view, atlas
        closest = max(
            shot.closeness * (1.3 if "zoom" in shot.camera or "dolly" in shot.camera else 1.0) for shot in scene.shots
        )
        rows = view.height * min(max(closest, 1.0), 1.7)
        self.easel = Easel(scene.seed, view.aspect * 0.5 + 0.40, -0.22, 1.22, rows)
        self.stage: Stage = paint(scene.place, self.easel)
        for layer in self.stage.layers:
            if isinstance(layer, Sheet):
                layer.picture = layer.picture.to(view.device)
        self.sky = Sky(self.stage.sky, scene.seed, view.aspect, view.height, view.device)
        self.weather = Weather(scene.seed, view.height, view.device, _kinds(scene))
        self.reach = {id(layer): layer.reach(self.easel) for layer in self.stage.layers if isinstance(layer, Sheet)}

    def frames(self, times: np.ndarray, most: int) -> Rendered:
        """The pictures (1, T, 3, H, W) at `times` (T,) seconds and their truth for `most` actors."""
        view = self.view
        out = torch.empty(len(times), 3, view.height, view.width, device=view.device)
        truth = _blank(len(times), most, view.device)
        for row, actor in enumerate(self.scene.actors):
            truth.identity[0, row] = self.atlas.row(actor.subject)
        begin = 0.0
        step = max(1, CHUNK // (view.width * view.height))
        for number, shot in enumerate(self.scene.shots):
            last = number == len(self.scene.shots) - 1
            inside = (times >= begin - 1e-9) & ((times < begin + shot.seconds - 1e-9) | last)
            where = np.flatnonzero(inside)
            for at in range(0, len(where), step):
                rows = where[at : at + step]
                out[rows[0] : rows[-1] + 1] = self._shoot(number, shot, times[rows], begin, truth, rows)
            begin += shot.seconds
        return Rendered(out[None], truth)

    def _shoot(self, number: int, shot: Shot, times: np.ndarray, begin: float, truth: Truth, rows: np.ndarray) -> Tensor:
        view, stage, local = self.view, self.stage, times - begin
        tracks = self._tracks(shot, local, times)
        cam = self._camera(number, shot, local, tracks)
        lit = light(self.scene, times)
        for i, made in enumerate(tracks):
            gust = np.clip(lit.wind - 0.4, 0, 1) * 0.10
            made.angle = made.angle + gust * (np.sin(local * 2.6 + i) + 0.4 * np.sin(local * 6.1 + 2 * i))
        parts = self._parts(shot, tracks, local)
        self._tell(shot, tracks, cam, local, begin, truth, rows, parts)
        out = self.sky.frames(view, cam, lit, times)
        if stage.indoor:
            out = self.weather.over(out, view, lit, times)
        for layer in stage.layers:
            if not layer_front(layer):
                out = self._layer(out, layer, cam, lit, times)
        out = self._figures(out, parts, cam, lit, times)
        for layer in stage.layers:
            if layer_front(layer):
                out = self._layer(out, layer, cam, lit, times)
        if not stage.indoor and stage.sky == "open":
            out = self.weather.over(out, view, lit, times)
        elif stage.sky == "deep":
            out = self._bubbles(out, cam, times)
        if self.scene.look not in ("plain", "warm", "cold") and lit.night.any():
            # A photographer would open the lens at night; else a dark look leaves nothing to see.
            out = out.clamp_(1e-4, 1).pow(view.scalar(1 - 0.36 * lit.night))
        return develop(self.scene.look, out.clamp_(0, 1), view, self._grain(times))

    # -- who is where ------------------------------------------------------------------------------

    def _tracks(self, shot: Shot, local: np.ndarray, times: np.ndarray) -> list[Track]:
        scene, ground, aspect = self.scene, self.stage.ground, self.view.aspect
        free = shot.camera == "tracking"
        tracks = [
            track(actor, subject(actor.subject), ground, aspect, local, shot.seconds, 0.0, free) for actor in scene.actors
        ]
        saddles = []
        for actor, made in zip(scene.actors, tracks, strict=True):
            who = subject(actor.subject)
            row = self.atlas.row(actor.subject)
            rear, high = saddle(self.atlas, row, who.faces)
            wide = float(self.atlas.aspect[row])
            saddles.append((np.where(turned(actor, who, made), -1, 1) * _natural(who) * -rear * wide, high))
        tracks = join(scene.actors, tracks, local, shot.seconds, aspect, saddles)
        if scene.change in ("one leaves", "one enters"):
            last = len(tracks) - 1
            tracks[last] = enter_or_leave(tracks[last], scene.actors[last], scene.change, times, scene.seconds, aspect)
        return tracks

    def _camera(self, number: int, shot: Shot, local: np.ndarray, tracks: list[Track]) -> Camera:
        first = shot.actors[0] if shot.actors else 0
        # Sampled over the whole shot, not over the frames asked for.
        at = np.linspace(0, shot.seconds, 7)
        path = self._tracks(shot, at, at)
        shown = [path[i] for i in shot.actors] or path
        x = float(np.clip(np.mean([t.x for t in shown]), -0.3 * self.view.aspect, 0.3 * self.view.aspect))
        y = float(np.mean([t.middle for t in shown]))
        follow = tracks[first].x - x
        foot = float(path[first].foot[0])
        if shot.camera == "tracking":
            x = float(path[first].x[0])
            follow = tracks[first].x - x
        made = camera(shot.camera, local, shot.seconds, self.view.aspect, shot.closeness, follow, tracks[first].middle,
                      (x, min(max(y, 0.3), 0.75)), ground_parallax(foot, self.stage.ground.horizon), self.scene.seed)  # fmt: skip
        return replace(made, away=0.37 * self.view.aspect * (number % 3) * (1 if number % 2 else -1))

    def _parts(self, shot: Shot, tracks: list[Track], local: np.ndarray) -> list[Part]:
        parts: list[Part] = []
        for i in shot.actors:
            actor = self.scene.actors[i]
            who = subject(actor.subject)
            for copy in range(actor.count):
                made = self._copy(actor, who, tracks[i], copy, shot, local)
                parts.append(self._part(i, actor, who, made, local, copy))
            if actor.prop:
                parts.append(self._prop(i, actor, parts[-1], local))
        return parts

    def _copy(self, actor: Actor, who: Subject, made: Track, copy: int, shot: Shot, local: np.ndarray) -> Track:
        """The track of one of `count`: its own beat, its own place in the row."""
        if actor.count == 1:
            return made
        if actor.mount < 0 and actor.action not in ("chases", "meets"):
            phase = (copy * 0.618) % 1.0 if actor.action != "circles" else copy / actor.count
            made = track(actor, who, self.stage.ground, self.view.aspect, local, shot.seconds, phase,
                         shot.camera == "tracking")  # fmt: skip
        if actor.action == "circles":
            return made
        width = float(self.atlas.aspect[self.atlas.row(actor.subject)].clamp(0.45, 1.25)) * 1.04
        row = np.minimum(made.height * width, 0.84 * self.view.aspect / actor.count)
        shift = (copy - (actor.count - 1) / 2) * row
        near = 0.025 * ((copy % 2) - 0.5)
        return replace(made, x=made.x + shift, foot=made.foot + near, depth=made.depth - near * 2)

    def _part(self, i: int, actor: Actor, who: Subject, made: Track, local: np.ndarray, copy: int) -> Part:
        row = self.atlas.row(actor.subject)
        rear, flip = -1, False
        if actor.rear:
            rear = self.atlas.row(actor.rear)
            other = subject(actor.rear).faces
            flip = who.faces != "front" and other != "front" and who.faces != other
        turn = turned(actor, who, made)
        count = self.atlas.pictures.shape[1]
        rate = float(self.atlas.fps[row]) * made.pace
        pose = np.floor((local + copy * 0.73 + 0.4 * i) * rate + 1e-6).astype(np.int64) % count
        ex, ey = (float(v) for v in self.atlas.extent[row])
        figure = Figure(row, actor.tint, rear, who.faces, flip)
        return Part(i, figure, made, turn, pose, (ex, ey), order=0.0 if actor.mount < 0 else 0.01)

    def _prop(self, i: int, actor: Actor, holder: Part, local: np.ndarray) -> Part:
        """A thing before its owner: a microphone on a stand at the mouth, others at the chest or the feet."""
        row = self.atlas.row(actor.prop)
        m = holder.made
        ex, ey = (float(v) for v in self.atlas.extent[row])
        ox, oy = holder.extent
        wide = m.height * min(ox / oy, 1.3)
        natural = _natural(subject(actor.subject))
        way = np.where(holder.turn, -natural, natural)
        way = np.where(way == 0, 0.55, way)
        stand = actor.prop == "microphone"
        up, size, out = (0.42, 0.34, 0.46) if stand else (0.02, 0.36, 0.52)
        made = replace(
            m, x=m.x + way * wide * out, lift=m.lift + up * m.height, height=m.height * size, foot=m.foot + 0.012,
            angle=m.angle * 0.3, tall=np.ones_like(m.x), wide=np.ones_like(m.x),
        )  # fmt: skip
        return Part(i, Figure(row), made, way > 0, np.zeros(len(local), np.int64), (ex, ey), 0.02, not stand, stand)

    # -- painting ----------------------------------------------------------------------------------

    def _layer(self, out: Tensor, layer: Sheet | Water, cam: Camera, lit: Light, times: np.ndarray) -> Tensor:
        view, horizon = self.view, self.stage.ground.horizon
        if isinstance(layer, Water):
            return self._water(out, layer, cam, lit, times)
        look = cam.look(horizon, layer.parallax, ground=layer.ground)
        look[:, 0, 2] += cam.away * layer.parallax
        if layer.sway:
            strength = 0.25 + lit.wind if self.stage.sky != "deep" else 0.8 * np.ones(len(times))
            lean = layer.sway * strength * (np.sin(times * 2.1 + self.scene.seed) + 0.35 * np.sin(times * 4.7)) * 2
            look[:, 0, :] += lean[:, None] * look[:, 1, :]
            look[:, 0, 2] -= lean * 0.75
        rows = _rows(look, *self.reach[id(layer)], view)
        if rows is None:
            return out
        seen = sample(layer.picture[None], view.theta(look, self.easel), view.height, view.width, "reflection", rows)
        alpha, patch = seen[:, 3:], out[:, :, rows]
        if layer.glow:
            shine = np.clip(lit.night * 1.0 + 0.25 * (1 - lit.land.mean(1)), 0, 1)
            if layer.day:
                shine = lit.clear * (1 - 0.8 * lit.night)
            if self.stage.indoor:
                shine = 0.25 + 0.75 * shine
            patch.add_((seen[:, :3] - patch * (alpha * 0.6)) * view.scalar(shine))
            return out
        land = np.clip(lit.land, 0, 1.1)
        if self.stage.sky == "space":
            land = 0.45 + 0.55 * land
        elif self.stage.indoor:
            land = 0.35 + 0.65 * land
        if self.stage.sky == "deep":
            murk = np.array((0.10, 0.47, 0.66)) * lit.land
            haze = np.full(len(times), 0.15 + 0.6 * layer.far)
        else:
            murk = lit.haze
            thick = 0.0 if self.stage.indoor else 1.0
            haze = np.clip(layer.far * 0.45 + (lit.mist * (0.25 + layer.far) + lit.fog * (0.30 + 0.68 * layer.far**0.6)) * thick, 0, 0.96)
            if self.stage.indoor or self.stage.sky == "space":
                haze = haze * 0.0
        gain = view.colour(land * (1 - haze)[:, None])
        veil = view.colour(murk * haze[:, None])
        if self.scene.look == "paper cut-out" and not layer.ground:
            shadow = look.copy()
            shadow[:, :, 2] -= 0.012
            dark = sample(layer.picture[None, 3:], view.theta(shadow, self.easel), view.height, view.width, "reflection", rows)
            patch.mul_(1 - 0.38 * dark)
        if layer.ground and not self.stage.indoor and self.stage.sky == "open" and lit.snow.any():
            # Fresh snow settles.
            white = view.scalar(0.42 * lit.snow)
            seen = seen[:, :3] + (alpha - seen[:, :3]) * white
        patch.mul_(1 - alpha).add_(seen[:, :3] * gain)
        if haze.any():
            patch.add_(alpha * veil)
        return out

    def _water(self, out: Tensor, water: Water, cam: Camera, lit: Light, times: np.ndarray) -> Tensor:
        view = self.view
        x, y = view.world(cam.look(self.stage.ground.horizon, 0.85, ground=True))
        below = y - water.top
        cover = (below * view.height + 0.5).clamp(0, 1)
        depth = (below / (1.0 - water.top)).clamp(0, 1)
        reach = 1 / (below.clamp(min=0) + 0.12)
        t = view.tensor(times)[:, None, None]
        u = x * reach
        # Long low crests, broken up by two slower swells; finer ones than pixels are left out.
        length = 0.157 / reach.square()
        fine = (length * view.height / 3 - 0.3).clamp(0, 1)
        swell = torch.sin(u * 1.3 + reach * 2.1 + 0.7 * t) + torch.sin(u * 0.9 - reach * 3.4 - 0.5 * t + 1.7)
        crest = torch.sin(reach * 40 + 2.0 * torch.sin(u * 1.9 + 0.6 * t) + 1.5 * swell + 2.4 * t)
        break_up = torch.sin(u * 3.1 + reach * 9 + 0.9 * t) + torch.sin(u * 5.3 - reach * 13 - 0.6 * t)
        shallow, deep = (torch.tensor(c, device=view.device)[None, :, None, None] for c in (water.shallow, water.deep))
        land, low = view.colour(np.clip(lit.land, 0, 1)), view.colour(lit.low)
        tone = (depth + 0.07 * swell + 0.10 * crest * fine).clamp(0, 1)[:, None]
        if self.scene.place == "beach":
            tone = 1 - tone
        colour = torch.lerp(shallow, deep, tone) * land
        colour = colour + (low - colour) * (0.42 * (1 - depth).pow(3) + 0.10)[:, None]
        white = ((crest - 0.55) / 0.35).clamp(0, 1) * (break_up * 0.8).clamp(0, 1) * (0.35 + 0.65 * fine)
        colour = colour + (low * 0.5 + 0.5 * land - colour) * white[:, None] * 0.5
        sx = view.tensor(lit.place[:, 0])[:, None, None] * min(view.aspect, 1.9)
        path = torch.exp(-(((x - sx) / (0.05 + 0.16 * depth)) ** 2))[:, None]
        glint = ((crest * fine + 0.4 * break_up - 0.1) / 0.7).clamp(0, 1)[:, None]
        glint = glint * path * view.scalar(lit.clear * (0.45 + 0.55 * lit.glow))
        colour = colour + (view.colour(lit.sun) - colour) * glint * 0.85
        haze = view.scalar(np.clip(lit.fog * 0.75 + lit.mist * 0.5, 0, 0.9)) * (1 - 0.6 * depth[:, None])
        colour = colour + (view.colour(lit.haze) - colour) * haze
        return out + (colour - out) * cover[:, None]

    def _figures(self, out: Tensor, parts: list[Part], cam: Camera, lit: Light, times: np.ndarray) -> Tensor:
        """All parts, the farthest first; the order may change from frame to frame."""
        if not parts:
            return out
        keys = np.stack([part.made.foot + part.order for part in parts])
        ranks = np.argsort(keys, axis=0, kind="stable")
        if self.stage.ground.kind == "ground" and not self.stage.indoor or self.stage.indoor:
            for part in parts:
                if part.shadow:
                    out = self._shadow(out, part, cam, lit)
        start = 0
        for stop in range(1, len(times) + 1):
            if stop == len(times) or np.any(ranks[:, stop] != ranks[:, start]):
                run = slice(start, stop)
                piece = out[run]
                for k in ranks[:, start]:
                    piece = self._figure(piece, parts[k], cam, lit, times, run)
                out[run] = piece
                start = stop
        return out

    def _quad(self, part: Part, cam: Camera, run: slice) -> tuple[np.ndarray, ...]:
        """Centre x, y, half width, half height, angle of the part's cell on the screen, each (T,)."""
        m = part.made
        tall = m.height[run] * m.tall[run]
        middle = m.foot[run] - m.lift[run] - tall / 2
        take = _cut(cam, run)
        x, y, s = take.place(m.x[run], middle, m.foot[run], self.stage.ground.horizon)
        cell = m.height[run] / part.extent[1] * s
        # The cell's centre is above the character's when the character is not as high as its cell.
        rise = (1 - part.extent[1]) / 2 * cell * m.tall[run]
        angle = m.angle[run] + take.roll
        return x + np.sin(angle) * rise, y - np.cos(angle) * rise, cell * m.wide[run] / 2, cell * m.tall[run] / 2, angle

    def _figure(self, out: Tensor, part: Part, cam: Camera, lit: Light, times: np.ndarray, run: slice) -> Tensor:
        view = self.view
        x, y, hw, hh, angle = self._quad(part, cam, run)
        turn = np.where(part.turn[run], -1.0, 1.0)
        box = _window(view, x, y, hw, hh)
        if box is None:
            return out
        top, left, bottom, right = box
        theta = _theta(view, box, x, y, hw, hh, angle, turn)
        seen = torch.empty(len(x), 4, bottom - top, right - left, device=view.device)
        halved = halvings(self.atlas.pictures.shape[-2], 2 * np.minimum(hh, hw) * view.height)
        for level in np.unique(halved):
            at = np.flatnonzero(halved == level)
            cells = texture(self.atlas, part.figure, part.pose[run][at], int(level), view.device)
            seen[at] = sample(cells, view.tensor(theta[at]), bottom - top, right - left)
        if part.stand:
            out = self._stand(out, part, cam, lit, run)
        gain = view.colour(lit.figure[run])
        if self.stage.sky == "deep":
            gain = gain * torch.tensor((0.72, 0.93, 1.02), device=view.device)[:, None, None]
        rgb = seen[:, :3] * gain
        alpha = seen[:, 3:]
        depth = part.made.depth[run]
        veil = np.clip(lit.fog[run] * (0.10 + 0.55 * depth) + lit.mist[run] * 0.35 * depth, 0, 0.8)
        if self.stage.indoor or self.stage.sky != "open":
            veil = np.zeros_like(veil)
        rgb = torch.lerp(rgb, view.colour(lit.haze[run]) * alpha, view.scalar(veil))
        if self.stage.ground.kind == "water" and self.stage.sky == "open":
            rgb, alpha = self._dip(rgb, alpha, part, cam, run, box, times[run])
        if self.scene.look == "paper cut-out":
            out = self._outline(out, box, seen[:, 3:])
        patch = out[:, :, top:bottom, left:right]
        patch.mul_(1 - alpha).add_(rgb)
        return out

    def _dip(self, rgb: Tensor, alpha: Tensor, part: Part, cam: Camera, run: slice, box: tuple[int, int, int, int],
             times: np.ndarray) -> tuple[Tensor, Tensor]:  # fmt: skip
        """Cut off what is under the water's surface."""
        m, view = part.made, self.view
        take = _cut(cam, run)
        deep = m.foot[run] - 0.20 * m.height[run]
        _, line, _ = take.place(m.x[run], deep, m.foot[run], self.stage.ground.horizon)
        top, left, bottom, right = box
        xs, ys = view.screen()
        wobble = 0.006 * torch.sin(xs[:, left:right] * 40 + 3 * view.scalar(times)[:, 0])
        dry = ((view.scalar(line)[:, 0] + wobble - ys[top:bottom]) * view.height * 0.7 + 0.5).clamp(0, 1)[:, None]
        foam = (1 - ((view.scalar(line)[:, 0] + wobble - ys[top:bottom]).abs() * 90)).clamp(0, 1)[:, None] * alpha * 0.8
        rgb, alpha = rgb * dry, alpha * dry
        return rgb * (1 - foam) + foam * 0.95, alpha + foam * (1 - alpha)

    def _outline(self, out: Tensor, box: tuple[int, int, int, int], alpha: Tensor) -> Tensor:
        """White paper round a cut-out figure."""
        top, left, bottom, right = box
        r = max(1, round(0.012 * self.view.height))
        wide = torch.nn.functional.max_pool2d(alpha, 2 * r + 1, 1, r)
        wide = torch.nn.functional.avg_pool2d(wide, 3, 1, 1) if r > 0 else wide
        patch = out[:, :, top:bottom, left:right]
        patch.mul_(1 - wide).add_(wide * 0.97)
        return out

    def _stand(self, out: Tensor, part: Part, cam: Camera, lit: Light, run: slice) -> Tensor:
        """The thin stand of a microphone."""
        view, m = self.view, part.made
        take = _cut(cam, run)
        x, y0, s = take.place(m.x[run], m.foot[run] - m.lift[run] - m.height[run] * 0.3, m.foot[run], self.stage.ground.horizon)
        _, y1, _ = take.place(m.x[run], m.foot[run], m.foot[run], self.stage.ground.horizon)
        xs, ys = view.screen()
        w = view.scalar(0.012 * m.height[run] / 0.14 * s)[:, 0]
        dx = (xs - view.scalar(x)[:, 0]).abs()
        pole = ((w - dx) * view.height + 0.5).clamp(0, 1) * ((ys - view.scalar(y0)[:, 0]) * view.height).clamp(0, 1)
        pole = pole * ((view.scalar(y1)[:, 0] - ys) * view.height).clamp(0, 1)
        foot = ((1 - ((dx / (w * 6)) ** 2 + ((ys - view.scalar(y1)[:, 0]) / (w * 1.8)) ** 2)) * 6).clamp(0, 1)
        cover = torch.maximum(pole, foot)[:, None]
        return out * (1 - cover) + cover * view.colour(lit.figure[run]) * 0.24

    def _shadow(self, out: Tensor, part: Part, cam: Camera, lit: Light) -> Tensor:
        """A soft patch under the feet and the figure's own cast shadow on the ground."""
        view, m = self.view, part.made
        x, y, s = cam.place(m.x, m.foot, m.foot, self.stage.ground.horizon)
        height = m.height * s
        wide = height * min(part.extent[0] / part.extent[1], 1.4) * m.wide
        strength = np.clip(1 - m.lift / 0.5, 0.15, 1) * (lit.shadow if not self.stage.indoor else 0.34)
        xs, ys = view.screen()
        rx, ry = wide * 0.42 * (1 + m.lift * 0.4), 0.055 * wide + 0.006
        box = _window(view, x, y, rx * 1.3, ry * 1.5, 0.0)
        if box is not None:
            top, left, bottom, right = box
            dx = (xs[:, left:right] - view.scalar(x)[:, 0]) / view.scalar(rx)[:, 0]
            dy = (ys[top:bottom] - view.scalar(y - 0.004)[:, 0]) / view.scalar(ry)[:, 0]
            dark = (1.15 - (dx * dx + dy * dy)).clamp(0, 1)[:, None] * view.scalar(strength * 1.1)
            patch = out[:, :, top:bottom, left:right]
            patch.mul_(1 - dark.clamp(0, 0.75) * _shade(view))
        if self.stage.indoor or float(lit.clear.max()) < 0.2:
            return out
        return self._cast(out, part, cam, lit, x, y, height, strength)

    def _cast(self, out: Tensor, part: Part, cam: Camera, lit: Light, x: np.ndarray, y: np.ndarray, height: np.ndarray,
              strength: np.ndarray) -> Tensor:  # fmt: skip
        view, m = self.view, part.made
        cell = height / part.extent[1]
        flat, lean = lit.long * 0.5, lit.lean * 0.55
        rise = m.lift * (height / m.height)
        # Screen from the cell's (u right, v up, both in cell heights): a lying, leaning parallelogram.
        fx, fy = x + lean * rise, y - flat * rise * 0.3
        reach = cell * np.maximum(np.abs(lean), 0.3)
        box = _window(view, fx + lean * cell / 2, fy - flat * cell / 2, cell * 0.6 + reach * 0.55, flat * cell * 0.6 + 0.01, 0.0)
        if box is None:
            return out
        top, left, bottom, right = box
        cells = texture(self.atlas, Figure(part.figure.row), part.pose, 2, view.device)[:, 3:]
        turn = np.where(part.turn, -1.0, 1.0)
        theta = np.zeros((len(x), 2, 3))
        sx, sy = (right - left) / view.width * view.aspect / 2, (bottom - top) / view.height / 2
        cx, cy = ((left + right) / 2 / view.width - 0.5) * view.aspect, (top + bottom) / 2 / view.height
        # v = (fy - y) / (flat cell); u = (x - fx - lean cell v) / cell
        theta[:, 1, 1], theta[:, 1, 2] = -sy / (flat * cell) * -2, (cy - fy) / (flat * cell) * 2 + 1
        theta[:, 0, 0] = sx / cell * 2 * turn
        theta[:, 0, 1] = lean * sy / (flat * cell) * 2 * turn
        theta[:, 0, 2] = ((cx - fx) + lean * (cy - fy) / flat) / cell * 2 * turn
        dark = sample(cells, view.tensor(theta), bottom - top, right - left)
        dark = dark * view.scalar(strength * lit.clear * 0.85)
        patch = out[:, :, top:bottom, left:right]
        patch.mul_(1 - dark * _shade(view))
        return out

    def _bubbles(self, out: Tensor, cam: Camera, times: np.ndarray) -> Tensor:
        view = self.view
        rng = np.random.default_rng(self.scene.seed + 5)
        xs, ys = view.screen()
        for _ in range(9):
            bx, by, v, r = rng.uniform(-0.9, 0.9), rng.uniform(0, 1.3), rng.uniform(0.10, 0.22), rng.uniform(0.006, 0.014)
            y = 1.1 - ((by + v * times) % 1.3)
            x = bx + 0.02 * np.sin(times * 3 + by * 9) - cam.x * 0.8
            box = _window(view, x, y, np.full(len(times), r * 1.5), np.full(len(times), r * 1.5), 0.0)
            if box is None:
                continue
            top, left, bottom, right = box
            dx, dy = xs[:, left:right] - view.scalar(x)[:, 0], ys[top:bottom] - view.scalar(y)[:, 0]
            far = (dx * dx + dy * dy).sqrt()
            ring = ((r - far) * view.height + 0.5).clamp(0, 1) * (0.25 + 0.6 * (far / r).clamp(0, 1) ** 3)
            patch = out[:, :, top:bottom, left:right]
            patch.add_((1 - patch) * ring[:, None] * 0.7)
        return out

    def _grain(self, times: np.ndarray) -> Tensor:
        """Film grain that depends on the moment alone (T, 1, H, W)."""
        view = self.view
        if self.scene.look not in ("film noir", "vintage", "paper cut-out"):
            return torch.zeros(1, device=view.device)
        moving = self.scene.look != "paper cut-out"
        made = [np.random.default_rng([self.scene.seed, round(float(t) * 12) if moving else 0])
                .standard_normal((1, 96, 96), np.float32) for t in times]  # fmt: skip
        # Grains of a fixed size, so that a bigger picture shows the same film.
        return torch.nn.functional.interpolate(view.tensor(np.stack(made)), (view.height, view.width), mode="bilinear")

    def _tell(self, shot: Shot, tracks: list[Track], cam: Camera, local: np.ndarray, begin: float, truth: Truth,
              rows: np.ndarray, parts: list[Part]) -> None:  # fmt: skip
        """Write the truth of these frames."""
        now = self._boxes(parts, cam)
        ahead = local + 1e-3
        later = self._tracks(shot, ahead, ahead + begin)
        next_parts = self._parts(shot, later, ahead)
        then = self._boxes(next_parts, self._camera(0, shot, ahead, later))
        for i, box in now.items():
            inside = np.clip(box, 0, 1)
            area = np.prod(inside[:, 2:] - inside[:, :2], 1) / np.maximum(np.prod(box[:, 2:] - box[:, :2], 1), 1e-9)
            centre, moved = (box[:, :2] + box[:, 2:]) / 2, (then[i][:, :2] + then[i][:, 2:]) / 2
            at = torch.as_tensor(rows, device=self.view.device)
            truth.boxes[0, at, i] = self.view.tensor(box)
            truth.visible[0, at, i] = self.view.tensor(area)
            truth.velocity[0, at, i] = self.view.tensor((moved - centre) / 1e-3)
            truth.depth[0, at, i] = self.view.tensor(np.broadcast_to(tracks[i].depth, (len(rows),)))
        at = torch.as_tensor(rows, device=self.view.device)
        truth.camera[0, at] = self.view.tensor(np.stack([cam.x, cam.y, cam.zoom * (1 + 0.85 * cam.dolly)], 1))

    def _boxes(self, parts: list[Part], cam: Camera) -> dict[int, np.ndarray]:
        """Actor to box (T, 4) x0 y0 x1 y1, relative to the picture; its copies together, without props."""
        boxes: dict[int, np.ndarray] = {}
        for part in parts:
            if part.order > 0.015:
                continue
            x, y, hw, hh, angle = self._quad(part, cam, slice(None))
            tight = self.atlas.boxes[part.figure.row, torch.as_tensor(part.pose)].numpy()
            left, right = tight[:, 0] * 2 - 1, tight[:, 2] * 2 - 1
            left, right = np.where(part.turn, -right, left), np.where(part.turn, -left, right)
            corners = np.stack([np.stack([u * hw * np.cos(angle) - v * hh * np.sin(angle), u * hw * np.sin(angle) + v * hh * np.cos(angle)], 1)
                                for u in (left, right) for v in (tight[:, 1] * 2 - 1, tight[:, 3] * 2 - 1)])  # fmt: skip
            low, high = corners.min(0), corners.max(0)
            a = self.view.aspect
            box = np.stack([(x + low[:, 0]) / a + 0.5, y + low[:, 1], (x + high[:, 0]) / a + 0.5, y + high[:, 1]], 1)
            old = boxes.get(part.owner)
            boxes[part.owner] = box if old is None else np.concatenate(
                [np.minimum(old[:, :2], box[:, :2]), np.maximum(old[:, 2:], box[:, 2:])], 1)  # fmt: skip
        return boxes


def _natural(who: Subject) -> float:
    """Which way the artwork looks: -1 left, 1 right, 0 out of the picture."""
    return {"left": -1.0, "right": 1.0}.get(who.faces, 0.0)


def turned(actor: Actor, who: Subject, made: Track) -> np.ndarray:
    """Whether it is drawn mirrored (T,): it looks where it goes."""
    natural = _natural(who)
    return np.where((made.facing != 0) & (natural != 0), made.facing * natural < 0, actor.mirrored)


def layer_front(layer: Sheet | Water) -> bool:
    return isinstance(layer, Sheet) and layer.front


def _rows(look: np.ndarray, top: float, bottom: float, view: View) -> slice | None:
    """The picture's rows that can see world y in `top`..`bottom` under world-from-screen maps."""
    slope, lean = look[:, 1, 1], np.abs(look[:, 1, 0]) * view.aspect / 2
    first = int(np.floor(((top - look[:, 1, 2] - lean) / slope).min() * view.height)) - 1
    last = int(np.ceil(((bottom - look[:, 1, 2] + lean) / slope).max() * view.height)) + 1
    first, last = max(first, 0), min(last, view.height)
    return slice(first, last) if first < last else None


def _kinds(scene: Scene) -> set[str]:
    starts = {"rain starts": "rain", "snow starts": "snow"}
    return {scene.weather, starts.get(scene.change, scene.weather)} | ({"fog"} if scene.time == "dawn" else set())


def _shade(view: View) -> Tensor:
    """Shadows are bluish: how much of each colour they take."""
    return torch.tensor((1.0, 0.93, 0.78), device=view.device)[:, None, None]


def _cut(cam: Camera, run: slice) -> Camera:
    """The camera at the frames of `run`."""
    return replace(cam, x=cam.x[run], y=cam.y[run], zoom=cam.zoom[run], dolly=cam.dolly[run], roll=cam.roll[run],
                   focus_x=cam.focus_x[run], screen_x=cam.screen_x[run], focus_y=cam.focus_y[run])  # fmt: skip


def _window(view: View, x: np.ndarray, y: np.ndarray, hw: np.ndarray, hh: np.ndarray,
            turn: float = 1.0) -> tuple[int, int, int, int] | None:  # fmt: skip
    """The pixels (top, left, bottom, right) that a box at any angle may touch in any frame."""
    if turn:
        hw = hh = np.sqrt(hw * hw + hh * hh)
    left = int(np.floor(((x - hw).min() / view.aspect + 0.5) * view.width)) - 1
    right = int(np.ceil(((x + hw).max() / view.aspect + 0.5) * view.width)) + 1
    top, bottom = int(np.floor((y - hh).min() * view.height)) - 1, int(np.ceil((y + hh).max() * view.height)) + 1
    left, right = max(left, 0), min(right, view.width)
    top, bottom = max(top, 0), min(bottom, view.height)
    return (top, left, bottom, right) if top < bottom and left < right else None


def _theta(view: View, box: tuple[int, int, int, int], x: np.ndarray, y: np.ndarray, hw: np.ndarray, hh: np.ndarray,
           angle: np.ndarray, turn: np.ndarray) -> np.ndarray:  # fmt: skip
    """Cell from window coordinates (T, 2, 3), both -1..1."""
    top, left, bottom, right = box
    sx, sy = (right - left) / view.width * view.aspect / 2, (bottom - top) / view.height / 2
    cx, cy = ((left + right) / 2 / view.width - 0.5) * view.aspect, (top + bottom) / 2 / view.height
    cos, sin = np.cos(angle), np.sin(angle)
    theta = np.zeros((len(x), 2, 3))
    theta[:, 0, 0], theta[:, 0, 1] = cos * sx / hw * turn, sin * sy / hw * turn
    theta[:, 0, 2] = (cos * (cx - x) + sin * (cy - y)) / hw * turn
    theta[:, 1, 0], theta[:, 1, 1] = -sin * sx / hh, cos * sy / hh
    theta[:, 1, 2] = (-sin * (cx - x) + cos * (cy - y)) / hh
    return theta


def _blank(frames: int, most: int, device: str) -> Truth:
    return Truth(
        identity=torch.full((1, most), -1, dtype=torch.int64, device=device),
        boxes=torch.zeros(1, frames, most, 4, device=device), depth=torch.zeros(1, frames, most, device=device),
        velocity=torch.zeros(1, frames, most, 2, device=device), visible=torch.zeros(1, frames, most, device=device),
        camera=torch.zeros(1, frames, 3, device=device),
    )  # fmt: skip
