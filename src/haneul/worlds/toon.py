"""Scenes to pictures: `render` paints what `scene.py` describes and says exactly where everything is.

One scene is one painted place (`places.py`) under a sky, lit by a time and a weather (`light.py`), through a
camera with parallax (`camera.py`), with characters of the atlas moving in it (`motion.py`, `portray.py`).
Frames are functions of time alone, so a slice of a clip, or one frame, equals the whole rendering.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

import numpy as np
import torch

from haneul.blocking.scene import Scene
from haneul.worlds.atlas import Atlas
from haneul.worlds.film import Film, Rendered, Sighting, Truth
from haneul.worlds.view import View

__all__ = ["Film", "Rendered", "Sighting", "Truth", "render"]


def render(scenes: Sequence[Scene], *, width: int, height: int, fps: float, frames: int, atlas: Atlas,
           device: str = "cpu", start: int | Sequence[int] = 0) -> Rendered:  # fmt: skip
    """`frames` frames of every scene from frame `start` on (one number, or one a scene).

    Raises `UnknownName` for a subject that the atlas lacks.
    """
    view = View(width, height, str(device))
    starts = [start] * len(scenes) if isinstance(start, int) else list(start)
    most = max((len(scene.actors) for scene in scenes), default=1)
    films = [
        Film(scene, view, atlas).frames((first + np.arange(frames)) / fps, most)
        for scene, first in zip(scenes, starts, strict=True)
    ]
    pictures = torch.cat([film.frames for film in films])
    truth = {one.name: torch.cat([getattr(film.truth, one.name) for film in films]) for one in fields(Truth)}
    return Rendered(
        pictures,
        Truth(**truth),
        tuple(seen for film in films for seen in film.sightings),
        tuple(behind for film in films for behind in film.sceneries),
    )
