"""Large pictures are drafted small, enlarged, and keep what is known of them at full size."""

from dataclasses import replace

import numpy as np
import pytest

from haneul import media, windows
from haneul.canvas import Canvas, Guide, Span, say
from haneul.engines.base import Abilities, Sampling, silent
from haneul.engines.fake import Fake
from haneul.windows import large

SMALL = Abilities("small", size=(32, 16), frames=12, context=4)
CANVAS = Canvas(20, 64, 96, 12.0, prompts=say("a corgi", 20), seed=3)


class Recorder(Fake):
    def __init__(self, abilities=SMALL):
        super().__init__(abilities)
        self.seen = []

    def paint(self, canvas, sampling, progress):
        self.seen.append((canvas, sampling))
        return super().paint(canvas, sampling, progress)


def paint(canvas, engine, **sampling):
    plan = windows.plan(canvas, engine.abilities)
    recent, parts = windows.Recent(plan), []
    for window in plan:
        parts.append(windows.paint(canvas, window, engine, Sampling(**sampling), recent, silent))
        recent.add(window, parts[-1])
    return np.concatenate(parts)


def noisy(count, height=64, width=96):
    return np.random.default_rng(0).integers(0, 256, (count, height, width, 3), np.uint8)


def test_a_large_picture_is_drafted_at_the_engines_size_and_enlarged():
    engine = Recorder()
    frames = paint(CANVAS, engine)
    assert frames.shape == (20, 64, 96, 3)
    assert {canvas.shape[1:] for canvas, _ in engine.seen} == {(16, 32)}
    first, how = engine.seen[0]
    draft = Fake(SMALL).paint(first, how, silent)
    np.testing.assert_array_equal(frames[: len(draft)], media.resize(draft, 96, 64))


def test_the_engines_own_size_and_a_little_more_are_painted_as_they_are():
    engine = Recorder()
    paint(replace(CANVAS, width=40, height=16), engine)
    assert {canvas.shape[1:] for canvas, _ in engine.seen} == {(16, 40)}


def test_later_windows_are_shown_the_frames_before_shrunk():
    engine = Recorder()
    frames = paint(CANVAS, engine)
    layer = engine.seen[1][0].layers[0]
    done = engine.seen[0][0].frames
    np.testing.assert_array_equal(layer.frames[:4], media.resize(frames[done - 4 : done], 32, 16))
    assert not layer.noise[:4].any() and (layer.noise[4:] == 1).all()


def test_known_pixels_come_back_at_full_size():
    known = noisy(20, 40, 50)
    frames = paint(CANVAS.put(known, x=30, y=11), Recorder())
    np.testing.assert_array_equal(frames[:, 11:51, 30:80], known)


def test_fine_detail_comes_back_to_the_share_that_is_kept():
    known = noisy(20)
    sharp = [np.abs(paint(CANVAS.put(known, noise=n), Recorder()).astype(int) - known).mean() for n in (0.4, 0.9)]
    assert sharp[0] < 0.6 * sharp[1]


def test_light_noise_needs_no_draft():
    engine = Recorder()
    paint(CANVAS.put(noisy(20), noise=0.1), engine)
    assert all(canvas.shape[1:] == (16, 32) and canvas.layers[0].noise.max() < 0.2 for canvas, _ in engine.seen)


def test_detail_paints_the_enlarged_frames_in_tiles():
    plain, fine = Recorder(), Recorder()
    a, b = paint(CANVAS, plain), paint(CANVAS, fine, detail=0.1)
    assert len(fine.seen) > 4 * len(plain.seen)
    assert 0 < np.abs(a[:8].astype(int) - b[:8]).mean() < 30


def test_a_shrunk_pixel_is_as_noisy_as_the_noisiest():
    noise = np.zeros((64, 96), np.float32)
    noise[10, 17] = 1
    small = large.pooled(noise, 32, 16)
    assert small.shape == (16, 32) and small.sum() == 1 and small[2, 5] == 1


@pytest.mark.parametrize(("have", "size"), [((7, 5), (3, 2)), ((64, 100), (48, 16)), ((5, 5), (5, 5))])
def test_pooling_to_any_size_loses_no_noise(have, size):
    for at in np.ndindex(have):
        noise = np.zeros(have, np.float32)
        noise[at] = 0.5
        assert large.pooled(noise, *size).max() == 0.5
    assert large.pooled(np.ones(have, np.float32), *size).min() == 1


def test_large_canvases_pass_the_check_of_abilities():
    narrow = replace(SMALL, largest=64)
    windows.require(CANVAS, narrow)
    assert large.draft_size(replace(CANVAS, width=64, height=96), SMALL) == (16, 32)


def test_an_animatic_is_shrunk_with_its_canvas():
    rough = noisy(3)
    canvas = replace(CANVAS, guides=(Guide(rough, 1, Span(1, 3), rough[::-1]), Guide(rough, 0, Span(0, 1))))
    guide, other = large.shrink(canvas, 32, 16).guides
    assert guide.span == Span(1, 3) and np.array_equal(guide.pixels(), media.resize(rough[1:], 32, 16))
    assert np.array_equal(guide.emptied().pixels(), media.resize(rough[1::-1], 32, 16)) and other.emptied() is None


def test_a_shrunk_blank_canvas_stays_blank():
    assert not large.shrink(CANVAS, 32, 16).layers
    assert large.shrink(CANVAS.put(noisy(2)), 32, 16).window(Span(0, 2)).noise().max() == 0
