"""Rendered clips on their way to training: numbered shards, made ahead by a process of their own.

Shard k of a mix is a pure function of (seed, k), and which shards a step may use depends on the
step alone, so a resumed run sees exactly what the uninterrupted one would have seen. Every shard
holds about the same number of tokens, which keeps the mix in proportion to compute.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor

from haneul.train.ahead import Ahead, Make
from haneul.train.balls import Balls
from haneul.train.encoder import Encode, encoder_of
from haneul.train.world import Shape, World

FIRST = 8  # shards that the first step has

Mix = tuple[tuple[Shape, float], ...]


@dataclass(frozen=True)
class Clip:
    """One stored clip: `data` is frames (3, T, H, W) uint8, or latents (C, t, h, w) float16 beside which `guide` are
    those of its animatic; `figures` (t, h, w) is True where a latent shows somebody."""

    data: Tensor
    shape: Shape
    record: dict[str, Any]
    figures: Tensor
    guide: Tensor | None = None


@dataclass(frozen=True)
class Plan:
    """What a pool holds: a mix of shapes of a world (toon, or a task of PhyWorld's), tokens to a shard, shards in reach
    of one step."""

    name: str
    mix: Mix
    tokens: int = 4096
    window: int = 256
    seed: int = 0
    world: str = "toon"

    def shape(self, shard: int) -> Shape:
        weights = np.array([weight for _, weight in self.mix])
        rng = np.random.default_rng([self.seed, shard])
        return self.mix[int(rng.choice(len(self.mix), p=weights / weights.sum()))][0]

    def reach(self, used: float) -> range:
        """Shards that may be drawn when `used` shards' worth of tokens was consumed afresh."""
        last = FIRST + int(used)
        return range(max(0, last - self.window), last)


def draw_shard(world: World | Balls, plan: Plan, shard: int, encode: Encode | None) -> list[Clip]:
    """Render the clips of shard `shard` of `plan`, as latents if `encode` is given."""
    shape = plan.shape(shard)
    count = max(1, plan.tokens // shape.tokens)
    seed = plan.seed * 1_000_003 + shard
    takes = world.clips(shape, count, seed)
    if encode is None:
        return [Clip(take.frames, shape, {}, take.figures) for take in takes]
    latents, clips = encode(torch.stack([take.frames for take in takes])).half(), []
    for index, (one, take) in enumerate(zip(latents, takes, strict=True)):
        own = seed * 1009 + index
        guide = encode(take.rough(own)[None])[0].half() if take.rough else None
        clips.append(Clip(one, shape, take.told(own), take.figures, guide))
    return clips


def make_shard(world: World | Balls, plan: Plan, shard: int, path: Path, encode: Encode | None) -> None:
    """Render shard `shard` of `plan` and write it to `path`, as latents if `encode` is given."""
    clips = draw_shard(world, plan, shard, encode)
    shape = clips[0].shape
    header = {"shape": json.dumps([shape.width, shape.height, shape.frames, shape.fps])}
    header["records"] = json.dumps([clip.record for clip in clips], ensure_ascii=False)
    stored = {"data": torch.stack([clip.data.cpu() for clip in clips])}
    stored["figures"] = torch.stack([clip.figures.cpu() for clip in clips])
    guides = [clip.guide.cpu() for clip in clips if clip.guide is not None]
    if guides:
        stored["guides"] = torch.stack(guides)
    aside = path.with_suffix(f".{os.getpid()}.part")
    save_file(stored, aside, header)
    aside.rename(path)


def read_shard(path: Path) -> list[Clip]:
    with safe_open(path, "pt") as file:
        header = file.metadata()
        shape = Shape(*json.loads(header["shape"]))
        records = json.loads(header["records"])
        guides = file.get_tensor("guides") if "guides" in file.keys() else [None] * len(records)  # noqa: SIM118
        parts = zip(file.get_tensor("data"), records, file.get_tensor("figures"), guides, strict=True)
        return [Clip(data, shape, record, shown, guide) for data, record, shown, guide in parts]


class Pool:
    """Shards of one plan in a folder, rendered ahead by a background process."""

    def __init__(self, folder: Path, plan: Plan, encoder: Path | None = None) -> None:
        self.plan, self.ahead = plan, Ahead(folder / plan.name, partial(maker, plan, encoder), ahead=64)
        self.loaded: dict[int, list[Clip]] = {}

    def clips(self, used: float) -> list[Clip]:
        """All clips in reach; waits until the last of them is rendered."""
        reach = self.plan.reach(used)
        self.ahead.want(reach.stop)
        for old in [shard for shard in self.loaded if shard not in reach]:
            del self.loaded[old]
        for shard in reach:
            if shard not in self.loaded:
                self.loaded[shard] = read_shard(self.ahead.wait(shard))
        return [clip for shard in reach for clip in self.loaded[shard]]

    def close(self) -> None:
        self.ahead.close()


def maker(plan: Plan, encoder: Path | None) -> Make:
    """What renders the shards of `plan`."""
    world, encode = world_of(plan.world), encoder_of(encoder) if encoder else None
    return lambda path, shard: make_shard(world, plan, shard, path, encode)


def world_of(name: str, device: torch.device | None = None) -> World | Balls:
    """What draws the clips of a plan."""
    return World(str(device or "cpu")) if name == "toon" else Balls(name)


class LivePool:
    """Shards of one plan rendered on `device` by this process when they are asked for, kept in memory.

    For a GPU, which renders and encodes faster than it trains. Latents are kept beside the processor,
    where samples are put together (a thousand pictures of them are a few megabytes); frames stay on the
    device. The clips are those of a `Pool` with the same plan, so far as the device computes the same.
    """

    def __init__(self, plan: Plan, encoder: Path | None, device: torch.device) -> None:
        self.plan, self.keep = plan, torch.device("cpu") if encoder else device
        self.world, self.encode = world_of(plan.world, device), encoder_of(encoder, device) if encoder else None
        self.loaded: dict[int, list[Clip]] = {}

    def clips(self, used: float) -> list[Clip]:
        """All clips in reach; renders those that are new."""
        reach = self.plan.reach(used)
        self.loaded = {shard: self.loaded.get(shard) or self.make(shard) for shard in reach}
        return [clip for shard in reach for clip in self.loaded[shard]]

    def make(self, shard: int) -> list[Clip]:
        clips = draw_shard(self.world, self.plan, shard, self.encode)
        return [
            replace(
                clip, data=clip.data.to(self.keep), guide=clip.guide if clip.guide is None else clip.guide.to(self.keep)
            )
            for clip in clips
        ]

    def close(self) -> None:
        self.loaded.clear()


def open_pool(folder: Path, plan: Plan, encoder: Path | None, device: torch.device) -> Pool | LivePool:
    """On a GPU clips are rendered there, on a CPU by a process of their own."""
    return LivePool(plan, encoder, device) if device.type == "cuda" else Pool(folder, plan, encoder)
