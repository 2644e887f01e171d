"""Stored clips to training samples: a caption, references of its actors, a random canvas, a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from haneul import flow
from haneul.engines.latents import positions
from haneul.model.patches import Known, Sample, flatten
from haneul.model.text import TextEncoder
from haneul.train.layout import draw_levels
from haneul.train.pool import Clip
from haneul.train.record import CAPTIONS

DROP_TEXT, DROP_REFERENCES = 0.1, 0.3
FIGURES = 4.0  # times that a patch which shows somebody counts in the loss
Cast = dict[str, Tensor]
"""Latents (V, C, h, w) of each subject's reference pictures."""


@dataclass(frozen=True)
class Draw:
    """The words chosen for one clip and whom its references show."""

    text: str
    references: tuple[tuple[str, str], ...]  # (subject, the words that name it)


def draw_words(record: dict[str, Any], generator: torch.Generator) -> Draw:
    """One of the clip's captions, and references for its actors (none at all 30 % of the time)."""
    choice = int(torch.randint(len(CAPTIONS), (), generator=generator))
    text, names = record["captions"][choice]
    plain, alone = (float(x) for x in torch.rand(2, generator=generator))
    if plain < DROP_TEXT:
        text = ""
    if alone < DROP_REFERENCES or (not text and alone < 0.8):
        return Draw(text, ())
    pairs = zip(record["subjects"], names, strict=True)
    named = [(key, name if len(keys) == 1 else key) for keys, name in pairs for key in keys]
    return Draw(text, tuple(dict.fromkeys(named)))


def make(
    clips: list[Clip], cast: Cast, encoder: TextEncoder, generator: torch.Generator
) -> tuple[list[Sample], Tensor, Tensor]:
    """Samples ready to pack, the velocity target (P, C) of their grids, and a weight (P,) per patch."""
    draws = [draw_words(clip.record, generator) for clip in clips]
    words = Words(encoder, [d.text for d in draws], [name for d in draws for _, name in d.references])
    samples, targets, weights = [], [], []
    for index, (clip, chosen) in enumerate(zip(clips, draws, strict=True)):
        shape = clip.shape
        level = draw_levels(shape.grid, generator)
        shift = flow.shift_for(shape.tokens)
        time = level * flow.draw_times(1, shift, generator)
        data = clip.data.float()
        noise = torch.randn(data.shape, generator=generator)
        mixed = (1 - time) * data + time * noise
        place = torch.from_numpy(positions(shape.frames, shape.height, shape.width, shape.fps))
        known = []
        for key, name in chosen.references:
            pictures = cast[key]
            pick = int(torch.randint(len(pictures), (), generator=generator))
            known.append(Known(pictures[pick].float(), words.name(name)))
        samples.append(Sample(words.text(index), mixed, time, place, tuple(known)))
        targets.append(flatten(flow.target(data, noise)))
        weights.append(((time > 0) * (1 + (FIGURES - 1) * clip.figures)).flatten())
    return samples, torch.cat(targets), torch.cat(weights)


class Words:
    """Text features of one batch: all texts and all names in two calls of the encoder."""

    def __init__(self, encoder: TextEncoder, texts: list[str], names: list[str]) -> None:
        features, unique = encoder.encode(texts), list(dict.fromkeys(names))
        self.tokens, self.mask = features.tokens.clone(), features.mask  # clones may be trained on
        self.names = dict(zip(unique, encoder.encode(unique).pooled.clone(), strict=True)) if unique else {}

    def text(self, index: int) -> Tensor:
        """(L, E) of text number `index`, without padding; one zero row for no text."""
        rows = self.tokens[index][self.mask[index]]
        return rows if len(rows) else self.tokens.new_zeros(1, self.tokens.shape[-1])

    def name(self, name: str) -> Tensor:
        """(E,) scaled to about 1 per channel."""
        vector: Tensor = self.names[name]
        return vector * vector.shape[-1] ** 0.5
