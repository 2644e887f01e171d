"""The atlas: all animated characters of the rendered world in one small file, mapped into memory.

A safetensors file of WebP strips (frames of one subject, one below the other), 26 MB for 600 subjects, small
enough to travel to a rented GPU (H.264 was tried: hardly smaller at equal error, since every frame moves).
The first load decodes it into a file beside it (540 MB); later loads map that file, so that processes share
one copy of the pixels and pay only for the subjects that they touch.

Every subject fills its cell: cropped to the tight box over all of its loop, scaled with its aspect kept, centred,
feet on the bottom row. 96 pixels, because a character is at most about 90 pixels high in a 256x144 clip; 24 frames,
because the loops last three seconds and 8 poses a second read as motion, while 12 would cost half more memory.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from platformdirs import user_cache_path

from haneul.errors import MissingPart, UnknownName

if TYPE_CHECKING:
    from torch import Tensor


def default_path() -> Path:
    """Where the atlas lies unless somebody says otherwise, as HANEUL_ATLAS does in the environment."""
    if named := os.environ.get("HANEUL_ATLAS"):
        return Path(named)

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


@dataclass(frozen=True, eq=False)
class Cell:
    """One packed subject."""

    strip: bytes  # one WebP, P wide and F * P high, or P high for a still
    aspect: float
    fps: float
    boxes: NDArray[np.uint8]  # (F, 4) pixels


def save(out: Path, keys: Sequence[str], cells: Sequence[Cell], frames: int, pixels: int) -> None:
    """Write an atlas file, aside and then renamed; F = `frames`, P = `pixels`."""
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
    about = {"keys": list(keys), "frames": frames, "pixels": pixels, "digest": hashlib.sha256(joined).hexdigest()[:12]}
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
