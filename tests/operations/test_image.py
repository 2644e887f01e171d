import numpy as np
import pytest
from PIL import Image as Pillow

import haneul
from haneul.errors import InvalidInput, InvalidPrompt, InvalidSize
from haneul.evaluate.regions import exactness
from haneul.operations.generate import Generate
from haneul.operations.image import Image
from haneul.operations.shape import Defaults


@pytest.fixture
def picture(tmp_path):
    pixels = np.random.default_rng(0).integers(0, 255, (72, 100, 3), np.uint8)
    Pillow.fromarray(pixels).save(tmp_path / "p.png")
    return tmp_path / "p.png", pixels


@pytest.mark.parametrize(("size", "shape"), [("", (144, 256)), ("1:1", (192, 192)), ("2048x64", (64, 2048))])
def test_one_frame_of_any_size(size, shape):
    canvas = Image("a cat", size=size).canvas(Defaults())
    assert canvas.shape == (1, *shape) and not canvas.layers


def test_a_picture_may_be_larger_than_a_clip():
    with pytest.raises(InvalidSize, match="64 to 2,048"):
        Image("a cat", size="2049x64")
    with pytest.raises(InvalidSize, match="64 to 1,920"):
        Generate("a cat", size="2048x64")


def test_a_variation_keeps_size_and_part_of_the_pixels(picture):
    path, pixels = picture
    light, strong = (haneul.image("a cat", picture=path, strength=s, seed=1, model="fake") for s in (0.1, "strong"))
    assert light.clip.frames.shape == (1, 72, 100, 3)
    near, far = (np.abs(made.clip.frames[0].astype(int) - pixels).mean() for made in (light, strong))
    assert 0 < near < far


def test_outside_the_mask_the_picture_stays(picture, tmp_path):
    path, pixels = picture
    mask = np.zeros((72, 100), np.uint8)
    mask[10:50, 20:60] = 255
    Pillow.fromarray(mask).save(tmp_path / "m.png")
    made = haneul.image("a cat", picture=path, mask=tmp_path / "m.png", model="fake")
    assert exactness(made.clip.frames, pixels[None], made.canvas.noise()) == 1
    assert np.array_equal(made.canvas.noise()[0] > 0, mask > 0)
    assert set(made.operation.inputs()) == {path, tmp_path / "m.png"}


def test_large_and_small_pictures_are_fitted_and_told(tmp_path):
    Pillow.new("RGB", (3000, 1500), "red").save(tmp_path / "large.png")
    Pillow.new("RGB", (40, 60), "red").save(tmp_path / "small.png")
    large = Image(picture=tmp_path / "large.png").canvas(Defaults())
    assert large.shape == (1, 1024, 2048) and large.notes == ("large.png was fitted from 3000x1500 to 2048x1024",)
    assert Image(picture=tmp_path / "small.png").canvas(Defaults()).shape == (1, 96, 64)


def test_variants_count_their_seeds(picture):
    made = haneul.image("a cat", variants=3, seed=5, size="64x64", model="fake")
    assert [take.canvas.seed for take in made.takes] == [5, 6, 7]
    assert len({clip.frames.tobytes() for clip in made.clips}) == 3


def test_what_makes_no_picture():
    with pytest.raises(InvalidPrompt, match="--picture"):
        Image()
    with pytest.raises(InvalidInput, match="give --picture"):
        Image("a cat", strength="mild")
    with pytest.raises(InvalidInput, match="leave --fps out"):
        Image("a cat", fps=12)
