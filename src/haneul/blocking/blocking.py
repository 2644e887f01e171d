"""Who stands where: the actors of a shot as parts to be drawn, with copies, props, riders and their boxes.

Blocking is the theatre's word for it. Everything here is NumPy over frames (T,), nothing is drawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from haneul.blocking.actions import track
from haneul.blocking.body import Body
from haneul.blocking.camera import Camera, camera, ground_parallax
from haneul.blocking.figure import Figure
from haneul.blocking.motion import Ground, Track
from haneul.blocking.scene import Actor, Scene, Shot
from haneul.blocking.ties import enter_or_leave, join

Array = np.ndarray
MARK_DEPTHS, MARK_HEIGHTS, MARK_COLUMNS = (0.0, 0.35, 0.75), (0.15, 0.5, 0.85), np.arange(-14, 15) * 0.3


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

    @property
    def near(self) -> Array:
        """What is nearer is drawn later (T,)."""
        return np.asarray(self.made.foot + self.order)

    def cut(self, frames: slice | Array) -> Part:
        """The same at some of the frames."""
        return replace(self, made=self.made.cut(frames), mirrored=self.mirrored[frames], pose=self.pose[frames])

    def angle(self, cam: Camera) -> Array:
        """How far it leans on the screen (T,), in radians clockwise."""
        return np.asarray(self.made.angle + cam.roll)

    def quad(self, cam: Camera, horizon: float) -> tuple[Array, ...]:
        """Centre x, y, half width, half height and angle of its cell on the screen, each (T,)."""
        m = self.made
        x, y, s = cam.place(m.x, m.foot - m.lift - m.height * m.tall / 2, m.foot, horizon)
        cell = m.height / self.extent[1] * s
        # A character that is not as high as its cell stands on the cell's foot.
        rise = (1 - self.extent[1]) / 2 * cell * m.tall
        angle = self.angle(cam)
        return x + np.sin(angle) * rise, y - np.cos(angle) * rise, cell * m.wide / 2, cell * m.tall / 2, angle


class Blocking:
    """Where everybody of one scene is, in a picture of one aspect (width over height). `bodies`: of all subjects,
    rears and props of the scene, by name."""

    def __init__(self, scene: Scene, ground: Ground, aspect: float, bodies: Mapping[str, Body]):
        self.scene, self.ground, self.aspect, self.bodies = scene, ground, aspect, bodies

    def tracks(self, shot: Shot, local: Array, times: Array) -> list[Track]:
        """Of every actor, at `local` seconds of the shot, which are `times` of the clip."""
        actors, aspect = self.scene.actors, self.aspect
        free = shot.camera == "tracking"
        made = [
            track(actor, self.bodies[actor.subject].legs, self.ground, aspect, local, shot.seconds, 0.0, free)
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

    def parts(self, shot: Shot, tracks: list[Track], local: Array, wind: Array | float) -> list[Part]:
        """What is to be drawn; `wind` (T,) 0..1."""
        parts: list[Part] = []
        for i in shot.actors:
            actor = self.scene.actors[i]
            for copy in range(actor.count):
                made = self._copy(actor, tracks[i], copy, shot, local)
                gust = np.clip(wind - 0.4, 0, 1) * 0.10
                sway = gust * (np.sin(local * 2.6 + i) + 0.4 * np.sin(local * 6.1 + 2 * i))
                parts.append(self._part(i, actor, replace(made, angle=made.angle + sway), local, copy))
                if actor.prop:
                    parts.append(self._prop(i, actor, parts[-1]))
        return parts

    def box(self, part: Part, cam: Camera) -> Array:
        """The box (T, 4) x0 y0 x1 y1 around what is drawn of a part, relative to the picture."""
        x, y, hw, hh, angle = part.quad(cam, self.ground.horizon)
        tight = self.bodies[part.figure.key].tight[part.pose] * 2 - 1
        left, right = tight[:, 0], tight[:, 2]
        left, right = np.where(part.mirrored, -right, left), np.where(part.mirrored, -left, right)
        u = np.stack([left, left, right, right]) * hw
        v = np.stack([tight[:, 1], tight[:, 3], tight[:, 1], tight[:, 3]]) * hh
        across, down = u * np.cos(angle) - v * np.sin(angle), u * np.sin(angle) + v * np.cos(angle)
        low = np.stack([(x + across.min(0)) / self.aspect + 0.5, y + down.min(0)], 1)
        high = np.stack([(x + across.max(0)) / self.aspect + 0.5, y + down.max(0)], 1)
        return np.concatenate([low, high], 1)

    def marks(self, cam: Camera) -> Array:
        """Where points of the ground and above the horizon are seen (T, K, 2), x y relative to the picture: what tells
        how the camera moves where nobody is."""
        horizon = self.ground.horizon
        feet = [float(self.ground.foot(depth)) for depth in MARK_DEPTHS]
        rows = [*((foot, foot) for foot in feet), *((horizon * share, horizon) for share in MARK_HEIGHTS)]
        points = np.array([(x, y, foot) for y, foot in rows for x in MARK_COLUMNS])[:, :, None]
        x, y, _ = cam.place(points[:, 0], points[:, 1], points[:, 2], horizon)
        return np.stack([x / self.aspect + 0.5, y], -1).swapaxes(0, 1)

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
        body = self.bodies[actor.subject]
        rear, high = body.saddle
        way = np.where(mirrored(actor, body, made), -1, 1) * body.natural
        return way * -rear * body.aspect, high

    def _copy(self, actor: Actor, made: Track, copy: int, shot: Shot, local: Array) -> Track:
        """The track of one of `count`: its own beat, its own place in the row."""
        if actor.count == 1:
            return made
        circles = actor.action == "circles"
        if actor.mount < 0 and actor.action not in ("chases", "meets"):
            phase = copy / actor.count if circles else (copy * 0.618) % 1.0
            free = shot.camera == "tracking"
            legs = self.bodies[actor.subject].legs
            made = track(actor, legs, self.ground, self.aspect, local, shot.seconds, phase, free)
        if circles:
            return made
        width = float(np.clip(self.bodies[actor.subject].aspect, 0.45, 1.25)) * 1.04
        apart = np.minimum(made.height * width, 0.84 * self.aspect / actor.count)
        shift = (copy - (actor.count - 1) / 2) * apart
        near = 0.025 * ((copy % 2) - 0.5)
        return replace(made, x=made.x + shift, foot=made.foot + near, depth=made.depth - near * 2)

    def _part(self, i: int, actor: Actor, made: Track, local: Array, copy: int) -> Part:
        body, flip = self.bodies[actor.subject], False
        if actor.rear:
            flip = body.natural * self.bodies[actor.rear].natural < 0
        rate = body.loop * made.pace
        # The small constant keeps a frame's pose when its time is a rounding error early.
        pose = np.floor((local + copy * 0.73 + 0.4 * i) * rate + 1e-6).astype(np.int64)
        figure = Figure(actor.subject, actor.tint, actor.rear, body.faces, flip)
        return Part(
            i, figure, made, mirrored(actor, body, made), pose % len(body.tight), body.extent,
            order=0.0 if actor.mount < 0 else 0.01,
        )  # fmt: skip

    def _prop(self, i: int, actor: Actor, holder: Part) -> Part:
        """A thing before its owner: a microphone on a low stand, for at the mouth it looks like a trunk, others at the
        chest or the feet."""
        body, m = self.bodies[actor.prop], holder.made
        wide = m.height * min(holder.extent[0] / holder.extent[1], 1.3)
        own = self.bodies[actor.subject].natural
        way = np.where(holder.mirrored, -own, own)
        way = np.where(way == 0, 0.8, way)
        stand = actor.prop == "microphone"
        if stand:
            up, size, out = 0.10, 0.42, 0.62
        elif body.kind == "instrument":
            up, size, out = 0.08, 0.52, 0.40
        else:
            up, size, out = 0.02, 0.42, 0.56
        one = np.ones_like(m.x)
        made = replace(
            m, x=m.x + way * wide * out, lift=m.lift + up * m.height, height=m.height * size, foot=m.foot + 0.012,
            angle=m.angle * 0.3, tall=one, wide=one,
        )  # fmt: skip
        pose = np.zeros(len(m.x), np.int64)
        return Part(i, Figure(actor.prop), made, way > 0, pose, body.extent, 0.02, True, stand)


def mirrored(actor: Actor, body: Body, made: Track) -> Array:
    """Whether it is drawn mirrored (T,): it looks where it goes."""
    own = body.natural
    return np.where((made.facing != 0) & (own != 0), made.facing * own < 0, actor.mirrored)
