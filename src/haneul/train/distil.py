"""Distils guidance into the transformer: what two passes say, in one.

The student, the same network with low-rank adapters, learns the velocity that its teacher has with classifier-free
guidance of the default strength (Meng et al., "On Distillation of Guided Diffusion Models", 2023).
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor

from haneul import flow
from haneul.engines.base import Abilities
from haneul.engines.guidance import scales
from haneul.model.adapter import adapted, save_adapters
from haneul.model.checkpoint import load_transformer, weights
from haneul.model.patches import Sample, grid_rows, pack
from haneul.model.text import TextEncoder
from haneul.model.transformer import Transformer
from haneul.train.course import Course, error
from haneul.train.layout import draw_levels
from haneul.train.muon import Mixed
from haneul.train.pool import Clip
from haneul.train.recipes import Recipe
from haneul.train.references import load_references
from haneul.train.samples import Cast, Draw, Words, draw_words, noised, weight_of

NEW, STAGED = 0.75, 0.8  # shares of samples of which nothing is known; that have their whole animatic
GUIDANCE = Abilities("native").guidance


def guided(recipe: Recipe, autoencoder: Path, device: torch.device) -> Course:
    """Adapters of the package's transformer, which stands behind the autoencoder."""
    base = weights("transformer.safetensors")
    teacher = load_transformer(base).to(device)
    student = adapted(teacher).to(device)
    encoder, cast = TextEncoder.load(), load_references(autoencoder)
    return Course(
        student,
        Mixed(student, ("",), recipe.peak, recipe.peak, 0.0),
        lambda clips, generator: loss_of(student, teacher, clips, cast, encoder, generator),
        lambda path, step: save_adapters(path, student, base, step),
        "guided.safetensors",
    )


def loss_of(
    student: Transformer, teacher: Transformer, clips: list[Clip], cast: Cast, encoder: TextEncoder,
    generator: torch.Generator,
) -> tuple[Tensor, int]:  # fmt: skip
    """The error of the student's velocity of the clips as one packed sequence, and the sequence's length."""
    asked, bare = draw(clips, cast, encoder, generator)
    device, flowing = next(student.parameters()).device, student.config.flowing
    told, untold = pack(asked).to(device), pack(bare).to(device)
    scale = torch.cat([strength(one, flowing) for one in asked]).to(device)
    weight = torch.cat([weight_of(clip, one) for clip, one in zip(clips, asked, strict=True)]).to(device)
    with torch.autocast(device.type, torch.bfloat16):
        with torch.no_grad():
            wanted, plain = (grid_rows(teacher(one).float(), one.kind) for one in (told, untold))
        made = student(told)
    return error(made, plain + scale * (wanted - plain), told, weight, flowing), len(told.order)


def draw(
    clips: list[Clip], cast: Cast, encoder: TextEncoder, generator: torch.Generator
) -> tuple[list[Sample], list[Sample]]:
    """The clips at random times, with their captions and mostly their animatics; the same told nothing."""
    draws = [words_of(clip, generator) for clip in clips]
    words = Words(encoder, [*(d.text for d in draws), ""], [name for d in draws for _, name in d.cards])
    asked = []
    for index, (clip, chosen) in enumerate(zip(clips, draws, strict=True)):
        new = float(torch.rand((), generator=generator)) < NEW
        level = torch.ones(clip.shape.grid) if new else draw_levels(clip.shape.grid, generator)
        asked.append(noised(clip, chosen, level, words, words.text(index), cast, generator)[0])
    nothing = words.text(len(draws))
    return asked, [replace(one, words=nothing, references=(), guide=None) for one in asked]


def words_of(clip: Clip, generator: torch.Generator) -> Draw:
    """One of the clip's captions, never none, with its whole animatic or what else is drawn."""
    one, texts = draw_words(clip, generator), clip.record["captions"]
    text = one.text or texts[int(torch.randint(len(texts), (), generator=generator))][0]
    staged = float(torch.rand((), generator=generator)) < STAGED
    return Draw(text, guided=(0, clip.shape.grid[0])) if staged else replace(one, text=text)


def strength(sample: Sample, flowing: int) -> Tensor:
    """The guidance (N, C) that a sample is given at its time."""
    low, high = flow.INTERVAL
    now = low <= float(sample.time.max()) <= high
    return scales(GUIDANCE if now else 1.0, sample.guide, flowing, sample.grid)
