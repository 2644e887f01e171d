"""A large picture painted again at light noise, in overlapping tiles of the engine's own size.

Each tile is laid over those before it with a soft edge as wide as the overlap, so that no seam is left
where two of them differ a little. What a tile shows is known to all but that light noise: it needs no
prompt, and one that names somebody would put them into every tile.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from haneul.canvas import Canvas, Frames, NoiseMap, Region
from haneul.engines.base import Engine, Progress, Sampling, part_of

OVERLAP = 0.25  # of a tile's side, at least


def paint(
    canvas: Canvas, frames: Frames, noise: NoiseMap, engine: Engine, sampling: Sampling, progress: Progress
) -> Frames:
    """`frames` (T, H, W, 3) painted again at `noise` (T, H, W); pixels of noise 0 come back exactly.

    `canvas` says how fast they are shown and draws the noise. Fewer steps are done the less there is to do.
    """
    size = engine.abilities.size if canvas.width >= canvas.height else engine.abilities.size[::-1]
    places = regions(canvas.width, canvas.height, *size)
    steps, _ = sampling.of(engine.abilities)
    how = replace(sampling, steps=max(2, round(steps * float(noise.max()))), guidance=1.0, detail=0.0)
    out = frames.copy()
    for number, place in enumerate(places):
        here = np.s_[:, place.y : place.y + place.height, place.x : place.x + place.width]
        if not noise[here].any():
            continue
        blank = replace(
            canvas, width=place.width, height=place.height, layers=(), prompts=(), negative="", references=(),
            guides=(), sound=None, seed=(canvas.seed + number) % 2**32,
        )  # fmt: skip
        tile = blank.put(frames[here], noise=noise[here])
        made = tile.paste(engine.paint(tile, how, part_of(progress, number / len(places), 1 / len(places))))
        edge = soft(place, canvas.width, canvas.height, size)[..., None]
        for below, above in zip(out[here], made, strict=True):
            below[:] = np.rint(below + edge * (above.astype(np.float32) - below))
    progress(1.0, "painting")
    return np.where((noise == 0)[..., None], frames, out)


def regions(width: int, height: int, tile_width: int, tile_height: int) -> list[Region]:
    """Tiles of one size that cover the picture, row by row, neighbours overlapping by `OVERLAP` at least."""
    wide, tall = min(tile_width, width), min(tile_height, height)
    return [Region(x, y, wide, tall) for y in _starts(height, tall) for x in _starts(width, wide)]


def soft(place: Region, width: int, height: int, size: tuple[int, int]) -> NDArray[np.float32]:
    """How much a tile covers those painted before it, (h, w): rising over the overlap at its left and top."""
    across, down = (round(OVERLAP * side) for side in size)
    x = np.clip((np.arange(place.width) + 0.5) / max(across, 1), 0, 1) if place.x else np.ones(place.width)
    y = np.clip((np.arange(place.height) + 0.5) / max(down, 1), 0, 1) if place.y else np.ones(place.height)
    return (y[:, None] * x[None]).astype(np.float32)


def _starts(length: int, tile: int) -> list[int]:
    """Where tiles begin along one side, evenly from its start to its end."""
    fresh = tile - round(OVERLAP * tile)
    count = 1 + -(-(length - tile) // fresh)
    return [round(at * (length - tile) / (count - 1)) for at in range(count)] if count > 1 else [0]
