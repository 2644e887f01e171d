"""Trains what a course teaches: draws, packs, steps; saves, logs and resumes exactly."""

from __future__ import annotations

import shutil
import time
from dataclasses import replace
from pathlib import Path

import torch

from haneul.engines.base import Progress
from haneul.errors import UnknownName
from haneul.model.checkpoint import load_transformer, weights
from haneul.model.memory import keep_freed
from haneul.train import course, distil
from haneul.train.feeder import Feeder
from haneul.train.pictures import curve, sheet
from haneul.train.recipes import RECIPES
from haneul.train.shipped import begin
from haneul.train.state import Run, learning_rate


def train(
    name: str,
    *,
    resume: bool,
    progress: Progress,
    folder: Path = Path("runs"),
    steps: int | None = None,
    minutes: float | None = None,
    behind: Path | None = None,
    seed: int = 0,
    sheets: bool = True,
) -> Path:
    """Train recipe `name` in `folder/name`; returns the packed weights.

    `steps` replaces the recipe's number; `minutes` saves and stops early, to be resumed: from the run's state, or
    where that is gone from the package's weights, with a new warm-up. `behind` is an autoencoder to take instead of the
    package's; its clips are kept in the run's own folder.
    """
    if name not in RECIPES:
        raise UnknownName(f"There is no recipe '{name}'; choose one of {', '.join(RECIPES)}.")
    recipe = replace(RECIPES[name], steps=steps or RECIPES[name].steps)
    run, autoencoder = Run(folder / name), behind or weights("autoencoder.safetensors")
    torch.manual_seed(seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    keep_freed()
    taught = distil.guided(recipe, autoencoder, device) if recipe.distilled else course.plain(
        name, recipe, autoencoder, device
    )  # fmt: skip
    model, optimizer = taught.model, taught.optimizer
    average, start, since = begin(
        run if resume else None, model, optimizer, recipe.average, load_transformer, "" if behind else taught.shipped
    )
    feeder = Feeder((run.folder if behind else folder) / "pool", recipe, autoencoder, device)
    packed = run.folder / taught.file
    shutil.copyfile(autoencoder, run.folder / "autoencoder.safetensors")  # what its samples are decoded with

    def keep(step: int) -> None:
        run.save({
            "model": model.state_dict(), "optimizer": optimizer.state_dict(), "average": average.values,
            "step": step, "since": since,
        })  # fmt: skip
        average.swap(model)
        taught.save(packed, step)
        average.swap(model)
        if sheets:
            curve(run, run.folder / "curve.png")
        if sheets and taught.sampled:
            sheet(run.folder, run.folder / f"sheet-{step:06d}.png", frames=1 if step < recipe.steps / 2 else 17)

    began, tokens = time.monotonic(), 0
    recent: list[float] = []
    step = start
    for step in range(start, recipe.steps):
        generator = torch.Generator().manual_seed(seed * 1_000_003 + step)
        loss, length = taught.loss(feeder.clips(step), generator)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step(learning_rate(step, recipe.steps, 1.0, recipe.warm_up, since))
        average.update(model, step)
        tokens, recent = tokens + length, [*recent[-19:], float(loss.detach())]
        if step % 20 == 19:
            rate = tokens / (time.monotonic() - began)
            mean = sum(recent) / len(recent)
            run.log({"step": step + 1, "loss": mean, "tokens_per_second": rate})
            progress((step + 1) / recipe.steps, f"step {step + 1}, loss {mean:.4f}, {rate:.0f} tokens/s")
        if run.due():
            keep(step + 1)
        if minutes and time.monotonic() - began > 60 * minutes:
            break
    keep(min(step + 1, recipe.steps))
    feeder.close()
    return packed
