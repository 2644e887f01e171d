"""The fingerprint of a file: tells later whether it is still the one that was read."""

from __future__ import annotations

import hashlib
from pathlib import Path

from haneul.media.fault import telling


def digest(path: Path | str) -> str:
    """SHA-256 of the file's bytes in hexadecimal; `MediaError` when it cannot be read."""
    path = Path(path)
    with telling(path, "read"), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
