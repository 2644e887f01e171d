"""A file carried in parts: what comes back from a rented machine has a limit for each file."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from haneul.errors import MissingPart

LIMIT = 15 << 20  # bytes of a part


def split(path: Path, folder: Path, limit: int = LIMIT) -> list[Path]:
    """Write `path` into `folder` as NAME.000, NAME.001 ... and NAME.parts, which tells how many and their sum."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob(path.name + ".*"):
        old.unlink()
    made: list[Path] = []
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(limit):
            digest.update(block)
            made.append(folder / f"{path.name}.{len(made):03d}")
            made[-1].write_bytes(block)
    about = {"parts": len(made), "sha256": digest.hexdigest()}
    (folder / f"{path.name}.parts").write_text(json.dumps(about))
    return made


def join(folder: Path, name: str, path: Path) -> bool:
    """Put the parts of `name` in `folder` together at `path`; False when there are none.

    Raises `MissingPart` when some are missing or spoilt; nothing is written then.
    """
    index = folder / f"{name}.parts"
    if not index.exists():
        return False
    about = json.loads(index.read_text())
    parts = [folder / f"{name}.{number:03d}" for number in range(about["parts"])]
    missing = [part.name for part in parts if not part.exists()]
    if missing:
        raise MissingPart(f"{folder} lacks {', '.join(missing)}; fetch all parts of {name}.")
    digest, aside = hashlib.sha256(), path.with_name(path.name + ".part")
    path.parent.mkdir(parents=True, exist_ok=True)
    with aside.open("wb") as file:
        for part in parts:
            block = part.read_bytes()
            digest.update(block)
            file.write(block)
    if digest.hexdigest() != about["sha256"]:
        aside.unlink()
        raise MissingPart(f"The parts of {name} in {folder} do not belong together; fetch them again.")
    aside.rename(path)
    return True
