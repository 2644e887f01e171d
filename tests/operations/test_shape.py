"""Sizes in words, and pictures fitted to them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from haneul.errors import InvalidSize
from haneul.operations.shape import LEAST, MOST, Defaults, fit, like, pixels

BEST = Defaults()
SIDES = st.integers(LEAST, MOST)


@given(SIDES, SIDES, st.sampled_from("xX×*"))
def test_a_size_means_itself(width, height, sign):
    assert pixels(f"{width}{sign}{height}", BEST) == (width, height)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("", (256, 144)),
        ("16:9", (256, 144)),
        ("9:16", (144, 256)),
        ("1:1", (192, 192)),
        ("4:3", (224, 160)),
        ("21:9", (288, 128)),
        (" 257x145 ", (257, 145)),
    ],
)
def test_shapes(text, size):
    assert pixels(text, BEST) == size


@pytest.mark.parametrize(
    "text",
    ["0x0", "99999x3", "63x64", "1921x1080", "-256x144", "256", "256x", "x", "axb", "256x144x3", "1e3x64",
     "0:9", "9:0", "100:1", "256.5x144", "nan", "٢٥٦x144", "9" * 5000 + "x64", " "],
)  # fmt: skip
def test_other_sizes_are_refused_in_a_short_line(text):
    with pytest.raises(InvalidSize, match="^size cannot be .*") as caught:
        pixels(text, BEST)
    assert len(str(caught.value)) < 160


@given(st.text(max_size=12))
def test_any_text_is_a_size_or_a_clear_error(text):
    try:
        width, height = pixels(text, BEST)
    except InvalidSize:
        return
    assert LEAST <= min(width, height) and max(width, height) <= MOST


@given(st.integers(1, 5000), st.integers(1, 5000))
def test_like_keeps_the_shape_and_the_area(width, height):
    w, h = like(np.broadcast_to(np.uint8(0), (1, height, width, 3)), BEST)
    assert w % 16 == h % 16 == 0 and LEAST <= w <= MOST and LEAST <= h <= MOST
    if 0.5 <= width / height <= 2:
        assert 0.85 <= (w / h) / (width / height) <= 1.18
        assert 0.8 <= w * h / (256 * 144) <= 1.25


@pytest.mark.parametrize("size", [(64, 64), (100, 64), (64, 100), (257, 145), (40, 30)])
def test_fit_covers_exactly(size):
    rows = np.linspace(0, 255, 60, dtype=np.uint8)[None, :, None, None]
    picture = np.broadcast_to(rows, (1, 60, 80, 3)).copy()
    fitted = fit(picture, *size)
    assert fitted.shape == (1, size[1], size[0], 3)
    middle = fitted[0, size[1] // 2, size[0] // 2, 0]
    assert abs(int(middle) - 128) < 8, "the centre stays in the centre"


def test_fit_leaves_a_fitting_picture_alone():
    picture = np.zeros((1, 60, 80, 3), np.uint8)
    assert fit(picture, 80, 60) is picture
