"""Fill: a span is made anew, its neighbours and the sound stay."""

import numpy as np
import pytest

from haneul import media
from haneul.engines.fake import Fake
from haneul.errors import InvalidInput
from haneul.operations.fill import Fill
from haneul.operations.shape import Defaults
from haneul.render import render


@pytest.mark.parametrize(
    ("start", "stop", "frames"),
    [(0.5, 1, range(6, 12)), (0, 0.25, range(3)), (1.5, 2, range(18, 24)), (0.5, 0.51, range(6, 7)), (1.9, 2.04, [23])],
)
def test_the_span_is_new_and_the_rest_known(make_clip, start, stop, frames):
    path = make_clip()
    canvas = Fill(path, from_=start, to=stop).canvas(Defaults())
    new = canvas.noise().min((1, 2)) == 1
    assert list(np.flatnonzero(new)) == list(frames) and canvas.frames == 24
    np.testing.assert_array_equal(canvas.pixels()[~new], media.read(path).frames[~new])


def test_the_neighbours_come_back(make_clip):
    path = make_clip()
    made, known = render(Fill(path, from_=0.5, to=1, seed=2), Fake()).clip.frames, media.read(path).frames
    np.testing.assert_array_equal(made[:6], known[:6])
    np.testing.assert_array_equal(made[12:], known[12:])
    assert not np.array_equal(made[6:12], known[6:12])


def test_the_sound_goes_on_through_the_span(make_clip):
    sound = Fill(make_clip("a.mkv", sound=0.5), from_=0.5, to=1.5).canvas(Defaults()).sound
    assert sound.samples[:, 0].mean() == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize(
    ("start", "stop", "words"),
    [
        (1, 1, "no span"),
        (1, 0.5, "no span"),
        (2, 3, "from.*ends at 2 s"),
        (1, 2.5, "to.*ends at 2 s"),
        (0, 2, "all of"),
    ],
)
def test_spans_that_are_none(make_clip, start, stop, words):
    with pytest.raises(InvalidInput, match=words):
        Fill(make_clip(), from_=start, to=stop).canvas(Defaults())


@pytest.mark.parametrize("start", [-1, float("nan"), "a", None])
def test_times_that_are_none(make_clip, start):
    with pytest.raises(InvalidInput, match="from cannot be"):
        Fill(make_clip(), from_=start, to=1)
