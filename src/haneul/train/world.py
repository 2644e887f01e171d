"""The rendered world as training data: clips of one shape with captions and who is in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import Tensor

from haneul.blocking.scene import Scene
from haneul.train import figures
from haneul.train.record import record
from haneul.train.roughs import animatic
from haneul.worlds.artwork import Atlas
from haneul.worlds.catalogue import Subject, catalogue
from haneul.worlds.film import Rendered
from haneul.worlds.sampler import sample
from haneul.worlds.toon import render

MOMENTS = 4  # pictures of one scene
LEADING = 0.8  # of all scenes have leads alone


@dataclass(frozen=True, order=True)
class Shape:
    """Pixels, frames and frames a second of a clip; sides are multiples of 16, frames 1 + 4k."""

    width: int
    height: int
    frames: int
    fps: int = 12

    @property
    def grid(self) -> tuple[int, int, int]:
        """Latents (t, h, w)."""
        return 1 + (self.frames - 1) // 4, self.height // 16, self.width // 16

    @property
    def tokens(self) -> int:
        t, h, w = self.grid
        return t * h * w


@dataclass(frozen=True)
class Take:
    """One rendered clip: frames (3, T, H, W) uint8, and where in its latents (t, h, w) figures are.

    Of a seed `told` makes what it shows in words (`record.py`), and `rough` its animatic (3, T, H, W), if it has one.
    """

    frames: Tensor
    figures: Tensor
    told: Callable[[int], dict[str, Any]]
    rough: Callable[[int], Tensor] | None = None


class World:
    """Draws and renders scenes of the core subjects, of its leads alone most of the time."""

    def __init__(self, device: str = "cpu") -> None:
        self.device = device
        self.atlas = Atlas.load()
        self.catalogue = catalogue()
        self.core: list[Subject] = [one for one in self.catalogue if one.core and not one.unseen]
        self.leads = [one for one in self.core if one.lead]

    def clips(self, shape: Shape, count: int, seed: int) -> list[Take]:
        """`count` clips. Pictures are several moments of one scene each, since painting the place costs most."""
        rng = np.random.default_rng(seed)
        if shape.frames > 1:
            scenes = [sample(rng, self.cast(rng), shape.frames / shape.fps) for _ in range(count)]
            return self._takes(scenes, shape, shape.fps, shape.frames)
        drawn = [sample(rng, self.cast(rng), 4.0, allow_shots=False) for _ in range(-(-count // MOMENTS))]
        scenes = [replace(scene, change="none") for scene in drawn]  # a moment shows no change
        return self._takes(scenes, shape, MOMENTS / rng.uniform(2.5, 4.0), MOMENTS)[:count]

    def _takes(self, scenes: list[Scene], shape: Shape, fps: float, moments: int) -> list[Take]:
        """`moments` frames of each scene, cut into takes of the shape's length."""
        made, takes = self._rendered(scenes, shape, fps, moments), []
        frames = (made.frames.transpose(1, 2) * 255).round().clamp(0, 255).to(torch.uint8)
        for scene, clip, seen, behind in zip(scenes, frames, made.sightings, made.sceneries, strict=True):
            shown = figures.drawn(seen, moments, shape.height, shape.width)
            stands = figures.stands(seen, moments)
            for start in range(0, moments, shape.frames):
                now = slice(start, start + shape.frames)
                rough = partial(animatic, self.atlas, stands[now], behind[now], shape.height, shape.width)
                told = partial(record, scene, self.catalogue)
                takes.append(Take(clip[:, now], figures.by_latent(shown[now]), told, rough))
        return takes

    def _rendered(self, scenes: list[Scene], shape: Shape, fps: float, frames: int) -> Rendered:
        return render(
            scenes, width=shape.width, height=shape.height, fps=fps, frames=frames, atlas=self.atlas,
            device=self.device,
        )  # fmt: skip

    def cast(self, rng: np.random.Generator) -> list[Subject]:
        """Whom the next scene may show."""
        return self.leads if rng.random() < LEADING else self.core
