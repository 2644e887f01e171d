"""Trains the transformer: draws, packs, steps; saves, logs and resumes exactly."""

from __future__ import annotations

import shutil
import time
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor

from haneul.engines.base import Progress
from haneul.errors import UnknownName
from haneul.model.checkpoint import load_autoencoder, load_transformer, save, weights
from haneul.model.memory import keep_freed
from haneul.model.patches import grid_rows, pack
from haneul.model.presets import preset
from haneul.model.text import TextEncoder
from haneul.model.transformer import Transformer
from haneul.train.muon import Mixed
from haneul.train.packing import first_fit_decreasing
from haneul.train.pictures import curve, sheet
from haneul.train.pool import Clip, LivePool, Pool, open_pool
from haneul.train.recipes import RECIPES, Recipe
from haneul.train.references import load_references
from haneul.train.samples import Cast, make
from haneul.train.shipped import begin
from haneul.train.state import Run, learning_rate

STEADY = 0.5  # the time below which an error counts for what it is, not for the velocity that follows from it
ROUND = 8  # steps that are packed together, so that sequences are full


class Feeder:
    """The clips of each step: a pure function of the step, given the recipe."""

    def __init__(self, folder: Path, recipe: Recipe, encoder: Path, device: torch.device) -> None:
        self.folder, self.recipe, self.encoder, self.device = folder, recipe, encoder, device
        self.pools: dict[str, Pool | LivePool] = {}
        self.round = -1
        self.bins: list[list[Clip]] = []

    def clips(self, step: int) -> list[Clip]:
        """About `recipe.tokens` tokens of clips for `step`."""
        if step // ROUND != self.round:
            self.round = step // ROUND
            self.bins = self.draw(self.round)
        return self.bins[step % ROUND]

    def draw(self, number: int) -> list[list[Clip]]:
        stage, local = self.recipe.at(number * ROUND)
        if stage.plan.name not in self.pools:
            self.close()
            self.pools = {stage.plan.name: open_pool(self.folder, stage.plan, self.encoder, self.device)}
        used = local * self.recipe.tokens / stage.reuse / stage.plan.tokens
        clips = self.pools[stage.plan.name].clips(used)
        generator = torch.Generator().manual_seed(number)
        chosen: list[Clip] = []
        left = ROUND * self.recipe.tokens
        while left > 0:
            clip = clips[int(torch.randint(len(clips), (), generator=generator))]
            chosen.append(clip)
            left -= clip.shape.tokens
        bins = first_fit_decreasing([clip.shape.tokens for clip in chosen], self.recipe.tokens)
        full = [[chosen[i] for i in part] for part in bins]
        full.sort(key=lambda part: -sum(clip.shape.tokens for clip in part))
        order = torch.randperm(ROUND, generator=generator).tolist()
        return [full[i % len(full)] for i in order]

    def close(self) -> None:
        for pool in self.pools.values():
            pool.close()


def loss_of(
    model: Transformer, clips: list[Clip], cast: Cast, encoder: TextEncoder, generator: torch.Generator
) -> tuple[Tensor, int]:
    """Flow-matching loss of the clips as one packed sequence, and the sequence's length."""
    samples, wanted, weight = make(clips, cast, encoder, generator)
    packed = pack(samples)
    device = next(model.parameters()).device
    with torch.autocast(device.type, torch.bfloat16):
        made = model(packed.to(device))
    kind, flowing = packed.kind.to(device), model.config.flowing
    error = (grid_rows(made, kind) - wanted.to(device)).square()
    steady = (grid_rows(packed.time.to(device), kind) / STEADY).clamp(max=1).square()
    error = error[:, :flowing].mean(1) + steady * error[:, flowing:].sum(1) / max(1, error.shape[1] - flowing)
    weight = weight.to(device)
    return (error * weight).sum() / weight.sum(), len(packed.order)


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
    """Train preset `name` in `folder/name`; returns the packed weights.

    `steps` replaces the recipe's number; `minutes` saves and stops early, to be resumed: from the run's state, or
    where that is gone from the package's weights, with a new warm-up. `behind` is an autoencoder to take instead of the
    package's; its clips are kept in the run's own folder.
    """
    if name not in RECIPES:
        raise UnknownName(f"There is no recipe '{name}'; choose one of {', '.join(RECIPES)}.")
    recipe = replace(RECIPES[name], steps=steps or RECIPES[name].steps)
    run, config = Run(folder / name), preset(recipe.preset or name)
    autoencoder, own = behind or weights("autoencoder.safetensors"), not recipe.preset
    channels = load_autoencoder(autoencoder).channels
    torch.manual_seed(seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    keep_freed()
    model = Transformer(replace(config, channels=channels)).to(device)
    optimizer = optimizer_of(model, recipe.peak)
    average, start, since = begin(
        run if resume else None, model, optimizer, 0.999, load_transformer,
        "transformer.safetensors" if own and not behind else "",
    )  # fmt: skip
    encoder, cast = TextEncoder.load(), load_references(autoencoder) if own else {}
    feeder = Feeder((run.folder if behind else folder) / "pool", recipe, autoencoder, device)
    packed = run.folder / "transformer.safetensors"
    shutil.copyfile(autoencoder, run.folder / "autoencoder.safetensors")  # what its samples are decoded with

    def keep(step: int) -> None:
        run.save({
            "model": model.state_dict(), "optimizer": optimizer.state_dict(), "average": average.values,
            "step": step, "since": since,
        })  # fmt: skip
        average.swap(model)
        save(packed, model, model.config, {"preset": name, "steps": str(step)})
        average.swap(model)
        if sheets:
            curve(run, run.folder / "curve.png")
        if sheets and own:
            sheet(run.folder, run.folder / f"sheet-{step:06d}.png", frames=1 if step < recipe.steps / 2 else 17)

    began, tokens = time.monotonic(), 0
    recent: list[float] = []
    step = start
    for step in range(start, recipe.steps):
        generator = torch.Generator().manual_seed(seed * 1_000_003 + step)
        loss, length = loss_of(model, feeder.clips(step), cast, encoder, generator)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step(learning_rate(step, recipe.steps, 1.0, since=since))
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


def optimizer_of(model: Transformer, peak: float) -> Mixed:
    """Muon for the matrices of the blocks, AdamW for what reads and writes: `docs/lab-notes.md` compares."""
    return Mixed(model, ("embed", "modulate", "head"), peak, peak)
