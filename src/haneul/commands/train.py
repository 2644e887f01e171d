"""`haneul train`: a model of one's own, on a laptop or a GPU, to be resumed anywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from haneul.bar import progress_bar
from haneul.errors import InvalidInput


def add(app: App) -> None:
    app.command(train)


def train(
    preset: str,
    /,
    *,
    resume: Annotated[bool, Parameter(negative="", help="Go on from the last checkpoint.")] = False,
    steps: Annotated[int | None, Parameter(help="Steps in all; the recipe's own number without.")] = None,
    minutes: Annotated[float | None, Parameter(help="Save and stop after so long, to be resumed.")] = None,
    folder: Annotated[Path, Parameter(help="Where checkpoints, curves and samples go.")] = Path("runs"),
    autoencoder: Annotated[
        Path | None, Parameter(help="Weights to train a transformer behind instead of the package's.")
    ] = None,
    ship: Annotated[bool, Parameter(negative="", help="Put the trained weights into the package.")] = False,
) -> None:
    """Train a model of our own from the rendered world.

    Parameters
    ----------
    preset
        nano, small, medium or larger; or guided: what lets the package's transformer follow a prompt as hard as with
        guidance in half the passes; or autoencoder (autoencoder8: of stride 8, four latents to a token), or decoder
        (the autoencoder's, latents kept), or judge; or uniform, collision or parabola: one of PhyWorld's tasks, by a
        model of nano's size.
    """
    if minutes is not None and not 0 < minutes < float("inf"):
        raise InvalidInput(f"minutes cannot be {minutes}; give a number above 0.")
    if steps is not None and steps < 1:
        raise InvalidInput(f"steps cannot be {steps}; give at least 1.")
    from haneul.train.start import start

    with progress_bar("preparing", logged=True) as progress:
        weights = start(
            preset, folder, resume=resume, steps=steps, minutes=minutes, behind=autoencoder, ship=ship,
            progress=progress,
        )  # fmt: skip
    print(f"{weights}: the trained weights")
