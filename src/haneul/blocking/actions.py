"""What each action looks like: walking with a bob, leaping on a parabola, landing with a squash, and the rest.

Each is a function of time alone, from somebody standing at its place to the track of what it does. Gravity is
a parabola between two moments, not a force: clips start and end where they should.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from haneul.blocking.motion import Array, Ground, Track, speed, start
from haneul.blocking.scene import Actor


def track(actor: Actor, legs: bool, ground: Ground, aspect: float, times: Array, seconds: float,
          phase: float, free: bool = False) -> Track:  # fmt: skip
    """What `actor` does at `times` (T,) of a shot of `seconds`; `phase` 0..1 sets copies apart, `legs` make it bob."""
    made = start(actor, ground, aspect, times)
    verb = actor.action.split()[0]
    move = _MOVES.get(verb, _stands)
    return move(_Doing(made, actor, legs, ground, aspect, times, seconds, phase, free))


@dataclass(frozen=True)
class _Doing:
    made: Track
    actor: Actor
    legs: bool  # whether it goes on legs, so that it bobs
    ground: Ground
    aspect: float
    t: Array
    seconds: float
    phase: float
    free: bool

    @property
    def side(self) -> int:
        return {"left": -1, "right": 1}.get(self.actor.action.split()[-1], 0)


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
        return replace(m, lift=top - drop, angle=_way(d) * t * 1.6, pace=1.6)
    fall = 0.52 * period
    u = t / fall
    lift = np.where(u < 1, top * (1 - u * u), 0.0)
    after = (t - fall) / (0.26 * period)
    hop = np.where((after >= 0) & (after < 1), 4 * after * (1 - after) * 0.16, 0.0)
    again = (after - 1) / 0.6
    hop = hop + np.where((again >= 0) & (again < 1), 4 * again * (1 - again) * 0.045, 0.0)
    hit = sum(w * np.exp(-(((t - s) / 0.06) ** 2)) for s, w in ((fall, 1.0), (1.26 * fall * 1.19, 0.5)))
    tall = 1 - 0.36 * np.asarray(hit)
    spin = _way(d) * np.where(u < 1, (1 - u) * 1.3, 0)
    return replace(m, lift=lift + hop, tall=tall, wide=1 / tall**0.8, angle=spin, pace=1.6)


def _way(d: _Doing) -> float:
    """Which way it tumbles."""
    return 1.0 if d.actor.x < 0.5 else -1.0


def _spins(d: _Doing) -> Track:
    """Turns about its own middle, once every 1.5 seconds."""
    m = d.made
    return replace(m, lift=m.lift + 0.06 + 0.02 * np.sin(d.t * 3), angle=4.19 * (d.t + d.phase) * -_way(d))


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
    side = np.where(np.cos(turn) >= 0, 1.0, -1.0) * -_way(d)
    air = d.ground.kind == "air"
    out = replace(
        m, x=m.x - 0.2 * d.aspect * np.sin(turn) * _way(d), depth=depth,
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
