"""Two clips joined by a passage that leads from the one to the other: known, new, known."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import Annotated, ClassVar

from haneul.canvas import Canvas
from haneul.errors import InvalidSize
from haneul.fields import Field
from haneul.operations.base import MotionText, Operation
from haneul.operations.shape import Defaults
from haneul.operations.source import ClipFile, read


@dataclass(frozen=True)
class Connect(Operation):
    """Join two clips by an invented passage, without a cut.

    Both stay as they are, with their sound; the second is fitted to the first one's size and frame rate. Who is seen
    in the one alone leaves the picture or comes into it. Without a prompt those of both clips are told in turn.
    """

    example: ClassVar[str] = "haneul connect clip.mp4 other.mp4 --seconds 1 --seed 1"

    first: ClipFile
    second: ClipFile
    prompt: MotionText = ""
    _: KW_ONLY
    seconds: Annotated[float, Field("How long the passage is.", 0.01, 60, "s", error=InvalidSize)] = 2.0

    def canvas(self, defaults: Defaults) -> Canvas:
        first = read(self, self.first)
        second = read(self, self.second, beside=first)
        arrival = len(first.frames) + max(1, round(self.seconds * first.fps))
        canvas = first.leading(second).blank(self, arrival + len(second.frames), self.prompt)
        return second.put(first.put(canvas), at=arrival)
