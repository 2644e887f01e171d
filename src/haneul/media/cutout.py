"""A picture of somebody without what lies around them, and on a card."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from haneul.canvas import Frames
from haneul.grading.scenery import PLAIN

if TYPE_CHECKING:
    from PIL.Image import Image

FAINT = 16  # opacity of 255 up to which nothing is to be seen
LIKE = 24  # levels by which pixels of a plain ground differ at most
WORKED = 256  # pixels a side at which a ground is found
GROUND = PLAIN  # of cards
CARD = 64  # pixels a side of one

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
    from PIL import Image

    seen = cut_out(picture)
    scale = side / max(seen.shape[:2])
    high, wide = (max(1, round(length * scale)) for length in seen.shape[:2])
    card = Image.new("RGB", (side, side), ground)
    image = Image.fromarray(seen).resize((wide, high), Image.Resampling.LANCZOS)
    card.paste(image, ((side - wide) // 2, (side - high) // 2), image)
    return np.asarray(card)
