"""Interest: sharp, eventful spans with somebody in them are found, and no span crosses a cut."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from haneul import media
from haneul.canvas import Clip, Span
from haneul.media.interest import Interest, interest, standing_out
from haneul.operations.recut import Recut
from haneul.operations.shape import Defaults
from haneul.render import render

FPS, WIDTH, HEIGHT = 8, 96, 64


def picture(ball: float | None, blurred: bool = False, ground: int = 60) -> np.ndarray:
    """A striped ground under a sky, and a ball at `ball` of the width on it."""
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    pixels = np.stack([ground + y // 2, ground + 60 + 0 * y, 220 - y], -1).astype(np.uint8)
    pixels[(y > 40) & (x // 6 % 2 == 0)] = (40, 120, 40)
    if ball is not None:
        pixels[(x - ball * WIDTH) ** 2 + (y - 34) ** 2 < 150] = (240, 60, 20)
    shown = Image.fromarray(pixels)
    return np.asarray(shown.filter(ImageFilter.GaussianBlur(4)) if blurred else shown)


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    """Two still and empty seconds, two in which a ball rolls, two blurred ones, and after a cut one second more."""
    frames = [picture(None) for _ in range(16)]
    frames += [picture(0.2 + 0.6 * k / 16) for k in range(16)]
    frames += [picture(0.8, blurred=True) for _ in range(16)]
    frames += [picture(0.5, ground=0)[::-1] for _ in range(8)]
    path = tmp_path_factory.mktemp("interest") / "clip.mkv"
    media.write(path, Clip(np.stack(frames), FPS))
    return path


@pytest.fixture(scope="module")
def seen(clip):
    return interest(media.Footage(clip))


def test_each_measure_sees_what_it_is_for(seen):
    assert seen.sharp[:32].min() > 1.5 * seen.sharp[33:47].max()
    assert np.median(seen.event[17:32]) > 0.3 and seen.event[2:15].max() < 0.1
    assert seen.subject[17:31].min() > 2 * seen.subject[:16].max()
    assert 48 in seen.cuts
    assert seen.frames.shape == (56,) and seen.frames.min() >= 0 and seen.frames.max() <= 1


def test_the_best_span_is_the_known_one_and_beats_the_average(seen):
    best = seen.best(12)
    assert 15 <= best.start and best.stop <= 33
    every = [seen.of(span) for span in seen.spans(12)]
    assert seen.of(best) == max(every) > 1.5 * np.mean(every)


@given(st.integers(1, 80), st.sets(st.integers(1, 39), max_size=5), st.integers(0, 99))
def test_no_span_contains_a_cut(length, cuts, seed):
    values = np.random.default_rng(seed).uniform(0, 1, (3, 40))
    found = Interest(*values, cuts=tuple(sorted(cuts)))
    spans = found.spans(length)
    assert spans and len({len(span) for span in spans}) == 1 and len(spans[0]) <= length
    assert all(not span.start < cut < span.stop for span in spans for cut in cuts)
    assert found.of(found.best(length)) >= np.mean([found.of(span) for span in spans]) - 1e-9


def test_who_fills_more_stands_out_more():
    assert standing_out(picture(None)) < standing_out(picture(0.5))


def test_a_still_picture_of_one_colour_has_all_spans_alike(tmp_path):
    media.write(tmp_path / "grey.mkv", Clip(np.full((9, 64, 64, 3), 90, np.uint8), FPS))
    assert interest(media.Footage(tmp_path / "grey.mkv")).best(4) == Span(0, 4)


def test_a_large_clip_is_looked_at_small_and_a_part_by_itself(tmp_path):
    frames = np.stack([np.asarray(Image.fromarray(picture(0.2 + 0.05 * k)).resize((480, 320))) for k in range(10)])
    media.write(tmp_path / "large.mkv", Clip(frames, FPS))
    part = media.Footage(tmp_path / "large.mkv").cut(Span(4, 10))
    assert len(interest(part).frames) == 6


def test_recut_keeps_the_best_span_and_invents_the_rest(clip, seen):
    best = seen.best(12)
    for grow, at in {"forward": 0, "backward": 12, "both": 6}.items():
        canvas = Recut(clip, seconds=3, keep=1.5, grow=grow).canvas(Defaults())
        known = canvas.noise()[:, 0, 0] == 0
        assert canvas.frames == 24 and known.sum() == 12 and known[at : at + 12].all()
        assert any("interest" in note and "on average" in note for note in canvas.notes)
    made = render(Recut(clip, seconds=3, grow="backward", seed=1), "fake").clip.frames
    np.testing.assert_array_equal(made[12:], media.Footage(clip)[best.start : best.stop])


def test_recut_of_too_much_or_too_little(clip):
    assert Recut(clip, seconds=2, keep=2).canvas(Defaults()).noise().max() == 0
    long = Recut(clip, seconds=20, keep=10).canvas(Defaults())
    assert long.frames == 160 and long.layers[0].span == Span(0, 48), "the longest shot"
    with pytest.raises(ValueError, match="--seconds"):
        Recut(clip, seconds=1, keep=2).canvas(Defaults())
