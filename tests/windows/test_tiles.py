"""Tiles cover a large picture, overlap, and leave no seam where they agree."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from haneul.canvas import Canvas
from haneul.engines.base import Abilities, Sampling, silent
from haneul.windows import tiles


class Brighter:
    """Makes every pixel ten levels brighter, whatever tile it is in, or differently in each tile."""

    def __init__(self, scatter=0, size=(32, 16)):
        self.abilities, self.scatter, self.seen = Abilities("brighter", size=size), scatter, []

    def paint(self, canvas, sampling, progress):
        self.seen.append((canvas, sampling))
        progress(1.0, "painting")
        return (canvas.pixels() + 10 + canvas.seed % 2 * self.scatter).astype(np.uint8)


def frames(height, width):
    slope = np.add.outer(np.arange(height), np.arange(width)) % 200
    return np.broadcast_to(slope[None, :, :, None], (2, height, width, 3)).astype(np.uint8)


def paint(engine, pixels, noise):
    canvas = Canvas(*pixels.shape[:3], 12.0)
    return tiles.paint(canvas, pixels, noise, engine, Sampling(steps=20), silent)


def even(pixels, level=0.2):
    return np.full(pixels.shape[:3], level, np.float32)


@given(st.integers(1, 400), st.integers(1, 300), st.integers(4, 64), st.integers(4, 64))
def test_tiles_cover_the_picture(width, height, wide, tall):
    covered = np.zeros((height, width), int)
    for place in tiles.regions(width, height, wide, tall):
        assert place.width == min(wide, width) and place.height == min(tall, height)
        covered[place.y : place.y + place.height, place.x : place.x + place.width] += 1
    assert covered.min() >= 1


@given(st.integers(65, 400), st.integers(20, 64))
def test_neighbours_overlap_by_as_much_as_the_edge_is_soft(width, wide):
    places = tiles.regions(width, 8, wide, 8)
    for a, b in pairwise(places):
        assert a.x + a.width - b.x >= round(tiles.OVERLAP * wide)


@pytest.mark.parametrize("shape", [(16, 32), (40, 100), (37, 61), (90, 20)])
def test_tiles_that_agree_leave_no_trace(shape):
    pixels = frames(*shape)
    np.testing.assert_array_equal(paint(Brighter(), pixels, even(pixels)), pixels + 10)


def test_tiles_that_differ_leave_no_seam():
    pixels = np.full((1, 60, 120, 3), 100, np.uint8)
    made = paint(Brighter(scatter=40), pixels, even(pixels)).astype(int)
    assert made.max() - made.min() == 40
    assert max(np.abs(np.diff(made, axis=axis)).max() for axis in (1, 2)) <= 12  # 40 levels over a soft edge


def test_known_pixels_stay_and_tiles_of_them_are_not_painted():
    pixels, engine = frames(64, 128), Brighter()
    noise = even(pixels)
    noise[:, :, :70] = 0
    made = paint(engine, pixels, noise)
    np.testing.assert_array_equal(made[:, :, :70], pixels[:, :, :70])
    assert (made[:, :, 110:] != pixels[:, :, 110:]).all()
    assert len(engine.seen) < len(tiles.regions(128, 64, 32, 16))


def test_light_noise_takes_few_steps_and_no_guidance():
    pixels, engine = frames(16, 64), Brighter()
    paint(engine, pixels, even(pixels))
    assert {how.steps for _, how in engine.seen} == {4} and {how.guidance for _, how in engine.seen} == {1.0}
    assert len({canvas.seed for canvas, _ in engine.seen}) == len(engine.seen)
