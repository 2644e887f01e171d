"""Rain, snow and leaves in the wind, as few coarse marks that say what the weather is and whither it drives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from haneul.grading.light import way

if TYPE_CHECKING:
    from PIL.Image import Image

DROPS, FLAKES, LEAVES = 60, 50, 18
DROP, FLAKE, LEAF = 0.09, 0.013, 0.022  # long, and half as large; of the picture's height
COLOURS = ((143, 191, 63), (224, 160, 48), (217, 102, 46), (111, 168, 58))  # of leaves
LINE = 0.008  # of the picture's height, a drop's width


def fall(card: Image, name: str, share: float, bright: tuple[int, int, int], seed: int, seconds: float) -> None:
    """Draw so much (0..1) of `name` (rain, snow or wind) into a picture, as it is at `seconds`; in place."""
    from PIL import Image, ImageDraw

    veil = Image.new("RGBA", card.size)
    pen, high, aspect = ImageDraw.Draw(veil), card.height, card.width / card.height
    rng, side = np.random.default_rng([seed, 7]), way(seed)
    if name == "rain":
        slant = 0.16 * side
        for x, y in _at(rng, DROPS, aspect, (2.7 * slant, 2.7), seconds):
            ends = (x * high, y * high), ((x - DROP * slant) * high, (y - DROP) * high)
            pen.line(ends, (*bright, round(150 * share)), max(1, round(LINE * high)))
    elif name == "snow":
        for x, y in _at(rng, FLAKES, aspect, (0.07 * side, 0.25), seconds):
            pen.ellipse(_around(x, y, FLAKE, FLAKE, high), (*bright, round(230 * share)))
    else:
        for number, (x, y) in enumerate(_at(rng, LEAVES, aspect, (0.75 * side, 0.12), seconds)):
            pen.ellipse(_around(x, y, LEAF, LEAF / 2, high), (*COLOURS[number % 4], round(255 * share)))
    card.paste(veil, (0, 0), veil)


def _at(rng: np.random.Generator, count: int, aspect: float, speed: tuple[float, float], seconds: float) -> np.ndarray:
    """Where `count` of them are (count, 2), x y in picture heights; who leaves on one side comes back on the other."""
    wide = np.array((aspect + 0.2, 1.2))
    return np.asarray((rng.uniform(0, 1, (count, 2)) * wide + np.array(speed) * seconds) % wide - 0.1)


def _around(x: float, y: float, half: float, high: float, scale: int) -> tuple[float, float, float, float]:
    return (x - half) * scale, (y - high) * scale, (x + half) * scale, (y + high) * scale
