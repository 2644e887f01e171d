"""The colours of every place: means over renders in which nobody is, for the scenery of animatics.

    python -m haneul.train.scenery

renders each place at every hour and in every weather and writes `grading/scenery.png`, one mean after the other.
"""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from haneul.blocking.camera import Camera, camera
from haneul.blocking.scene import PLACES, TIMES, WEATHERS, Scene, Shot
from haneul.grading import scenery
from haneul.grading.scenery import COLUMNS, REACH, ROWS, WIDE
from haneul.worlds.artwork import Atlas
from haneul.worlds.film import Film
from haneul.worlds.view import View

SEEDS = 6  # paintings of one place
HEIGHT = 96  # pixels of one
MOMENT = 2.0  # seconds


def mean(place: str, time: str, weather: str, atlas: Atlas) -> np.ndarray:
    """(ROWS, COLUMNS, 3) uint8 of a place in a little more than a still camera sees."""
    view = View(round(HEIGHT * WIDE) // 2 * 2, HEIGHT)
    seen = []
    for seed in range(SEEDS):
        scene = Scene((), place, time, weather, shots=(Shot(4.0, closeness=REACH, actors=()),), seed=seed * 131 + 7)
        frame = Film(scene, view, atlas).empty(_wide(), np.array([MOMENT]))
        seen.append(F.interpolate(frame, (ROWS, COLUMNS), mode="area"))
    return np.asarray((torch.cat(seen).mean(0) * 255).round().byte().permute(1, 2, 0).numpy())


def _wide() -> Camera:
    """A still camera from a little farther away."""
    zero = np.zeros(1)
    return camera("still", np.array([MOMENT]), 4.0, WIDE, REACH, zero, zero, (0.0, 0.5), 1.0, 0)


def main() -> None:
    from PIL import Image
    from rich.progress import track

    atlas = Atlas.load()
    asked = list(itertools.product(PLACES, TIMES, WEATHERS))
    cells = np.stack([mean(*one, atlas) for one in track(asked, "Places")])
    sheet = cells.reshape(len(PLACES), -1, ROWS, COLUMNS, 3).swapaxes(1, 2).reshape(len(PLACES) * ROWS, -1, 3)
    path = Path(scenery.__file__).with_name("scenery.png")
    aside = path.with_suffix(".part")
    Image.fromarray(sheet).save(aside, "PNG", optimize=True)
    replaced = aside.rename(path)
    print(f"{replaced}: {len(asked)} means, {replaced.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
