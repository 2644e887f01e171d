"""Rectified flow with noise per patch: path, schedule, solver, guidance, training target.

Time 0 is data and 1 is noise; a patch whose canvas says noise n stands at time n·t while the
rest stands at t. So 0 keeps a patch, 1 invents it, and anything between re-imagines it, and no
operation needs an argument of its own here. The network is a callable; this file knows none.

Path and target: Liu et al., "Flow Straight and Fast" (2022): x_t = (1 - t) x_0 + t e, v = e - x_0.
Shift by token count: Esser et al., "Scaling Rectified Flow Transformers" (2024), eq. 23.
Guidance within an interval: Kynkäänniemi et al. (2024).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Literal

import torch
from torch import Tensor

Velocity = Callable[[Tensor, Tensor], Tensor]
"""(x (N, C), time per patch (N,)) -> velocity (N, C)."""

INTERVAL = (0.2, 0.95)  # of the largest time, in which guidance is given
BASE_TOKENS = 64  # the token count at which the shift is 1
STAGED = 1.3
"""The shift beside an animatic, which tells what is coarse: few steps are better spent on the rest."""


def shift_for(tokens: int, staged: bool = False) -> float:
    """How much later the schedule lingers for `tokens` patches: sqrt(tokens / 64), 1 to 6; less beside an animatic."""
    return STAGED if staged else min(6.0, max(1.0, math.sqrt(tokens / BASE_TOKENS)))


def shifted(time: Tensor, shift: float) -> Tensor:
    """Warp times 0..1 towards noise: s t / (1 + (s - 1) t)."""
    return shift * time / (1 + (shift - 1) * time)


def schedule(steps: int, shift: float) -> Tensor:
    """`steps` + 1 times from 1 down to 0."""
    return shifted(torch.linspace(1, 0, steps + 1, dtype=torch.float64), shift).float()


def mix(data: Tensor, noise: Tensor, time: Tensor) -> Tensor:
    """x_t for data and noise (N, C) and a time per patch (N,)."""
    t = time[:, None]
    return (1 - t) * data + t * noise


def target(data: Tensor, noise: Tensor) -> Tensor:
    """The velocity that the network learns, (N, C)."""
    return noise - data


def draw_times(count: int, shift: Tensor | float, generator: torch.Generator) -> Tensor:
    """Training times (count,): logit-normal, a tenth of them uniform, then shifted."""
    normal = torch.sigmoid(torch.randn(count, generator=generator))
    uniform = torch.rand(count, generator=generator)
    time = torch.where(torch.rand(count, generator=generator) < 0.1, uniform, normal)
    return shift * time / (1 + (shift - 1) * time)


def guided(
    conditional: Velocity,
    unconditional: Velocity,
    scale: float | Tensor,
    interval: tuple[float, float] = INTERVAL,
) -> Velocity:
    """Classifier-free guidance: u + scale (c - u), inside `interval` of the largest time only; `scale` is one number
    or one for each number of each patch (N, C)."""

    def velocity(x: Tensor, time: Tensor) -> Tensor:
        wanted = conditional(x, time)
        now = float(time.max())
        if (isinstance(scale, float | int) and scale == 1) or not interval[0] <= now <= interval[1]:
            return wanted
        plain = unconditional(x, time)
        return plain + scale * (wanted - plain)

    return velocity


def sample(
    velocity: Velocity,
    known: Tensor,
    noise_level: Tensor,
    noise: Tensor,
    times: Tensor,
    progress: Callable[[float, Tensor], None] | None = None,
    order: Literal[1, 2] = 2,
) -> Tensor:
    """Paint: integrate from noise to data, every patch along its own share of the path.

    known (N, C): what is known of each patch (any value where `noise_level` is 1);
    noise_level (N,) in 0..1; noise (N, C) standard normal; times: from `schedule`.
    `progress` is told the share done and the present guess at the result (N, C).
    order of the solver: 1 Euler, 2 Adams-Bashforth; one call of `velocity` a step with either.
    Returns (N, C); patches of level 0 come back exactly as they were.
    """
    x = mix(known, noise, noise_level)
    before = None
    for index, (now, after) in enumerate(pairwise(times)):
        v = velocity(x, noise_level * now)
        # Adams-Bashforth of second order for uneven steps; the first step is Euler's.
        slope = v if before is None or order == 1 else v + (after - now) / (2 * before[1]) * (v - before[0])
        x = x + (noise_level * (after - now))[:, None] * slope
        before = (v, after - now)
        if progress:
            progress((index + 1) / (len(times) - 1), x - (noise_level * after)[:, None] * v)
    return torch.where(noise_level[:, None] == 0, known, x)
