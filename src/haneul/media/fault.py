"""What goes wrong with files, told in one line.

FFmpeg, Pillow and the system each have their own exceptions; a user gets one `MediaError` that names
the file, says what is the matter and what to do.
"""

from __future__ import annotations

import errno
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from av.error import FFmpegError

from haneul.errors import HaneulError, MediaError

_REASONS = {
    errno.ENOENT: "there is no such file or folder; check the path",
    errno.ENOTDIR: "a part of the path is a file, not a folder; check the path",
    errno.EISDIR: "it is a folder; name a file",
    errno.EACCES: "permission denied; choose another place or change its permissions",
    errno.EPERM: "permission denied; choose another place or change its permissions",
    errno.EROFS: "the disk is read-only; choose another place",
    errno.ENOSPC: "the disk is full; free some space or choose another place",
    errno.EDQUOT: "the disk quota is used up; free some space or choose another place",
    errno.EFBIG: "the file grows beyond what the system allows; choose another place or a shorter clip",
    errno.ENAMETOOLONG: "the name is too long; choose a shorter one",
    errno.ELOOP: "its links lead in a circle; choose another path",
}
_BROKEN = "it is broken, cut short, or not a {kind} file; play it elsewhere to check, or make it anew"

# Pillow lets the errors of whatever step met the broken bytes through.
_FAILURES = (
    FFmpegError, OSError, ValueError, SyntaxError, ArithmeticError, LookupError, RuntimeError, EOFError,
    struct.error, zlib.error,
)  # fmt: skip


@contextmanager
def telling(path: Path, verb: str, kind: str = "video") -> Iterator[None]:
    """Turn any failure of a file or codec inside the block into `MediaError`: "Cannot `verb` `path`: ...".

    Interrupts and our own errors pass through.
    """
    try:
        yield
    except HaneulError:
        raise
    except MemoryError as error:
        raise MediaError(f"Cannot {verb} {path}: it does not fit in memory; use a smaller or shorter one.") from error
    except _FAILURES as error:
        raise MediaError(f"Cannot {verb} {path}: {reason(error, kind)}.") from error


def reason(error: BaseException, kind: str) -> str:
    """Why, without the file's name and the final stop."""
    known = _REASONS.get(getattr(error, "errno", None) or 0)
    if known:
        return known
    if "null byte" in str(error) or "null character" in str(error):
        return "its name holds a null character; choose another name"
    return _BROKEN.format(kind=kind)
