"""What made a clip, kept inside the file: a dict as JSON in the place each format has for comments.

FFmpeg does MP4, MOV, Matroska and WebM, Pillow does PNG. The rest is put in by hand: GIF and JPEG
have comment blocks (GIF89a section 24, JPEG marker COM), WebP takes Exif's ImageDescription.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from PIL import Image

from haneul.media.fault import telling

Metadata = Mapping[str, Any]
KEY = "comment"
_DESCRIPTION = 0x010E  # Exif tag ImageDescription


def to_text(metadata: Metadata, plain: bool = False) -> str:
    """JSON of `metadata`; in ASCII alone when `plain`, for formats that promise nothing else."""
    return json.dumps(dict(metadata), ensure_ascii=plain)


def embed(data: bytes, metadata: Metadata) -> bytes:
    """The GIF, JPEG or WebP file `data` with `metadata` in it."""
    text = to_text(metadata, plain=True).encode()
    if data[:3] == b"GIF":
        place = 13 + (3 << ((data[10] & 7) + 1) if data[10] & 0x80 else 0)  # after the global palette
        blocks = b"".join(bytes([len(part)]) + part for part in _parts(text, 255))
        return data[:place] + b"\x21\xfe" + blocks + b"\0" + data[place:]
    if data[:2] == b"\xff\xd8":
        blocks = b"".join(b"\xff\xfe" + struct.pack(">H", len(part) + 2) + part for part in _parts(text, 65_533))
        return data[:2] + blocks + data[2:]
    assert data[:4] == b"RIFF" and data[8:12] == b"WEBP", data[:12]
    return _embed_webp(data, text.decode())


def _embed_webp(data: bytes, text: str) -> bytes:
    """WebP container specification: the extended header says that there is Exif, which comes last."""
    exif = Image.Exif()
    exif[_DESCRIPTION] = text
    body = data[12:]
    if body[:4] != b"VP8X":
        width, height = _webp_size(body)
        sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
        body = b"VP8X" + struct.pack("<II", 10, 0) + sides + body
    body = body[:8] + bytes([body[8] | 0x08]) + body[9:] + _chunk(b"EXIF", exif.tobytes())
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def _webp_size(body: bytes) -> tuple[int, int]:
    """Width, height of a WebP that has no extended header: a key frame (RFC 6386, 9.1) or lossless."""
    if body[:4] == b"VP8L":
        bits = int.from_bytes(body[9:13], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack("<HH", body[14:18])
    return width & 0x3FFF, height & 0x3FFF


def _chunk(name: bytes, data: bytes) -> bytes:
    return name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def _parts(data: bytes, most: int) -> Iterator[bytes]:
    return (data[start : start + most] for start in range(0, len(data), most))


def read_metadata(path: Path | str) -> dict[str, Any]:
    """The dict that was written with the clip; empty when the file has none of ours.

    Raises `MediaError` when the file cannot be read.
    """
    from haneul.media.picture import is_picture, opened_picture

    path = Path(path)
    if is_picture(path):
        with telling(path, "read", "picture"), opened_picture(path) as image:
            text = _of_picture(image)
    else:
        from haneul.media.source import opened

        with opened(path) as (container, _):
            tags = {key.lower(): value for key, value in container.metadata.items()}
            text = tags.get(KEY, "")
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _of_picture(image: Image.Image) -> str:
    if image.format == "WEBP":
        return str(image.getexif().get(_DESCRIPTION, ""))
    if image.format in ("JPEG", "MPO"):
        parts = [data for marker, data in getattr(image, "applist", []) if marker == "COM"]
        return b"".join(parts).decode("utf-8", "replace")
    text = image.info.get(KEY, "")
    return text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
