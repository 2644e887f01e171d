"""The animated characters: fetched as they are published, packed into one small atlas file.

The artwork is Microsoft's Fluent Emoji (MIT licence) as animated WebP of 256x256 pixels, 24 frames a
second, in four npm packages. It is never committed; `python -m haneul.worlds.artwork` fetches and packs it.

The atlas file is a safetensors file of WebP strips (frames of one subject, one below the other), 24 MB for
600 subjects, small enough to travel to a rented GPU (H.264 was tried: no smaller at equal error, since every
frame moves). The first load decodes it into a file beside it (540 MB); later loads map that file,
so that processes share one copy of the pixels and pay only for the subjects that they touch.

Every subject fills its cell: cropped to the tight box over all of its loop, scaled with its aspect kept, centred,
feet on the bottom row. 96 pixels, because a character is at most about 90 pixels high in a 256x144 clip; 24 frames,
because the loops last three seconds and 8 poses a second read as motion, while 12 would cost half more memory.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from platformdirs import user_cache_path

from haneul.errors import MissingPart, UnknownName
from haneul.worlds.catalogue import Subject, catalogue

if TYPE_CHECKING:
    from torch import Tensor

PACKAGES = tuple(f"@lobehub/fluent-emoji-anim-{part}@1.0.0" for part in (1, 2, 3, 4))
FRAMES, PIXELS, QUALITY = 24, 96, 90
OPAQUE = 12  # alpha below this is the soft fringe of lossy compression, not the character


def default_path() -> Path:
    """Where the atlas lies unless somebody says otherwise."""
    return user_cache_path("haneul") / "toon-atlas.safetensors"


@dataclass(frozen=True, eq=False)
class Atlas:
    """All characters: S subjects, F frames of one loop, P pixels square.

    `pictures` uint8 (S, F, P, P, 4) RGBA with straight alpha (colours continue under transparent pixels);
    `aspect` float32 (S,) width / height of the character; `fps` float32 (S,) true speed of the loop in frames a
    second, 0 for the many that are a still; `boxes` float32 (S, F, 4) tight x0 y0 x1 y1 of each frame, relative to
    the cell 0..1.
    """

    keys: tuple[str, ...]
    pictures: Tensor
    aspect: Tensor
    fps: Tensor
    boxes: Tensor

    @cached_property
    def index(self) -> dict[str, int]:
        """Key to row."""
        return {key: row for row, key in enumerate(self.keys)}

    def row(self, key: str) -> int:
        """The row of a subject; raises `UnknownName` for one that is not packed."""
        if key not in self.index:
            raise UnknownName(f"The atlas has no {key!r} among its {len(self.keys)} subjects; pack it anew.")
        return self.index[key]

    @property
    def extent(self) -> Tensor:
        """float32 (S, 2): the share of the cell's width and height that the character fills; the larger is 1."""
        import torch

        return torch.stack((self.aspect.clamp(max=1), (1 / self.aspect).clamp(max=1)), 1)

    @classmethod
    def load(cls, path: Path | None = None) -> Atlas:
        """Read an atlas file; the first time it is decoded (seconds), then only mapped.

        Raises `MissingPart` when there is none or it is broken.
        """
        import torch
        from safetensors import SafetensorError, safe_open

        path = default_path() if path is None else Path(path)
        if not path.is_file():
            raise MissingPart(f"No characters at {path}; run: python -m haneul.worlds.artwork")
        try:
            with safe_open(path, "pt") as file:
                about = json.loads(file.metadata()["atlas"])
                tensors = {name: file.get_tensor(name) for name in ("strips", "ends", "aspect", "fps", "boxes")}
        except (SafetensorError, KeyError, TypeError) as error:
            raise MissingPart(f"{path} is no atlas or broken ({error}); pack it anew.") from error
        keys, frames, pixels = about["keys"], about["frames"], about["pixels"]
        shape = (len(keys), frames, pixels, pixels, 4)
        decoded = path.with_name(f"{path.stem}-{about['digest']}.pixels")
        if not decoded.is_file() or decoded.stat().st_size != int(np.prod(shape)):
            _decode(tensors["strips"].numpy(), tensors["ends"].numpy(), frames, decoded)
        pictures = torch.from_file(str(decoded), shared=False, size=int(np.prod(shape)), dtype=torch.uint8)
        return cls(
            tuple(keys), pictures.view(shape), tensors["aspect"], tensors["fps"], tensors["boxes"].float() / pixels
        )


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
    _save(out, [subject.key for subject in subjects], cells, frames, pixels)
    return out


@dataclass(frozen=True, eq=False)
class _Cell:
    strip: bytes  # one WebP, P wide and F * P high, or P high for a still
    aspect: float
    fps: float
    boxes: NDArray[np.uint8]  # (F, 4) pixels


def _pack_one(job: tuple[Path, int, int]) -> _Cell:
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
    return _Cell(buffer.getvalue(), width / height, frames / seconds if seconds else 0.0, boxes)


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


def _save(out: Path, keys: list[str], cells: list[_Cell], frames: int, pixels: int) -> None:
    import hashlib

    import torch
    from safetensors.torch import save_file

    joined = b"".join(cell.strip for cell in cells)
    tensors = {
        "strips": torch.frombuffer(bytearray(joined), dtype=torch.uint8),
        "ends": torch.tensor([len(cell.strip) for cell in cells]).cumsum(0),
        "aspect": torch.tensor([cell.aspect for cell in cells], dtype=torch.float32),
        "fps": torch.tensor([cell.fps for cell in cells], dtype=torch.float32),
        "boxes": torch.from_numpy(np.stack([cell.boxes for cell in cells])),
    }
    about = {"keys": keys, "frames": frames, "pixels": pixels, "digest": hashlib.sha256(joined).hexdigest()[:12]}
    out.parent.mkdir(parents=True, exist_ok=True)
    aside = out.with_name(f".{out.name}.{os.getpid()}")
    save_file(tensors, aside, {"atlas": json.dumps(about)})
    aside.replace(out)


def _decode(strips: NDArray[np.uint8], ends: NDArray[np.int64], frames: int, out: Path) -> None:
    """Write the pixels of all strips one after another, aside and then renamed."""
    aside = out.with_name(f".{out.name}.{os.getpid()}")
    starts = [0, *ends[:-1].tolist()]
    with aside.open("wb") as file:
        for start, end in zip(starts, ends.tolist(), strict=True):
            with Image.open(io.BytesIO(strips[start:end].tobytes())) as image:
                still = image.width == image.height
                file.write(np.asarray(image.convert("RGBA")).tobytes() * (frames if still else 1))
    aside.replace(out)


def main(arguments: Sequence[str] | None = None) -> None:
    """Fetch (or take from a folder) and pack."""
    parser = argparse.ArgumentParser(prog="python -m haneul.worlds.artwork", description=__doc__.split("\n")[0])
    parser.add_argument("--from", dest="folder", type=Path, help="folder with the unpacked npm packages")
    parser.add_argument("-o", "--out", type=Path, default=default_path(), help="the atlas (default: %(default)s)")
    parser.add_argument("--frames", type=int, default=FRAMES)
    parser.add_argument("--pixels", type=int, default=PIXELS)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args(arguments)
    try:
        with TemporaryDirectory() as scratch:
            folder = options.folder or fetch(Path(scratch))
            pack(folder, options.out, None, options.frames, options.pixels, options.workers)
    except MissingPart as error:
        print(error, file=sys.stderr)
        raise SystemExit(1) from None
    print(f"{len(catalogue())} subjects, {options.out.stat().st_size / 1e6:.1f} MB: {options.out}")


if __name__ == "__main__":
    main()
