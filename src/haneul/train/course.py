"""What a run trains, and how its loss is found: at first the transformer itself, by flow matching."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor

from haneul.model.checkpoint import load_autoencoder, save
from haneul.model.patches import grid_rows, pack
from haneul.model.presets import preset
from haneul.model.text import TextEncoder
from haneul.model.transformer import Pack, Transformer
from haneul.train.muon import Mixed
from haneul.train.pool import Clip
from haneul.train.recipes import Recipe
from haneul.train.references import load_references
from haneul.train.samples import Cast, make

STEADY = 0.5  # the time below which an error counts for what it is, not for the velocity that follows from it


@dataclass(frozen=True)
class Course:
    """A model with its optimizer and the `loss` of clips, which says the length of their sequence, too; it is saved
    after so many steps as `file`. Of the package it goes on from `shipped`, if any; `sampled` where sheets are drawn.
    """

    model: Transformer
    optimizer: Mixed
    loss: Callable[[list[Clip], torch.Generator], tuple[Tensor, int]]
    save: Callable[[Path, int], None]
    file: str = "transformer.safetensors"
    shipped: str = ""
    sampled: bool = False


def plain(name: str, recipe: Recipe, autoencoder: Path, device: torch.device) -> Course:
    """A transformer of the recipe's preset behind the autoencoder."""
    own = not recipe.preset
    config = replace(preset(recipe.preset or name), channels=load_autoencoder(autoencoder).channels)
    model = Transformer(config).to(device)
    encoder, cast = TextEncoder.load(), load_references(autoencoder) if own else {}
    return Course(
        model,
        optimizer_of(model, recipe.peak),
        lambda clips, generator: loss_of(model, clips, cast, encoder, generator),
        lambda path, step: save(path, model, config, {"preset": name, "steps": str(step)}),
        shipped="transformer.safetensors" if own else "",
        sampled=own,
    )


def loss_of(
    model: Transformer, clips: list[Clip], cast: Cast, encoder: TextEncoder, generator: torch.Generator
) -> tuple[Tensor, int]:
    """Flow-matching loss of the clips as one packed sequence, and the sequence's length."""
    samples, wanted, weight = make(clips, cast, encoder, generator)
    packed = pack(samples)
    device = next(model.parameters()).device
    with torch.autocast(device.type, torch.bfloat16):
        made = model(packed.to(device))
    return error(made, wanted.to(device), packed.to(device), weight.to(device), model.config.flowing), len(packed.order)


def error(made: Tensor, wanted: Tensor, packed: Pack, weight: Tensor, flowing: int) -> Tensor:
    """The error of velocities `made` (P, C) of the `packed` patches; `wanted` (G, C) and `weight` (G,) of the grids'.

    An error of waves counts for what it is, not for the velocity that follows from it, below the time `STEADY`.
    """
    square = (grid_rows(made, packed.kind) - wanted).square()
    steady = (grid_rows(packed.time, packed.kind) / STEADY).clamp(max=1).square()
    each = square[:, :flowing].mean(1) + steady * square[:, flowing:].sum(1) / max(1, square.shape[1] - flowing)
    return (each * weight).sum() / weight.sum()


def optimizer_of(model: Transformer, peak: float) -> Mixed:
    """Muon for the matrices of the blocks, AdamW for what reads and writes: `docs/lab-notes.md` compares."""
    return Mixed(model, ("embed", "modulate", "head"), peak, peak)
