"""Files appear whole or not at all: they are written aside, then renamed."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from haneul.errors import MediaError


@contextmanager
def aside(path: Path) -> Iterator[Path]:
    """A new empty file in `path`'s folder; it takes `path`'s place when the block ends well.

    When the block fails or is interrupted the file vanishes, and what was at `path` before stays.
    A link is followed. Raises `OSError` where no file can be made, `MediaError` where `path` is
    something other than a file (a device, a folder): renaming would destroy it.
    """
    path = path.resolve()
    refuse_special(path)
    # A short name of its own: the wanted name may be as long as names can be.
    beside = path.parent / f".haneul-{secrets.token_hex(6)}.part"
    try:
        beside.touch(exist_ok=False)
        yield beside
        _flush(beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def refuse_special(path: Path) -> None:
    """Raise `MediaError` when `path` exists and is not a plain file; `OSError` for an impossible name."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISREG(mode):
        what = "a folder" if stat.S_ISDIR(mode) else "a device, not a file"
        raise MediaError(f"Cannot write {path}: it is {what}; name a file.")


def _flush(path: Path) -> None:
    """Ask the disk for the bytes now: network drives and quotas refuse only here."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
