"""What a run looks like: its loss curve, and sheets of samples for fixed prompts and seeds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from haneul.canvas import Canvas, say
from haneul.casting import with_cast
from haneul.engines.base import Sampling, silent
from haneul.engines.native import Native
from haneul.train.state import Run

PROMPTS = (
    "a golden retriever walks left on the beach at noon",
    "a blue dragon flies over the sea at sunset",
    "three penguins stand in the snow, snow is falling",
    "two golden retrievers hosting a podcast on a mountain top",
    "a cat jumps in a room, film noir",
    "a fox runs right through a forest at night",
    "바다 위로 해가 질 때 오리가 날아갑니다",
    "an astronaut floats in space",
)


def sheet(folder: Path, out: Path, frames: int = 1, size: tuple[int, int] = (128, 80), steps: int = 12) -> Path:
    """Paint `PROMPTS` and their cast with the weights in `folder`: a row for each, first to last frame, as a PNG."""
    engine, rows = Native(folder), []
    for seed, text in enumerate(PROMPTS):
        canvas = Canvas(frames, size[1], size[0], 8.0, say(text, frames), seed=seed)
        clip = engine.paint(with_cast(canvas, engine.abilities), Sampling(steps=steps), silent)
        shown = clip[np.linspace(0, frames - 1, min(frames, 5)).round().astype(int)]
        rows.append(np.concatenate(list(shown), axis=1))
    columns = 4 if frames == 1 else 1
    grid = [np.concatenate(rows[i : i + columns], axis=1) for i in range(0, len(rows), columns)]
    aside = out.with_suffix(".part.png")
    Image.fromarray(np.concatenate(grid)).save(aside)
    return aside.rename(out)


def curve(run: Run, out: Path, keys: Sequence[str] = ("loss",)) -> Path:
    """The log's `keys` against steps, as a PNG; the thick line is the mean of 20 reports."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(7, 4), dpi=110)
    for key in keys:
        rows = [(row["step"], row[key]) for row in run.rows() if key in row]
        if len(rows) < 2:
            continue
        steps, values = (np.array(column, float) for column in zip(*rows, strict=True))
        width = min(20, len(values))
        smooth = np.convolve(values, np.ones(width) / width, "valid")
        axes.plot(steps, values, linewidth=0.5, alpha=0.5)
        axes.plot(steps[width - 1 :], smooth, linewidth=2, label=key)
    axes.set_xlabel("step")
    axes.set_yscale("log")
    axes.grid(alpha=0.3)
    if axes.lines:
        axes.legend()
    aside = out.with_suffix(".part.png")
    figure.savefig(aside)
    plt.close(figure)
    return aside.rename(out)
