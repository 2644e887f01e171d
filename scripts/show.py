"""Makes the README's pictures with the embedded weights: five frames of a clip, a row for each prompt."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from PIL import Image

import haneul

PROMPTS = (
    "two golden retrievers hosting a podcast on a mountain top",
    "a red car drives through a city street at night",
    "a sailboat on the sea at sunset",
    "a penguin walks left in the snow at noon, snow is falling",
    "밤에 숲에서 왼쪽으로 걷는 여우",
    "an astronaut floats in space",
    "an octopus swims underwater",
    "a panda in a room, film noir",
)


def row(prompt: str, seed: int, seconds: float) -> np.ndarray:
    """Five frames (144, 5 x 256, 3), evenly from the first to the last."""
    clip = haneul.generate(prompt, seconds=seconds, seed=seed).clip
    chosen = np.linspace(0, len(clip.frames) - 1, 5).round().astype(int)
    return np.concatenate(list(clip.frames[chosen]), axis=1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--out", type=Path, default=Path("docs/pictures/samples.jpg"))
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.out.parent.mkdir(parents=True, exist_ok=True)
    rows = [row(prompt, options.seed + index, options.seconds) for index, prompt in enumerate(PROMPTS)]
    Image.fromarray(np.concatenate(rows)).save(options.out, quality=88)
    print(options.out)


if __name__ == "__main__":
    main()
