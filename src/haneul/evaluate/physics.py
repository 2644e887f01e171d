"""Velocity errors of balls in clips, as PhyWorld's evaluator reads them (arXiv 2411.02385), and without its bias.

`haneul evaluate --physics` measures what can be measured without a model trained on these tasks: the drawing itself,
the embedded autoencoder, which knows none of them, and a clip that stands still.

Its parser divides pixel indices by the width, but a picture of W pixels spans W - 1 steps: every velocity reads 1/W
too small, which is most of the published floor. Both are given; a smaller picture is the mean of one of 256 pixels.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haneul.canvas import Canvas, Frames
from haneul.engines.base import Engine, Progress, Sampling, silent
from haneul.engines.latents import pad, padded_shape
from haneul.engines.native import Native
from haneul.evaluate.autoencoder import through
from haneul.evaluate.page import Page
from haneul.worlds.physics import COLOURS, GIVEN, LEAD, SIDE, STEP, TASKS, Trial, led, trials

SMALLEST = 0.6  # radius that is still measured
PUBLISHED = {
    "ground truth": (0.0099, 0.0104), "its autoencoder": (0.0103, 0.0107), "its DiT-B": (0.0138, 0.3583),
    "its DiT-L, 3M clips": (0.012, 0.427),
}  # fmt: skip
"""Uniform motion, within and outside of what was trained."""
Paint = Callable[[Frames], Frames]
"""A clip (T, H, W, 3) of which the first three frames may be looked at -> the clip as it is painted."""


@dataclass(frozen=True)
class Error:
    """The mean velocity error in units a second: as published, and with indices that span the picture."""

    published: float
    unbiased: float
    clips: int


def centres(frames: Frames, ball: int, span: float) -> NDArray[np.float64]:
    """Horizontal centres (T,) in units of the red (0) or blue (1) ball; `span` pixels are 10 units; NaN unseen."""
    own = np.equal(frames > 127, COLOURS[ball] > 127).all(-1)
    seen = own.sum((1, 2))
    total = (own.sum(1) * np.arange(frames.shape[2])).sum(1)
    return np.where(seen > 0, total / np.maximum(seen, 1), np.nan) / span * SIDE


def error(trial: Trial, frames: Frames, span: float) -> float | None:
    """The velocity error of a painted clip; None where no frame can be measured."""
    path = trial.positions()
    found = []
    for ball, radius in enumerate(trial.radii):
        if radius < SMALLEST:
            continue
        x, true = centres(frames, ball, span), path[:, ball]
        inside: NDArray[np.bool_] = np.all((true > radius) & (true < SIDE - radius), axis=1)
        counted = inside[1:] & inside[:-1] & (np.arange(len(true) - 1) >= GIVEN)
        speeds = np.diff(true[:, 0]) / STEP
        if trial.task == "collision":
            changed = np.flatnonzero(np.abs(np.diff(speeds)) > 0.1)
            counted &= np.arange(len(speeds)) > (changed[0] + 1 if len(changed) else len(speeds))
        read = np.diff(x) / STEP
        counted &= ~np.isnan(read)
        if counted.any():
            found.append(abs(float(read[counted].mean() - speeds[counted].mean())))
    return float(np.mean(found)) if found else None


def measure(trials: Iterable[Trial], paint: Paint, size: int = 256) -> Error:
    """The mean error of `paint` over trials drawn at `size` pixels a side."""
    published, unbiased = [], []
    for trial in trials:
        made = paint(trial.frames(size))
        biased, true = error(trial, made, size), error(trial, made, size * 255 / 256)
        if biased is not None and true is not None:
            published.append(biased)
            unbiased.append(true)
    if not published:
        return Error(np.nan, np.nan, 0)
    return Error(float(np.mean(published)), float(np.mean(unbiased)), len(published))


COLUMNS = ("task", "painted by", "within", "outside", "unbiased", "unbiased outside", "clips")
SEED = 2411
SIZE = 128  # pixels a side, as the paper trains
REMARK = "Velocity errors in units a second; the published ones are of models trained on these tasks."


def painted(engine: Engine) -> Paint:
    """What `engine` makes of the frames that are given."""

    def paint(frames: Frames) -> Frames:
        given = led(frames[:GIVEN])
        length = padded_shape(LEAD + len(frames), 1, 1)[0]
        _, height, width, _ = frames.shape
        canvas = Canvas(length, height, width, 1 / STEP).put(given)
        return engine.paint(canvas, Sampling(guidance=1.0), silent)[LEAD : LEAD + len(frames)]

    return paint


def evaluate(count: int = 40, *, size: int = SIZE, weights_of: Path | None = None, progress: Progress = silent) -> Page:
    """Measure `count` trials of each task within and outside of the trained ranges; print and return the table.

    `weights_of`: a folder of weights trained on a task, which are measured on it alone if it has the task's name.
    Raises `MissingPart` without weights.
    """
    from haneul.model.checkpoint import load_autoencoder, weights

    model = load_autoencoder(weights("autoencoder.safetensors"))
    painters: dict[str, Paint] = {
        "ground truth": lambda frames: frames,
        "embedded autoencoder": lambda frames: through(model, pad(frames))[: len(frames)],
        "the third frame": lambda frames: frames[np.minimum(np.arange(len(frames)), GIVEN - 1)],
    }
    rows, asked = [], [(task, name) for task in TASKS for name in painters]
    if weights_of is not None:
        painters[str(weights_of)] = painted(Native(weights_of))
        asked += [(task, str(weights_of)) for task in TASKS if weights_of.name not in TASKS or weights_of.name == task]
    for place, (task, name) in enumerate(asked):
        pair = [measure(trials(task, count, SEED, far), painters[name], size) for far in (False, True)]
        rows.append({"task": task, "painter": name, "within": pair[0], "outside": pair[1]})
        progress((place + 1) / len(asked), f"{task}, {name}")
    rows.sort(key=lambda row: TASKS.index(row["task"]))
    page = _page(rows, {"clips": count, "size": f"{size}x{size}"})
    page.show()
    return page


def _page(rows: list[dict[str, Any]], settings: dict[str, Any]) -> Page:
    cells, figures = [], []
    for row in rows:
        within, outside = row["within"], row["outside"]
        numbers = (within.published, outside.published, within.unbiased, outside.unbiased)
        clips = f"{within.clips}, {outside.clips}"
        cells.append((row["task"], row["painter"], *(f"{number:.4f}" for number in numbers), clips))
        told = dict(zip(COLUMNS[2:6], numbers, strict=True))
        figures.append({"task": row["task"], "painter": row["painter"], **told})
    for name, pair in PUBLISHED.items():
        cells.append(("uniform", f"published: {name}", *(f"{number:.4f}" for number in pair), "", "", ""))
    return Page("Physics", settings, COLUMNS, cells, [REMARK], {"settings": settings, "table": figures})
