"""What every operation's command does: paint into files, and say in one line what was made."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from haneul.bar import progress_bar
from haneul.engines import registry
from haneul.engines.base import Sampling, part_of
from haneul.errors import InvalidInput, MediaError
from haneul.fields import Field
from haneul.operations.base import Operation
from haneul.output import Output, check_place, claim
from haneul.preview import check_preview, previewed


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Which engine paints."""

    model: Annotated[
        str, Field("The engine that paints, of `haneul models`; or open weights: a folder or owner/name.")
    ] = registry.DEFAULT

    def __post_init__(self) -> None:
        registry.find(self.model)


def paint(operation: Operation, sampling: Sampling, choice: Choice, output: Output) -> None:
    """Paint the operation into its files and say in one line what each is and how to repeat it."""
    from haneul import media
    from haneul.render import numbered, takes

    path = output.path(operation)
    if output.preview:
        check_preview(Path(output.preview), path)
    with progress_bar("loading") as progress:
        if output.preview:
            progress = previewed(progress, Path(output.preview))
        began = time.monotonic()
        try:
            planned = takes(operation, choice.model, sampling)
        except MediaError as error:  # a file that the user named: misuse
            raise InvalidInput(str(error)) from error
        notes = [note for take in planned for note in take.canvas.notes]
        if planned[0].sound and not media.holds_sound(path):
            notes.append(f"{path.suffix} holds no sound: that of the clip is left out")
        for note in dict.fromkeys(notes):
            print("haneul:", note, file=sys.stderr)
        paths = numbered(path, len(planned))
        for file, take in zip(paths, planned, strict=True):
            claim(file, operation.inputs(), output.overwrite)
            check_place(file, len(take.kept), fps=take.canvas.fps)
        lines = []
        for number, (file, take) in enumerate(zip(paths, planned, strict=True)):
            take.write(file, part_of(progress, number / len(planned), 1 / len(planned)))
            c, took = take.canvas, time.monotonic() - began
            length = f"{len(take.kept) / c.fps:g} s at {c.fps:g} fps" if len(take.kept) > 1 else "one picture"
            lines.append(
                f"{file}: {c.width}x{c.height}, {length}, seed {c.seed}, "
                f"{choice.model}, {take.sampling.steps} steps, guidance {take.sampling.guidance:g}; took {took:.1f} s"
            )
            began = time.monotonic()
    print("\n".join(lines))
