"""Our transformer against diffusers' Wan at equal size: `python benchmarks/wan.py --preset nano`.

Regime: `WanTransformer3DModel` of the same depth, width and heads on the same latents (patch 1x1x1) with
the same number of text tokens, its feed-forward four times the width (8 D^2 weights a block, as ours);
bfloat16 autocast on a CPU or GPU; equal clips, since Wan takes no others. Wan reads the text by
cross-attention and so holds a third more weights; ours holds the words in the sequence. One clip of
256x144 and 49 frames forward (what sampling does), and a training step (forward and backward, without
the optimiser) on one such clip and on a batch of pictures. Needs the extra `bench`. The last line is JSON.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

import torch
from diffusers import WanTransformer3DModel
from diffusers import __version__ as version
from torch import nn

from haneul.engines.latents import positions
from haneul.model.memory import keep_freed
from haneul.model.patches import Sample, grid_rows, pack
from haneul.model.presets import Config, preset
from haneul.model.transformer import Transformer
from haneul.train.machine import device_name, seconds
from haneul.train.world import Shape
from report import report
from synthetic import awake

WORDS = 32


def wan(c: Config) -> nn.Module:
    """Wan's architecture in the size of `c`."""
    made: nn.Module = WanTransformer3DModel(
        patch_size=(1, 1, 1), num_attention_heads=c.heads, attention_head_dim=c.width // c.heads,
        in_channels=c.channels, out_channels=c.channels, text_dim=c.text, ffn_dim=4 * c.width, num_layers=c.depth,
    )  # fmt: skip
    return made


def regimes(c: Config, shape: Shape, count: int, device: torch.device) -> tuple[dict[str, Any], Any]:
    """The same `count` clips as Wan's arguments and as our pack."""
    grid = torch.randn(count, c.channels, *shape.grid)
    words, time = torch.randn(count, WORDS, c.text), torch.rand(count)
    place = torch.from_numpy(positions(shape.frames, shape.height, shape.width, shape.fps))
    ours = [Sample(words[i], grid[i], time[i].expand(shape.grid), place) for i in range(count)]
    theirs = {"hidden_states": grid, "timestep": 1000 * time, "encoder_hidden_states": words}
    return {name: value.to(device) for name, value in theirs.items()}, pack(ours).to(device)


def timed(forward: Callable[[], torch.Tensor], model: nn.Module, train: bool, device: torch.device, n: int) -> float:
    """Median seconds of a forward pass, or of forward and backward."""

    def work() -> None:
        with torch.set_grad_enabled(train), torch.autocast(device.type, torch.bfloat16):
            made = forward()
        if train:
            model.zero_grad()
            made.float().square().mean().backward()

    return seconds(work, device, n)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--preset", default="nano")
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    keep_freed()
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    config = preset(options.preset)
    torch.manual_seed(0)
    ours, theirs = awake(Transformer(config)).to(device), wan(config).to(device)
    rows: dict[str, tuple[float, str]] = {}
    for name, module in (("haneul", ours), ("wan", theirs)):
        rows[f"{name}_weights"] = (sum(p.numel() for p in module.parameters()) / 1e6, f"{name}: million weights")
    clip, picture = Shape(256, 144, 49), Shape(128, 80, 1)
    for label, shape, count, train in (
        ("forward", clip, 1, False), ("step", clip, 1, True), ("pictures_step", picture, 40, True),
    ):  # fmt: skip
        inputs, packed = regimes(config, shape, count, device)

        def run_wan(inputs: dict[str, Any] = inputs) -> torch.Tensor:
            return theirs(**inputs, return_dict=False)[0]

        def run_ours(packed: Any = packed) -> torch.Tensor:
            return grid_rows(ours(packed), packed.kind)

        mine = timed(run_ours, ours, train, device, options.repeats)
        other = timed(run_wan, theirs, train, device, options.repeats)
        rows[label] = (mine * 1e3, f"{label}: haneul, ms, {count} clips of {shape.tokens} patches")
        rows[f"{label}_wan"] = (other * 1e3, f"{label}: Wan, ms")
        rows[f"{label}_ratio"] = (other / mine, f"{label}: how many times as fast as Wan")
    facts = {"device": device_name(device), "torch": torch.__version__, "diffusers": version}
    report("wan", rows, preset=options.preset, **facts)


if __name__ == "__main__":
    main()
