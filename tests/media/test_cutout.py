"""What is to be seen of a picture, without its ground."""

import numpy as np

from haneul.media.cutout import cut_out, fit

RED = np.zeros((40, 40, 4), np.uint8)
RED[10:30, 4:14] = (200, 0, 0, 255)  # twice as high as wide, somewhere in its cell
PAPER = (230, 230, 230)


def box_of(picture):
    """Left, top, right, bottom of what is not ground."""
    rows, columns = (np.flatnonzero((picture != PAPER).any(-1).any(axis)) for axis in (1, 0))
    return columns[0], rows[0], columns[-1] + 1, rows[-1] + 1


def test_a_plain_ground_is_cut_away_but_not_what_it_encloses():
    drawing = np.full((60, 80, 3), 250, np.uint8)
    drawing[10:40, 20:60] = (30, 90, 30)
    drawing[20:30, 30:40] = 250  # a white shirt
    seen = cut_out(drawing)
    assert seen.shape == (30, 40, 4) and (seen[..., 3] == 255).all() and (seen[15, 15, :3] == 250).all()
    round_one = drawing.copy()
    round_one[10:25, 20:40] = 250  # a corner of it is ground
    assert cut_out(round_one)[2, 2, 3] == 0 and cut_out(round_one)[-2, 2, 3] == 255


def test_a_photograph_is_seen_as_it_is():
    photo = np.random.default_rng(0).integers(0, 255, (30, 50, 3), np.uint8)
    assert np.array_equal(cut_out(photo)[..., :3], photo) and (cut_out(photo)[..., 3] == 255).all()
    assert cut_out(np.full((30, 50, 3), 9, np.uint8)).shape == (30, 50, 4)  # nothing but ground


def test_a_large_picture_is_cut_out_as_a_small_one_is():
    drawing = np.full((600, 800, 3), 250, np.uint8)
    drawing[100:400, 200:600] = (30, 90, 30)
    h, w = cut_out(drawing).shape[:2]
    assert abs(h - 300) <= 8 and abs(w - 400) <= 8


def test_fit_keeps_the_shape_and_grounds_cut_outs():
    assert (fit(np.zeros((20, 80, 4), np.uint8), 64) == 230).all()
    tall = fit(np.full((80, 20, 3), 9, np.uint8), 64)
    assert (tall[0, :20] == 230).all() and (tall[:, 28:36] == 9).all()


def test_what_is_seen_of_a_cut_out_fills_the_card_whatever_lies_around_it():
    assert box_of(fit(RED, 64)) == (16, 0, 48, 64)
