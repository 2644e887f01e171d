"""Pictures of references as the embedded model is shown them: filling a card, or standing where they shall be.

A picture that stands somewhere is pasted there at its true size, and the patches that it touches are shown: they lie
exactly on patches of the canvas, so that the model finds at each what may be drawn there. A picture on a plain ground
is cut out first, as the model's own are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from haneul.canvas import Frames
from haneul.engines.latents import STRIDES, stand

if TYPE_CHECKING:
    from PIL.Image import Image

REFERENCE_SIDE = 64  # pixels of a card
GROUND = (230, 230, 230)  # behind cut-outs
FAINT = 16  # opacity of 255 up to which nothing is to be seen
LIKE = 24  # levels by which pixels of a plain ground differ at most
WORKED = 256  # pixels a side at which a ground is found

Colour = tuple[int, int, int]


def cut_out(picture: Frames) -> Frames:
    """A picture (H, W, 3 or 4) as what is to be seen of it, (h, w, 4): without a transparent or plain border.

    A ground is plain where the whole rim has one colour; what it encloses stays. Any other picture is all of it seen.
    """
    from PIL import Image

    image = Image.fromarray(picture).convert("RGBA")
    if picture.shape[2] == 3:
        image.putalpha(_figure(image))
    return np.asarray(image.crop(image.getchannel("A").point(lambda alpha: 255 * (alpha > FAINT)).getbbox()))


def _figure(image: Image) -> Image:
    """Opacity: nothing of a plain ground that reaches the rim, everything else."""
    from PIL import Image, ImageChops, ImageDraw

    small = image.convert("RGB")
    small.thumbnail((WORKED, WORKED))
    pixels = np.asarray(small).astype(int)
    rim = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    far = (abs(pixels - np.median(rim, axis=0)) > LIKE).any(-1)
    if (abs(rim - np.median(rim, axis=0)) > LIKE).any() or not far.any():
        return Image.new("L", image.size, 255)
    mask = Image.fromarray(np.pad(far, 1).astype(np.uint8) * 255).copy()  # to draw on
    ImageDraw.floodfill(mask, (0, 0), 128)
    ground = mask.point(lambda level: 255 * (level == 128)).crop((1, 1, mask.width - 1, mask.height - 1))
    return ImageChops.invert(ground.resize(image.size, Image.Resampling.BILINEAR))


def fit(picture: Frames, side: int, ground: Colour = GROUND) -> Frames:
    """What is to be seen of a picture (H, W, 3 or 4), filling a square (side, side, 3) of `ground` one way."""
    seen = cut_out(picture)
    scale = side / max(seen.shape[:2])
    high, wide = (max(1, round(length * scale)) for length in seen.shape[:2])
    return _pasted(seen, (wide, high), ((side - wide) // 2, (side - high) // 2), (side, side), ground)


def placed(
    picture: Frames, box: Sequence[float], height: int, width: int, ground: Colour = GROUND
) -> tuple[Frames, tuple[float, float, float]]:
    """A picture (H, W, 3 or 4) in `box` (left, top, right, bottom relative to a picture of (height, width) pixels).

    Returns the patches that it touches, (h, w, 3) with sides that are multiples of the strides, and their middle y, x
    and longer side in the units of `latents.positions`. Of a box outside of the picture its nearest patch is shown.
    """
    left, right = (round(v * width) for v in (box[0], box[2]))
    top, bottom = (round(v * height) for v in (box[1], box[3]))
    x0, x1 = _patches(left, right, width, STRIDES.width)
    y0, y1 = _patches(top, bottom, height, STRIDES.height)
    size = max(1, right - left), max(1, bottom - top)
    shown = _pasted(cut_out(picture), size, (left - x0, top - y0), (x1 - x0, y1 - y0), ground)
    return shown, stand((x0 / width, y0 / height, x1 / width, y1 / height), height, width)


def _patches(low: int, high: int, length: int, stride: int) -> tuple[int, int]:
    """The pixels of the patches, of those that cover 0 to `length`, that `low` to `high` touches; at least one."""
    last = -(-length // stride)
    first = min(max(low // stride, 0), last - 1)
    return first * stride, max(first + 1, min(-(-high // stride), last)) * stride


def _pasted(seen: Frames, size: tuple[int, int], at: tuple[int, int], whole: tuple[int, int], ground: Colour) -> Frames:
    """A cut-out, `size` wide and high, with its corner `at` x, y of a picture `whole` wide and high."""
    from PIL import Image

    card, image = Image.new("RGB", whole, ground), Image.fromarray(seen).resize(size, Image.Resampling.LANCZOS)
    card.paste(image, at, image)
    return np.asarray(card)
