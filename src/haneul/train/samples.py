"""Stored clips to training samples: a caption, references of its actors, a random canvas, a time."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from haneul import flow
from haneul.engines.latents import positions
from haneul.model.patches import Known, Sample, flatten
from haneul.model.text import TextEncoder
from haneul.train.layout import beginning, draw_levels
from haneul.train.pool import Clip
from haneul.train.record import CAPTIONS

DROP_TEXT, DROP_REFERENCES, ASIDE, IN_PART = 0.1, 0.2, 0.2, 0.2
FIGURES = 4.0  # times that a patch which shows somebody counts in the loss
Cast = dict[str, Tensor]
"""Latents (V, C, h, w) of each subject's cards."""


@dataclass(frozen=True)
class Draw:
    """The words chosen for one clip, whom its cards show (key, name), and the latents of its animatic that are shown:
    none, or those from the first to the second."""

    text: str
    cards: tuple[tuple[str, str], ...] = ()
    guided: tuple[int, int] = (0, 0)


def draw_words(clip: Clip, generator: torch.Generator) -> Draw:
    """One of the clip's captions; beside it nothing, a card of each of its actors, or its animatic."""
    choice = int(torch.randint(len(CAPTIONS), (), generator=generator))
    text, names = clip.record["captions"][choice]
    plain, alone, aside, part, share = (float(x) for x in torch.rand(5, generator=generator))
    if plain < DROP_TEXT:
        text = ""
    if alone < DROP_REFERENCES or (not text and alone < 0.6):
        return Draw(text)
    if aside < ASIDE:
        # The caption has no name for each half of a hybrid.
        actors = zip(clip.record["subjects"], names, strict=True)
        cards = [(key, name if len(keys) == 1 else key) for keys, name in actors for key in keys]
        return Draw(text, tuple(dict.fromkeys(cards)))
    length = clip.shape.grid[0]
    at = int(share * length)
    return Draw(text, guided=(0, length) if part > IN_PART else (0, at) if part < IN_PART / 2 else (at, length))


def make(
    clips: list[Clip], cast: Cast, encoder: TextEncoder, generator: torch.Generator
) -> tuple[list[Sample], Tensor, Tensor]:
    """Samples ready to pack, the velocity target (P, C) of their grids, and a weight (P,) per patch."""
    draws = [draw_words(clip, generator) for clip in clips]
    words = Words(encoder, [d.text for d in draws], [name for d in draws for _, name in d.cards])
    samples, targets, weights = [], [], []
    for index, (clip, chosen) in enumerate(zip(clips, draws, strict=True)):
        given = clip.record.get("given", 0)  # latents that the task always shows
        level = beginning(clip.shape.grid, given) if given else draw_levels(clip.shape.grid, generator)
        sample, noise = noised(clip, chosen, level, words, words.text(index), cast, generator)
        samples.append(sample)
        targets.append(flatten(flow.target(clip.data.float(), noise)))
        weights.append(weight_of(clip, sample))
    return samples, torch.cat(targets), torch.cat(weights)


def noised(
    clip: Clip, chosen: Draw, level: Tensor, words: Words, text: Tensor, cast: Cast, generator: torch.Generator
) -> tuple[Sample, Tensor]:
    """The clip at a random time, its patches at their `level` (t, h, w) of noise, and the noise (C, t, h, w)."""
    shape = clip.shape
    shown = guide(clip, *chosen.guided)
    time = level * flow.draw_times(1, flow.shift_for(shape.tokens, staged=shown is not None), generator)
    data = clip.data.float()
    noise = torch.randn(data.shape, generator=generator)
    mixed = (1 - time) * data + time * noise
    place = torch.from_numpy(positions(shape.frames, shape.height, shape.width, shape.fps))
    cards = tuple(card(cast[key], words.name(name), generator) for key, name in chosen.cards)
    return Sample(text, mixed, time, place, cards, shown), noise


def weight_of(clip: Clip, sample: Sample) -> Tensor:
    """How much each patch of the grid counts in the loss (t h w,)."""
    return ((sample.time > 0) * (1 + (FIGURES - 1) * clip.figures)).flatten()


def card(cards: Tensor, name: Tensor, generator: torch.Generator) -> Known:
    """One of a subject's cards (V, C, h, w)."""
    return Known(cards[int(torch.randint(len(cards), (), generator=generator))].float(), name)


def guide(clip: Clip, first: int, last: int) -> Tensor | None:
    """Latents `first` to `last` of a clip's animatic as a sample's guide (C + 1, t, h, w)."""
    if clip.guide is None or first == last:
        return None
    made = torch.zeros(clip.guide.shape[0] + 1, *clip.shape.grid)
    made[:-1, first:last] = clip.guide[:, first:last].float()
    made[-1, first:last] = 1
    return made


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
