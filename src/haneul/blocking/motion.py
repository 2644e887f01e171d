"""Where an actor is at any moment: position, height, lean, squash; and what it stands on.

Everything is in closed form over time (`actions.py`), because a slice of a long clip, or one frame of it, must
equal the whole rendering.

All times are seconds from the shot's start. Lengths are picture heights, x from the picture's centre.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np

from haneul.blocking.scene import Actor

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

    def cut(self, frames: slice | Array) -> Track:
        """The same at some of the frames."""
        arrays: dict[str, Any] = {
            one.name: np.broadcast_to(getattr(self, one.name), self.x.shape)[frames]
            for one in fields(self)
            if one.name != "pace"
        }
        return replace(self, **arrays)

    @property
    def middle(self) -> Array:
        return np.asarray(self.foot - self.lift - self.height * self.tall / 2)


SPEEDS = {"walks": 0.13, "runs": 0.36, "flies": 0.27}  # picture widths a second


def speed(action: str, seconds: float, free: bool = False) -> float:
    """Picture widths a second; slower in a long shot, so that it is not left (`free`: the camera follows)."""
    natural = SPEEDS.get(action.split()[0], 0.0)
    return natural if free else min(natural, (0.42 if action.startswith("walks") else 0.78) / max(seconds, 0.5))


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
