"""PhyWorld's three tasks (arXiv 2411.02385): balls in uniform motion, in an elastic collision, on a parabola.

The world is 10 by 10 units, 32 frames stand 0.1 s apart, and the drawing follows the released generator: 256
pixels a side on white, ball 1 red, ball 2 blue, with a soft edge. Uniform motion and collision on a line are
exact; the parabola takes the steps of 0.01 s that Box2D takes.

Shapes: N balls, T frames, 32 unless more are asked for; positions (T, N, 2) are x to the right and y upwards in units.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

Task = Literal["uniform", "collision", "parabola"]
TASKS: tuple[Task, ...] = get_args(Task)
SIDE, FRAMES, STEP, FINE, GRAVITY = 10.0, 32, 0.1, 0.01, -2.5
SEEN, BESIDE = 24, 8  # frames at least in sight, frames at least before and after a collision
EDGE = 0.03  # of the squared radius, over which a ball's edge fades
COLOURS = np.array([[255, 0, 0], [0, 0, 255]])
RADII: dict[Task, tuple[float, float]] = {"uniform": (0.7, 1.4), "collision": (0.5, 1.5), "parabola": (0.7, 1.4)}
GIVEN, LEAD = 3, 2  # frames that a model is shown, and copies of the first before them, so that they end a latent
SPEEDS = (1.0, 4.0)
_BEYOND = ((0.3, 0.6), (1.5, 2.0))
FAR_RADII: dict[Task, tuple[tuple[float, float], ...]] = {
    "uniform": _BEYOND, "collision": ((0.3, 0.4), (1.7, 2.0)), "parabola": _BEYOND,
}  # fmt: skip
FAR_SPEEDS = ((0.0, 0.8), (4.5, 6.0))
"""What is never trained on: slower and faster, smaller and larger."""


@dataclass(frozen=True)
class Trial:
    """One clip: radii and starts of the balls in units, their velocities at the start in units a second."""

    task: Task
    radii: tuple[float, ...]
    starts: tuple[tuple[float, float], ...]
    velocities: tuple[tuple[float, float], ...]

    def positions(self, count: int = FRAMES) -> NDArray[np.float64]:
        """Where the balls' centres are in `count` frames, (T, N, 2)."""
        times = np.arange(count) * STEP
        starts, speeds = np.array(self.starts), np.array(self.velocities)
        if self.task == "parabola":
            fallen = GRAVITY * FINE**2 * np.arange(count * round(STEP / FINE)).cumsum()[:: round(STEP / FINE)]
            path: NDArray[np.float64] = starts + times[:, None, None] * speeds
            path[..., 1] += fallen[:, None]
            return path
        if self.task == "uniform":
            return starts + times[:, None, None] * speeds
        meet = self.meeting()
        before = np.minimum(times, meet)[:, None, None] * speeds
        return starts + before + np.maximum(times - meet, 0)[:, None, None] * self.after()

    def meeting(self) -> float:
        """The time of the collision in seconds."""
        (a, b), (u, v) = (np.array(self.starts)[:, 0], np.array(self.velocities)[:, 0])
        return float((b - a - sum(self.radii)) / (u - v))

    def after(self) -> NDArray[np.float64]:
        """Velocities (2, 2) after the collision; a ball's mass is its area."""
        (m, n), (u, v) = np.square(self.radii), np.array(self.velocities)[:, 0]
        centre = (m * u + n * v) / (m + n)
        return np.array([[2 * centre - u, 0.0], [2 * centre - v, 0.0]])

    def frames(self, size: int = 256, count: int = FRAMES) -> NDArray[np.uint8]:
        """`count` frames (T, size, size, 3) of the clip; `size` divides 256, smaller ones are means of its pixels."""
        axis, path = np.linspace(0, SIDE, 256), self.positions(count)
        shown = np.full((count, 256, 256, 3), 255.0)
        for ball, (radius, colour) in enumerate(zip(self.radii, COLOURS, strict=False)):
            x, y = path[:, ball].T
            apart = (axis - x[:, None])[:, None, :] ** 2 + (SIDE - axis - y[:, None])[:, :, None] ** 2
            cover = np.clip((radius**2 - apart) / (EDGE * radius**2), 0, 1)[..., None]
            shown = shown * (1 - cover) + colour * cover
        fold = 256 // size
        return np.rint(shown.reshape(count, size, fold, size, fold, 3).mean((2, 4))).astype(np.uint8)


def led(frames: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Frames (T, H, W, 3) after `LEAD` copies of the first."""
    return np.concatenate([frames[:1].repeat(LEAD, 0), frames])


def trials(task: Task, count: int, seed: int, far: bool = False) -> Iterator[Trial]:
    """`count` trials with radii and speeds from the trained ranges, or `far` from outside both."""
    rng = np.random.default_rng([seed, TASKS.index(task), far])
    for _ in range(count):
        yield _collision(rng, far) if task == "collision" else _single(task, rng, far)


def _single(task: Task, rng: np.random.Generator, far: bool) -> Trial:
    radius, speed = _radius(task, rng, far), _speed(rng, far)
    way = speed * STEP * (SEEN - 1)
    x = rng.uniform(radius, max(radius, SIDE - radius - way))
    low = radius if task == "uniform" else SIDE - radius - 1  # who falls begins at the top
    return Trial(task, (radius,), ((x, rng.uniform(low, SIDE - radius)),), ((speed, 0.0),))


def _collision(rng: np.random.Generator, far: bool) -> Trial:
    radii = _radius("collision", rng, far), _radius("collision", rng, far)
    speeds = _speed(rng, far), max(_speed(rng, far), 0.1)  # two that rest never meet
    meet = rng.uniform(BESIDE, FRAMES - BESIDE - 1) * STEP
    low, high = sorted((radii[0] * 2 + speeds[0] * meet, SIDE - radii[1] * 2 - speeds[1] * meet))
    x = min(max(SIDE / 2, low), high)  # where they meet: both begin in sight if there is room
    starts = (x - radii[0] - speeds[0] * meet, SIDE / 2), (x + radii[1] + speeds[1] * meet, SIDE / 2)
    return Trial("collision", radii, starts, ((speeds[0], 0.0), (-speeds[1], 0.0)))


def _radius(task: Task, rng: np.random.Generator, far: bool) -> float:
    return _within(rng, FAR_RADII[task] if far else (RADII[task],))


def _speed(rng: np.random.Generator, far: bool) -> float:
    return _within(rng, FAR_SPEEDS if far else (SPEEDS,))


def _within(rng: np.random.Generator, ranges: tuple[tuple[float, float], ...]) -> float:
    low, high = ranges[int(rng.integers(len(ranges)))]
    return float(rng.uniform(low, high))
