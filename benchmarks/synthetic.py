"""Training samples of the recipe's shapes without a renderer: noise of the right sizes and counts."""

from __future__ import annotations

import torch

from haneul.engines.latents import positions
from haneul.model.patches import Known, Sample
from haneul.model.presets import Config
from haneul.model.transformer import Transformer
from haneul.train.pool import Mix
from haneul.train.world import Shape


def shapes(mix: Mix, tokens: int, generator: torch.Generator) -> list[Shape]:
    """Shapes of about `tokens` patches, each in its share of patches, as shards of equal size give."""
    weight = torch.tensor([share / shape.tokens for shape, share in mix])
    drawn: list[Shape] = []
    while sum(shape.tokens for shape in drawn) < tokens:
        drawn.append(mix[int(torch.multinomial(weight, 1, generator=generator))][0])
    return drawn


def sample(shape: Shape, config: Config, generator: torch.Generator) -> Sample:
    """A clip of `shape` with 8 to 39 words and up to two reference pictures of 4x4 patches."""

    def noise(*size: int) -> torch.Tensor:
        return torch.randn(*size, generator=generator)

    words, pictures = (int(torch.randint(*span, (), generator=generator)) for span in ((8, 40), (0, 3)))
    level = torch.rand((), generator=generator).expand(shape.grid)
    place = torch.from_numpy(positions(shape.frames, shape.height, shape.width, shape.fps))
    known = tuple(Known(noise(config.channels, 4, 4), noise(config.text)) for _ in range(pictures))
    return Sample(noise(words, config.text), noise(config.channels, *shape.grid), level, place, known)


def awake(model: Transformer) -> Transformer:
    """The model with nothing at zero, so that every gradient flows."""
    for value in model.parameters():
        if value.ndim > 1:
            torch.nn.init.normal_(value, std=0.02)
    return model


def flops(config: Config, lengths: tuple[int, ...]) -> float:
    """FLOP of one forward pass: 2 a multiplication, linear layers of the blocks, attention inside samples, and the
    head's layers for each frame.

    Norms, rotations, embeddings and padding are not counted, so the rate is of useful products only.
    """
    linear = config.width * (4 * config.width + 3 * config.hidden) * sum(lengths)
    attention = 2 * config.width * sum(length**2 for length in lengths)
    frame = config.width * (config.width + 3 * config.flowing)
    head = (config.width**2 + config.frames * frame) * sum(lengths) if config.frames > 1 else 0
    return 2.0 * (config.depth * (linear + attention) + head)
