"""What can be trained, by name: a transformer preset, the autoencoder, or the judge."""

from __future__ import annotations

import shutil
from pathlib import Path

from haneul.engines.base import Progress
from haneul.errors import UnknownName
from haneul.model.checkpoint import weights
from haneul.train import autoencoder, judge, loop
from haneul.train.recipes import RECIPES

STEPS = {"autoencoder": 20_000, "decoder": 20_000, "judge": 8_000}


def start(
    what: str,
    folder: Path,
    *,
    resume: bool,
    steps: int | None,
    minutes: float | None,
    ship: bool,
    progress: Progress,
) -> Path:
    """Train `what` in `folder` and return its packed weights; `ship` puts them into the package.

    Raises `UnknownName` for a name that has no recipe.
    """
    if what in RECIPES:
        packed = loop.train(what, resume=resume, progress=progress, folder=folder, steps=steps, minutes=minutes)
    elif what == "autoencoder":
        count = steps or STEPS[what]
        packed = autoencoder.train(folder / what, count, resume=resume, progress=progress, minutes=minutes)
    elif what == "decoder":  # that of the installed autoencoder, whose latents stay what they are
        base = weights("autoencoder.safetensors")
        packed = autoencoder.train(
            folder / what, steps or STEPS[what], resume=resume, progress=progress, minutes=minutes, base=base
        )
    elif what == "judge":
        packed = judge.train(folder / what, steps or STEPS[what], resume=resume, progress=progress)
    else:
        raise UnknownName(f"There is no recipe '{what}'; choose one of {', '.join([*STEPS, *RECIPES])}.")
    if not ship:
        return packed
    aside = weights(packed.name + ".part")
    shutil.copyfile(packed, aside)
    return aside.rename(weights(packed.name))
