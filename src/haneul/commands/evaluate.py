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
    operations: Annotated[
        bool, Parameter(negative="", help="Put every operation to the test on rendered clips instead.")
    ] = False,
    own: Annotated[
        bool, Parameter(negative="", help="With --operations: clips whose files say who stands where, as Haneul's do.")
    ] = False,
    physics: Annotated[
        bool, Parameter(negative="", help="Read the velocity of balls, as PhyWorld's evaluator does, instead.")
    ] = False,
    prompts: Annotated[
        int | None, Parameter(help="How many prompts are painted and judged (200), or clips operations get (4).")
    ] = None,
    report: Annotated[Path | None, Parameter(help="Also write the table to this file.")] = None,
    size: Annotated[str, Parameter(help="Width and height; the engine's best without.")] = "",
    seconds: Annotated[
        float | None, Parameter(help="Length of the clips that are judged (4), or that operations get (2).")
    ] = None,
    steps: Annotated[int | None, Parameter(help="Sampling steps; the engine's own without.")] = None,
    guidance: Annotated[float | None, Parameter(help="How hard the prompt is followed; likewise.")] = None,
    model: Annotated[str, Parameter(help="The engine that paints.")] = registry.DEFAULT,
    weights: Annotated[
        Path | None, Parameter(help="A folder of weights of one's own training, such as runs/nano or runs/uniform.")
    ] = None,
) -> None:
    """Score the model: does the clip show what the prompt says?

    With --operations: do extend, loop, edit and all the others keep what they promise? With --physics: how truly
    is a velocity kept that nobody was taught, beside the figures published for PhyWorld? The last line
    printed is JSON. With a report, an interrupted evaluation goes on where it was.
    """
    if weights is not None and operations:
        raise InvalidInput("weights cannot be given with --operations; those put the package's model to the test.")
    if weights is not None and model != registry.DEFAULT:
        raise InvalidInput(f"weights are of the {registry.DEFAULT} engine; leave --model out.")
    if own and not operations:
        raise InvalidInput("own goes with --operations; prompts are given no clips.")
    if prompts is not None and prompts < 1:
        raise InvalidInput(f"prompts cannot be {prompts}; give at least 1.")
    if seconds is not None and not 0 < seconds <= 60:
        raise InvalidInput(f"seconds cannot be {seconds:g}; give more than 0 and at most 60.")
    from haneul.engines.native import Native
    from haneul.evaluate import operations as trials
    from haneul.evaluate import physics as balls
    from haneul.evaluate import report as questions

    sampling = Sampling(steps, guidance)
    with progress_bar("judging", logged=True) as progress:
        if physics:
            balls.evaluate(prompts or 40, weights_of=weights, progress=progress)
        elif operations:
            trials.evaluate(
                prompts or 4, report, engine=model, size=size, seconds=seconds or trials.SECONDS, sampling=sampling,
                own=own, progress=progress,
            )  # fmt: skip
        else:
            questions.evaluate(
                prompts or 200, report, engine=Native(weights) if weights else model, size=size,
                seconds=seconds or 4.0, sampling=sampling, progress=progress,
            )  # fmt: skip
