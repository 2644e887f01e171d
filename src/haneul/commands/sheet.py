"""`haneul sheet`: a clip at one glance."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import Annotated

from cyclopts import App

from haneul.errors import InvalidInput, MediaError
from haneul.fields import Field, check
from haneul.flags import command
from haneul.output import check_place, claim, free

KINDS = (".png", ".jpg", ".jpeg", ".webp")
IN_A_ROW = 4


@dataclass(frozen=True)
class Sheet:
    """Draw frames of a clip with their times into one picture.

    The frames stand evenly from the first to the last, in rows from left to right.
    """

    clip: Annotated[Path, Field("A video file, or a moving GIF or WebP.")]
    _: KW_ONLY
    frames: Annotated[int, Field("How many frames are drawn.", 1, 400)] = 8
    columns: Annotated[int, Field("How many stand in a row.", 1, 400)] = IN_A_ROW
    width: Annotated[int, Field("Width of each.", 16, 1920, "pixels")] = 256
    output: Annotated[
        Path | None, Field("Picture to write: .png, .jpg or .webp; CLIP-sheet.png when left out.", short="o")
    ] = None
    overwrite: Annotated[bool, Field("Write over the file if it exists.")] = False

    def __post_init__(self) -> None:
        check(self)

    def path(self) -> Path:
        """The file that may be written; `InvalidInput` when it cannot or should not be."""
        path = free(Path(f"{self.clip.stem}-sheet.png")) if self.output is None else self.output
        if path.suffix.lower() not in KINDS:
            raise InvalidInput(f"A sheet is a picture; end the name {path.name!r} with .png, .jpg or .webp.")
        check_place(path, 1)
        return claim(path, [self.clip], self.overwrite)


def add(app: App) -> None:
    app.command(command("sheet", Sheet.__doc__ or "", (Sheet,), draw), name="sheet")


def draw(wanted: Sheet) -> None:
    """Write the sheet, and say in one line what it shows."""
    from haneul import media

    path = wanted.path()
    try:
        clip = media.Footage(wanted.clip)
        pictures, words = media.moments(clip, wanted.frames)
    except MediaError as error:  # a file that the user named: misuse
        raise InvalidInput(str(error)) from error
    made = media.sheet(pictures, words if len(clip) > 1 else [""], wanted.columns, wanted.width)
    media.write_picture(path, made)
    print(f"{path}: {made.shape[2]}x{made.shape[1]}, {len(pictures)} of {len(clip)} frames of {wanted.clip}")
