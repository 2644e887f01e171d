"""Which clips a preset trains on, in which order, how long: pictures first, then clips, then native.

A picture costs a tenth of a clip and teaches appearance, at the size that users ask for most; clips teach
motion, and never quite stop; the last stage is the mix of sizes and lengths that users ask for, with pictures
still. Steps are of `tokens` tokens each.
"""

from __future__ import annotations

from dataclasses import dataclass

from haneul.train.balls import SHAPE as BALLS
from haneul.train.pool import Mix, Plan
from haneul.train.world import Shape
from haneul.worlds.physics import TASKS

PICTURES: Mix = (
    (Shape(256, 144, 1), 0.5),
    (Shape(128, 80, 1), 0.25),
    (Shape(144, 256, 1), 0.05),
    (Shape(176, 176, 1), 0.05),
    (Shape(256, 144, 17), 0.15),
)
CLIPS: Mix = (
    (Shape(128, 80, 17, 8), 0.5),
    (Shape(128, 80, 25, 8), 0.2),
    (Shape(96, 96, 17, 8), 0.1),
    (Shape(256, 144, 1), 0.2),
)
NATIVE: Mix = (
    (Shape(256, 144, 49), 0.32),
    (Shape(128, 80, 33), 0.2),
    (Shape(256, 144, 25), 0.1),
    (Shape(128, 80, 17, 8), 0.08),
    (Shape(144, 256, 25), 0.05),
    (Shape(256, 144, 1), 0.25),
)


@dataclass(frozen=True)
class Stage:
    """`share` of the run's steps on `plan`'s clips; each is used about `reuse` times."""

    plan: Plan
    share: float
    reuse: float


@dataclass(frozen=True)
class Recipe:
    """How a preset is trained. `tokens` per step and the peak learning rate suit its width."""

    steps: int
    tokens: int
    peak: float
    stages: tuple[Stage, ...]
    preset: str = ""  # of a world of its own, which is not what the package's weights know; else the recipe's name
    distilled: bool = False  # teaches the package's transformer to do without a second pass
    warm_up: int = 300
    average: float = 0.999  # decay of the weights' moving average

    def at(self, step: int) -> tuple[Stage, int]:
        """The stage that `step` belongs to and the step's number within it."""
        begin = 0
        for stage in self.stages[:-1]:
            length = round(stage.share * self.steps)
            if step < begin + length:
                return stage, step - begin
            begin += length
        return self.stages[-1], step - begin


def _physics(task: str) -> Recipe:
    """One of PhyWorld's tasks, by nano."""
    plan = Plan(task, ((BALLS, 1.0),), window=400, seed=71, world=task)
    return Recipe(20_000, 2560, 1e-3, (Stage(plan, 1.0, 4.0),), "nano")


STAGES = (
    Stage(Plan("pictures", PICTURES, window=800, seed=21), 0.2, 8.0),
    Stage(Plan("clips", CLIPS, window=400, seed=22), 0.15, 4.0),
    Stage(Plan("native", NATIVE, window=900, seed=23), 0.65, 8.0),
)
FRESH: Mix = (
    (Shape(256, 144, 49), 0.5),
    (Shape(256, 144, 25), 0.15),
    (Shape(144, 256, 25), 0.05),
    (Shape(128, 80, 33), 0.1),
    (Shape(256, 144, 1), 0.2),
)
GUIDED = Recipe(
    1000, 2592, 1e-3, (Stage(Plan("fresh", FRESH, window=900, seed=29), 1.0, 8.0),), distilled=True, warm_up=50,
    average=0.98,
)  # fmt: skip
RECIPES = {
    "tiny": Recipe(200, 512, 1e-3, STAGES),
    "nano": Recipe(40_000, 2592, 1e-3, STAGES),
    "small": Recipe(60_000, 4096, 6e-4, STAGES),
    "medium": Recipe(100_000, 8192, 4e-4, STAGES),
    "guided": GUIDED,
} | {task: _physics(task) for task in TASKS}
