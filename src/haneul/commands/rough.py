"""`haneul rough`: who will be where, before anything is painted."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from cyclopts import App

from haneul.canvas import Canvas, Clip
from haneul.engines import registry
from haneul.fields import Field
from haneul.flags import command
from haneul.operations.generate import Generate
from haneul.output import check_place, claim, free


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where the rough goes."""

    output: Annotated[
        Path | None, Field("File to write: .mp4 .webm .gif .webp ...; rough.mp4 when left out.", short="o")
    ] = None
    overwrite: Annotated[bool, Field("Write over the file if it exists.")] = False


DOC = """Draw the animatic of a prompt in a moment: who is where when, in what light, and how the camera moves.

It is what the embedded model will be shown for the same prompt and seed. Look at it, try other words or another seed,
change it in an editor, and let it be filmed: `haneul film rough.mp4 PROMPT`.
"""


def add(app: App) -> None:
    app.command(command("rough", DOC, (Generate, Place), draw), name="rough")


def draw(operation: Generate, place: Place) -> None:
    """Write the animatics, and say in one line what each is."""
    from haneul.render import numbered, takes

    path = free(Path("rough.mp4")) if place.output is None else place.output
    planned = takes(operation, registry.DEFAULT)
    paths = numbered(path, len(planned))
    for file, take in zip(paths, planned, strict=True):
        check_place(file, take.canvas.frames, fps=take.canvas.fps)
        claim(file, operation.inputs(), place.overwrite)
    for file, take in zip(paths, planned, strict=True):
        write(file, take.canvas)


def write(file: Path, canvas: Canvas) -> None:
    """Draw the guides of `canvas` into `file`."""
    import numpy as np

    from haneul import media

    frames = np.concatenate([guide.pixels() for guide in canvas.guides])
    media.write(file, Clip(frames, canvas.fps))
    print(
        f"{file}: {canvas.width}x{canvas.height}, {len(frames) / canvas.fps:g} s at {canvas.fps:g} fps, "
        f"seed {canvas.seed}; haneul film {file} PROMPT paints it"
    )
