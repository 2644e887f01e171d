"""Masks: soft inside, exactly nothing outside, of any size, still or moving."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from haneul import media
from haneul.canvas import Canvas, Clip, Region
from haneul.errors import InvalidInput, MediaError
from haneul.operations.mask import Mask, boxes, read_box, read_mask, soft
from haneul.windows.known import levels


@given(st.integers(0, 12), st.integers(0, 2**32 - 1))
def test_a_soft_edge_is_nothing_outside_and_something_inside(feather, seed):
    painted = np.random.default_rng(seed).random((9, 13)).repeat(3, 0).repeat(3, 1) > 0.6
    noise = soft(painted, feather)
    assert noise.dtype == np.float32 and noise.max() <= 1
    assert np.array_equal(noise > 0, painted)
    assert not painted.any() or noise.max() == 1  # what is thin does not vanish


def test_the_edge_rises_over_the_feather():
    painted = np.zeros((40, 40), bool)
    painted[8:32, 8:32] = True
    assert soft(painted, 4)[20, 7:13] == pytest.approx([0, 0.25, 0.5, 0.75, 1, 1])
    assert soft(np.ones((20, 20), bool), 4).min() == 1  # the border of the picture is no edge


@pytest.mark.parametrize(
    ("text", "region"), [("4,6,10,12", Region(4, 6, 10, 12)), (" 50, -5,100,10 ", Region(50, 0, 14, 5))]
)
def test_a_box_is_cut_at_the_frame(text, region):
    assert read_box(text, (64, 48)) == region


@pytest.mark.parametrize("text", ["", "1,2,3", "a,b,c,d", "64,0,5,5", "0,0,0,5", "1.5,2,3,4"])
def test_a_box_that_is_none_is_refused(text):
    with pytest.raises(InvalidInput, match="box"):
        read_box(text, (64, 48))


def test_several_regions_are_one_mask():
    within = (64, 48)
    parts = tuple(boxes([region], within) for region in (Region(0, 0, 8, 8), Region(32, 16, 8, 8)))
    mask = Mask(parts, (5, 48, 64), within)
    assert mask.still and mask[:].sum() == 5 * 128
    assert mask.noise().strides[0] == 0  # one frame held, however long the clip


def test_a_picture_of_another_size_is_stretched_and_told(tmp_path):
    wide = np.zeros((24, 24), np.uint8)
    wide[:, 12:] = 255
    Image.fromarray(wide).save(tmp_path / "m.png")
    part, notes = read_mask(tmp_path / "m.png", (64, 48), 12, 5)
    assert notes == ["m.png was stretched from 24x24 to 64x48"]
    noise = Mask((part,), (5, 48, 64), (64, 48))[0:1][0]
    assert noise[:, 33:].min() == 1 and noise[:, :31].max() == 0


def test_what_is_transparent_is_painted(tmp_path):
    picture = np.full((48, 64, 4), 200, np.uint8)
    picture[10:20, 10:20, 3] = 0
    Image.fromarray(picture).save(tmp_path / "m.png")
    part, notes = read_mask(tmp_path / "m.png", (64, 48), 12, 1)
    noise = Mask((part,), (1, 48, 64), (64, 48))[:]
    assert not notes and noise.sum() == 100 and noise[0, 10:20, 10:20].min() == 1


def test_a_video_moves_and_its_last_frame_holds(tmp_path):
    frames = np.zeros((4, 48, 64, 3), np.uint8)
    for at, frame in enumerate(frames):
        frame[:, at * 16 : at * 16 + 16] = 255
    media.write(tmp_path / "m.mp4", Clip(frames, 12.0))
    part, notes = read_mask(tmp_path / "m.mp4", (64, 48), 12.0, 6)
    mask = Mask((part,), (6, 48, 64), (64, 48))
    assert "ends at 0.333333 s; its last frame holds to the end" in notes[0]
    assert [int(frame[24].argmax()) for frame in mask[:]] == [0, 16, 32, 48, 48, 48]
    canvas = Canvas(6, 48, 64, 12).put(np.zeros((6, 48, 64, 3), np.uint8), noise=mask.noise())
    assert np.array_equal(canvas.window(canvas.span).noise(), mask[:])
    assert np.array_equal(levels(canvas.layers[0].noise), np.ones(6))
    assert "longer than the clip" in read_mask(tmp_path / "m.mp4", (64, 48), 12.0, 2)[1][0]


def test_a_mask_that_paints_nothing_and_one_that_is_not_there(tmp_path):
    Image.new("L", (8, 8)).save(tmp_path / "black.png")
    with pytest.raises(InvalidInput, match="paints nothing"):
        read_mask(tmp_path / "black.png", (64, 48), 12, 1)
    media.write(tmp_path / "black.mp4", Clip(np.zeros((3, 48, 64, 3), np.uint8), 12.0))
    with pytest.raises(InvalidInput, match="paints nothing"):
        read_mask(tmp_path / "black.mp4", (64, 48), 12, 3)
    with pytest.raises(MediaError):
        read_mask(tmp_path / "none.png", (64, 48), 12, 1)
