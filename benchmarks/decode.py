"""Decoding: speed, and memory that does not grow with duration: `python benchmarks/decode.py`.

Regime: random latents of 256x144, decoded four at a time with the embedded autoencoder (an untrained one
of the same shape where there are no weights; the speed is the same) and written to an MP4 as they come, as
a long clip is. Memory is the peak resident size of a process of its own for 4 s and for 60 s at 12 frames
a second, PyTorch included. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from pathlib import Path

import torch
from einops import rearrange

from haneul.media import Writer
from haneul.model.autoencoder import Autoencoder
from haneul.model.checkpoint import load_autoencoder, weights
from report import apart, report

WIDTH, HEIGHT, FPS, CHUNK = 256, 144, 12, 4


def autoencoder() -> Autoencoder:
    """The embedded one, or an untrained one of the same shape."""
    path = weights("autoencoder.safetensors")
    return load_autoencoder(path) if path.exists() else Autoencoder().eval().requires_grad_(False)


def decode(model: Autoencoder, latents: int, out: Path) -> tuple[float, int]:
    """Decode `latents` latents into `out`; seconds in the decoder alone, and frames."""
    torch.manual_seed(0)
    taken, frames = 0.0, 0
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16), Writer(out, FPS, (WIDTH, HEIGHT)) as file:
        for start in range(0, latents, CHUNK):
            count = min(CHUNK, latents - start)
            part = torch.randn(1, model.channels, count, HEIGHT // 16, WIDTH // 16)
            begin = time.perf_counter()
            made = model.decode(part, first=not frames)
            pixels = (made[0].float() * 127.5 + 127.5).round().clamp(0, 255).byte()
            taken += time.perf_counter() - begin
            frames += pixels.shape[1]
            file.write(rearrange(pixels, "c t h w -> t h w c").contiguous().numpy())
    return taken, frames


def measure(seconds: int) -> dict[str, float]:
    """Frames a second of decoding a clip of `seconds`, the first chunks left out, and peak memory in MiB."""
    model = autoencoder()
    with tempfile.TemporaryDirectory() as folder:
        decode(model, 2 * CHUNK, Path(folder) / "warm.mp4")
        taken, frames = decode(model, 1 + seconds * FPS // 4, Path(folder) / "clip.mp4")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"fps": frames / taken, "mib": peak}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--measure", type=int, metavar="SECONDS", help="measure one clip in this process")
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measure(options.measure)))
        return
    short, long = (apart(__file__, "--measure", str(seconds)) for seconds in (4, 60))
    rows = {
        "fps": (short["fps"], "frames decoded a second, 4 s (at least 24 on two cores)"),
        "fps_long": (long["fps"], "frames decoded a second, 60 s"),
        "mib": (short["mib"], "peak memory in MiB, 4 s"),
        "mib_long": (long["mib"], "peak memory in MiB, 60 s"),
        "ratio": (long["mib"] / short["mib"], "peak memory, 60 s over 4 s (1 is constant)"),
    }
    report("decode", rows, size=f"{WIDTH}x{HEIGHT}", threads=torch.get_num_threads(), torch=torch.__version__)


if __name__ == "__main__":
    main()
