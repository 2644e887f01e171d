"""Actors tied to each other or to the picture's edge: chasers, riders, those who enter and leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from haneul.blocking.motion import Array, Track
from haneul.blocking.scene import Actor


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
