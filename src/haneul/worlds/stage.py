"""What a painted place consists of: sheets and water from back to front, ground, sky."""

from __future__ import annotations

from dataclasses import dataclass, field

from torch import Tensor

from haneul.blocking.motion import Ground
from haneul.worlds.easel import Easel


@dataclass
class Sheet:
    """One painted layer, premultiplied RGBA (4, h, w)."""

    picture: Tensor
    parallax: float
    far: float = 0.0  # 0 near .. 1 at the horizon: how much haze lies before it
    ground: bool = False  # parallax grows towards the viewer
    glow: bool = False  # lamps and lit windows: shines at night, unlit by day
    day: bool = False  # a glow that is sunlight
    sway: float = 0.0  # leans in the wind, picture heights at its top
    front: bool = False  # before the actors

    def reach(self, easel: Easel) -> tuple[float, float]:
        """World y of the first and the last row that holds anything."""
        rows = self.picture[3].amax(1).gt(0).nonzero()
        if len(rows) == 0:
            return 0.0, 0.0
        step = (easel.bottom - easel.top) / easel.height
        first, last = int(rows[0]), int(rows[-1])
        # A painted edge goes on beyond the window.
        low = -9.0 if first == 0 else easel.top + (first - 1) * step
        return low, (9.0 if last == easel.height - 1 else easel.top + (last + 2) * step)


@dataclass
class Water:
    """Moving water between y `top` and the picture's foot; `edge` (w,) lets it end in a shore."""

    top: float
    bottom: float
    shallow: tuple[float, float, float]
    deep: tuple[float, float, float]
    far: float = 0.3


@dataclass
class Stage:
    """A painted place. `sky` is one of open, space, deep (under water)."""

    ground: Ground
    layers: list[Sheet | Water] = field(default_factory=list)
    sky: str = "open"
    indoor: bool = False  # weather stays behind the first layer
