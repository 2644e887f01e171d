"""The animatic of a rendered clip, as one would be drawn for its prompt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, partial

import numpy as np
import torch
from torch import Tensor

from haneul.blocking.figure import Figure
from haneul.canvas import Frames
from haneul.grading.scenery import Scenery
from haneul.grading.tint import tinted
from haneul.media.animatic import Pasted, draw, joined
from haneul.media.cutout import cut_out
from haneul.train.figures import Standing
from haneul.worlds.artwork import Atlas

AS_DRAWN, TURNED = 0.3, 0.08  # shares of figures: posing as drawn, looking away
UNGRADED, UNPLACED = 0.15, 0.1  # shares of animatics on a plain card: in the colours of the artwork, and in the look
GRADING = 1  # the number of that draw
WOBBLE = 0.04  # of half its size, by which a figure is off


def animatic(
    atlas: Atlas, stands: Sequence[Sequence[Standing]], scenery: Scenery, height: int, width: int, seed: int
) -> Tensor:
    """A rough (3, T, H, W) uint8 of a clip in which everybody `stands` so before its `scenery` (T)."""
    drawn = np.random.default_rng([seed, GRADING]).random()
    ungraded = drawn < UNGRADED
    if drawn < UNGRADED + UNPLACED:
        scenery = replace(scenery, place="", look="plain" if ungraded else scenery.look)
    seen = cache(partial(_seen, atlas, plain=ungraded))
    pictures = [
        draw(height, width, [posed(one, atlas.pictures.shape[1], seen, seed) for one in there], scenery, frame)
        for frame, there in enumerate(stands)
    ]
    return torch.from_numpy(np.stack(pictures)).permute(3, 0, 1, 2)


def posed(one: Standing, poses: int, seen: Callable[[Figure, int], Frames], seed: int) -> Pasted:
    """A figure's cut-out where it stands, the same for all of its moments.

    Some pose as they are drawn, most keep one frame of their loop, as a picture that somebody brings along does; some
    are the other way round or a little off.
    """
    rng = np.random.default_rng([seed, one.part])
    kept, moving, turned = int(rng.integers(poses)), rng.random() < AS_DRAWN, rng.random() < TURNED
    picture = seen(one.figure, one.pose if moving else kept)
    if one.mirrored ^ turned:
        picture = np.ascontiguousarray(picture[:, ::-1])
    left, top, right, bottom = one.box
    off_x, off_y, grow = (float(v) for v in rng.normal(0, WOBBLE, 3))
    wide, high = (right - left) * np.exp(grow) / 2, (bottom - top) * np.exp(grow) / 2
    x, y = (left + right) / 2 + off_x * wide, (top + bottom) / 2 + off_y * high
    return Pasted(picture, (x - wide, y - high, x + wide, y + high), one.angle)


def _seen(atlas: Atlas, figure: Figure, pose: int, plain: bool) -> Frames:
    """The cut-out (h, w, 4) of a figure at a frame of its loop; `plain` without its tint."""
    cells = atlas.pictures[:, pose % atlas.pictures.shape[1]]
    seen = cut_out(cells[atlas.row(figure.key)].cpu().numpy())
    if figure.rear:
        rear = cut_out(cells[atlas.row(figure.rear)].cpu().numpy())
        seen = joined(seen, rear[:, ::-1] if figure.rear_flip else rear, figure.front)
    return seen if plain else tinted(seen, figure.tint)
