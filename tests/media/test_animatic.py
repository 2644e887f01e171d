"""A rough shows everybody in their box, hindmost first, and marks on plain grey."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from haneul.media.animatic import MARK, MARKED, Animatic, Pasted, draw, joined

NONE = np.empty((0, 2))
GREY = (230, 230, 230)


def flat(high, wide, colour):
    return np.full((high, wide, 4), (*colour, 255), np.uint8)


RED, BLUE = flat(20, 10, (200, 0, 0)), flat(20, 10, (0, 0, 200))


def box_of(picture):
    """Left, top, right, bottom of what is not ground."""
    rows, columns = (np.flatnonzero((picture != GREY).any(-1).any(axis)) for axis in (1, 0))
    return columns[0], rows[0], columns[-1] + 1, rows[-1] + 1


def test_a_cut_out_fills_its_box():
    assert box_of(draw(144, 256, [Pasted(RED, (0.3, 0.25, 0.4, 0.5))], NONE)) == (77, 36, 102, 72)


def test_what_comes_later_covers_what_comes_before():
    both = [Pasted(RED, (0.1, 0.1, 0.9, 0.9)), Pasted(BLUE, (0.4, 0.4, 0.6, 0.6))]
    assert draw(50, 50, both, NONE)[25, 25].tolist() == [0, 0, 200]
    assert draw(50, 50, both[::-1], NONE)[25, 25].tolist() == [200, 0, 0]


def test_marks_lie_under_figures_and_may_lie_outside():
    marks = np.array([(0.25, 0.5), (0.75, 0.5), (1.7, 0.2), (-0.2, 3.0)])
    drawn = draw(100, 100, [Pasted(RED, (0.6, 0.3, 0.9, 0.7))], marks)
    assert drawn[50, 25].tolist() == list(MARKED) and drawn[50, 75].tolist() == [200, 0, 0]
    side = 2 * round(MARK * 100 / 2)
    assert abs((drawn == MARKED).all(-1).sum() - side**2) <= 2 * side


@given(*[st.floats(-2, 2)] * 2, *[st.floats(0, 3)] * 2, st.floats(-7, 7), *[st.integers(1, 90)] * 2)
def test_any_box_in_any_picture(left, top, wide, high, angle, height, width):
    drawn = draw(height, width, [Pasted(RED, (left, top, left + wide, top + high), angle)], NONE)
    assert drawn.shape == (height, width, 3)


def test_who_leans_is_turned_clockwise():
    flag = np.full((20, 40, 4), 255, np.uint8)
    flag[:, :10, 1:3] = 0  # its left end is red
    drawn = draw(64, 64, [Pasted(flag, (0, 0, 0.25, 0.5), np.pi / 2)], NONE)
    assert (drawn[:6, :16, 1] < 60).all() and (drawn[12:30, :16, 1] > 200).all()  # at the top now


def test_an_animatic_draws_only_the_frames_that_are_asked_for():
    asked = []
    rough = Animatic(100, 8, 12, lambda frame: (asked.append(frame) or [Pasted(RED, (0, 0, frame / 100, 1))], NONE))
    assert len(rough) == 100 and rough.shape == (100, 8, 12, 3) and not asked
    part = rough[50:53]
    assert part.shape == (3, 8, 12, 3) and asked == [50, 51, 52] and part[0, 4, 2].tolist() == [200, 0, 0]
    assert rough[5:5].shape == (0, 8, 12, 3)


def test_a_hybrid_has_the_front_half_of_one_and_the_rear_half_of_another():
    red, blue = (np.full((40, 60, 4), colour, np.uint8) for colour in ((200, 0, 0, 255), (0, 0, 200, 255)))
    for looks, first in (("left", np.s_[:, :20]), ("right", np.s_[:, 40:]), ("front", np.s_[:8])):
        made = joined(red, blue, looks)
        assert made.shape == red.shape and (made[first] == red[first]).all()
        assert (made[tuple(slice(None, None, -1) for _ in range(2))][first] == blue[first]).all() or looks == "front"
    assert (joined(red, blue, "front")[-8:, :, 2] == 200).all()


def test_the_rear_half_stands_on_the_same_ground():
    tall, small = np.full((60, 30, 4), 255, np.uint8), np.full((10, 40, 4), 255, np.uint8)
    made = joined(tall, small, "left")
    assert made.shape == tall.shape and (made[-15:, 25:, 3] == 255).all() and (made[:40, 25:, 3] == 0).all()
