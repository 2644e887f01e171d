"""Freed memory kept for the next step instead of being handed back to the system.

glibc maps every large block anew and unmaps it when freed; a training step on a CPU frees and asks
for the same few hundred blocks again, and each fresh page costs a visit to the kernel. Two settings,
which it also reads from MALLOC_MMAP_THRESHOLD_ and MALLOC_TRIM_THRESHOLD_, turn that off.
"""

from __future__ import annotations

import ctypes
import sys

TRIM_THRESHOLD, MMAP_THRESHOLD = -1, -3  # names of glibc's malloc.h
KEEP = 1 << 30  # bytes


def keep_freed() -> bool:
    """Ask the C library to keep freed memory; False where it cannot be asked (other than glibc)."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        tune = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return False
    return bool(tune(MMAP_THRESHOLD, KEEP)) and bool(tune(TRIM_THRESHOLD, 2 * KEEP - 1))
