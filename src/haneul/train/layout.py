"""Random canvases: which patches a training sample knows, and how well.

The layouts are those that operations submit (known beginnings, endings, both ends, boxes,
strengths between), so every operation is native to the model. Independent times for single
patches would harm quality and no operation asks for them.
"""

from __future__ import annotations

import torch
from torch import Tensor

LAYOUTS = {  # weight of each in training, for clips; pictures know nothing or a box
    "blank": 0.5,
    "beginning": 0.18,
    "ending": 0.06,
    "ends": 0.06,
    "box": 0.06,
    "strength": 0.06,
    "ramp": 0.08,
}


def draw_levels(shape: tuple[int, int, int], generator: torch.Generator) -> Tensor:
    """Noise levels (t, h, w) in 0..1 of a random canvas; at least one patch is above 0."""
    t, h, w = shape
    level = torch.ones(shape)
    name = _choose(t, generator)
    if name == "beginning":
        level = beginning(shape, 1 + _below(min(3, t - 1), generator))
    elif name == "ending":
        level[-1 - _below(min(3, t - 1), generator) :] = 0
    elif name == "ends":
        level[0] = level[-1] = 0
        level[t // 2] = 1
    elif name == "box":
        y, x = _below(h, generator), _below(w, generator)
        high, wide = 1 + _below(max(1, h // 2), generator), 1 + _below(max(1, w // 2), generator)
        inside = torch.zeros(h, w, dtype=torch.bool)
        inside[y : y + high, x : x + wide] = True
        level[:, inside if torch.rand((), generator=generator) < 0.5 or inside.all() else ~inside] = 0
        if not level.any():
            level[:] = 1
    elif name == "strength":
        level[:] = 0.2 + 0.8 * torch.rand((), generator=generator)
    elif name == "ramp":  # non-decreasing in time, as a window sliding over a long clip sees it
        level[:] = torch.rand(t, generator=generator).sort().values[:, None, None]
        level[-1] = 1
    return level


def beginning(shape: tuple[int, int, int], given: int) -> Tensor:
    """Noise levels (t, h, w) where the first `given` latents are known."""
    level = torch.ones(shape)
    level[:given] = 0
    return level


def _choose(frames: int, generator: torch.Generator) -> str:
    draw = float(torch.rand((), generator=generator))
    if frames == 1:
        return "box" if draw < 0.1 else "blank"
    for name, weight in LAYOUTS.items():
        draw -= weight
        if draw < 0:
            return name
    return "blank"


def _below(count: int, generator: torch.Generator) -> int:
    return int(torch.randint(count, (), generator=generator))
