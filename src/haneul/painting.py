"""What every operation's command does: paint into files, and say in one line what was made."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from typing import Annotated

from haneul.bar import progress_bar
from haneul.engines import registry
from haneul.engines.base import Sampling
from haneul.errors import InvalidInput, MediaError
from haneul.fields import Field
from haneul.operations.base import Operation
from haneul.output import Output, check_place


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Which engine paints."""

    model: Annotated[str, Field("The engine that paints; `haneul models` lists them.")] = registry.DEFAULT

    def __post_init__(self) -> None:
        registry.find(self.model)


def paint(operation: Operation, sampling: Sampling, choice: Choice, output: Output) -> None:
    """Paint the operation into its files and say in one line what each is and how to repeat it."""
    from haneul.render import numbered, part_of, takes

    path = output.path(operation)
    with progress_bar("loading") as progress:
        began = time.monotonic()
        try:
            planned = takes(operation, choice.model, sampling)
        except MediaError as error:  # a file that the user named: misuse
            raise InvalidInput(str(error)) from error
        for note in dict.fromkeys(note for take in planned for note in take.canvas.notes):
            print("haneul:", note, file=sys.stderr)
        paths = numbered(path, len(planned))
        for file, take in zip(paths, planned, strict=True):
            check_place(file, len(take.kept), take.canvas.sound is not None, take.canvas.fps)
        lines = []
        for number, (file, take) in enumerate(zip(paths, planned, strict=True)):
            take.write(file, part_of(progress, number, len(planned)))
            c, took = take.canvas, time.monotonic() - began
            lines.append(
                f"{file}: {c.width}x{c.height}, {len(take.kept) / c.fps:g} s at {c.fps:g} fps, seed {c.seed}, "
                f"{choice.model}, {sampling.steps} steps, guidance {sampling.guidance:g}; took {took:.1f} s"
            )
            began = time.monotonic()
    print("\n".join(lines))
