"""The animated characters: fetched as they are published and packed into the atlas.

The artwork is Microsoft's Fluent Emoji (MIT licence) as animated WebP of 256x256 pixels, 24 frames a
second, in four npm packages. It is never committed; `python -m haneul.worlds.artwork` fetches and packs it.
"""

from __future__ import annotations

import argparse
import io
import subprocess
import sys
import tarfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from PIL import Image

from haneul.errors import MissingPart
from haneul.worlds.atlas import Atlas, Cell, default_path, save
from haneul.worlds.catalogue import Subject, catalogue

__all__ = ["Atlas", "default_path", "fetch", "find_files", "pack"]

PACKAGES = tuple(f"@lobehub/fluent-emoji-anim-{part}@1.0.0" for part in (1, 2, 3, 4))
FRAMES, PIXELS, QUALITY = 24, 96, 90
OPAQUE = 12  # alpha below this is the soft fringe of lossy compression, not the character


def fetch(folder: Path) -> Path:
    """Download and unpack the four packages with `npm pack` into `folder`; returns it.

    Raises `MissingPart` when npm is absent or fails.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for package in PACKAGES:
        command = ["npm", "pack", package, "--silent", "--pack-destination", str(folder)]
        try:
            done = subprocess.run(command, check=True, capture_output=True, text=True)
        except FileNotFoundError:
            raise MissingPart("Fetching the artwork needs npm (Node.js); install it or use --from.") from None
        except subprocess.CalledProcessError as error:
            raise MissingPart(f"npm could not fetch {package}: {error.stderr.strip()[-200:]}") from None
        archive = folder / done.stdout.split()[-1]
        with tarfile.open(archive) as tar:
            tar.extractall(folder / archive.stem, filter="data")
    return folder


def find_files(folder: Path) -> dict[str, Path]:
    """Code points to file, for every animated WebP anywhere under `folder`."""
    return {path.stem: path for path in sorted(folder.rglob("*.webp"))}


def pack(
    folder: Path,
    out: Path,
    subjects: Sequence[Subject] | None = None,
    frames: int = FRAMES,
    pixels: int = PIXELS,
    workers: int = 2,
) -> Path:
    """Write the atlas of `subjects` (default: the catalogue) from the artwork under `folder`.

    Raises `MissingPart` naming the subjects whose artwork is not there.
    """
    subjects = catalogue() if subjects is None else subjects
    found = find_files(folder)
    missing = [subject.key for subject in subjects if subject.codepoints not in found]
    if missing or not subjects:
        raise MissingPart(f"No artwork under {folder} for: {', '.join(missing[:8]) or 'anybody'}.")
    jobs = [(found[subject.codepoints], frames, pixels) for subject in subjects]
    if workers > 1:
        from concurrent.futures import ProcessPoolExecutor

        with ProcessPoolExecutor(workers) as pool:
            cells = list(pool.map(_pack_one, jobs, chunksize=8))
    else:
        cells = [_pack_one(job) for job in jobs]
    save(out, [subject.key for subject in subjects], cells, frames, pixels)
    return out


def _pack_one(job: tuple[Path, int, int]) -> Cell:
    path, frames, pixels = job
    pictures, seconds = _read(path, frames)
    left, top, right, bottom = _tight(picture.getchannel("A") for picture in pictures)
    width, height = right - left, bottom - top
    scale = pixels / max(width, height)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    corner = (pixels - size[0]) // 2, pixels - size[1]
    strip = Image.new("RGBA", (pixels, pixels * len(pictures)))
    boxes = np.zeros((frames, 4), np.uint8)
    for number, picture in enumerate(pictures):
        small = picture.resize(size, Image.Resampling.LANCZOS, box=(left, top, right, bottom))
        strip.paste(small, (corner[0], corner[1] + number * pixels))
        x0, y0, x1, y1 = _tight([small.getchannel("A")])
        boxes[number] = corner[0] + x0, corner[1] + y0, corner[0] + x1, corner[1] + y1
    buffer = io.BytesIO()
    strip.save(buffer, "WEBP", quality=QUALITY, alpha_quality=85, method=4)
    boxes[len(pictures) :] = boxes[0]
    return Cell(buffer.getvalue(), width / height, frames / seconds if seconds else 0.0, boxes)


def _read(path: Path, frames: int) -> tuple[list[Image.Image], float]:
    """`frames` pictures evenly over the loop, the last one step before the first again, and the loop's seconds.

    A still is one picture and lasts 0 seconds.
    """
    with Image.open(path) as image:
        total = int(getattr(image, "n_frames", 1))
        if total == 1:
            return [image.convert("RGBA")], 0.0
        wanted = [number * total // frames for number in range(frames)]
        taken: dict[int, Image.Image] = {}
        milliseconds = 0.0
        for number in range(total):  # WebP frames build on one another: each must be decoded
            image.seek(number)
            image.load()
            milliseconds += float(image.info.get("duration", 1000 / 24))
            if number in wanted:
                taken[number] = image.convert("RGBA")
    return [taken[number] for number in wanted], milliseconds / 1000


def _tight(alphas: Iterable[Image.Image]) -> tuple[int, int, int, int]:
    """The smallest box around everything opaque in all of the alpha pictures; all of it for empty ones."""
    whole = np.maximum.reduce([np.asarray(alpha) for alpha in alphas]) >= OPAQUE
    rows, columns = np.flatnonzero(whole.any(1)), np.flatnonzero(whole.any(0))
    if not len(rows):
        return 0, 0, whole.shape[1], whole.shape[0]
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def main(arguments: Sequence[str] | None = None) -> None:
    """Fetch (or take from a folder) and pack."""
    parser = argparse.ArgumentParser(prog="python -m haneul.worlds.artwork", description=__doc__.split("\n")[0])
    parser.add_argument("--from", dest="folder", type=Path, help="folder with the unpacked npm packages")
    parser.add_argument("-o", "--out", type=Path, default=default_path(), help="the atlas (default: %(default)s)")
    parser.add_argument("--frames", type=int, default=FRAMES)
    parser.add_argument("--pixels", type=int, default=PIXELS)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--core", action="store_true", help="only whom training and its examination need: small")
    options = parser.parse_args(arguments)
    subjects = [one for one in catalogue() if one.core or one.unseen or not options.core]
    try:
        with TemporaryDirectory() as scratch:
            folder = options.folder or fetch(Path(scratch))
            pack(folder, options.out, subjects, options.frames, options.pixels, options.workers)
    except MissingPart as error:
        print(error, file=sys.stderr)
        raise SystemExit(1) from None
    print(f"{len(subjects)} subjects, {options.out.stat().st_size / 1e6:.1f} MB: {options.out}")


if __name__ == "__main__":
    main()
