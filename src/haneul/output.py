"""Where a result goes: a name made from the prompt, nothing overwritten, faults found before the work."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Annotated

from haneul.errors import InvalidInput, MediaError
from haneul.fields import Field
from haneul.operations.base import Operation

LETTERS = 60  # of the prompt in a file name; Korean ones take three bytes each of the 255 allowed


@dataclass(frozen=True, kw_only=True)
class Output:
    """The parameters of the file to write."""

    output: Annotated[
        Path | None,
        Field(
            "File to write, in the format of its suffix: .mp4 .webm .mov .mkv .gif .webp, or .png .jpg for "
            "one frame. An MP4 named after the prompt when left out.",
            short="o",
        ),
    ] = None
    overwrite: Annotated[bool, Field("Write over the file if it exists.")] = False
    preview: Annotated[
        Path | None, Field("A picture file (.png, .jpg) drawn again and again while the clip is painted, to look at.")
    ] = None

    def path(self, operation: Operation) -> Path:
        """The file that may be written; `InvalidInput` when it cannot or should not be."""
        path = free(Path(_name(operation) + operation.suffix)) if self.output is None else Path(self.output)
        check_place(path)
        return claim(path, operation.inputs(), self.overwrite)


def claim(path: Path, inputs: Iterable[Path], overwrite: bool) -> Path:
    """`path`, where it may be written; `InvalidInput` over an input, and over any file unless `overwrite`."""
    if any(path.exists() and source.exists() and path.samefile(source) for source in inputs):
        raise InvalidInput(f"{path} is the operation's own input; choose another name for the result.")
    if path.exists() and not overwrite:
        raise InvalidInput(f"{path} exists; choose another name or add --overwrite.")
    return path


def check_place(path: Path, frames: int | None = None, sound: bool = False, fps: float = 1.0) -> None:
    """Raise `InvalidInput` unless such a clip can be written at `path`, before any work is done."""
    from haneul import media

    try:
        media.check_output(path, frames, sound, fps)
    except MediaError as error:
        raise InvalidInput(str(error)) from error


def _name(operation: Operation) -> str:
    """The words of the prompt joined by hyphens; the operation's name where it has none."""
    prompt = getattr(operation, "prompt", "")
    words = "".join(letter if letter.isalnum() else " " for letter in prompt.lower()[: 4 * LETTERS]).split()
    name = ""
    for word in words:
        if len(name) + len(word) >= LETTERS:
            break
        name += f"-{word}" if name else word
    return name or "".join(words)[:LETTERS] or type(operation).__name__.lower()


def free(path: Path) -> Path:
    """`path`, or the first of path-2, path-3 ... that does not exist."""
    names = (path.with_name(f"{path.stem}-{number}{path.suffix}") for number in count(2))
    return path if not path.exists() else next(name for name in names if not name.exists())
