"""How actors move: position, height, lean, squash and pose at any moment, in closed form.

Closed form because a slice of a long clip, or one frame of it, must equal the whole rendering.
All times are seconds from the shot's start. Lengths are picture heights, x from the picture's centre.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from haneul.worlds.catalogue import Subject
from haneul.worlds.scene import Actor

Array = np.ndarray
NEAR = 0.94  # where the feet of somebody at depth 0 stand


@dataclass(frozen=True)
class Ground:
    """What a place offers to stand on: the horizon's y and one of ground, water, air."""

    horizon: float = 0.55
    kind: str = "ground"
    near: float = NEAR

    def foot(self, depth: Array | float) -> Array:
        """y of the feet at `depth` 0..1."""
        return np.asarray(self.near - (self.near - self.horizon) * 0.8 * np.asarray(depth))

    def shrink(self, depth: Array | float) -> Array:
        """Height at `depth` relative to depth 0."""
        return (self.foot(depth) - self.horizon + 0.12) / (self.near - self.horizon + 0.12)


@dataclass
class Track:
    """Arrays over frames (T,). `foot` is the ground under the actor, `lift` how high above it floats."""

    x: Array
    foot: Array
    lift: Array
    height: Array
    depth: Array
    angle: Array
    wide: Array  # stretch of the width, 1 = as drawn
    tall: Array
    facing: Array  # -1 left, 1 right, 0 as drawn
    pace: float = 1.0  # speed of its own animation
    alpha: Array = field(default_factory=lambda: np.ones(1))

    @property
    def middle(self) -> Array:
        return self.foot - self.lift - self.height * self.tall / 2


SPEEDS = {"walks": 0.15, "runs": 0.36, "flies": 0.27}  # picture widths a second


def speed(action: str, seconds: float, free: bool = False) -> float:
    """Picture widths a second; slower in a long shot, so that it is not left (`free`: the camera follows)."""
    natural = SPEEDS.get(action.split()[0], 0.0)
    return natural if free else min(natural, (0.52 if action.startswith("walks") else 0.78) / max(seconds, 0.5))


def start(actor: Actor, ground: Ground, aspect: float, times: Array) -> Track:
    """Standing still at its place."""
    one, zero = np.ones(len(times)), np.zeros(len(times))
    lift = {"air": 0.16 + 0.3 * actor.depth, "water": 0.0}.get(ground.kind, 0.0)
    return Track(
        x=one * (actor.x - 0.5) * aspect, foot=one * ground.foot(actor.depth), lift=one * lift,
        # In an upright picture somebody as high as wide would not fit.
        height=one * (actor.size * min(1.0, aspect / 1.25)), depth=one * actor.depth, angle=zero, wide=one, tall=one,
        facing=zero, alpha=one,
    )  # fmt: skip


def track(actor: Actor, subject: Subject, ground: Ground, aspect: float, times: Array, seconds: float,
          phase: float, free: bool = False) -> Track:  # fmt: skip
    """What `actor` does at `times` (T,) of a shot of `seconds`; `phase` 0..1 sets copies apart."""
    made = start(actor, ground, aspect, times)
    verb = actor.action.split()[0]
    move = _MOVES.get(verb, _stands)
    return move(_Doing(made, actor, subject, ground, aspect, times, seconds, phase, free))


@dataclass(frozen=True)
class _Doing:
    made: Track
    actor: Actor
    subject: Subject
    ground: Ground
    aspect: float
    t: Array
    seconds: float
    phase: float
    free: bool

    @property
    def side(self) -> int:
        return {"left": -1, "right": 1}.get(self.actor.action.split()[-1], 0)

    @property
    def legs(self) -> bool:
        """Whether it goes on legs, so that it bobs."""
        return not self.subject.moves & {"roll", "swim"} or "walk" in self.subject.moves


def _idle(d: _Doing) -> Track:
    """Breathes on the ground, bobs in water, hovers in the air."""
    m, t = d.made, d.t + d.phase
    if d.ground.kind == "ground":
        breath = 0.014 * np.sin(t * 5.2 + d.phase * 6)
        return replace(m, tall=1 + breath, wide=1 - breath)
    sway = np.sin(t * 2.1 + d.phase * 6)
    rise = 0.02 if d.ground.kind == "water" else 0.03
    return replace(m, lift=m.lift + rise * sway, angle=0.05 * np.sin(t * 1.6 + d.phase * 5))


_stands = _idle


def _goes(d: _Doing) -> Track:
    """Walks or runs to one side."""
    m, runs = d.made, d.actor.action.startswith("runs")
    v = d.side * speed(d.actor.action, d.seconds, d.free) * d.aspect
    out = replace(m, x=m.x + v * d.t, facing=m.facing + d.side, pace=2.2 if runs else 1.3)
    return _gait(d, out, d.side, runs)


def _gait(d: _Doing, m: Track, side: Array | float, runs: bool) -> Track:
    """Bobbing and leaning of somebody under way."""
    beat = np.pi * (3.4 if runs else 2.0) * (d.t + 0.37 * d.phase)
    if d.ground.kind != "ground":
        return replace(m, lift=m.lift + 0.02 * np.sin(beat), angle=0.06 * np.sin(beat * 0.7) + 0.07 * side * runs)
    if not d.legs:
        rattle = 0.006 * np.sin(beat * 5) * (2 if runs else 1)
        return replace(m, tall=1 + rattle, angle=(0.05 if runs else 0.0) * -np.asarray(side) + rattle)
    hop = np.abs(np.sin(beat)) * m.height
    return replace(
        m,
        lift=m.lift + hop * (0.13 if runs else 0.045),
        angle=side * (0.13 if runs else 0.02) + (0.05 if runs else 0.045) * np.sin(beat),
        tall=1 + 0.05 * (np.abs(np.sin(beat)) - 0.5) * (1.6 if runs else 0.6),
        wide=1 - 0.04 * (np.abs(np.sin(beat)) - 0.5) * (1.6 if runs else 0.6),
    )


def _jumps(d: _Doing) -> Track:
    """Crouches, leaps on a parabola, lands with a squash; then again."""
    m, period = d.made, 1.15
    u = ((d.t + 0.55 * d.phase) / period) % 1.0
    air = np.clip((u - 0.25) / 0.5, 0, 1)
    up = 4 * air * (1 - air)
    crouch = np.exp(-(((u - 0.17) / 0.07) ** 2)) + 0.8 * np.exp(-(((u - 0.80) / 0.05) ** 2))
    stretch = 0.12 * np.where((air > 0) & (air < 1), np.abs(1 - 2 * air), 0)
    tall = 1 - 0.24 * crouch + stretch
    return replace(m, lift=m.lift + up * (0.12 + 0.42 * m.height), tall=tall, wide=1 / tall, pace=1.5)


def _bounces(d: _Doing) -> Track:
    """Like a rubber ball: no pause, flat at every landing, drifting to and fro."""
    m, period = d.made, 0.68
    u = ((d.t + 0.4 * d.phase) / period) % 1.0
    up = 4 * u * (1 - u)
    flat = np.exp(-((np.minimum(u, 1 - u) / 0.07) ** 2))
    tall = 1 - 0.34 * flat + 0.1 * np.abs(1 - 2 * u) * (1 - flat)
    roll = 0.22 * np.sin(d.t * 2.0 + d.phase * 6)
    return replace(
        m,
        x=m.x + 0.09 * d.aspect * np.sin(d.t * 1.15 + d.phase),
        lift=m.lift + up * (0.16 + 0.32 * m.height), tall=tall, wide=1 / tall**0.8, angle=roll, pace=1.5,
    )  # fmt: skip


def _flies(d: _Doing) -> Track:
    """Crosses the air in a gentle wave, nose up and down with it."""
    m = d.made
    v = d.side * speed(d.actor.action, d.seconds, d.free) * d.aspect
    wave = d.t * 2.4 + d.phase * 6
    high = m.foot - m.height - (0.10 + 0.16 * d.phase)
    lift = np.maximum(high, 0.22) + 0.035 * np.sin(wave)
    return replace(
        m, x=m.x + v * d.t, lift=lift, facing=m.facing + d.side,
        angle=d.side * (-0.10 - 0.09 * np.cos(wave)), pace=1.8,
    )  # fmt: skip


def _floats(d: _Doing) -> Track:
    """Hovers above the ground, rocking slowly."""
    m = d.made
    base = m.lift + np.clip(m.foot - m.height - 0.22, 0.10, 0.30) * (0.4 if d.ground.kind == "air" else 1.0)
    slow = d.t * 1.7 + d.phase * 6
    return replace(
        m, x=m.x + 0.03 * d.aspect * np.sin(slow * 0.6), lift=base + 0.05 * np.sin(slow),
        angle=0.13 * np.sin(slow * 0.8 + 1), pace=0.8,
    )  # fmt: skip


def _falls(d: _Doing) -> Track:
    """Drops from above the picture, tumbling; on the ground it bounces twice and lies still."""
    m = d.made
    period = float(np.clip(d.seconds, 1.2, 3.2))
    t = (d.t - 0.12 * d.phase * period) % period
    top = np.maximum(m.foot - 0.30 * m.height, 0.3)  # its feet are already in the picture
    if d.ground.kind != "ground":
        # Through air or water: slow, and past the lower edge.
        drop = (t / period) ** 1.3 * (m.foot + m.height + 0.15)
        return replace(m, lift=top - drop, angle=d_spin(d) * t * 1.6, pace=1.6)
    fall = 0.52 * period
    u = t / fall
    lift = np.where(u < 1, top * (1 - u * u), 0.0)
    after = (t - fall) / (0.26 * period)
    hop = np.where((after >= 0) & (after < 1), 4 * after * (1 - after) * 0.16, 0.0)
    again = (after - 1) / 0.6
    hop = hop + np.where((again >= 0) & (again < 1), 4 * again * (1 - again) * 0.045, 0.0)
    hit = sum(w * np.exp(-(((t - s) / 0.06) ** 2)) for s, w in ((fall, 1.0), (1.26 * fall * 1.19, 0.5)))
    tall = 1 - 0.36 * np.asarray(hit)
    spin = d_spin(d) * np.where(u < 1, (1 - u) * 1.3, 0)
    return replace(m, lift=lift + hop, tall=tall, wide=1 / tall**0.8, angle=spin, pace=1.6)


def d_spin(d: _Doing) -> float:
    """Which way it tumbles."""
    return 1.0 if d.actor.x < 0.5 else -1.0


def _spins(d: _Doing) -> Track:
    """Turns about its own middle, once every 1.5 seconds."""
    m = d.made
    return replace(m, lift=m.lift + 0.06 + 0.02 * np.sin(d.t * 3), angle=4.19 * (d.t + d.phase) * -d_spin(d))


def _grows(d: _Doing) -> Track:
    """From 0.55 to 1.45 of its height, or back when it shrinks."""
    m = _idle(d)
    u = np.clip(d.t / max(d.seconds, 1e-6), 0, 1)
    u = u if d.actor.action == "grows" else 1 - u
    return replace(m, height=m.height * (0.5 + 0.95 * u))


def _comes(d: _Doing) -> Track:
    """Walks from far to near, or away."""
    m = d.made
    u = np.clip(d.t / max(d.seconds, 1e-6), 0, 1)
    depth = (0.97 - 0.92 * u) if d.actor.action == "approaches" else (0.05 + 0.92 * u)
    foot = d.ground.foot(depth)
    ratio = d.ground.shrink(depth) / d.ground.shrink(d.actor.depth)
    air = d.ground.kind == "air"
    ratio = (0.3 + 0.9 * (1 - depth)) if air else ratio
    out = replace(
        m, depth=depth, foot=m.foot if air else foot, height=m.height * ratio, x=m.x * (0.55 + 0.45 * ratio),
        pace=1.5,
    )  # fmt: skip
    return _gait(d, out, 0.0, False)


def _circles(d: _Doing) -> Track:
    """Goes round on the ground: near to the left, far to the right."""
    m = d.made
    turn = 6.283 * (d.t / 2.8 + d.phase)
    depth = np.clip(d.actor.depth + 0.28 * (1 - np.cos(turn)) - 0.05, 0, 1)
    ratio = d.ground.shrink(depth) / d.ground.shrink(d.actor.depth)
    side = np.where(np.cos(turn) >= 0, 1.0, -1.0) * -d_spin(d)
    air = d.ground.kind == "air"
    out = replace(
        m, x=m.x - 0.2 * d.aspect * np.sin(turn) * d_spin(d), depth=depth,
        foot=d.ground.foot(depth), height=m.height * ratio, facing=side, pace=1.8,
        lift=m.lift + (0.05 if air else 0.0),
    )  # fmt: skip
    return _gait(d, out, side * 0.4, False)


def _chases(d: _Doing) -> Track:
    """Runs after another; `join` puts it behind that one."""
    return _gait(d, replace(d.made, pace=2.2), 0.0, True)


def _meets(d: _Doing) -> Track:
    """Walks inward, stops and hops with joy."""
    m = d.made
    side = 1.0 if d.actor.x < 0.5 else -1.0
    arrive = min(0.6 * d.seconds, 2.4)
    u = np.clip(d.t / arrive, 0, 1)
    gap = 0.42 * m.height + 0.03 * d.aspect
    out = replace(m, x=m.x + (-side * gap - m.x) * u, facing=m.facing + side, pace=1.4)
    walking = _gait(d, out, side, False)
    beat = np.abs(np.sin(np.pi * 1.7 * (d.t - arrive)))
    glad = replace(out, lift=out.lift + 0.10 * m.height * beat, tall=1 + 0.05 * beat, wide=1 - 0.04 * beat)
    there = u >= 1
    return replace(
        out, lift=np.where(there, glad.lift, walking.lift), angle=np.where(there, 0, walking.angle),
        tall=np.where(there, glad.tall, walking.tall), wide=np.where(there, glad.wide, walking.wide),
    )  # fmt: skip


_MOVES: dict[str, Callable[[_Doing], Track]] = {
    "stands": _stands, "walks": _goes, "runs": _goes, "jumps": _jumps, "bounces": _bounces,
    "flies": _flies, "floats": _floats, "falls": _falls, "spins": _spins, "grows": _grows,
    "shrinks": _grows, "approaches": _comes, "leaves": _comes, "circles": _circles,
    "chases": _chases, "meets": _meets,
}  # fmt: skip


def join(actors: Sequence[Actor], tracks: list[Track], times: Array, seconds: float, aspect: float,
         saddles: Sequence[tuple[Array, float]]) -> list[Track]:  # fmt: skip
    """Tie actors to each other: a chaser to its prey, a rider to its mount.

    `saddles` says of each actor how far beside its middle (T,) and how high its back is, in its heights.
    """
    out = list(tracks)
    for i, actor in enumerate(actors):
        if actor.action == "chases" and 0 <= actor.toward < len(actors) and actor.toward != i:
            out[i] = _behind(out[i], out[actor.toward], times, seconds, aspect, actor)
    for i, actor in enumerate(actors):
        if 0 <= actor.mount < len(actors) and actor.mount != i:
            below = out[actor.mount]
            beside, high = saddles[actor.mount]
            height = out[i].height * below.height / (actors[actor.mount].size * min(1.0, aspect / 1.25))
            back = below.height * below.tall * high - 0.10 * height
            out[i] = replace(
                out[i], x=below.x + np.sin(below.angle) * back + beside * below.height, foot=below.foot,
                depth=below.depth, lift=below.lift + back, height=height,
                angle=below.angle, facing=below.facing, alpha=below.alpha,
                tall=below.tall, wide=below.wide,
            )  # fmt: skip
    return out


def _behind(own: Track, prey: Track, times: Array, seconds: float, aspect: float, actor: Actor) -> Track:
    way = prey.facing
    if not np.any(way):
        way = np.full(len(times), 1.0 if actor.x < 0.5 else -1.0)
    u = np.clip(times / max(seconds, 1e-6), 0, 1)
    gap = (own.height + prey.height) * 0.45 + aspect * (0.13 - 0.10 * u)
    lift = own.lift + np.where(prey.lift > 0.2, prey.lift * 0.8, 0.0)
    return replace(own, x=prey.x - way * gap, foot=prey.foot + 0.015, depth=prey.depth, lift=lift, facing=way,
                   angle=own.angle + 0.1 * way)  # fmt: skip


def enter_or_leave(made: Track, actor: Actor, change: str, times: Array, seconds: float, aspect: float) -> Track:
    """The last actor walks off in the second half, or comes in during the first."""
    u = np.clip(times / max(seconds, 1e-6), 0, 1)
    way = 1.0 if actor.x >= 0.5 else -1.0
    if change == "one leaves":
        out = np.clip((u - 0.35) / 0.5, 0, 1)
        facing = np.where(out > 0, way, made.facing)
    else:
        out = np.clip((0.6 - u) / 0.5, 0, 1)
        facing = np.where(out > 0, -way, made.facing)
    shift = (aspect * 0.5 + made.height) * way - made.x
    walk = np.abs(np.sin(times * 6.3)) * 0.05 * made.height * (out > 0) * (out < 1)
    return replace(made, x=made.x + shift * out, facing=facing, lift=made.lift + walk)
