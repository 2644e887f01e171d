"""Makes the pictures of docs/operations.md: every operation's example, run with the weights in the package.

    python scripts/operations.py            # all of them
    python scripts/operations.py loop fill  # only these
    python scripts/operations.py --model fake --out /tmp/pictures  # try it out

The clips that the examples name are rendered (`python -m haneul.worlds.artwork` fetches the artwork).
A picture has the example's clip in its first row, where it takes one, and what came of it in the last.
"""

from __future__ import annotations

import argparse
import io
import os
import shlex
import shutil
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image

from haneul import media
from haneul.blocking.scene import Actor, Scene, Shot
from haneul.canvas import Clip, Frames
from haneul.cli import main as haneul
from haneul.operations.base import Operation, every
from haneul.worlds.artwork import Atlas
from haneul.worlds.toon import render

ROOT = Path(__file__).parents[1]
OUT = ROOT / "docs" / "pictures" / "operations"
ACROSS, WIDTH, MOST_BYTES = 5, 184, 60_000
SCENES = {
    "clip.mp4": Scene((Actor("fox", "walks right", x=0.25),), "meadow", "noon", shots=(Shot(2.0),), seed=3),
    "other.mp4": Scene((Actor("panda", "walks right", x=0.3),), "snow", "noon", shots=(Shot(2.0),), seed=5),
}
CAPTIONS = {"clip.mp4": "a fox walks right in a meadow at noon", "other.mp4": "a panda walks right in the snow at noon"}


def make_sources() -> None:
    """What the examples name, in the present folder: two clips, a picture, masks, boards."""
    atlas = Atlas.load()
    for name, scene in SCENES.items():
        made = render([scene], width=256, height=144, fps=12.0, frames=24, atlas=atlas).frames[0]
        frames = (made * 255).round().clamp(0, 255).byte().permute(0, 2, 3, 1).numpy()
        media.write(name, Clip(frames, 12.0), metadata={"parameters": {"prompt": CAPTIONS[name]}})
    picture = media.Footage("clip.mp4")[:1]
    media.write_picture("picture.png", picture)
    haneul(["rough", "a fox walks right", "--seconds", "2", "--seed", "3", "-o", "rough.mp4"])
    mask = np.zeros_like(picture)
    mask[:, 40:, 30:150] = 255
    media.write_picture("mask.png", mask)
    shutil.copytree(ROOT / "examples", "examples")


def draw(name: str, kind: type[Operation], model: list[str], path: Path) -> float:
    """Run the example of one operation and draw its picture to `path`; the seconds that it took."""
    began = time.monotonic()
    line = shlex.split(kind.example)[1:]
    result = f"{name}{kind.suffix}"
    if haneul([*line, *model, "-o", result]) != 0:
        sys.exit(f"the example of {name} failed: {kind.example}")
    took = time.monotonic() - began
    rows = [word for word in line if Path(word).suffix in (".mp4", ".png") and "mask" not in word]
    pictures: list[Frames] = []
    words: list[str] = []
    for file in (*rows, result):
        shown, times = media.moments(media.Footage(file), ACROSS)
        told = [f"{file}, {time}" if place == 0 else time for place, time in enumerate(times)]
        pictures += shown + [np.full_like(shown[0], 255)] * (ACROSS - len(shown))
        words += (told if len(shown) > 1 else [file]) + [""] * (ACROSS - len(shown))
    save(media.sheet(pictures, words, ACROSS, WIDTH)[0], path)
    return took


def save(picture: Frames, path: Path) -> None:
    """(H, W, 3) as a JPEG of the best quality that keeps it below MOST_BYTES."""
    for quality in range(90, 30, -5):
        out = io.BytesIO()
        Image.fromarray(picture).save(out, "JPEG", quality=quality, optimize=True)
        if out.tell() < MOST_BYTES:
            break
    path.write_bytes(out.getvalue())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="operations; all when left out")
    parser.add_argument("--out", type=Path, default=OUT, help="folder of the pictures")
    parser.add_argument("--model", help="another engine")
    options = parser.parse_args()
    out, model = options.out.resolve(), ["--model", options.model] if options.model else []
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        make_sources()
        for name in options.names or every():
            path = out / f"{name}.jpg"
            print(f"{path} took {draw(name, every()[name], model, path):.1f} s", flush=True)
        os.chdir(ROOT)


if __name__ == "__main__":
    main()
