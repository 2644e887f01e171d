"""A clip grows at its end, its beginning or both: a known head or tail, and new frames beside it."""

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
class Extend(Operation):
    """Make a clip longer: what happens next, or what happened before.

    It grows at its end unless --backward is given; with --forward --backward at both. The clip itself
    stays as it is, with its sound. --variants 3 gives one beginning with three endings, or backward three
    beginnings with one ending.
    """

    example: ClassVar[str] = "haneul extend clip.mp4 --seconds 2 --seed 1"

    clip: ClipFile
    prompt: MotionText = ""
    _: KW_ONLY
    seconds: Annotated[float, Field("How much is added at an end.", 0.01, 60, "s", error=InvalidSize)] = 2.0
    forward: Annotated[bool, Field("Go on after the end; so it is without --backward, too.")] = False
    backward: Annotated[bool, Field("Add what came before the beginning.")] = False

    def canvas(self, defaults: Defaults) -> Canvas:
        clip = read(self, self.clip)
        new = max(1, round(self.seconds * clip.fps))
        before = new if self.backward else 0
        after = new if self.forward or not self.backward else 0
        return clip.put(clip.blank(self, before + len(clip.frames) + after, self.prompt), at=before)
