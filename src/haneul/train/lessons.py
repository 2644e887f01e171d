"""What the judge learns from: rendered clips with their true attributes, in numbered shards.

Shard k is a pure function of (seed, k). Scenes hold what the generator never sees (held-out pairs,
unseen characters) because the judge is only a reader; scenes of several copies are drawn more often,
because a count is hard to read. A truth that the pictures cannot tell is None and not learned.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor

from haneul.blocking.scene import Scene
from haneul.train.ahead import Ahead, Make
from haneul.worlds.artwork import Atlas
from haneul.worlds.catalogue import Subject, catalogue
from haneul.worlds.eye import FRAMES
from haneul.worlds.film import Sighting
from haneul.worlds.judge import fit
from haneul.worlds.sampler import sample, sample_held_out
from haneul.worlds.toon import Film
from haneul.worlds.truth import subjects, truth
from haneul.worlds.view import View

CLIPS, GLIMPSES = 48, 144  # in a shard
SIZES = ((160, 96), (192, 108), (176, 96), (192, 112), (128, 80))
Spoil = Callable[[Tensor], Tensor]


@dataclass(frozen=True)
class Lesson:
    """One clip: frames (T, 3, H, W) uint8 and what is true of it (values or None by attribute)."""

    shard: Path
    row: int
    length: int
    record: dict[str, Any]

    def frames(self) -> Tensor:
        with safe_open(self.shard, "pt") as file:
            return file.get_slice("frames")[self.row]


def taught() -> list[Subject]:
    """Whom the judge knows: the core and those whom the generator never sees, as far as they are packed."""
    packed = Atlas.load().index
    return [one for one in catalogue() if (one.core or one.unseen) and one.key in packed]


def scenes(rng: np.random.Generator, cast: Sequence[Subject], seconds: float, count: int) -> list[Scene]:
    """`count` scenes without cuts: a fifteenth holds a held-out pair, a seventh several copies."""
    open_cast = [replace(one, unseen=False) for one in cast]
    made: list[Scene] = []
    while len(made) < count:
        kind = rng.random()
        if kind < 1 / 15:
            scene = sample_held_out(rng, open_cast, seconds)
        else:
            scene = sample(rng, open_cast, seconds, allow_shots=False)
            while kind > 6 / 7 and scene.actors[0].count < 2:
                scene = sample(rng, open_cast, seconds, allow_shots=False)
        made.append(scene)
    return made


def make_shard(path: Path, seed: int, number: int, spoil: Spoil | None = None) -> None:
    """Render shard `number` into `path`; `spoil` may pass the frames through something.

    Even shards hold clips; odd ones, which cost the same, hold many more scenes at two moments each.
    """
    rng = np.random.default_rng([seed, number])
    torch.manual_seed(number)
    atlas, seconds = Atlas.load(), float(rng.uniform(3.0, 4.2))
    width, height = SIZES[int(rng.integers(len(SIZES)))]
    view, glimpsed = View(width, height, "cpu"), number % 2 == 1
    clips, records = [], []
    for scene in scenes(rng, taught(), seconds, GLIMPSES if glimpsed else CLIPS):
        times = np.arange(FRAMES) * seconds / FRAMES
        if glimpsed:
            times = np.sort(rng.choice(times, 2, replace=False))
        made = Film(scene, view, atlas).frames(times, 4)
        frames = fit(made.frames[0])
        clips.append(((spoil(frames) if spoil else frames) * 255).round().clamp(0, 255).to(torch.uint8))
        figures = drawn(made.sightings[0], len(times))
        records.append(seen(scene, made.truth.visible[0]) | {"figures": figures})
    aside = path.with_suffix(f".{os.getpid()}.part")
    save_file({"frames": torch.stack(clips).contiguous()}, aside, {"records": json.dumps(records, ensure_ascii=False)})
    aside.rename(path)


def drawn(sightings: Sequence[Sighting], moments: int) -> list[list[list[Any]]]:
    """Of each moment the figures, hindmost first: [[names, x0, y0, x1, y1] ...]."""
    figures: list[list[list[Any]]] = [[] for _ in range(moments)]
    for one in sightings:
        names = [key for key in (one.figure.key, one.figure.rear) if key]
        for moment, box in zip(one.moments, one.boxes, strict=True):
            figures[int(moment)].append([names, *(round(float(v), 3) for v in box)])
    return figures


def seen(scene: Scene, visible: Tensor) -> dict[str, Any]:
    """The truth of a scene of which only some moments are shown; `visible` (T, N) share of each actor in sight."""
    record = truth(scene)
    there = [bool(visible[:, row].amax() > 0.35) for row in range(len(scene.actors))]
    shown = replace(scene, actors=tuple(actor for actor, is_there in zip(scene.actors, there, strict=True) if is_there))
    record["subjects"] = subjects(shown)
    if not all(there):
        record["count"] = record["tint"] = None
    return record


def read_shard(path: Path) -> list[Lesson]:
    """The lessons of a shard; their frames stay on disk until asked for."""
    with safe_open(path, "pt") as file:
        records = json.loads(file.metadata()["records"])
        length = file.get_slice("frames").get_shape()[1]
    return [Lesson(path, row, length, record) for row, record in enumerate(records)]


class Lessons:
    """Shards 0, 1, 2 ... of one seed in a folder, rendered ahead by a process of their own."""

    def __init__(self, folder: Path, seed: int, autoencoder: Path | None = None) -> None:
        self.ahead = Ahead(folder, partial(maker, seed, autoencoder), ahead=24)
        self.read: dict[int, list[Lesson]] = {}

    def shards(self, numbers: range) -> list[Lesson]:
        """All lessons of the shards `numbers`; waits until they are rendered."""
        self.ahead.want(numbers.stop)
        for number in numbers:
            if number not in self.read:
                self.read[number] = read_shard(self.ahead.wait(number))
        return [lesson for number in numbers for lesson in self.read[number]]

    def close(self) -> None:
        self.ahead.close()


def maker(seed: int, autoencoder: Path | None) -> Make:
    """What renders the shards of `seed`; every third one goes through the autoencoder."""
    spoil = through(autoencoder) if autoencoder is not None and autoencoder.exists() else None
    return lambda path, number: make_shard(path, seed, number, spoil if number % 3 == 2 else None)


def through(path: Path) -> Spoil:
    """Frames (T, 3, H, W) 0..1 encoded and decoded, each as a picture of its own, by the weights at `path`."""
    from haneul.model.checkpoint import load_autoencoder

    model = load_autoencoder(path)

    @torch.no_grad()
    def spoil(frames: Tensor) -> Tensor:
        with torch.autocast("cpu", torch.bfloat16):
            latents = model.encode(frames[:, :, None] * 2 - 1)
            made = model.decode(latents + 0.15 * torch.randn_like(latents))
        return (made[:, :, 0].float() + 1) / 2

    return spoil
