"""The sample sheet: a few frames of each clip, numbered, so that a person can look for herself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from haneul.canvas import Frames

SHOWN, WIDTH, GAP = 4, 160, 4


def strip(frames: Frames) -> Frames:
    """SHOWN frames from first to last side by side, each WIDTH wide: (h, SHOWN * WIDTH, 3)."""
    chosen = [frames[round(k * (len(frames) - 1) / (SHOWN - 1))] for k in range(SHOWN)]
    height = max(1, round(frames.shape[1] * WIDTH / frames.shape[2]))
    small = [Image.fromarray(one).resize((WIDTH, height), Image.Resampling.BOX) for one in chosen]
    return np.concatenate([np.asarray(one) for one in small], axis=1)


def sheet(strips: Sequence[tuple[int, Frames]], path: Path, columns: int = 2) -> None:
    """Write numbered strips as one picture to `path`, aside first."""
    height = max(one.shape[0] for _, one in strips) + GAP
    width = SHOWN * WIDTH + GAP + 28
    rows = -(-len(strips) // columns)
    page = Image.new("RGB", (columns * width, rows * height), "white")
    pen = ImageDraw.Draw(page)
    for place, (number, one) in enumerate(strips):
        x, y = place // rows * width, place % rows * height
        pen.text((x + 4, y + 4), str(number), fill="black")
        page.paste(Image.fromarray(one), (x + 28, y))
    aside = path.with_suffix(".part")
    page.save(aside, "PNG")
    aside.rename(path)
