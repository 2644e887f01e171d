"""Rendered clips on their way to training: numbered shards, made ahead by a process of their own.

Shard k of a mix is a pure function of (seed, k), and which shards a step may use depends on the
step alone, so a resumed run sees exactly what the uninterrupted one would have seen. Every shard
holds about the same number of tokens, which keeps the mix in proportion to compute.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
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
from haneul.train.encoder import Encode, encoder_of
from haneul.train.references import Portrait, portray
from haneul.train.world import Shape, World

FIRST = 8  # shards that the first step has

Mix = tuple[tuple[Shape, float], ...]


@dataclass(frozen=True)
class Clip:
    """One stored clip: `data` is frames (3, T, H, W) uint8, or latents (C, t, h, w) float16; `figures` (t, h, w)
    is True where a latent shows somebody, `portraits` are references of everybody where they stand."""

    data: Tensor
    shape: Shape
    record: dict[str, Any]
    figures: Tensor
    portraits: tuple[Portrait, ...] = ()


@dataclass(frozen=True)
class Plan:
    """What a pool holds: a mix of shapes, tokens to a shard, shards in reach of one step."""

    name: str
    mix: Mix
    tokens: int = 4096
    window: int = 256
    seed: int = 0

    def shape(self, shard: int) -> Shape:
        weights = np.array([weight for _, weight in self.mix])
        rng = np.random.default_rng([self.seed, shard])
        return self.mix[int(rng.choice(len(self.mix), p=weights / weights.sum()))][0]

    def reach(self, used: float) -> range:
        """Shards that may be drawn when `used` shards' worth of tokens was consumed afresh."""
        last = FIRST + int(used)
        return range(max(0, last - self.window), last)


def draw_shard(world: World, plan: Plan, shard: int, encode: Encode | None) -> list[Clip]:
    """Render the clips of shard `shard` of `plan`, as latents if `encode` is given."""
    shape = plan.shape(shard)
    count = max(1, plan.tokens // shape.tokens)
    seed = plan.seed * 1_000_003 + shard
    takes = world.clips(shape, count, seed)
    if encode is None:
        return [Clip(take.frames, shape, {}, take.figures) for take in takes]
    from haneul.train.record import record

    latents, clips = encode(torch.stack([take.frames for take in takes])).half(), []
    for index, (one, take) in enumerate(zip(latents, takes, strict=True)):
        told = record(take.scene, world.catalogue, seed * 1009 + index)
        portraits = portray(world.atlas, told["subjects"], take.stands, shape, encode, seed * 1009 + index)
        clips.append(Clip(one, shape, told, take.figures, tuple(portraits)))
    return clips


def make_shard(world: World, plan: Plan, shard: int, path: Path, encode: Encode | None) -> None:
    """Render shard `shard` of `plan` and write it to `path`, as latents if `encode` is given."""
    clips = draw_shard(world, plan, shard, encode)
    shape = clips[0].shape
    header = {"shape": json.dumps([shape.width, shape.height, shape.frames, shape.fps])}
    header["records"] = json.dumps([clip.record for clip in clips], ensure_ascii=False)
    stored = {"data": torch.stack([clip.data.cpu() for clip in clips])}
    stored["figures"] = torch.stack([clip.figures.cpu() for clip in clips])
    shown = [(number, one) for number, clip in enumerate(clips) for one in clip.portraits]
    if shown:
        stored["portraits"] = torch.cat([one.latents.flatten(1) for _, one in shown], dim=1)
    header["portraits"] = json.dumps(
        [(n, one.actor, one.key, one.latents.shape[1:], one.spot, one.when) for n, one in shown]
    )
    aside = path.with_suffix(f".{os.getpid()}.part")
    save_file(stored, aside, header)
    aside.rename(path)


def read_shard(path: Path) -> list[Clip]:
    with safe_open(path, "pt") as file:
        header = file.metadata()
        shape = Shape(*json.loads(header["shape"]))
        portraits: dict[int, list[Portrait]] = defaultdict(list)
        start = 0
        for number, actor, key, (h, w), spot, when in json.loads(header["portraits"]):
            latents = file.get_slice("portraits")[:, start : start + h * w].unflatten(1, (h, w))
            portraits[number].append(Portrait(actor, key, latents, tuple(spot), when))
            start += h * w
        parts = (file.get_tensor("data"), json.loads(header["records"]), file.get_tensor("figures"))
        return [
            Clip(data, shape, record, shown, tuple(portraits[number]))
            for number, (data, record, shown) in enumerate(zip(*parts, strict=True))
        ]


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
    world, encode = World(), encoder_of(encoder) if encoder else None
    return lambda path, shard: make_shard(world, plan, shard, path, encode)


class LivePool:
    """Shards of one plan rendered on `device` by this process when they are asked for, kept in memory.

    For a GPU, which renders and encodes faster than it trains. Latents are kept beside the processor,
    where samples are put together (a thousand pictures of them are a few megabytes); frames stay on the
    device. The clips are those of a `Pool` with the same plan, so far as the device computes the same.
    """

    def __init__(self, plan: Plan, encoder: Path | None, device: torch.device) -> None:
        self.plan, self.keep = plan, torch.device("cpu") if encoder else device
        self.world, self.encode = World(str(device)), encoder_of(encoder, device) if encoder else None
        self.loaded: dict[int, list[Clip]] = {}

    def clips(self, used: float) -> list[Clip]:
        """All clips in reach; renders those that are new."""
        reach = self.plan.reach(used)
        self.loaded = {shard: self.loaded.get(shard) or self.make(shard) for shard in reach}
        return [clip for shard in reach for clip in self.loaded[shard]]

    def make(self, shard: int) -> list[Clip]:
        clips = draw_shard(self.world, self.plan, shard, self.encode)
        return [replace(clip, data=clip.data.to(self.keep)) for clip in clips]

    def close(self) -> None:
        self.loaded.clear()


def open_pool(folder: Path, plan: Plan, encoder: Path | None, device: torch.device) -> Pool | LivePool:
    """On a GPU clips are rendered there, on a CPU by a process of their own."""
    return LivePool(plan, encoder, device) if device.type == "cuda" else Pool(folder, plan, encoder)
