"""A rough of a clip: cut-outs where they shall be, before the colours of a place and marks that the camera passes.

An animatic is what a director shows before anything is filmed: who is where when, in what light, and how the camera
moves. The marks lie on the ground and above the horizon, as those that film crews stick to a set to follow the camera.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haneul.canvas import Frames
from haneul.grading.falling import fall
from haneul.grading.scenery import Scenery

UPRIGHT = 0.03  # radians by which nobody is seen to lean
MARK = 0.055  # of the picture's height, a mark's side
MARKED = 56  # levels by which it differs from what it lies on

Box = tuple[float, float, float, float]


@dataclass(frozen=True, eq=False)
class Pasted:
    """A cut-out (h, w, 4) in a box (left, top, right, bottom) relative to the picture, which it may leave: around it as
    it leans `angle` radians clockwise. `who` tells it from others in the shot, `turned` that it is mirrored now."""

    picture: Frames
    box: Box
    angle: float = 0.0
    who: int = 0
    turned: bool = False


def draw(height: int, width: int, pasted: Sequence[Pasted], scenery: Scenery, frame: int) -> Frames:
    """One picture (H, W, 3) of an animatic; what comes later covers what comes before."""
    from PIL import Image

    from haneul.grading.look import graded

    card = Image.fromarray(_marked(scenery.card(frame, height, width), scenery.marks[frame]))
    for one in pasted:
        left, right = (round(v * width) for v in (one.box[0], one.box[2]))
        top, bottom = (round(v * height) for v in (one.box[1], one.box[3]))
        if left < width and top < height and right > 0 and bottom > 0:
            size = max(1, right - left), max(1, bottom - top)
            image = Image.fromarray(_leaning(one.picture, one.angle)).resize(size, Image.Resampling.BILINEAR)
            image = Image.fromarray(scenery.lit(np.asarray(image), frame))
            card.paste(image, (left, top), image)
    bright = (255 * scenery.figure[frame]).clip(60, 255)
    for name, share in scenery.falling(frame).items():
        fall(card, name, share, tuple(bright.astype(int)), scenery.seed, float(scenery.seconds[frame]))
    return graded(np.asarray(card), scenery.look, float(scenery.night[frame]) if scenery.place else 0.0)


def _marked(card: Frames, marks: NDArray[np.floating[Any]]) -> Frames:
    """The card with a square at each of `marks` (K, 2), x y relative to it: darker where bright, else brighter."""
    height, width = card.shape[:2]
    half = max(1.0, MARK * height / 2)
    for x, y in marks * (width, height):
        if -half < x < width + half and -half < y < height + half:
            rows = slice(max(0, round(y - half)), max(0, round(y + half)))
            columns = slice(max(0, round(x - half)), max(0, round(x + half)))
            if (under := card[rows, columns].astype(int)).size:
                shift = -MARKED if under.mean() > 100 else MARKED
                card[rows, columns] = (under + shift).clip(0, 255)
    return card


class Animatic:
    """Pictures (T, H, W, 3) uint8 that are drawn when they are sliced; `shot` says who is in frame number t, hindmost
    first, before the `scenery`, and `stands` says by name where single ones are (T, 4); `held` are the ways (T, 2, 3)
    of a hand that holds the camera when all is painted (`blocking/handheld.py`)."""

    dtype: np.dtype[Any] = np.dtype(np.uint8)

    def __init__(
        self, height: int, width: int, shot: Callable[[int], list[Pasted]], scenery: Scenery,
        stands: Mapping[str, NDArray[np.floating[Any]]] | None = None, held: NDArray[np.floating[Any]] | None = None,
    ) -> None:  # fmt: skip
        self.shape, self.shot, self.scenery = (len(scenery), height, width, 3), shot, scenery
        self.stands, self.held = stands or {}, held
        self.numbers = range(len(scenery))
        self.before: Animatic | None = None
        self.dissolve = 0

    def emptied(self) -> Animatic:
        """The same with nobody in it."""
        return Animatic(*self.shape[1:3], lambda _: [], self.scenery)

    def after(self, before: Animatic, frames: int) -> Animatic:
        """The same, dissolving from the last picture of the one `before` during its first `frames`."""
        made = Animatic(*self.shape[1:3], self.shot, self.scenery, self.stands, self.held)
        made.before, made.dissolve = before, frames
        return made

    def __len__(self) -> int:
        return len(self.numbers)

    def __getitem__(self, key: slice) -> Frames:
        height, width = self.shape[1:3]
        chosen = self.numbers[key]
        drawn = [draw(height, width, self.shot(number), self.scenery, number) for number in chosen]
        made = np.stack(drawn) if drawn else np.empty((0, height, width, 3), np.uint8)
        if self.before is not None and any(number < self.dissolve for number in chosen):
            left = np.clip(1 - (np.array(chosen) + 1) / (self.dissolve + 1), 0, 1)[:, None, None, None]
            made = (made + left * (self.before[-1:].astype(float) - made)).round().astype(np.uint8)
        return made


def joined(front: Frames, rear: Frames, looks: str) -> Frames:
    """The front half of one cut-out (h, w, 4) and the rear half of another, as large as the first; `looks` left, right
    or front tells on which side the front half is: out of the picture, it is the upper half."""
    high, wide = front.shape[:2]
    side = max(high, wide)
    ramp = np.clip((0.5 - np.linspace(0, 1, side)) * 12 + 0.5, 0, 1)  # 1 at the left, or at the top
    left = (side - wide) // 2
    across = (ramp[::-1] if looks == "right" else ramp)[None, left : left + wide]
    keep = (ramp[side - high :, None] if looks == "front" else across)[..., None]
    scale = side / max(rear.shape[:2])
    size = max(1, round(rear.shape[1] * scale)), max(1, round(rear.shape[0] * scale))
    other = _standing(rear, size, (wide, high))
    mixed = [cut * share for cut, share in ((front.astype(float), keep), (other.astype(float), 1 - keep))]
    opacity = mixed[0][..., 3:] + mixed[1][..., 3:]
    colour = sum(one[..., :3] * cut[..., 3:] for one, cut in zip((front, other), mixed, strict=True))
    return np.concatenate([colour / np.maximum(opacity, 1), opacity], -1).round().clip(0, 255).astype(np.uint8)


def _standing(seen: Frames, size: tuple[int, int], whole: tuple[int, int]) -> Frames:
    """A cut-out, `size` wide and high, with its feet at the foot of a clear picture `whole` wide and high."""
    from PIL import Image

    clear, image = Image.new("RGBA", whole), Image.fromarray(seen).resize(size, Image.Resampling.LANCZOS)
    clear.paste(image, ((whole[0] - size[0]) // 2, whole[1] - size[1]))
    return np.asarray(clear)


def _leaning(seen: Frames, angle: float) -> Frames:
    from PIL import Image

    if abs(angle) < UPRIGHT:
        return seen
    return np.asarray(Image.fromarray(seen).rotate(-math.degrees(angle), Image.Resampling.BICUBIC, expand=True))
