"""Blend: a curve says how much of each clip is seen when, and how much is made anew."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from haneul import media
from haneul.canvas import Span
from haneul.engines.fake import Fake
from haneul.errors import InvalidInput
from haneul.operations.blend import MOST_NOISE, PRESETS, Blend, Mixture, noise, points, shares
from haneul.operations.shape import Defaults
from haneul.render import render

NUMBERS = st.floats(0, 1)
CURVES = st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=6, unique_by=lambda pair: pair[0]).map(sorted)


@given(CURVES)
def test_points_mean_themselves(curve):
    text = ", ".join(f"{time!r}:{share!r}" for time, share in curve)
    assert points(text) == tuple(curve)


@pytest.mark.parametrize("name", PRESETS)
def test_presets_are_points(name):
    assert points(name) == points(PRESETS[name])


@pytest.mark.parametrize(
    "wrong",
    ["", "fade", "0", "0:", "0:0:0", "0:2", "-1:0", "0:nan", "inf:0", "0.5:0,0.5:1", "1:0,0:1", "0:0;1:1", "0:0,,1:1"],
)
def test_other_curves_are_refused_at_once(wrong):
    with pytest.raises(InvalidInput, match="curve cannot be.*transition, mix, sample.*0:0,0.5:0.3,1:1"):
        Blend("a.mp4", "b.mp4", curve=wrong)


@given(CURVES, st.integers(2, 50))
def test_shares_stay_between_their_points(curve, frames):
    found = shares(tuple(curve), frames)
    values = [share for _, share in curve]
    assert len(found) == frames and min(values) - 1e-6 <= found.min() and found.max() <= max(values) + 1e-6


@given(st.floats(0, 1))
def test_noise_rises_where_both_mix(share):
    one, other, even = (float(noise(np.float32([s]))[0]) for s in (share, 1 - share, 0.5))
    assert 0 <= one <= even == pytest.approx(MOST_NOISE) and one == pytest.approx(other, abs=1e-6)
    assert noise(np.float32([0, 1])).tolist() == [0, 0]


def test_a_transition_begins_with_one_and_ends_with_the_other(make_clip):
    first, second = make_clip("a.mp4", frames=36), make_clip("b.mp4", frames=48, seed=5)
    made = render(Blend(first, second, seconds=1, seed=1), Fake()).clip.frames
    a, b = media.read(first).frames, media.read(second).frames
    assert len(made) == 36 + 48 - 12
    np.testing.assert_array_equal(made[:27], a[:27])  # of the overlap, a fifth is the first clip's alone
    np.testing.assert_array_equal(made[33:], b[9:])
    assert not np.array_equal(made[30], a[30])


def test_the_mixture_and_its_noise(make_clip):
    first, second = make_clip("a.mp4"), make_clip("b.mp4", seed=5)
    canvas = Blend(first, second, curve="0:0,0.5:0.5,1:1").canvas(Defaults())
    a, b = (media.read(path).frames.astype(np.float32) for path in (first, second))
    share = np.linspace(0, 1, 24)
    np.testing.assert_allclose(canvas.pixels(), a + share[:, None, None, None] * (b - a), atol=0.51)
    level = canvas.noise()
    np.testing.assert_allclose(level[:, 0, 0], MOST_NOISE * 4 * share * (1 - share), atol=1e-6)
    assert np.all(level == level[:, :1, :1])


@pytest.mark.parametrize(
    ("curve", "frames", "left_out"),
    [("transition", 60, ""), ("mix", 24, "3 s"), ("0:0,1:0.5", 36, "2 s"), ("0:0.5,1:1", 48, "1 s")],
)
def test_what_lies_outside_the_overlap(make_clip, curve, frames, left_out):
    first, second = make_clip("a.mp4", frames=36), make_clip("b.mp4", frames=48, seed=5)
    canvas = Blend(first, second, curve=curve, seconds=2).canvas(Defaults())
    assert canvas.frames == frames
    assert [note[: len(left_out)] for note in canvas.notes] == ([left_out] if left_out else [])


def test_the_shorter_clip_is_the_overlap(make_clip):
    first, second = make_clip("a.mp4", frames=36), make_clip("b.mp4", frames=12, seed=5)
    assert Blend(first, second).canvas(Defaults()).frames == 36
    with pytest.raises(InvalidInput, match="has 1 s"):
        Blend(first, second, seconds=2).canvas(Defaults())


def test_sounds_fade_with_the_curve(make_clip):
    first, second = make_clip("a.mkv", frames=36, sound=0.4), make_clip("b.mkv", frames=36, sound=-0.4)
    canvas = Blend(first, second, curve="0:0,1:1", seconds=1).canvas(Defaults())
    heard = canvas.sound.samples[:, 0]
    assert len(heard) == 60 / 12 * 8000
    assert heard[1000:15000].mean() == pytest.approx(0.4, abs=0.04)
    assert heard[25000:39000].mean() == pytest.approx(-0.4, abs=0.04)
    assert abs(heard[19500:20500].mean()) < 0.05


def test_a_mixture_is_made_when_it_is_asked_for(make_clip):
    frames = np.zeros((4, 2, 2, 3), np.uint8)
    mixture = Mixture(frames, frames + 200, np.float32([0, 0.25, 0.5, 1]))
    assert mixture.shape == (4, 2, 2, 3) and len(mixture) == 4
    assert mixture[1:3][:, 0, 0, 0].tolist() == [50, 100] and np.asarray(mixture)[3].min() == 200
    canvas = Blend(make_clip("a.mp4"), make_clip("b.mp4", seed=5)).canvas(Defaults())
    assert not any(isinstance(layer.frames, np.ndarray) for layer in canvas.layers)
    assert isinstance(canvas.window(Span(0, 5)).layers[0].frames, np.ndarray)
