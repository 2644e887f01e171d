"""Where the renderer drew its figures, as training needs it: on the grid of latents, and where each stands when.

Figures fill a third of a picture, and a loss that counts every patch alike is content with a good background.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import torch
from torch import Tensor

from haneul.engines.latents import STRIDES
from haneul.worlds.film import Sighting

IN_SIGHT = 0.6  # share of a figure's box inside the picture from which on it stands there
APART = 0.5  # seconds
When = Literal["first", "between", "last"]


def drawn(sightings: Sequence[Sighting], frames: int, height: int, width: int) -> Tensor:
    """Patches (T, H / 16, W / 16) that a figure's box touches, as bool."""
    rows, columns = height // STRIDES.height, width // STRIDES.width
    shown = torch.zeros(frames, rows, columns, dtype=torch.bool)
    for one in sightings:
        for moment, (left, top, right, bottom) in zip(one.moments, one.boxes, strict=True):
            x, y = max(0, int(left * columns)), max(0, int(top * rows))
            shown[int(moment), y : max(0, int(bottom * rows) + 1), x : max(0, int(right * columns) + 1)] = True
    return shown


def by_latent(shown: Tensor) -> Tensor:
    """Patches (T, h, w), T = 1 + 4k, of frames -> those (1 + k, h, w) of latents: any of their frames counts."""
    first, later = shown[:1], shown[1:]
    return torch.cat([first, later.unflatten(0, (-1, STRIDES.time)).any(1)]) if len(later) else first


@dataclass(frozen=True)
class Standing:
    """One figure at a moment: `seconds` from the start, `box` (left, top, right, bottom) relative to the picture,
    whether it is drawn `mirrored`, the frame `pose` of its loop, and whether it is then seen first, last or between."""

    actor: int
    seconds: float
    box: tuple[float, ...]
    mirrored: bool
    pose: int
    when: When = "first"


def stands(sightings: Sequence[Sighting], fps: float, span: range) -> list[Standing]:
    """Everybody in sight within the moments of `span`, copies one by one; no props, and nobody who is hardly seen.

    Who is in sight for long stands several times: where they are seen first, last, and every `APART` seconds between.
    """
    found: dict[int, list[Standing]] = {}
    for one in sightings:
        inside = np.prod(np.clip(one.boxes[:, 2:], 0, 1) - np.clip(one.boxes[:, :2], 0, 1), 1)
        whole = np.maximum(np.prod(one.boxes[:, 2:] - one.boxes[:, :2], 1), 1e-6)
        for place in np.flatnonzero(inside / whole >= IN_SIGHT) if one.actor >= 0 else ():
            moment = int(one.moments[place])
            if moment in span:
                box, mirrored = tuple(map(float, one.boxes[place])), bool(one.mirrored[place])
                seen = Standing(one.actor, (moment - span.start) / fps, box, mirrored, int(one.pose[place]))
                found.setdefault(one.part, []).append(seen)
    return [one for seen in found.values() for one in _apart(seen)]


def _apart(seen: Sequence[Standing]) -> list[Standing]:
    """Of all moments of one figure the first, the last and some between."""
    first, last, kept = seen[0], seen[-1], [seen[0]]
    for one in seen:
        if min(one.seconds - kept[-1].seconds, last.seconds - one.seconds) >= APART:
            kept.append(replace(one, when="between"))
    return [*kept, replace(last, when="last")] if last.seconds - first.seconds >= APART else kept
