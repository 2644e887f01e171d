import numpy as np
import pytest

import haneul
from haneul.errors import InvalidSize
from haneul.operations.outpaint import Outpaint, around, place
from haneul.operations.shape import Defaults

PLACES = {"center": (32, 0), "left": (0, 0), "right": (64, 0), "bottom-right": (64, 0)}


@pytest.mark.parametrize("at", PLACES)
def test_the_clip_stands_in_its_place_pixel_by_pixel(clip_file, decoded, at):
    made = haneul.outpaint(clip_file, size="160x64", at=at, model="fake")
    x, y = PLACES[at]
    inside = np.s_[:, y : y + 64, x : x + 96]
    assert made.clip.frames.shape == (12, 64, 160, 3)
    assert np.array_equal(made.clip.frames[inside], decoded)
    assert made.canvas.noise()[inside].max() == 0 and made.canvas.noise().sum() == 12 * 64 * 64
    assert made.canvas.prompts[0].text == "a square moves right"


@pytest.mark.parametrize(
    ("text", "size"), [("16:9", (114, 64)), ("9:16", (96, 172)), ("3:2", (96, 64)), ("128x100", (128, 100))]
)
def test_a_shape_is_the_smallest_picture_around_the_clip(text, size):
    assert around(text, (96, 64)) == size


@pytest.mark.parametrize("text", ["", "64x64", "96x63", "100:1"])
def test_sizes_that_cannot_be(clip_file, text):
    with pytest.raises(InvalidSize):
        Outpaint(clip_file, size=text).canvas(Defaults())


def test_whole_patches_in_the_middle():
    assert place("center", 37, 0) == (16, 0) and place("center", 3, 150) == (0, 80)
    assert place("top", 37, 150) == (16, 0) and place("bottom-left", 37, 150) == (0, 150)
