"""What an operation is: typed parameters, and the canvas that they mean.

One frozen dataclass is the one source for the command line, the HTTP schema, the studio's form and
the reference page; its docstring is the help text. An operation is one file in this folder: `every`
finds it. It knows neither engines nor torch, and nothing else knows that it exists.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import secrets
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Annotated, ClassVar

from haneul.canvas import Canvas, Reference, Span
from haneul.errors import InvalidPrompt, InvalidSize
from haneul.fields import Field, check, entries
from haneul.operations.shape import MOST, Defaults, pixels
from haneul.operations.timeline import timeline

MOST_LETTERS = 32_000

PromptText = Annotated[str, Field("What the clip shows, in English or Korean.", 1, MOST_LETTERS, error=InvalidPrompt)]
MotionText = Annotated[str, Field("What happens in the clip; may be left out.", 1, MOST_LETTERS, error=InvalidPrompt)]
Seconds = Annotated[float, Field("How long the clip is.", 0.01, 60, "s", error=InvalidSize)]


def draw_seed() -> int:
    """A seed that differs each time; it is kept in the operation, so that the clip can be repeated."""
    return secrets.randbelow(2**31)


@dataclass(frozen=True, kw_only=True)
class Operation(ABC):
    """The parameters that all operations share, and the way from parameters to canvases."""

    size: Annotated[
        str,
        Field("WIDTHxHEIGHT, 64 to 1920 a side, or a shape such as 16:9; the clip's own, else the engine's."),
    ] = ""
    fps: Annotated[
        float | None, Field("Frames a second; the clip's own, else the engine's.", 1, 60, error=InvalidSize)
    ] = None
    seed: Annotated[int, Field("The same seed gives the same clip; drawn and printed when left out.", 0, 2**32 - 1)] = (
        field(default_factory=draw_seed)
    )
    negative: Annotated[str, Field("What the clip shall not show.", None, MOST_LETTERS, error=InvalidPrompt)] = ""
    cast: Annotated[
        Mapping[str, Path],
        Field("NAME=PICTURE of one's own character that the prompt names; may be repeated."),
    ] = field(default_factory=dict)

    variants: Annotated[int, Field("How many clips to make, each with the next seed.", 1, 8)] = 1
    enrich: Annotated[bool, Field("Add what a short prompt leaves open, in words the model knows.")] = True

    suffix: ClassVar[str] = ".mp4"  # of a file that the user did not name
    largest: ClassVar[int] = MOST  # pixels a side
    overrules: ClassVar[tuple[str, ...]] = ()  # slots of a prompt in which what is said last counts alone
    example: ClassVar[str] = ""  # a command line for docs/operations.md, of files that scripts/operations.py makes

    def __post_init__(self) -> None:
        check(self)
        pixels(self.size, Defaults(), self.largest)

    @abstractmethod
    def canvas(self, defaults: Defaults) -> Canvas:
        """The canvas that the parameters mean; reads the pictures and clips that they name."""

    def canvases(self, defaults: Defaults) -> tuple[Canvas, ...]:
        """One canvas for each clip that the user gets: the same one with seeds that count up."""
        canvas = self.canvas(defaults)
        return tuple(replace(canvas, seed=(canvas.seed + n) % 2**32) for n in range(self.variants))

    def kept(self, canvas: Canvas) -> Span:
        """The frames of the painted canvas that the user gets; all, unless some were context only."""
        return canvas.span

    def blank(
        self, defaults: Defaults, seconds: float, prompt: str = "", size: tuple[int, int] | None = None
    ) -> Canvas:
        """A canvas that knows the shared parameters and no pixel; at least one frame long.

        `size` (width, height) takes the place of the default size when the user gave none.
        """
        width, height = size if size and not self.size else pixels(self.size, defaults, self.largest)
        fps = self.fps or defaults.fps
        frames = max(1, round(seconds * fps))
        references = tuple(_reference(prompt, name, Path(path)) for name, path in self.cast.items())
        return Canvas(
            frames, height, width, fps,
            prompts=timeline(prompt, frames, fps), negative=self.negative, references=references, seed=self.seed,
        )  # fmt: skip

    def inputs(self) -> tuple[Path, ...]:
        """The files that the operation reads: a result must never be written over them."""
        given = [getattr(self, entry.name) for entry in entries(type(self)) if entry.is_file]
        files = [file for one in given for file in (one if isinstance(one, (tuple, list)) else [one]) if file]
        return tuple(map(Path, [*files, *self.cast.values()]))


def _reference(prompt: str, name: str, path: Path) -> Reference:
    """The picture for `name`, tied to the words as the prompt spells them."""
    from haneul import media

    words = re.search(re.escape(name), prompt, re.IGNORECASE) if name.strip() else None
    if not words:
        raise InvalidPrompt(f"The prompt does not name {name!r} of the cast; write the name into the prompt.")
    return Reference(words[0], media.read_picture(path)[0])


@cache
def every() -> dict[str, type[Operation]]:
    """All operations by name, found by looking into this folder."""
    package = __name__.rpartition(".")[0]
    found = {}
    for file in pkgutil.iter_modules([str(Path(__file__).parent)], package + "."):
        module = importlib.import_module(file.name)
        for name, kind in vars(module).items():
            if isinstance(kind, type) and issubclass(kind, Operation) and kind.__module__ == file.name:
                found[name.lower()] = kind
    found.pop("operation")
    return found
