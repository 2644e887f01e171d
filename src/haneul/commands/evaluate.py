"""`haneul evaluate`: how well the model does what it is told."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from haneul.bar import progress_bar
from haneul.engines import registry
from haneul.engines.base import Sampling
from haneul.errors import InvalidInput


def add(app: App) -> None:
    app.command(evaluate)


def evaluate(
    *,
    prompts: Annotated[int, Parameter(help="How many prompts are painted and judged.")] = 200,
    report: Annotated[Path | None, Parameter(help="Also write the table to this file.")] = None,
    size: Annotated[str, Parameter(help="Width and height; the engine's best without.")] = "",
    seconds: Annotated[float, Parameter(help="Length of the clips that are judged.")] = 4.0,
    steps: Annotated[int, Parameter(help="Sampling steps.")] = Sampling().steps,
    guidance: Annotated[float, Parameter(help="How hard the prompt is followed.")] = Sampling().guidance,
    model: Annotated[str, Parameter(help="The engine that paints.")] = registry.DEFAULT,
) -> None:
    """Score the model: does the clip show what the prompt says?

    The last line printed is JSON. With a report, an interrupted evaluation goes on where it was.
    """
    if prompts < 1:
        raise InvalidInput(f"prompts cannot be {prompts}; give at least 1.")
    from haneul.evaluate.report import evaluate as run

    sampling = Sampling(steps, guidance)
    with progress_bar("judging", logged=True) as progress:
        run(prompts, report, engine=model, size=size, seconds=seconds, sampling=sampling, progress=progress)
