"""A clip that repeats without a seam: connected to itself, its repeated head dropped.

A passage between two equal frames stands still, for standing still is the shortest way from a picture
to itself (seen with Wan 2.1, its issue 372). So the passage leads from the clip's last frames into
several of its first ones, moving as they move. These are then in it twice, and of the two the earlier
are dropped: the file ends and begins anew inside the clip's own motion, with a step of its own.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import Annotated, ClassVar, Literal

import numpy as np

from haneul.canvas import Canvas, Span
from haneul.errors import InvalidInput
from haneul.fields import Field
from haneul.operations.base import MotionText, Operation
from haneul.operations.shape import Defaults
from haneul.operations.source import ClipFile, Source, read

PASSAGES = {"short": 0.5, "normal": 1.0, "long": 2.0}  # seconds
HEADS = (0.5, 1.5)  # seconds of the beginning that the passage leads into, at most half of the clip


@dataclass(frozen=True)
class Loop(Operation):
    """Make a clip repeat without a seam, by a passage from its end back to its beginning.

    The clip itself stays as it is; the file begins a little into it, where it moves as usual, and what
    comes before stands at its end. A longer passage is for an end that looks less like the beginning.
    """

    example: ClassVar[str] = "haneul loop clip.mp4 --seed 1"

    clip: ClipFile
    prompt: MotionText = ""
    _: KW_ONLY
    length: Annotated[
        Literal["short", "normal", "long"], Field("How long the passage is: short 0.5 s, normal 1 s, long 2 s.")
    ] = "normal"

    def canvas(self, defaults: Defaults) -> Canvas:
        clip = read(self, self.clip)
        _refuse_still(clip)
        head = Span(0, _head(clip))
        again = len(clip.frames) + max(1, round(PASSAGES[self.length] * clip.fps))
        canvas = clip.put(clip.blank(self, again + len(head), self.prompt))
        return clip.put(canvas, at=again, span=head)

    def kept(self, canvas: Canvas) -> Span:
        _, head = canvas.layers
        return Span(len(head.frames), canvas.frames)


def _head(clip: Source) -> int:
    """How many of the first frames come again: two at least, for they show motion.

    Of the frames in question the one is chosen to which the step is the most usual one.
    """
    if len(clip.frames) == 2:
        return 1
    least, most = (max(2, min(round(seconds * clip.fps), len(clip.frames) // 2)) for seconds in HEADS)
    steps = np.abs(np.diff(clip.frames[: most + 1].astype(np.int16), axis=0)).mean((1, 2, 3))
    unusual = np.abs(steps - np.median(steps))[least - 1 :]
    return least + int(unusual.argmin())


def _refuse_still(clip: Source) -> None:
    """Raise `InvalidInput` where nothing moves: 16 moments of the clip are one picture but for coding noise."""
    moments = np.linspace(0, len(clip.frames) - 1, 16).round().astype(int)
    first = clip.frames[0].astype(np.int16)
    if all(np.quantile(np.abs(clip.frames[int(moment)] - first), 0.999) <= 8 for moment in moments[1:]):
        raise InvalidInput(f"Nothing moves in {clip.path}: it repeats without a seam as it is.")
