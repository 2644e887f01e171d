"""What a minute keeps from its first seconds to its last: `python benchmarks/minute.py`.

Regime: `--seconds` of two prompts each painted by the embedded model at its own size and steps. In each part of four
seconds the judge is asked who is seen first; colours (the mean of red, green and blue) and sharpness of the last 15 %
are compared with the first 15 %. A third clip changes its place in the middle, and the judge is asked for the place of
each part. `--sheet FILE` keeps a frame of each part to look at. The last line is JSON.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

HELD = {
    "golden retriever": "a golden retriever stands on a meadow at noon",
    "panda": "a panda jumps in a room",
}
CHANGES = (("beach", "a penguin stands on the beach"), ("forest", "a penguin stands in a forest"))
PART = 4.0  # seconds
ENDS = 0.15  # of a clip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--sheet", type=Path)
    options = parser.parse_args()
    from haneul.grading.sharpness import sharpness
    from haneul.operations.generate import Generate
    from haneul.render import render
    from haneul.worlds.catalogue import catalogue
    from haneul.worlds.judge import Judge
    from report import report

    judge, keys = Judge.load(), {one.english: one.key for one in catalogue()}
    named, colours, sharp, placed, shown = [], [], [], [], []
    for name, prompt in HELD.items():
        frames = render(Generate(prompt, seconds=options.seconds, seed=options.seed)).clip.frames
        parts = np.array_split(frames, max(1, round(options.seconds / PART)))
        named += [keys[name] == judge.glance([part])[0].subjects[0] for part in parts]
        end = max(1, round(ENDS * len(frames)))
        first, last = frames[:end], frames[-end:]
        colours.append(float(np.abs(last.mean((0, 1, 2)) / first.mean((0, 1, 2)) - 1).max()))
        sharp.append(abs(sharpness(last) / sharpness(first) - 1))
        shown.append(np.concatenate([part[len(part) // 2] for part in parts], 1))
    half = options.seconds / 2
    text = f"{CHANGES[0][1]} [{half:g}s] {CHANGES[1][1]}"
    frames = render(Generate(text, seconds=options.seconds, seed=options.seed)).clip.frames
    for at, part in enumerate(parts := np.array_split(frames, max(2, round(options.seconds / PART / 2) * 2))):
        place = CHANGES[2 * at >= len(parts)][0]
        placed.append(judge.glance([part])[0].values["place"] == place)
    shown.append(np.concatenate([part[len(part) // 2] for part in parts], 1))
    if options.sheet:
        from PIL import Image

        wide = max(row.shape[1] for row in shown)
        rows = [np.pad(row, ((0, 0), (0, wide - row.shape[1]), (0, 0))) for row in shown]
        Image.fromarray(np.concatenate(rows)).save(options.sheet)
    rows = {
        "identity": (float(np.mean(named)), f"parts of {PART:g} s in which the judge sees who was asked for (0.90)"),
        "colour": (max(colours), "change of a colour's mean, last 15 % against the first (at most 0.05)"),
        "sharpness": (max(sharp), "change of sharpness, last 15 % against the first (at most 0.05)"),
        "place": (float(np.mean(placed)), "parts that show the place of their own prompt"),
    }
    report("minute", rows, seconds=options.seconds, seed=options.seed, prompts=[*HELD.values(), text])


if __name__ == "__main__":
    main()
