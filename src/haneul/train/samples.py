"""Stored clips to training samples: a caption, references of its actors, a random canvas, a time."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from haneul import flow
from haneul.engines.latents import positions
from haneul.model.patches import Known, Sample, Spot, flatten
from haneul.model.text import TextEncoder
from haneul.train.figures import When
from haneul.train.layout import draw_levels
from haneul.train.pool import Clip
from haneul.train.record import CAPTIONS
from haneul.train.references import Portrait

DROP_TEXT, DROP_REFERENCES, ASIDE = 0.1, 0.2, 0.2
TOLD: tuple[tuple[When, ...], ...] = (("first",), ("first", "last"), ("first", "between", "last"))
FIGURES = 4.0  # times that a patch which shows somebody counts in the loss
Cast = dict[str, Tensor]
"""Latents (V, C, h, w) of each subject's cards."""


@dataclass(frozen=True)
class Shown:
    """One reference: a subject, the words that name it, and its portrait where it stands, if that is said."""

    key: str
    name: str
    portrait: Portrait | None = None


@dataclass(frozen=True)
class Draw:
    """The words chosen for one clip and whom its references show."""

    text: str
    references: tuple[Shown, ...]


def draw_words(clip: Clip, generator: torch.Generator) -> Draw:
    """One of the clip's captions, and references for its actors: none at all, a card each, or all where they stand,
    at first, at last too, or at moments between as well."""
    choice = int(torch.randint(len(CAPTIONS), (), generator=generator))
    text, names = clip.record["captions"][choice]
    plain, alone, aside = (float(x) for x in torch.rand(3, generator=generator))
    if plain < DROP_TEXT:
        text = ""
    if alone < DROP_REFERENCES or (not text and alone < 0.6):
        return Draw(text, ())
    subjects = clip.record["subjects"]
    if aside < ASIDE:
        pairs = zip(subjects, names, strict=True)
        return Draw(text, tuple({Shown(key, _said(keys, key, name)): None for keys, name in pairs for key in keys}))
    told = TOLD[int(torch.randint(len(TOLD), (), generator=generator))]
    chosen = [one for one in clip.portraits if one.when in told]
    return Draw(
        text, tuple(Shown(one.key, _said(subjects[one.actor], one.key, names[one.actor]), one) for one in chosen)
    )


def _said(keys: list[str], key: str, name: str) -> str:
    """The words for one subject of an actor; the caption has none for each half of a hybrid."""
    return name if len(keys) == 1 else key


def make(
    clips: list[Clip], cast: Cast, encoder: TextEncoder, generator: torch.Generator
) -> tuple[list[Sample], Tensor, Tensor]:
    """Samples ready to pack, the velocity target (P, C) of their grids, and a weight (P,) per patch."""
    draws = [draw_words(clip, generator) for clip in clips]
    words = Words(encoder, [d.text for d in draws], [one.name for d in draws for one in d.references])
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
        known = tuple(reference(one, cast[one.key], words.name(one.name), generator) for one in chosen.references)
        samples.append(Sample(words.text(index), mixed, time, place, known))
        targets.append(flatten(flow.target(data, noise)))
        weights.append(((time > 0) * (1 + (FIGURES - 1) * clip.figures)).flatten())
    return samples, torch.cat(targets), torch.cat(weights)


def reference(shown: Shown, cards: Tensor, name: Tensor, generator: torch.Generator) -> Known:
    """The portrait where it stands, else one of the subject's cards (V, C, h, w)."""
    if shown.portrait is not None:
        return Known(shown.portrait.latents.float(), name, Spot(*shown.portrait.spot))
    return Known(cards[int(torch.randint(len(cards), (), generator=generator))].float(), name)


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
