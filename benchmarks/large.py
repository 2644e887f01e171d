"""Large clips: what a minute of 1920x1080 costs, and where the time goes: `python benchmarks/large.py`.

Regime: two lengths of 1080p are drafted, enlarged and written to an MP4, each in a process of its own, with
the embedded model at its default steps; the difference of the two is the cost of a second without loading,
and a minute is extrapolated from it (windows cost the same wherever they stand: benchmarks/long.py).
`--detail 0.1` paints the enlarged frames in tiles as well. Times are processor seconds, all threads
together, for wall time depends on who else is at work: two free cores need at least half of it. `--measure 60`
makes a whole minute instead and tells how long it took on the wall. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from pathlib import Path
from typing import Any

PROMPT = "a corgi runs left on the beach at sunset"
STAGES = ("engine", "enlarge", "file", "rest")


def watch(owner: Any, method: str, totals: dict[str, float], name: str) -> None:
    """Add the processor time spent in `owner.method` to totals[name]."""
    plain = getattr(owner, method)

    def timed(*args: Any, **named: Any) -> Any:
        begin = time.process_time()
        try:
            return plain(*args, **named)
        finally:
            totals[name] += time.process_time() - begin

    setattr(owner, method, timed)


def measure(model: str, size: str, seconds: float, detail: float) -> dict[str, float]:
    """Processor seconds by stage, seconds on the wall and peak memory in MiB of one clip, made in this process."""
    from haneul import media
    from haneul.engines import registry
    from haneul.engines.base import Sampling
    from haneul.operations.generate import Generate
    from haneul.render import takes
    from haneul.windows import large

    totals = dict.fromkeys(STAGES, 0.0)
    engine = registry.engine(model)
    watch(engine, "paint", totals, "engine")
    watch(large, "restored", totals, "enlarge")
    watch(media.Writer, "write", totals, "file")
    begin, clock = time.process_time(), time.perf_counter()
    (take,) = takes(Generate(PROMPT, seconds=seconds, size=size, seed=7), engine, Sampling(detail=detail))
    with tempfile.TemporaryDirectory() as folder:
        take.write(Path(folder) / "clip.mp4")
    totals["rest"] = time.process_time() - begin - sum(totals.values())
    totals["wall"] = time.perf_counter() - clock
    totals["all"] = sum(totals[name] for name in STAGES)
    totals["mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return totals


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="native")
    parser.add_argument("--size", default="1920x1080")
    parser.add_argument("--detail", type=float, default=0.0)
    parser.add_argument("--lengths", type=float, nargs=2, default=(4.0, 7.0), help="seconds; whole windows each")
    parser.add_argument("--measure", type=float, metavar="SECONDS", help="measure one clip in this process")
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measure(options.model, options.size, options.measure, options.detail)))
        return
    from report import apart, report

    a, b = options.lengths
    given = ("--model", options.model, "--size", options.size, "--detail", str(options.detail))
    short, long = (apart(__file__, *given, "--measure", str(seconds)) for seconds in (a, b))
    second = {name: (long[name] - short[name]) / (b - a) for name in (*STAGES, "all")}
    rows = {name: (second[name], f"processor seconds of a second, {name}") for name in (*STAGES, "all")}
    rows["minute"] = (second["all"], "processor minutes of a minute")
    rows["mib"] = (short["mib"], f"peak memory in MiB, {a:g} s")
    rows["mib_long"] = (long["mib"], f"peak memory in MiB, {b:g} s (under 6,000)")
    report("large", rows, model=options.model, size=options.size, detail=options.detail)


if __name__ == "__main__":
    main()
