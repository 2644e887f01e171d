"""Animate: one frame is known, wherever it stands."""

import numpy as np
import pytest
from PIL import Image

from haneul import media
from haneul.errors import InvalidInput, InvalidPrompt, MediaError
from haneul.operations.animate import Animate
from haneul.operations.shape import Defaults


@pytest.fixture
def picture(tmp_path):
    """A picture of 256x144 in which every pixel differs from its neighbours."""
    y, x = np.mgrid[:144, :256]
    pixels = np.stack([x, y, (x + y) % 256], -1).astype(np.uint8)
    Image.fromarray(pixels).save(tmp_path / "picture.png")
    return tmp_path / "picture.png"


@pytest.mark.parametrize(
    ("at", "frame"), [("first", 0), ("last", 23), ("0", 0), ("1", 12), ("1.04", 12), ("1.99", 23), ("0.25", 3)]
)
def test_the_picture_stands_where_asked(picture, at, frame):
    canvas = Animate(picture, at=at, seconds=2).canvas(Defaults())
    (layer,) = canvas.layers
    assert layer.at == frame and layer.frames.shape == (1, 144, 256, 3)
    np.testing.assert_array_equal(layer.frames[0], media.read_picture(picture)[0])
    noise = canvas.noise()
    assert np.all(noise[frame] == 0) and noise.sum() == 23 * 144 * 256


@pytest.mark.parametrize("at", ["2", "9", "1e9", "2.0"])
def test_beyond_the_end(picture, at):
    with pytest.raises(InvalidInput, match="ends at 2 s.*--seconds"):
        Animate(picture, at=at, seconds=2).canvas(Defaults())


@pytest.mark.parametrize("at", ["", "middle", "-1", "nan", "inf", "First"])
def test_other_places_are_refused_at_once(picture, at):
    with pytest.raises(InvalidInput, match="first, last or seconds"):
        Animate(picture, at=at)


def test_without_a_prompt_and_with_one(picture):
    assert Animate(picture).canvas(Defaults()).prompts == ()
    assert Animate(str(picture), "it snows").canvas(Defaults()).prompts[0].text == "it snows"
    with pytest.raises(InvalidPrompt, match="empty"):
        Animate(picture, "  ")


def test_the_shape_is_the_pictures_own(tmp_path):
    Image.new("RGB", (600, 1200), "teal").save(tmp_path / "tall.jpg")
    canvas = Animate(tmp_path / "tall.jpg").canvas(Defaults())
    assert (canvas.width, canvas.height) == (128, 272)


def test_a_given_size_wins(picture):
    canvas = Animate(picture, size="100x100").canvas(Defaults())
    assert canvas.shape[1:] == (100, 100) and canvas.layers[0].frames.shape == (1, 100, 100, 3)


def test_a_thread_of_a_picture_still_makes_a_clip(tmp_path):
    Image.new("RGB", (3000, 2), "teal").save(tmp_path / "thread.png")
    canvas = Animate(tmp_path / "thread.png").canvas(Defaults())
    assert (canvas.width, canvas.height) == (1920, 64)


def test_what_is_no_picture(tmp_path):
    (tmp_path / "words.png").write_text("not a picture")
    with pytest.raises(MediaError, match="words.png"):
        Animate(tmp_path / "words.png").canvas(Defaults())


def test_it_tells_what_it_reads(picture):
    assert Animate(str(picture)).inputs() == (picture,)
