"""What has to be known of somebody's picture to block them: its shape, where it looks, how they move."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

Array = np.ndarray
BEHIND = 0.11  # of its width, by which somebody's back is behind the middle


@dataclass(frozen=True, eq=False)
class Body:
    """One character. Its picture fills a square cell one way, centred, with the feet at the cell's foot.

    `aspect` is its width over height, `faces` left, right or front; `legs` tells whether it bobs as it goes, `loop` how
    many frames a second its own animation has, 0 for a still. `tight` (F, 4) are x0 y0 x1 y1 of what each frame of the
    loop fills of the cell, `saddle` how far to the rear of its middle, in its widths, and how high, in its heights,
    somebody sits on its back.
    """

    aspect: float = 1.0
    faces: str = "front"
    kind: str = "thing"
    legs: bool = True
    loop: float = 0.0
    tight: Array = field(default_factory=lambda: np.array([[0.0, 0.0, 1.0, 1.0]]))
    saddle: tuple[float, float] = (0.0, 0.65)

    @property
    def extent(self) -> tuple[float, float]:
        """The share of the cell's width and height that the character fills; the larger is 1."""
        return min(self.aspect, 1.0), min(1 / self.aspect, 1.0)

    @property
    def natural(self) -> float:
        """Which way the picture looks: -1 left, 1 right, 0 out of the picture."""
        return {"left": -1.0, "right": 1.0}.get(self.faces, 0.0)


def drawn(seen: Array, faces: str, kind: str, legs: bool) -> Body:
    """The body of a cut-out (h, w, 4) uint8, a still."""
    high, wide = seen.shape[:2]
    x, y = Body(wide / high).extent
    tight = np.array([[0.5 - x / 2, 1 - y, 0.5 + x / 2, 1.0]])
    return Body(wide / high, faces, kind, legs, tight=tight, saddle=saddle(seen[..., 3] > 128, faces))


def saddle(solid: Array, faces: str) -> tuple[float, float]:
    """Where somebody sits on the back of a character that fills a picture (h, w) bool: how far to the rear of its
    middle, in its widths, and how high, in its heights. It is the top of the body behind the neck."""
    high, wide = solid.shape
    rear = BEHIND if faces != "front" else 0.0
    middle = int(wide * (0.5 + rear if faces != "right" else 0.5 - rear))
    reach = max(1, int(0.08 * wide))
    column = solid[:, max(middle - reach, 0) : middle + reach + 1].mean(1) > 0.5
    top = int(column.argmax()) if column.any() else int(high * (1 - 0.65))
    return rear, (high - top) / high
