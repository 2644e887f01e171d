"""Who stands where: the actors of a shot as parts to be drawn, with copies, props, riders and their boxes.

Blocking is the theatre's word for it. Everything here is NumPy over frames (T,), nothing is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from haneul.worlds.actions import track
from haneul.worlds.atlas import Atlas
from haneul.worlds.camera import Camera, camera, ground_parallax
from haneul.worlds.catalogue import Subject, catalogue
from haneul.worlds.figure import Figure, saddle
from haneul.worlds.light import Light
from haneul.worlds.motion import Ground, Track
from haneul.worlds.scene import Actor, Scene, Shot
from haneul.worlds.ties import enter_or_leave, join

Array = np.ndarray


@cache
def _subjects() -> dict[str, Subject]:
    return {subject.key: subject for subject in catalogue()}


def subject(key: str) -> Subject:
    """The catalogue's entry."""
    return _subjects()[key]


@dataclass(frozen=True)
class Part:
    """One picture to put into the scene: an actor, a copy of it or its prop."""

    owner: int  # index of the actor
    figure: Figure
    made: Track
    mirrored: Array  # (T,) bool
    pose: Array  # (T,) frame of its loop
    extent: tuple[float, float]  # what the character fills of its cell
    order: float = 0.0  # drawn after others at the same depth
    prop: bool = False
    stand: bool = False  # a microphone's thin stand is drawn below it

    def cut(self, frames: slice | Array) -> Part:
        """The same at some of the frames."""
        return replace(self, made=self.made.cut(frames), mirrored=self.mirrored[frames], pose=self.pose[frames])

    def quad(self, cam: Camera, horizon: float) -> tuple[Array, ...]:
        """Centre x, y, half width, half height and angle of its cell on the screen, each (T,)."""
        m = self.made
        x, y, s = cam.place(m.x, m.foot - m.lift - m.height * m.tall / 2, m.foot, horizon)
        cell = m.height / self.extent[1] * s
        # A character that is not as high as its cell stands on the cell's foot.
        rise = (1 - self.extent[1]) / 2 * cell * m.tall
        angle = m.angle + cam.roll
        return x + np.sin(angle) * rise, y - np.cos(angle) * rise, cell * m.wide / 2, cell * m.tall / 2, angle


class Blocking:
    """Where everybody of one scene is, in a picture of one aspect."""

    def __init__(self, scene: Scene, ground: Ground, aspect: float, atlas: Atlas):
        self.scene, self.ground, self.aspect, self.atlas = scene, ground, aspect, atlas

    def tracks(self, shot: Shot, local: Array, times: Array) -> list[Track]:
        """Of every actor, at `local` seconds of the shot, which are `times` of the clip."""
        actors, aspect = self.scene.actors, self.aspect
        free = shot.camera == "tracking"
        made = [
            track(actor, subject(actor.subject), self.ground, aspect, local, shot.seconds, 0.0, free)
            for actor in actors
        ]
        saddles = [self._saddle(actor, one) for actor, one in zip(actors, made, strict=True)]
        made = join(actors, made, local, shot.seconds, aspect, saddles)
        if self.scene.change in ("one leaves", "one enters"):
            made[-1] = enter_or_leave(made[-1], actors[-1], self.scene.change, times, self.scene.seconds, aspect)
        return made

    def camera(self, number: int, shot: Shot, local: Array, tracks: list[Track]) -> Camera:
        """The camera of a shot; every other shot of a scene shows another part of the place."""
        first = shot.actors[0] if shot.actors else 0
        at = np.linspace(0, shot.seconds, 7)  # the whole shot, not the frames asked for
        path = self.tracks(shot, at, at)
        shown = [path[i] for i in shot.actors] or path
        limit = 0.3 * self.aspect
        x = float(np.clip(np.mean([one.x for one in shown]), -limit, limit))
        if shot.camera == "tracking":
            x = float(path[first].x[0])
        y = float(np.clip(np.mean([one.middle for one in shown]), 0.3, 0.75))
        parallax = ground_parallax(float(path[first].foot[0]), self.ground.horizon)
        made = camera(
            shot.camera, local, shot.seconds, self.aspect, shot.closeness, tracks[first].x - x,
            tracks[first].middle, (x, y), parallax, self.scene.seed,
        )  # fmt: skip
        away = 0.37 * self.aspect * (number % 3) * (1 if number % 2 else -1)
        return replace(made, away=away)

    def parts(self, shot: Shot, tracks: list[Track], local: Array, light: Light) -> list[Part]:
        """What is to be drawn."""
        parts: list[Part] = []
        for i in shot.actors:
            actor = self.scene.actors[i]
            for copy in range(actor.count):
                made = self._copy(actor, tracks[i], copy, shot, local)
                gust = np.clip(light.wind - 0.4, 0, 1) * 0.10
                sway = gust * (np.sin(local * 2.6 + i) + 0.4 * np.sin(local * 6.1 + 2 * i))
                parts.append(self._part(i, actor, replace(made, angle=made.angle + sway), local, copy))
            if actor.prop:
                parts.append(self._prop(i, actor, parts[-1]))
        return parts

    def box(self, part: Part, cam: Camera) -> Array:
        """The box (T, 4) x0 y0 x1 y1 around what is drawn of a part, relative to the picture."""
        x, y, hw, hh, angle = part.quad(cam, self.ground.horizon)
        tight = self.atlas.boxes[part.figure.row].numpy()[part.pose] * 2 - 1
        left, right = tight[:, 0], tight[:, 2]
        left, right = np.where(part.mirrored, -right, left), np.where(part.mirrored, -left, right)
        u = np.stack([left, left, right, right]) * hw
        v = np.stack([tight[:, 1], tight[:, 3], tight[:, 1], tight[:, 3]]) * hh
        across, down = u * np.cos(angle) - v * np.sin(angle), u * np.sin(angle) + v * np.cos(angle)
        low = np.stack([(x + across.min(0)) / self.aspect + 0.5, y + down.min(0)], 1)
        high = np.stack([(x + across.max(0)) / self.aspect + 0.5, y + down.max(0)], 1)
        return np.concatenate([low, high], 1)

    def boxes(self, parts: list[Part], cam: Camera) -> dict[int, Array]:
        """Actor to box (T, 4) x0 y0 x1 y1, relative to the picture; its copies together, without props."""
        boxes: dict[int, Array] = {}
        for part in parts:
            if part.prop:
                continue
            box = self.box(part, cam)
            if part.owner in boxes:
                old = boxes[part.owner]
                box = np.concatenate([np.minimum(old[:, :2], box[:, :2]), np.maximum(old[:, 2:], box[:, 2:])], 1)
            boxes[part.owner] = box
        return boxes

    def _saddle(self, actor: Actor, made: Track) -> tuple[Array, float]:
        """How far beside its middle and how high somebody sits on its back, in its heights."""
        who, row = subject(actor.subject), self.atlas.row(actor.subject)
        rear, high = saddle(self.atlas, row, who.faces)
        way = np.where(mirrored(actor, who, made), -1, 1) * natural(who)
        return way * -rear * float(self.atlas.aspect[row]), high

    def _copy(self, actor: Actor, made: Track, copy: int, shot: Shot, local: Array) -> Track:
        """The track of one of `count`: its own beat, its own place in the row."""
        if actor.count == 1:
            return made
        circles = actor.action == "circles"
        if actor.mount < 0 and actor.action not in ("chases", "meets"):
            phase = copy / actor.count if circles else (copy * 0.618) % 1.0
            free = shot.camera == "tracking"
            who = subject(actor.subject)
            made = track(actor, who, self.ground, self.aspect, local, shot.seconds, phase, free)
        if circles:
            return made
        width = float(self.atlas.aspect[self.atlas.row(actor.subject)].clamp(0.45, 1.25)) * 1.04
        apart = np.minimum(made.height * width, 0.84 * self.aspect / actor.count)
        shift = (copy - (actor.count - 1) / 2) * apart
        near = 0.025 * ((copy % 2) - 0.5)
        return replace(made, x=made.x + shift, foot=made.foot + near, depth=made.depth - near * 2)

    def _part(self, i: int, actor: Actor, made: Track, local: Array, copy: int) -> Part:
        who, row = subject(actor.subject), self.atlas.row(actor.subject)
        rear, flip = -1, False
        if actor.rear:
            rear, other = self.atlas.row(actor.rear), subject(actor.rear).faces
            flip = who.faces != "front" and other != "front" and who.faces != other
        rate = float(self.atlas.fps[row]) * made.pace
        # The small constant keeps a frame's pose when its time is a rounding error early.
        pose = np.floor((local + copy * 0.73 + 0.4 * i) * rate + 1e-6).astype(np.int64)
        figure = Figure(row, actor.tint, rear, who.faces, flip)
        return Part(
            i, figure, made, mirrored(actor, who, made), pose % self.atlas.pictures.shape[1], self._extent(row),
            order=0.0 if actor.mount < 0 else 0.01,
        )  # fmt: skip

    def _prop(self, i: int, actor: Actor, holder: Part) -> Part:
        """A thing before its owner: a microphone on a stand at the mouth, others at the chest or the feet."""
        row, m = self.atlas.row(actor.prop), holder.made
        wide = m.height * min(holder.extent[0] / holder.extent[1], 1.3)
        own = natural(subject(actor.subject))
        way = np.where(holder.mirrored, -own, own)
        way = np.where(way == 0, 0.8, way)
        stand = actor.prop == "microphone"
        if stand:
            up, size, out = 0.42, 0.34, 0.46
        elif subject(actor.prop).kind == "instrument":
            up, size, out = 0.08, 0.52, 0.40
        else:
            up, size, out = 0.02, 0.42, 0.56
        one = np.ones_like(m.x)
        made = replace(
            m, x=m.x + way * wide * out, lift=m.lift + up * m.height, height=m.height * size, foot=m.foot + 0.012,
            angle=m.angle * 0.3, tall=one, wide=one,
        )  # fmt: skip
        pose = np.zeros(len(m.x), np.int64)
        return Part(i, Figure(row), made, way > 0, pose, self._extent(row), 0.02, True, stand)

    def _extent(self, row: int) -> tuple[float, float]:
        aspect = float(self.atlas.aspect[row])
        return min(aspect, 1.0), min(1 / aspect, 1.0)


def natural(who: Subject) -> float:
    """Which way the artwork looks: -1 left, 1 right, 0 out of the picture."""
    return {"left": -1.0, "right": 1.0}.get(who.faces, 0.0)


def mirrored(actor: Actor, who: Subject, made: Track) -> Array:
    """Whether it is drawn mirrored (T,): it looks where it goes."""
    own = natural(who)
    return np.where((made.facing != 0) & (own != 0), made.facing * own < 0, actor.mirrored)
