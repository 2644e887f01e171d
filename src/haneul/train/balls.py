"""PhyWorld's clips as training data: one task, the ranges that are trained on, no words."""

from __future__ import annotations

from typing import Any

import torch

from haneul.errors import UnknownName
from haneul.train import figures
from haneul.train.record import CAPTIONS
from haneul.train.world import Shape, Take
from haneul.worlds.physics import LEAD, TASKS, Task, led, trials

SHAPE = Shape(128, 128, 37, 10)  # as the paper trains; `LEAD` frames, 32 and 3 more


class Balls:
    """Draws clips of one task. Raises `UnknownName` for one that PhyWorld has not."""

    def __init__(self, task: str) -> None:
        found: list[Task] = [one for one in TASKS if one == task]
        if not found:
            raise UnknownName(f"PhyWorld has no task {task!r}; choose one of {', '.join(TASKS)}.")
        self.task = found[0]

    def clips(self, shape: Shape, count: int, seed: int) -> list[Take]:
        """`count` clips, of which the first two latents are given: three frames after copies of the first."""
        made = []
        for trial in trials(self.task, count, seed):
            frames = torch.from_numpy(led(trial.frames(shape.height, shape.frames - LEAD)))
            ball = (frames < 250).any(-1).unflatten(1, (-1, 16)).unflatten(3, (-1, 16)).any(4).any(2)
            made.append(Take(frames.permute(3, 0, 1, 2), figures.by_latent(ball), _told))
        return made


def _told(seed: int) -> dict[str, Any]:
    return {"captions": [["", []]] * len(CAPTIONS), "subjects": [], "given": 2}
