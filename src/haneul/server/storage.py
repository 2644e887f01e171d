"""Files of the service, in a folder or in any object storage (fsspec).

A name holds a whole file or nothing: a folder gets it written aside, flushed and renamed; an object
storage in one put. Nothing is ever changed in place. Names are relative, with slashes:

    files/file-...         uploads                     videos/video_.../video.mp4   what users get
    characters/char_.../   clips and pictures          jobs/video_.../0003.mkv      painted windows

Whatever has no record any more is found by `walk` and swept away (see retention).
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from haneul.errors import InvalidInput, NotFound, StorageFull

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

ASIDE = ".aside"
CHUNK = 2**20
FULL = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True)
class Entry:
    """A file in the storage."""

    name: str
    bytes: int
    modified: float  # seconds since 1970


class Storage:
    """The files under `url`. Safe for threads and processes.

    Raises `StorageFull` where there is no space, `NotFound` for a name that holds nothing, `InvalidInput`
    for an address that fsspec does not know.
    """

    def __init__(self, url: str) -> None:
        from fsspec.core import url_to_fs

        try:
            found = url_to_fs(url)
        except (ValueError, ImportError) as error:
            raise InvalidInput(f"storage cannot be {url[:80]!r}: {error}") from error
        self._fs: AbstractFileSystem = found[0]
        self._root = str(found[1]).rstrip("/")
        self._is_local = "file" in (self._fs.protocol if isinstance(self._fs.protocol, tuple) else (self._fs.protocol,))
        if self._is_local:
            Path(self._root).mkdir(mode=0o700, parents=True, exist_ok=True)
            (Path(self._root) / ASIDE).mkdir(exist_ok=True)

    def put(self, name: str, path: Path) -> int:
        """Publish the local file `path` as `name`; its bytes."""
        with _telling():
            if self._is_local:
                with self._aside(name) as beside, path.open("rb") as source, beside.open("wb") as file:
                    shutil.copyfileobj(source, file, CHUNK)
                    _flush(file)
            else:
                self._fs.put_file(str(path), self._at(name))
        return path.stat().st_size

    def write(self, name: str, data: bytes) -> int:
        """Publish `data` as `name`; its bytes."""
        with _telling():
            if self._is_local:
                with self._aside(name) as beside, beside.open("wb") as file:
                    file.write(data)
                    _flush(file)
            else:
                self._fs.pipe_file(self._at(name), data)
        return len(data)

    def fetch(self, name: str, path: Path) -> Path:
        """Copy the file to the local `path`."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with _telling(), _finding(name):
            self._fs.get_file(self._at(name), str(path))
        return path

    def read(self, name: str, start: int | None = None, stop: int | None = None) -> bytes:
        """Its bytes from `start` up to but not including `stop`."""
        with _finding(name):
            return bytes(self._fs.cat_file(self._at(name), start=start, end=stop))

    def stream(self, name: str, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """The same in pieces; the file is opened before the first is asked for."""
        with _finding(name):
            file = self._fs.open(self._at(name), "rb")
        return _pieces(file, start, stop)

    def size(self, name: str) -> int:
        with _finding(name):
            return int(self._fs.info(self._at(name))["size"])

    def exists(self, name: str) -> bool:
        return bool(self._fs.isfile(self._at(name)))

    def local(self, name: str) -> Path | None:
        """The path of the file where the storage is a folder, so that it can be served as it is."""
        return Path(self._at(name)) if self._is_local else None

    def delete(self, name: str) -> int:
        """Remove a file, or all below a folder; the bytes that went. Nothing there is no fault."""
        entries = list(self.walk(name))
        for entry in entries:
            with _missing_is_fine():
                self._fs.rm_file(self._at(entry.name))
        if self._is_local:
            shutil.rmtree(self._at(name), ignore_errors=True)
        return sum(entry.bytes for entry in entries)

    def walk(self, under: str = "") -> Iterator[Entry]:
        """Every file below the folder `under`, or that file itself; half-written ones as well."""
        self._fs.invalidate_cache()
        try:
            found: dict[str, Any] = self._fs.find(self._at(under) if under else self._root, detail=True)
        except FileNotFoundError:
            return
        for path, about in found.items():
            yield Entry(str(path)[len(self._root) :].lstrip("/"), int(about["size"] or 0), _time(about))

    def free(self) -> int | None:
        """Bytes that are left on the disk; None where nobody can tell."""
        return shutil.disk_usage(self._root).free if self._is_local else None

    def writable(self) -> bool:
        """Whether a file can be written and removed at present."""
        name = f"{ASIDE}/check-{secrets.token_hex(6)}"
        try:
            self.write(name, b"haneul")
            self.delete(name)
        except Exception:  # object storages raise what they like; the question is yes or no
            return False
        return True

    def _at(self, name: str) -> str:
        parts = name.split("/")
        if not name or "\\" in name or any(part in ("", ".", "..") for part in parts):
            raise InvalidInput(f"{name[:80]!r} is no name in the storage.")
        return f"{self._root}/{name}"

    @contextmanager
    def _aside(self, name: str) -> Iterator[Path]:
        """A local file beside, that takes the name when the block ends well."""
        target = Path(self._at(name))
        beside = Path(self._root) / ASIDE / secrets.token_hex(12)
        try:
            yield beside
            target.parent.mkdir(parents=True, exist_ok=True)
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)


def _pieces(file: IO[bytes], start: int, stop: int | None) -> Iterator[bytes]:
    with file:
        file.seek(start)
        left = None if stop is None else stop - start
        while left is None or left > 0:
            piece = file.read(CHUNK if left is None else min(CHUNK, left))
            if not piece:
                return
            left = None if left is None else left - len(piece)
            yield piece


def _flush(file: IO[bytes]) -> None:
    """Ask the disk for the bytes now: it must be whole before it gets its name."""
    file.flush()
    os.fsync(file.fileno())


def _time(about: dict[str, Any]) -> float:
    """When a file was changed, whatever its storage calls that; 0 where it does not say."""
    for key in ("mtime", "LastModified", "last_modified", "updated", "created"):
        value = about.get(key)
        if isinstance(value, datetime):
            return value.timestamp()
        if isinstance(value, (int, float)):
            return float(value)
    return 0.0


@contextmanager
def _telling() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise StorageFull("The storage's disk is full; free some space, nothing is lost.") from error
        raise


@contextmanager
def _finding(name: str) -> Iterator[None]:
    try:
        yield
    except (FileNotFoundError, IsADirectoryError) as error:
        raise NotFound(f"The storage has no {name}; it was deleted, or has expired.") from error


@contextmanager
def _missing_is_fine() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        return
