"""What an engine loses of a known frame is lent to the new ones beside it, and to no others."""

from itertools import pairwise

import numpy as np
import pytest

from haneul import windows
from haneul.canvas import Canvas, Span
from haneul.engines.base import Abilities, Sampling
from haneul.engines.fake import Fake
from haneul.windows.handover import APART, handed_over, loans, with_loans

BLANK = Canvas(30, 4, 4, 10.0)  # FADE is 10 frames
FADING = [109, 108, 107, 106, 105, 105, 104, 103, 102, 101]


def even(count, level, size=4):
    return np.full((count, size, size, 3), level, np.uint8)


def levels(frames):
    return frames[:, 0, 0, 0].astype(int)


def test_the_loss_fades_out_after_a_known_beginning():
    made = levels(handed_over(BLANK.put(even(10, 110)), even(30, 100)))
    assert made.tolist() == [110] * 10 + FADING + [100] * 10


def test_and_before_a_known_ending():
    made = levels(handed_over(BLANK.put(even(10, 110), at=20), even(30, 100)))
    assert made.tolist() == [100] * 10 + FADING[::-1] + [110] * 10


def test_between_two_the_loans_are_no_more_than_one():
    canvas = BLANK.put(even(14, 110)).put(even(15, 90), at=15)
    assert levels(handed_over(canvas, even(30, 100)))[14] == 100
    gap = loans(BLANK.put(even(10, 110)).put(even(15, 90), at=15))
    for frame in range(10, 15):
        (left, first), (right, last) = gap[frame]
        assert (first, last) == (9, 15) and left + right <= 1 and (left > right) == (frame < 12)


def test_no_ghosts():
    other = even(1, 100 + int(APART))[0]
    assert np.array_equal(with_loans(other, [(1.0, even(1, 120)[0], even(1, 100)[0])]), other)
    alike = with_loans(even(1, 100)[0], [(1.0, even(1, 120)[0], even(1, 100)[0])])
    assert np.all(alike == 120)


def test_frames_that_are_known_in_part_neither_lend_nor_borrow():
    box = np.ones((5, 4, 4), np.float32)
    box[:, :2] = 0
    canvas = BLANK.put(even(10, 110)).put(even(5, 110), at=10, noise=box)
    made = handed_over(canvas, even(30, 100))
    assert np.all(made[10:15, 2:] == 100) and np.all(made[10:15, :2] == 110) and np.all(made[15:] == 100)


def test_what_differs_by_chance_is_on_its_way_and_what_moves_is_not_held():
    small, large = (with_loans(even(1, 100 + by)[0], [(0.5, even(1, 100)[0], even(1, 100)[0])]) for by in (4, 24))
    assert 102 <= small.min() == small.max() < 104 and np.all(large == 124)


def test_an_engine_that_loses_nothing_is_not_mended():
    canvas = BLANK.put(even(10, 110))
    painted = np.random.default_rng(0).integers(130, 255, (30, 4, 4, 3), np.uint8)
    painted[:10] = 110
    assert np.array_equal(handed_over(canvas, painted), painted)
    assert loans(BLANK) == {}


class Soft(Fake):
    """Returns all as it should be, but ten levels darker."""

    def paint(self, canvas, sampling, progress):
        return even(canvas.frames, 100, canvas.width)


@pytest.mark.parametrize("side", [4, 12])
def test_windows_hand_over_at_any_size(side):
    engine = Soft(Abilities("soft", size=(4, 4), frames=40))
    canvas = Canvas(30, side, side, 10.0).put(even(10, 110, side))
    plan = windows.plan(canvas, engine.abilities)
    recent, parts = windows.Recent(plan), []
    for window in plan:
        parts.append(windows.paint(canvas, window, engine, Sampling(), recent))
        recent.add(window, parts[-1])
    made = levels(np.concatenate(parts))
    assert made.tolist() == [110] * 10 + FADING + [100] * 10
    assert all(abs(b - a) <= 2 for a, b in pairwise(made))


def seen_by(canvas, **abilities):
    """The canvas that an engine with strides is shown for the one window that is painted."""
    able = Abilities("strided", stride=4, **abilities)
    (window,) = [one for one in windows.plan(canvas, able) if one.number is not None]
    return window, windows.painted.around(canvas, window, able)


@pytest.mark.parametrize("new", range(1, 14))
def test_a_known_ending_begins_with_a_latent_of_its_own(new):
    window, seen = seen_by(Canvas(new + 12, 4, 4, 12.0).put(even(12, 9), at=new), frames=49, context=13)
    known = np.flatnonzero(seen.noise().max((1, 2)) == 0)
    assert known[0] % 4 == 1 and seen.frames % 4 == 1 and window.lead == known[0] - new


@pytest.mark.parametrize("new", range(1, 14))
def test_a_gap_meets_its_end_in_whole_latents_or_nearly(new):
    canvas = Canvas(13 + new + 13, 4, 4, 12.0).put(even(13, 9)).put(even(13, 8), at=13 + new)
    window, seen = seen_by(canvas, frames=49, context=13)
    behind = np.flatnonzero(seen.noise().max((1, 2)) == 0)
    first = behind[behind >= 13][0]
    assert first % 4 == (2 if new % 4 == 1 else 1), "of a latent one new frame at most has to stand still"
    assert window.span == Span(13, 13 + new) and window.bridge == first - 13 - new
