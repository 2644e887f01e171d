"""Drift and sharpness tell what changed, and nothing where nothing did."""

import numpy as np
import pytest

from haneul import media
from haneul.evaluate.drift import drift, ends
from haneul.grading.sharpness import edge_sharpness, sharpness


def frames(count=4):
    rng = np.random.default_rng(0)
    coarse = rng.integers(40, 160, (count, 6, 8, 3), np.uint8)
    return coarse.repeat(8, 1).repeat(8, 2)


def blurred(pixels):
    return media.resize(media.resize(pixels, 16, 12), 64, 48)


def test_nothing_changed():
    same = drift(frames(), frames())
    assert same.colour == (0, 0, 0) and same.contrast == same.sharpness == same.worst == 0


def test_a_tint_a_fade_and_a_blur():
    tinted = frames().astype(float) * (1.1, 1, 1)
    assert drift(frames(), tinted.round().astype(np.uint8)).colour[0] == pytest.approx(0.1, abs=0.01)
    grey = frames().mean()
    faded = (grey + 0.5 * (frames() - grey)).round().astype(np.uint8)
    assert drift(frames(), faded).contrast == pytest.approx(-0.5, abs=0.03)
    assert drift(frames(), blurred(frames())).sharpness < -0.2


def test_the_worst_is_of_colours_and_sharpness():
    assert drift(frames(), blurred(frames())).worst > 0.2


@pytest.mark.parametrize(("count", "part"), [(1, 1), (20, 3), (100, 15)])
def test_ends(count, part):
    clip = np.arange(count, dtype=np.uint8)[:, None, None, None] * np.ones((1, 2, 2, 3), np.uint8)
    first, last = ends(clip)
    assert len(first) == len(last) == part and first[0, 0, 0, 0] == 0 and last[-1, 0, 0, 0] == count - 1


def test_edges_are_compared_where_the_truth_has_them():
    assert edge_sharpness(frames(), frames()) == pytest.approx(1)
    assert edge_sharpness(blurred(frames()), frames()) < 0.7
    assert sharpness(blurred(frames())) < sharpness(frames())
    assert sharpness(np.full((1, 4, 4, 3), 9, np.uint8)) == 0
