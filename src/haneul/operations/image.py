"""One picture: a canvas of one frame, from nothing, from another picture or inside a mask."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import Annotated, ClassVar

from haneul.canvas import Canvas
from haneul.errors import InvalidInput, InvalidPrompt
from haneul.fields import Field
from haneul.operations.base import MotionText, Operation
from haneul.operations.mask import Feather, Mask, read_mask
from haneul.operations.shape import Defaults, fit, nearest
from haneul.operations.strength import level, settle


@dataclass(frozen=True)
class Image(Operation):
    """Make a picture from a sentence, or a variation of a picture.

    With --picture alone the whole of it is re-imagined; with a --mask only what is white or transparent
    in the mask, and the rest stays exactly as it was.
    """

    example: ClassVar[str] = 'haneul image "a fox in a meadow at noon" --seed 1'
    suffix: ClassVar[str] = ".png"
    largest: ClassVar[int] = 2048

    prompt: MotionText = ""
    _: KW_ONLY
    picture: Annotated[Path | None, Field("A picture to vary: PNG, JPEG, WebP ...")] = None
    mask: Annotated[Path | None, Field("White or transparent where the picture is painted anew.")] = None
    strength: Annotated[
        str | None,
        Field("How much is re-imagined: subtle, mild, strong or 0 to 1; mild when left out, inside a mask 1."),
    ] = None
    feather: Feather = 8
    size: Annotated[
        str,
        Field("WIDTHxHEIGHT, 64 to 2048 a side, or a shape such as 16:9; the picture's or engine's own when left out."),
    ] = ""

    def __post_init__(self) -> None:
        settle(self)
        super().__post_init__()
        if not self.prompt.strip() and self.picture is None:
            raise InvalidPrompt("The prompt is empty; write what the picture shows, or give one with --picture.")
        if self.picture is None and (self.mask is not None or self.strength is not None):
            raise InvalidInput("A mask and a strength need a picture that they work on; give --picture FILE.")
        if self.fps is not None:
            raise InvalidInput("A picture stands still; leave --fps out, or see `haneul generate`.")

    def canvas(self, defaults: Defaults) -> Canvas:
        from haneul import media

        if self.picture is None:
            return self.blank(defaults, 0, self.prompt)
        picture = media.read_picture(Path(self.picture))
        within = picture.shape[2], picture.shape[1]
        canvas = self.blank(defaults, 0, self.prompt, nearest(within, self.largest))
        if within != (canvas.width, canvas.height):
            canvas = canvas.note(
                f"{Path(self.picture).name} was fitted from {within[0]}x{within[1]} to {canvas.width}x{canvas.height}"
            )
        fitted = fit(picture, canvas.width, canvas.height)
        if self.mask is None:
            return canvas.put(fitted, noise=level(self.strength or "mild"))
        part, notes = read_mask(Path(self.mask), within, 1.0, 1)
        for note in notes:
            canvas = canvas.note(note)
        noise = 1.0 if self.strength is None else level(self.strength)
        return canvas.put(fitted, noise=Mask((part,), canvas.shape, within, noise, self.feather).noise())
