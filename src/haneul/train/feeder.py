"""The clips of each training step, drawn from pools and packed into sequences of equal length."""

from __future__ import annotations

from pathlib import Path

import torch

from haneul.train.packing import first_fit_decreasing
from haneul.train.pool import Clip, LivePool, Pool, open_pool
from haneul.train.recipes import Recipe

ROUND = 8  # steps that are packed together, so that sequences are full


class Feeder:
    """The clips of each step: a pure function of the step, given the recipe."""

    def __init__(self, folder: Path, recipe: Recipe, encoder: Path, device: torch.device) -> None:
        self.folder, self.recipe, self.encoder, self.device = folder, recipe, encoder, device
        self.pools: dict[str, Pool | LivePool] = {}
        self.round = -1
        self.bins: list[list[Clip]] = []

    def clips(self, step: int) -> list[Clip]:
        """About `recipe.tokens` tokens of clips for `step`."""
        if step // ROUND != self.round:
            self.round = step // ROUND
            self.bins = self.draw(self.round)
        return self.bins[step % ROUND]

    def draw(self, number: int) -> list[list[Clip]]:
        stage, local = self.recipe.at(number * ROUND)
        if stage.plan.name not in self.pools:
            self.close()
            self.pools = {stage.plan.name: open_pool(self.folder, stage.plan, self.encoder, self.device)}
        used = local * self.recipe.tokens / stage.reuse / stage.plan.tokens
        clips = self.pools[stage.plan.name].clips(used)
        generator = torch.Generator().manual_seed(number)
        chosen: list[Clip] = []
        left = ROUND * self.recipe.tokens
        while left > 0:
            clip = clips[int(torch.randint(len(clips), (), generator=generator))]
            chosen.append(clip)
            left -= clip.shape.tokens
        bins = first_fit_decreasing([clip.shape.tokens for clip in chosen], self.recipe.tokens)
        full = [[chosen[i] for i in part] for part in bins]
        full.sort(key=lambda part: -sum(clip.shape.tokens for clip in part))
        order = torch.randperm(ROUND, generator=generator).tolist()
        return [full[i % len(full)] for i in order]

    def close(self) -> None:
        for pool in self.pools.values():
            pool.close()
