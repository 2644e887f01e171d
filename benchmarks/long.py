"""Long clips: memory that does not grow with duration, window by window: `python benchmarks/long.py`.

Regime: `haneul generate` into an MP4 in a process of its own, 15 s and 60 s of the same prompt and seed, at
the engine's own rate; memory is the peak resident size, PyTorch included. The native engine takes one step
a window at 128x80: fewer steps need no less memory, and the frames are of no matter here. With
`--model fake` only our own part is measured. Processor time is given, for wall time depends on who else
is at work. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from pathlib import Path

PROMPT = "a corgi runs left on the beach at sunset"


def measure(model: str, size: str, seconds: float) -> dict[str, float]:
    """Peak memory in MiB and processor seconds of one clip, made in this process."""
    from haneul.engines.base import Sampling
    from haneul.operations.generate import Generate
    from haneul.render import takes

    begin = time.process_time()
    (take,) = takes(Generate(PROMPT, seconds=seconds, size=size, seed=7), model, Sampling(steps=1, guidance=1.0))
    with tempfile.TemporaryDirectory() as folder:
        take.write(Path(folder) / "clip.mp4")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"mib": peak, "cpu": time.process_time() - begin, "windows": len(take.windows())}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="native")
    parser.add_argument("--size", default="128x80")
    parser.add_argument("--measure", type=float, metavar="SECONDS", help="measure one clip in this process")
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measure(options.model, options.size, options.measure)))
        return
    from report import apart, report

    given = ("--model", options.model, "--size", options.size)
    short, long = (apart(__file__, *given, "--measure", str(seconds)) for seconds in (15, 60))
    rows = {
        "mib": (short["mib"], "peak memory in MiB, 15 s"),
        "mib_long": (long["mib"], "peak memory in MiB, 60 s"),
        "ratio": (long["mib"] / short["mib"], "60 s over 15 s (at most 1.1)"),
        "cpu": (short["cpu"], "processor seconds, 15 s"),
        "cpu_long": (long["cpu"], "processor seconds, 60 s"),
        "windows": (long["windows"], "windows of 60 s"),
    }
    report("long", rows, model=options.model, size=options.size, steps=1)


if __name__ == "__main__":
    main()
