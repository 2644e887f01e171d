"""A shot whose windows get softer or redder is kept as its first one was, beside what its animatic tells."""

from dataclasses import replace

import numpy as np
import pytest

from haneul import windows
from haneul.canvas import Canvas, Guide, Span, say
from haneul.engines.base import Abilities, Sampling, silent
from haneul.engines.fake import Fake
from haneul.grading.sharpness import sharpness
from haneul.windows.grade import MOST, TINT, Graded, animatic, focused, mean, tinted

ABLE = Abilities("soft", frames=16, context=4, one_prompt=True)
SIZE = (32, 48)


def drawn(count, contrast=60):
    """Noise (T, 32, 48, 3) of a `contrast`, or of one for each frame."""
    wave = np.random.default_rng(1).uniform(-1, 1, (count, *SIZE, 1))
    return (128 + np.reshape(contrast, (-1, 1, 1, 1)) * np.repeat(wave, 3, -1)).astype(np.uint8)


class Softening(Fake):
    """Paints the animatic with `share` of its contrast, `red` more, where it is shown frames, whole where it is not."""

    def __init__(self, share=1.0, red=0):
        super().__init__(ABLE)
        self.share, self.red = share, red

    def paint(self, canvas, sampling, progress):
        made = animatic(canvas.guides, np.arange(canvas.frames))
        made = (drawn(canvas.frames) if made is None else made).astype(float)
        if canvas.layers:
            made = 128 + self.share * (made - 128) + np.array([self.red, 0, 0])
        return np.rint(made).clip(0, 255).astype(np.uint8)


def parts(canvas, engine):
    recent, made = windows.Recent(plan := windows.plan(canvas, ABLE)), []
    for window in plan:
        made.append(windows.paint(canvas, window, engine, Sampling(), recent))
        recent.add(window, made[-1])
    return made


def told(rough):
    return Canvas(len(rough), *SIZE, 12.0, guides=(Guide(rough, 0, Span(0, len(rough))),))


@pytest.mark.parametrize("share", [0.8, 1.25])
def test_a_shot_stays_as_sharp_as_its_first_window(share):
    made = parts(told(drawn(64)), Softening(share))
    assert len(made) > 4
    for one in made[1:]:
        assert sharpness(one) == pytest.approx(sharpness(made[0]), rel=0.03)


def test_what_the_animatic_tells_to_be_sharper_gets_sharper():
    contrast = np.where(np.arange(64) < 32, 30, 60)
    made = np.concatenate(parts(told(drawn(64, contrast)), Softening(0.8)))
    assert sharpness(made[-16:]) == pytest.approx(2 * sharpness(made[:16]), rel=0.05)


def test_a_shot_keeps_its_colours_and_follows_those_of_its_animatic():
    rough = drawn(64, 20)
    rough[32:, ..., 2] += 30
    made = np.concatenate(parts(told(rough), Softening(red=6)))
    np.testing.assert_allclose(mean(made), mean(rough), atol=1.0)
    np.testing.assert_allclose(mean(made[-16:]) - mean(made[:16]), (0, 0, 30), atol=1.0)


def test_a_colour_is_moved_no_further_than_so():
    grey = np.full((3, *SIZE, 3), 90, np.uint8)
    assert np.all(tinted(grey, np.array([95.0, 200, 0]))[0, 0, 0] == [95, 90 + TINT, 90 - TINT])


def test_without_an_animatic_nothing_is_changed():
    engine = Softening(0.8)
    made = parts(replace(told(drawn(64)), guides=(Guide(drawn(8), 0, Span(0, 8)),)), engine)
    assert sharpness(made[-1]) < 0.9 * sharpness(made[0])


def test_frames_of_which_something_is_known_are_left():
    canvas = told(drawn(16)).put(drawn(4), at=0).put(drawn(2)[:, :8], at=4)
    plain = Softening(0.8)
    made = Graded(plain, drawn(8), drawn(8)).paint(canvas, Sampling(), silent)
    as_it_was = plain.paint(canvas, Sampling(), silent)
    assert np.array_equal(made[:6], as_it_was[:6]) and not np.array_equal(made[6:], as_it_was[6:])


def test_other_words_begin_anew():
    canvas = replace(told(drawn(64)), prompts=(*say("a", 32), *(replace(p, span=Span(32, 64)) for p in say("b", 32))))
    plan = windows.plan(canvas, ABLE)
    firsts = {window.span.start: window.first for window in plan}
    assert not len(firsts[0]) and not len(firsts[32])
    for window in plan:
        if window.span.start not in (0, 32):
            own = 0 if window.span.start < 32 else 32
            end = next(one.span.stop for one in plan if one.span.start == own)
            assert window.first == Span(end - 4, end) and window.needs[-1] == window.first


def test_no_more_than_so_much_is_changed_and_an_even_picture_not_at_all():
    grey = np.full((3, *SIZE, 3), 90, np.uint8)
    assert np.array_equal(focused(grey, 5.0), grey)
    most = sharpness(focused(drawn(3), 1e9)) / sharpness(drawn(3))
    assert 1 < most <= 1 + MOST


def test_an_animatic_tells_of_all_frames_or_none():
    guide = Guide(drawn(8), 4, Span(0, 8))
    assert animatic((guide,), np.arange(4, 12)).shape == (8, *SIZE, 3)
    assert animatic((guide,), np.arange(3, 6)) is None and animatic((), np.arange(3)) is None
    assert animatic((guide,), np.arange(0)) is None
