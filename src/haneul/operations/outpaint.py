"""Outpaint: the clip is known inside a box of a bigger canvas, and everything around it is invented."""

from __future__ import annotations

import math
from dataclasses import KW_ONLY, dataclass, replace
from typing import Annotated, ClassVar, Literal

from haneul.canvas import Canvas
from haneul.errors import InvalidSize
from haneul.fields import Field
from haneul.operations.base import MotionText, Operation
from haneul.operations.shape import MOST, STEP, Defaults, pixels, ratio
from haneul.operations.source import ClipFile, read

Place = Literal[
    "center", "left", "right", "top", "bottom", "top-left", "top-right", "bottom-left", "bottom-right"
]  # fmt: skip


@dataclass(frozen=True)
class Outpaint(Operation):
    """Make a clip's picture wider or taller: what lies beyond its edges is invented.

    The whole clip stays as it is, pixel by pixel. A shape such as --size 21:9 is the smallest picture of
    that shape around it. To fill another shape without leaving all of the clip in, see `reframe`.
    """

    example: ClassVar[str] = "haneul outpaint clip.mp4 --size 21:9 --seed 1"

    clip: ClipFile
    prompt: MotionText = ""
    _: KW_ONLY
    at: Annotated[Place, Field("Where the clip stands in the new picture.")] = "center"

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.size:
            raise InvalidSize("A size is needed: --size WIDTHxHEIGHT or a shape such as 16:9.")

    def canvas(self, defaults: Defaults) -> Canvas:
        clip = read(self, self.clip, own_size=True)
        canvas = clip.blank(self, len(clip.frames), self.prompt)
        width, height = around(self.size, clip.size)
        x, y = place(self.at, width - clip.size[0], height - clip.size[1])
        return clip.put(replace(canvas, width=width, height=height), x=x, y=y)


def around(text: str, inner: tuple[int, int]) -> tuple[int, int]:
    """Width and height of a picture around `inner`; of a shape such as "16:9" the smallest one.

    Raises `InvalidSize` for one that does not hold `inner` or has more than 1920 pixels a side.
    """
    shape = ratio(text)
    if shape is None:
        width, height = pixels(text, Defaults(inner))
    else:
        width, height = max(inner[0], _even(inner[1] * shape)), max(inner[1], _even(inner[0] / shape))
    if width < inner[0] or height < inner[1]:
        raise InvalidSize(
            f"size cannot be {text}: the clip of {inner[0]}x{inner[1]} does not fit inside; give at least its own "
            "sides, or see `haneul reframe`."
        )
    if max(width, height) > MOST:
        raise InvalidSize(
            f"size cannot be {text}: around {inner[0]}x{inner[1]} that is {width}x{height}, and {MOST:,} pixels a side "
            "are the most; make the clip smaller first."
        )
    return width, height


def place(at: str, right: int, below: int) -> tuple[int, int]:
    """Pixels left of and above the clip where `right` and `below` are to spare.

    In the middle it stands at a multiple of 16, as far as there is room, for patches that are known to
    their last pixel are understood best.
    """
    across = 0 if "left" in at else right if "right" in at else _middle(right)
    down = 0 if "top" in at else below if "bottom" in at else _middle(below)
    return across, down


def _middle(spare: int) -> int:
    return min(round(spare / 2 / STEP) * STEP, spare)


def _even(side: float) -> int:
    """Codecs halve the resolution of colour."""
    return 2 * math.ceil(side / 2 - 0.01)
