"""Picture files, by Pillow: upright, in sRGB, on white where they are transparent."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms, ImageOps, PngImagePlugin

from haneul.canvas import Frames
from haneul.errors import InvalidInput, MediaError
from haneul.media.aside import aside
from haneul.media.comment import KEY, Metadata, embed, to_text
from haneul.media.fault import telling
from haneul.media.formats import PICTURES

# Pillow knows more kinds, but some run other programs (EPS) and none of those is a photograph.
_KINDS = ("PNG", "JPEG", "MPO", "WEBP", "GIF", "BMP", "TIFF", "AVIF")
_MAGIC = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
_QUALITY = {"PNG": {"compress_level": 6}, "JPEG": {"quality": 95, "subsampling": 0}, "WEBP": {"quality": 95}}


def is_picture(path: Path) -> bool:
    """Whether the file begins as a picture, GIF or WebP does, whatever its name says.

    Raises `MediaError` when it cannot be opened or is empty.
    """
    head = read_head(path)
    is_riff = head[:4] == b"RIFF" and head[8:12] == b"WEBP"
    return is_riff or head[4:12] in (b"ftypavif", b"ftypavis") or head.startswith(_MAGIC)


def read_head(path: Path) -> bytes:
    """The first 16 bytes; `MediaError` when the file cannot be opened or is empty."""
    with telling(path, "read"), path.open("rb") as file:
        head = file.read(16)
    if not head:
        raise MediaError(f"Cannot read {path}: the file is empty; make it anew.")
    return head


@contextmanager
def opened_picture(path: Path) -> Iterator[Image.Image]:
    """The picture, not decoded yet; call it inside `telling`."""
    Image.init()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # a 100-megapixel photograph is none
        try:
            image = Image.open(path, formats=[kind for kind in _KINDS if kind in Image.OPEN])
        except Image.DecompressionBombError as error:
            most = 2 * (Image.MAX_IMAGE_PIXELS or 0)
            raise MediaError(f"Cannot read {path}: it has more than {most:,} pixels, too many; shrink it.") from error
    with image:
        yield image


def read_picture(path: Path | str) -> Frames:
    """A picture file as one frame (1, H, W, 3), turned upright as its Exif says, in sRGB, on white.

    Raises `MediaError` when it is missing, broken, cut short or not a picture.
    """
    path = Path(path)
    if not is_picture(path):
        raise MediaError(f"Cannot read {path}: it is not a picture; give a PNG, JPEG, WebP, GIF, BMP or TIFF file.")
    with telling(path, "read", "picture"), opened_picture(path) as image:
        return to_pixels(image)[None]


def to_pixels(image: Image.Image) -> NDArray[np.uint8]:
    """(H, W, 3) uint8 sRGB of the image's current frame, upright, on white."""
    upright = ImageOps.exif_transpose(image)
    if upright.mode.startswith("I") or upright.mode == "F":
        upright = _to_8_bit(upright)
    profile = image.info.get("icc_profile")
    if profile and upright.mode in ("RGB", "RGBA", "CMYK", "L"):
        upright = _to_srgb(upright, profile)
    if upright.has_transparency_data:
        with_alpha = upright.convert("RGBA")
        white = Image.new("RGBA", with_alpha.size, "white")
        upright = Image.alpha_composite(white, with_alpha)
    return np.array(upright.convert("RGB"))


def _to_8_bit(image: Image.Image) -> Image.Image:
    """16-bit grey scaled down: Pillow's own conversion would clip it."""
    grey = np.asarray(image).astype(np.float64)
    most = 255 if grey.max(initial=0) <= 255 else 65535
    return Image.fromarray((grey.clip(0, most) * (255 / most)).round().astype(np.uint8))


def _to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """Colours of a wider space, such as a phone's Display P3, as sRGB; unchanged by a broken profile."""
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        turned = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError):
        return image
    return turned or image


def write_picture(path: Path | str, frames: Frames, metadata: Metadata | None = None) -> None:
    """One frame (1, H, W, 3) or (H, W, 3) to a .png, .jpg or .webp file, aside and then renamed.

    Raises `InvalidInput` for more than one frame or another suffix, `MediaError` when the file
    cannot be written.
    """
    path = Path(path)
    kind = {**PICTURES, ".webp": "WEBP"}.get(path.suffix.lower())
    if kind is None:
        raise InvalidInput(f"Cannot tell what picture {path.name!r} is; end the name with .png, .jpg or .webp.")
    picture = frames[0] if frames.ndim == 4 and len(frames) == 1 else frames
    if picture.ndim != 3 or picture.shape[-1] != 3 or picture.dtype != np.uint8 or not picture.size:
        raise InvalidInput(f"A picture must be one uint8 frame (1, H, W, 3), got {frames.dtype} {frames.shape}.")
    with telling(path, "write"), aside(path) as beside:
        beside.write_bytes(encode(picture, kind, metadata))


def encode(picture: NDArray[np.uint8], kind: str, metadata: Metadata | None) -> bytes:
    """(H, W, 3) as the bytes of a file of Pillow's format `kind`."""
    out = io.BytesIO()
    tags = PngImagePlugin.PngInfo()
    if metadata and kind == "PNG":
        tags.add_itxt(KEY, to_text(metadata))
    extra = {"pnginfo": tags} if kind == "PNG" else {}
    Image.fromarray(np.ascontiguousarray(picture)).save(out, kind, **_QUALITY[kind], **extra)
    return embed(out.getvalue(), metadata) if metadata and kind != "PNG" else out.getvalue()
