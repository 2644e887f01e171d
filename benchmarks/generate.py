"""The default clip from prompt to file, process start included: `python benchmarks/generate.py`.

Regime: `haneul generate PROMPT` in a process of its own, 256x144, 4 s, 12 frames a second, default steps
and guidance. Cold is the first run; it reads weights and libraries from the disk if the system has not got
them in memory, so run it first after a restart for the strictest figure. Warm is the median of the others.
Where the time goes is told by one more process that runs the same steps one by one. Without weights, or
with `--random PRESET`, untrained ones are used: the same work, no picture. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

PROMPT = "two golden retrievers hosting a podcast on a mountain top"
STAGES = ("import", "load", "text", "sampling", "decode", "file", "rest")


def random_weights(folder: Path, name: str) -> None:
    """Untrained weights of preset `name` in `folder`."""
    from haneul.model.autoencoder import Autoencoder
    from haneul.model.checkpoint import save
    from haneul.model.presets import preset
    from haneul.model.transformer import Transformer

    transformer, autoencoder = Transformer(preset(name)), Autoencoder()
    save(folder / "transformer.safetensors", transformer, transformer.config)
    save(folder / "autoencoder.safetensors", autoencoder, autoencoder.config)


def watch(owner: Any, method: str, totals: dict[str, float], name: str) -> None:
    """Add the time spent in `owner.method` to totals[name]."""
    plain = getattr(owner, method)

    def timed(*args: Any, **named: Any) -> Any:
        begin = time.perf_counter()
        try:
            return plain(*args, **named)
        finally:
            totals[name] += time.perf_counter() - begin

    setattr(owner, method, timed)


def stages(folder: Path | None, out: Path, steps: int | None) -> dict[str, float]:
    """Seconds of every stage of one clip, made in this process."""
    totals = dict.fromkeys(STAGES, 0.0)
    start = time.perf_counter()
    import torch  # noqa: F401

    from haneul import media
    from haneul.engines.base import Sampling
    from haneul.engines.native import Native
    from haneul.operations.generate import Generate
    from haneul.render import takes

    imported = time.perf_counter()
    engine = Native(folder)
    parts = (engine.autoencoder, engine.transformer, engine.text)
    loaded = time.perf_counter()
    methods = (("decode", "decode"), ("forward", "sampling"), ("encode", "text"))
    for part, (method, name) in zip(parts, methods, strict=True):
        watch(part, method, totals, name)
    (take,) = takes(Generate(PROMPT, seed=7), engine, Sampling(steps=steps) if steps else Sampling())
    clip = take.clip()
    painted = time.perf_counter()
    media.write(out, clip, metadata=take.record())
    totals |= {"import": imported - start, "load": loaded - imported, "file": time.perf_counter() - painted}
    totals["rest"] = time.perf_counter() - start - sum(totals.values())
    return totals


def child(arguments: list[str]) -> tuple[float, str]:
    """Seconds of a Python process with its start and end, and what it printed."""
    begin = time.perf_counter()
    done = subprocess.run([sys.executable, *arguments], check=True, capture_output=True, text=True, env=os.environ)
    return time.perf_counter() - begin, done.stdout


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=4, help="the first one is the cold one")
    parser.add_argument("--random", metavar="PRESET", help="untrained weights of this preset")
    parser.add_argument("--steps", type=int, help="sampling steps; the command's default otherwise")
    parser.add_argument("--stages", nargs=2, metavar=("FOLDER", "OUT"), help="one clip, stage by stage, here")
    options = parser.parse_args()
    if options.stages:
        folder, out = options.stages
        print(json.dumps(stages(Path(folder) if folder != "-" else None, Path(out), options.steps)))
        return
    from report import report

    extra = ["--steps", str(options.steps)] if options.steps else []
    with tempfile.TemporaryDirectory() as folder:
        out = str(Path(folder) / "clip.mp4")
        place = "-"
        if options.random:
            random_weights(Path(folder), options.random)
            place = folder
        by_stage = [__file__, "--stages", place, out, *extra]
        by_command = ["-m", "haneul", "generate", PROMPT, "-o", out, "--overwrite", "--seed", "7", *extra]
        taken = [child(by_stage if options.random else by_command)[0] for _ in range(options.runs)]
        parts = json.loads(child(by_stage)[1].splitlines()[-1])
        told = min(child(["-m", "haneul", "--help"])[0] for _ in range(3))
    warm = statistics.median(taken[1:] or taken)
    rows = {"cold": (taken[0], "seconds, first run (at most 30 on two cores)")}
    rows["warm"] = (warm, f"seconds, median of {len(taken[1:])} more")
    rows |= {name: (parts[name], f"of which {name}") for name in STAGES}
    rows["help"] = (told, "seconds of haneul --help (at most 0.5)")
    facts = {"weights": options.random or "embedded", "cores": os.cpu_count()}
    report("generate", rows, size="256x144", seconds=4, fps=12, **facts)


if __name__ == "__main__":
    main()
