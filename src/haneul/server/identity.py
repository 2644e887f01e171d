"""What a worker is called, so that others on its machine can tell at once that its process is gone."""

from __future__ import annotations

import hashlib
import os
import platform
import secrets
import shutil
import tempfile
from functools import cache
from pathlib import Path

_FOLDER = "haneul-worker-"


def new_identity() -> str:
    """MACHINE-PID-RANDOM, where MACHINE stands for one boot of one system and its process numbers."""
    return f"{_machine()}-{os.getpid()}-{secrets.token_hex(4)}"


def gone(identity: str) -> bool:
    """Whether that worker ran on this machine and its process is no more; False when nobody here can tell."""
    machine, pid, _ = identity.split("-")
    if machine != _machine() or not Path("/proc").is_dir():
        return False
    try:
        # A killed process that its parent has not yet asked for is a zombie: it paints no more.
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in "ZX"
    except OSError:
        return True


def own_folder(identity: str) -> Path:
    """A new folder for the worker's own files; those that killed workers left on this machine are removed."""
    place = Path(tempfile.gettempdir())
    for left in place.glob(f"{_FOLDER}{_machine()}-*-*"):
        if gone(left.name.removeprefix(_FOLDER)):
            shutil.rmtree(left, ignore_errors=True)
    mine = place / f"{_FOLDER}{identity}"
    mine.mkdir(mode=0o700)
    return mine


@cache
def _machine() -> str:
    facts = [platform.node()]
    for path in ("/proc/sys/kernel/random/boot_id", "/proc/self/ns/pid"):
        file = Path(path)
        facts.append(str(file.readlink()) if file.is_symlink() else file.read_text() if file.exists() else "")
    return hashlib.sha256("\0".join(facts).encode()).hexdigest()[:12]
