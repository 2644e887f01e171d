"""Makes the README's pictures with the embedded weights: five frames of a clip, a row for each prompt; an animatic and
what is filmed after it; a drawing that was never seen in training as the actor of a clip."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

import haneul
from haneul.canvas import Clip
from haneul.operations.generate import Generate
from haneul.render import takes

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
ROUGH = "a fox chases a rabbit in the snow at sunset"


def row(prompt: str, seed: int, seconds: float) -> np.ndarray:
    """Five frames (144, 5 x 256, 3), evenly from the first to the last."""
    return strip(haneul.generate(prompt, seconds=seconds, seed=seed).clip, 5)


def strip(clip: Clip, count: int) -> np.ndarray:
    """Frames (H, count x W, 3), evenly from the first to the last."""
    chosen = np.linspace(0, len(clip.frames) - 1, count).round().astype(int)
    return np.concatenate(list(clip.frames[chosen]), axis=1)


def filmed(out: Path, prompt: str, seed: int, seconds: float) -> None:
    """Above what the model is shown of a prompt, below what it makes of it."""
    operation = Generate(prompt, seconds=seconds, seed=seed)
    (guide,) = takes(operation)[0].canvas.guides
    made = haneul.render(operation).clip
    Image.fromarray(np.concatenate([strip(Clip(guide.pixels(), made.fps), 5), strip(made, 5)])).save(out, quality=88)
    print(out)


def drawing() -> Image.Image:
    """Somebody whom no atlas has: violet, with a yellow belly, on white."""
    made = Image.new("RGB", (400, 500), "white")
    pen = ImageDraw.Draw(made)
    for body in ((80, 150, 320, 450), (130, 40, 270, 200)):
        pen.ellipse(body, fill=(150, 60, 200))
    for ear in (((140, 80), (120, 10), (180, 50)), ((260, 80), (280, 10), (220, 50))):
        pen.polygon(ear, fill=(90, 30, 140))
    for x in (165, 215):
        pen.ellipse((x, 90, x + 25, 120), fill="white")
        pen.ellipse((x + 8, 98, x + 20, 112), fill="black")
    pen.ellipse((140, 240, 260, 400), fill=(255, 200, 60))
    return made


def own(out: Path) -> None:
    """The drawing, and four frames of a clip with it, in one row."""
    picture = drawing()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mango.png"
        picture.save(path)
        clip = haneul.generate("Mango stands on the beach at noon", cast={"Mango": path}, seconds=4, seed=3).clip
    small = np.asarray(picture.resize((115, 144), Image.Resampling.LANCZOS))
    Image.fromarray(np.concatenate([small, strip(clip, 4)], axis=1)).save(out, quality=88)
    print(out)


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
    filmed(options.out.with_name("rough.jpg"), ROUGH, options.seed, options.seconds)
    own(options.out.with_name("cast.jpg"))


if __name__ == "__main__":
    main()
