"""The rendered world as training data: clips of one shape with captions and who is in them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from haneul.worlds.artwork import Atlas
from haneul.worlds.caption import caption
from haneul.worlds.catalogue import Subject, catalogue
from haneul.worlds.sampler import sample
from haneul.worlds.scene import Scene
from haneul.worlds.toon import render

CAPTIONS = (("en", "dense"), ("en", "dense"), ("en", "short"), ("ko", "dense"), ("ko", "short"))


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
    """Draws and renders scenes of the trained subjects; `core` keeps to the best known ones."""

    def __init__(self, device: str = "cpu", core: bool = True) -> None:
        self.device = device
        self.atlas = Atlas.load()
        self.catalogue = catalogue()
        self.subjects: list[Subject] = [
            one for one in self.catalogue if not one.unseen and (one.core or not core)
        ]

    def scenes(self, shape: Shape, count: int, seed: int) -> tuple[list[Scene], int]:
        """`count` scenes and the frame at which clips of `shape` start in them (pictures: anywhere)."""
        rng = np.random.default_rng(seed)
        if shape.frames > 1:
            return [sample(rng, self.subjects, shape.frames / shape.fps) for _ in range(count)], 0
        scenes = [sample(rng, self.subjects, 3.0, allow_shots=False) for _ in range(count)]
        return scenes, int(rng.integers(0, 3 * shape.fps))

    def clips(self, shape: Shape, count: int, seed: int) -> tuple[Tensor, list[dict[str, Any]]]:
        """Frames (B, 3, T, H, W) uint8 and a record of each: captions, who is named, the scene."""
        scenes, start = self.scenes(shape, count, seed)
        options = {"width": shape.width, "height": shape.height, "fps": shape.fps, "frames": shape.frames}
        drawn = render(scenes, **options, atlas=self.atlas, device=self.device, start=start).frames
        pictures = (drawn * 255).round().clamp(0, 255).to(torch.uint8).transpose(1, 2)
        return pictures, [self.record(scene, seed * 100003 + index) for index, scene in enumerate(scenes)]

    def record(self, scene: Scene, seed: int) -> dict[str, Any]:
        """Captions [text, names], subjects of each actor, and the scene as plain data."""
        rng = np.random.default_rng(seed)
        told = [caption(scene, self.catalogue, language, style, rng) for language, style in CAPTIONS]
        return {
            "captions": [[one.text, list(one.names)] for one in told],
            "subjects": [[name for name in (actor.subject, actor.rear) if name] for actor in scene.actors],
            "scene": asdict(scene),
        }
