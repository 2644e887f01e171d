"""How large and how near everybody is, and where they begin."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from haneul.blocking.motion import speed
from haneul.blocking.scene import Actor

SIDED = ("walks", "runs", "flies")  # actions that go to a side
BY_KINDS, BY_COPIES = (1.0, 0.86, 0.72), (1.0, 0.82, 0.68, 0.56, 0.48)


def placed(rng: np.random.Generator, actor: Actor, height: float, seconds: float, i: int, total: int, camera: str,
           any_chase: bool = False) -> Actor:  # fmt: skip
    """Actor number `i` of `total` with its size, place and depth, so that it stays in the picture and nobody hides
    another. `height` is that of the whole character to scale, `seconds` the length of the scene."""
    depth = float(rng.uniform(0.05, 0.38))
    small = BY_KINDS[min(total, 3) - 1] * BY_COPIES[actor.count - 1]
    # True sizes are squeezed: a mouse must still be seen, an elephant must still fit.
    size = (0.42 + 0.34 * height) * (1.08 - 0.45 * depth) * float(rng.uniform(0.92, 1.12)) * small
    if actor.action in ("jumps", "bounces", "flies left", "flies right", "floats", "spins"):
        size *= 0.86
    if actor.action in ("grows", "shrinks", "circles"):
        size *= 0.85
    size = float(np.clip(size, 0.22 if actor.count > 2 else 0.30, 0.70))
    way = {"left": -1, "right": 1}.get(actor.action.split()[-1], 0)
    x = (
        0.5 + float(rng.uniform(-0.12, 0.12))
        if total == 1
        else 0.5 + (i - (total - 1) / 2) * (0.5 if total == 2 else 0.32)
    )
    verb = actor.action.split()[0]
    if verb in SIDED and camera != "tracking":
        x = 0.5 - way * speed(actor.action, seconds) * seconds * 0.5 + float(rng.uniform(-0.05, 0.05))
        x += (i - (total - 1) / 2) * 0.12 * way if total > 1 else 0.0
    if total > 1 and any_chase:
        x = 0.5 - way * speed(actor.action, seconds) * seconds * 0.5 + 0.10 * way if verb == "runs" else x
    if verb == "meets":
        x = 0.12 if i == 0 else 0.88
    if total > 1 and verb not in ("meets", "chases"):
        depth = 0.12 + 0.34 * ((i + int(rng.integers(2))) % total) / max(total - 1, 1)
    if actor.mount >= 0:
        size = float(np.clip(size * 0.66, 0.22, 0.32))
    return replace(actor, size=size, x=float(np.clip(x, 0.08, 0.92)), depth=float(depth))
