"""The same clip, larger: a bigger canvas that knows the enlarged frames, at light noise or none."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, replace
from pathlib import Path
from typing import Annotated, ClassVar

from haneul.canvas import Canvas
from haneul.errors import InvalidSize
from haneul.fields import Field
from haneul.operations.base import MotionText, Operation
from haneul.operations.shape import Defaults, pixels
from haneul.operations.source import ClipFile, read

SAME_SHAPE = 0.01  # of width over height


@dataclass(frozen=True)
class Upscale(Operation):
    """Make a clip larger, up to 1920 pixels a side.

    Twice as wide and as high unless --size says how large. What a size of another shape would squeeze
    is cut off evenly instead. The clip's length, frame rate and sound stay.
    """

    example: ClassVar[str] = "haneul upscale clip.mp4 --size 512x288 --seed 1"

    clip: ClipFile
    prompt: MotionText = ""
    _: KW_ONLY
    strength: Annotated[
        float,
        Field("How much of the enlarged frames the engine paints anew, tile by tile; 0 leaves them as they are.", 0, 1),
    ] = 0.0

    def canvas(self, defaults: Defaults) -> Canvas:
        from haneul import media

        info = media.probe(Path(self.clip))
        scale = min(2.0, self.largest / max(info.width, info.height))
        twice = round(info.width * scale), round(info.height * scale)
        width, height = pixels(self.size, Defaults(twice), self.largest)
        if width * height <= info.width * info.height:
            raise InvalidSize(
                f"size cannot be {width}x{height}: {self.clip} is {info.width}x{info.height} already; "
                f"give a larger one, up to {self.largest:,} pixels a side."
            )
        given = read(replace(self, size=f"{width}x{height}"), self.clip)
        if abs(width / height - info.width / info.height) < SAME_SHAPE:
            asked = "was fitted from"  # that it was enlarged needs no telling
            given = replace(given, notes=tuple(note for note in given.notes if asked not in note))
        return given.put(given.blank(self, len(given.frames), self.prompt), noise=self.strength)
