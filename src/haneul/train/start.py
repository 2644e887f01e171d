"""What can be trained, by name: a transformer preset, the autoencoder, or the judge."""

from __future__ import annotations

import shutil
from pathlib import Path

from haneul.engines.base import Progress
from haneul.errors import InvalidInput, UnknownName
from haneul.model.autoencoder import AutoencoderConfig
from haneul.model.checkpoint import weights
from haneul.train import autoencoder, judge, loop
from haneul.train.recipes import RECIPES

STEPS = {"autoencoder": 20_000, "autoencoder8": 20_000, "decoder": 20_000, "judge": 8_000}
AUTOENCODERS = {"autoencoder": AutoencoderConfig(), "autoencoder8": AutoencoderConfig(8, stride=8, patch=2)}


def start(
    what: str,
    folder: Path,
    *,
    resume: bool,
    steps: int | None,
    minutes: float | None,
    behind: Path | None = None,
    ship: bool,
    progress: Progress,
) -> Path:
    """Train `what` in `folder` and return its packed weights; `ship` puts them into the package.

    A transformer stands `behind` the autoencoder stored there, or the package's. `guided` are adapters of the package's
    transformer. Raises `UnknownName` for a name that
    has no recipe, `InvalidInput` for what has no place behind an autoencoder.
    """
    if behind is not None and (what not in RECIPES or RECIPES[what].distilled or ship):
        raise InvalidInput("Only a transformer that is not shipped is trained behind another autoencoder.")
    if what in RECIPES:
        packed = loop.train(
            what, resume=resume, progress=progress, folder=folder, steps=steps, minutes=minutes, behind=behind
        )
    elif what in AUTOENCODERS:
        packed = autoencoder.train(
            folder / what, steps or STEPS[what], resume=resume, progress=progress, minutes=minutes,
            config=AUTOENCODERS[what],
        )  # fmt: skip
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
