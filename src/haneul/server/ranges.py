"""Byte ranges of a file (RFC 9110, section 14): one range is given, several are answered with the whole."""

from __future__ import annotations

import re

from haneul.server.faults import Fault


def span(header: str | None, size: int) -> tuple[int, int] | None:
    """The bytes (start, stop) that `Range: bytes=0-99` asks of a file of `size`; None for the whole file.

    A header that is no valid single range is ignored, as the standard says. Raises `Fault` 416 for one
    that holds no byte of the file.
    """
    match = re.fullmatch(r"\s*bytes\s*=\s*([0-9]{0,18})\s*-\s*([0-9]{0,18})\s*", header or "", re.IGNORECASE)
    if not match or not (match[1] or match[2]):
        return None
    if not match[1]:  # the last so many
        start, stop = max(0, size - int(match[2])), size
    else:
        start, stop = int(match[1]), min(size, int(match[2]) + 1 if match[2] else size)
        if match[2] and int(match[2]) < start:
            return None
    if start >= stop:
        text = f"The file has {size:,} bytes, none of them in {header!r}."
        raise Fault(416, text, param="range", headers={"content-range": f"bytes */{size}"})
    return start, stop
