"""Render, train and pack in slices on a rented GPU; every slice goes on where the last one stopped.

    python scripts/rented_gpu.py autoencoder --minutes 9 --out carried
    python scripts/rented_gpu.py transformer --preset small --minutes 9 --out carried

Needs torch, einops, safetensors, numpy, pillow, rich and this repository, no installation and no network;
the characters' atlas is `--atlas FILE` or where `python -m haneul.worlds.artwork` puts it (with `--core` it
is 11 MB small and holds all whom training and evaluation need). A slice first
measures what the machine can do (products, attention, copying, the renderer, the autoencoder, a training
step), then trains for the minutes left, rendering on the GPU. What it leaves in `--out`: packed weights and
the state to go on from, in parts of at most 15 MiB, and `log.jsonl`. Give the next slice the same `--out`.
A new autoencoder is used by the transformer's slices from then on.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))
sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

CARRIED = ("state.pt", "transformer.safetensors", "autoencoder.safetensors")
RESERVE = 45  # seconds of a slice kept for saving and splitting


def ceilings(preset_name: str) -> dict[str, float]:
    """What the machine reaches, and which share of it a training step of the preset does."""
    import torch

    from haneul.model.autoencoder import Autoencoder
    from haneul.model.patches import pack
    from haneul.model.presets import preset
    from haneul.model.transformer import Transformer
    from haneul.train.machine import measure, seconds
    from haneul.train.recipes import RECIPES
    from haneul.train.world import Shape, World
    from synthetic import awake, flops, sample, shapes
    from train_step import Step

    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    machine, clip = measure(device), Shape(256, 144, 17)
    world, coder = World(str(device)), Autoencoder().to(device).eval()
    drawing = seconds(lambda: world.clips(clip, 2, 0), device, 1)
    frames = torch.rand(2, 3, clip.frames, clip.height, clip.width, device=device)

    @torch.inference_mode()
    def encode() -> None:
        with torch.autocast(device.type, torch.bfloat16):
            coder.encode(frames)

    config, recipe = preset(preset_name), RECIPES[preset_name]
    generator = torch.Generator().manual_seed(0)
    drawn = [sample(s, config, generator) for s in shapes(recipe.stages[0].plan.mix, recipe.tokens, generator)]
    packed = pack(drawn)
    step = Step(awake(Transformer(config)).to(device)).seconds(packed, 3)
    return {
        "matmul_tflops": machine.matmul / 1e12,
        "attention_tflops": machine.attention / 1e12,
        "copy_gb_per_second": machine.copy / 1e9,
        "rendered_frames_per_second": 2 * clip.frames / drawing,
        "encoded_clips_per_second": 2 / seconds(encode, device, 3),
        "step_tokens_per_second": sum(packed.lengths) / step,
        "step_share": 3 * flops(config, packed.lengths) / step / machine.matmul,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", choices=("autoencoder", "transformer"))
    parser.add_argument("--preset", default="small")
    parser.add_argument("--minutes", type=float, default=9.0, help="of the whole slice")
    parser.add_argument("--steps", type=int, help="of the whole run; the recipe's by default")
    parser.add_argument("--out", type=Path, default=Path("carried"))
    parser.add_argument("--atlas", type=Path)
    parser.add_argument("--skip-ceilings", action="store_true")
    parser.add_argument("--evaluate", type=int, metavar="N", help="then ask N prompts (needs the judge's weights)")
    options = parser.parse_args()
    end = time.monotonic() + 60 * options.minutes - RESERVE
    if options.atlas:
        os.environ["HANEUL_ATLAS"] = str(options.atlas.resolve())
    from rich.console import Console

    console = Console()
    if not options.skip_ceilings:
        measured = ceilings(options.preset)
        console.print_json(json.dumps(measured))
        options.out.mkdir(parents=True, exist_ok=True)
        (options.out / "ceilings.json").write_text(json.dumps(measured))
    minutes = max(0.1, (end - time.monotonic()) / 60)
    console.print(f"training for {minutes:.1f} minutes")
    slice_of(options.part, options.preset, options.steps, minutes, options.out, lambda _, what: console.print(what))
    if options.evaluate and options.part == "transformer":
        from haneul.engines.native import Native
        from haneul.evaluate.report import evaluate

        engine = Native(options.out / "runs" / options.preset)
        evaluate(options.evaluate, options.out / options.preset / "report.json", engine=engine)


def slice_of(
    part: str, name: str, steps: int | None, minutes: float, out: Path, progress: Callable[[float, str], None]
) -> None:
    """Join what was carried here, train, split what shall be carried on."""
    from haneul.model.checkpoint import weights
    from haneul.train import autoencoder, loop
    from haneul.train.parts import join, split

    runs = out / "runs"
    folder = runs / ("autoencoder" if part == "autoencoder" else name)
    carried = out / folder.name
    for file in CARRIED:
        join(carried, file, folder / file)
    if (carried / "log.jsonl").exists():
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(carried / "log.jsonl", folder / "log.jsonl")
    if part == "autoencoder":
        autoencoder.train(folder, steps or 20_000, resume=True, progress=progress, minutes=minutes)
    else:
        join(out / "autoencoder", "autoencoder.safetensors", weights("autoencoder.safetensors"))
        loop.train(name, resume=True, progress=progress, folder=runs, steps=steps, minutes=minutes, sheets=False)
    for file in CARRIED:
        if (folder / file).exists():
            split(folder / file, carried)
    if (folder / "log.jsonl").exists():
        shutil.copyfile(folder / "log.jsonl", carried / "log.jsonl")


if __name__ == "__main__":
    main()
