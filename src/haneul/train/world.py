"""The rendered world as training data: clips of one shape with captions and who is in them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from haneul.train import figures
from haneul.worlds.artwork import Atlas
from haneul.worlds.catalogue import Subject, catalogue
from haneul.worlds.film import Rendered
from haneul.worlds.sampler import sample
from haneul.worlds.scene import Scene
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


class World:
    """Draws and renders scenes of the core subjects, of its leads alone most of the time."""

    def __init__(self, device: str = "cpu") -> None:
        self.device = device
        self.atlas = Atlas.load()
        self.catalogue = catalogue()
        self.core: list[Subject] = [one for one in self.catalogue if one.core and not one.unseen]
        self.leads = [one for one in self.core if one.lead]

    def clips(self, shape: Shape, count: int, seed: int) -> tuple[Tensor, list[Scene], Tensor]:
        """Frames (B, 3, T, H, W) uint8, the scene of each, and where in its latents (B, t, h, w) figures are.

        Pictures are several moments of one scene each, since painting the place costs most.
        """
        rng = np.random.default_rng(seed)
        if shape.frames > 1:
            scenes = [sample(rng, self.cast(rng), shape.frames / shape.fps) for _ in range(count)]
            made = self._rendered(scenes, shape, shape.fps, shape.frames)
            frames = made.frames.transpose(1, 2)
        else:
            drawn = [sample(rng, self.cast(rng), 4.0, allow_shots=False) for _ in range(-(-count // MOMENTS))]
            scenes = [replace(scene, change="none") for scene in drawn]  # a moment shows no change
            made = self._rendered(scenes, shape, MOMENTS / rng.uniform(2.5, 4.0), MOMENTS)
            frames = made.frames.flatten(0, 1)[:count, :, None]
            scenes = [scene for scene in scenes for _ in range(MOMENTS)][:count]
        shown = [figures.drawn(seen, made.frames.shape[1], shape.height, shape.width) for seen in made.sightings]
        if shape.frames > 1:
            where = torch.stack([figures.by_latent(one) for one in shown])
        else:
            where = torch.cat(shown)[:count, None]
        return (frames * 255).round().clamp(0, 255).to(torch.uint8), scenes, where

    def _rendered(self, scenes: list[Scene], shape: Shape, fps: float, frames: int) -> Rendered:
        return render(
            scenes, width=shape.width, height=shape.height, fps=fps, frames=frames, atlas=self.atlas,
            device=self.device,
        )  # fmt: skip

    def cast(self, rng: np.random.Generator) -> list[Subject]:
        """Whom the next scene may show."""
        return self.leads if rng.random() < LEADING else self.core
