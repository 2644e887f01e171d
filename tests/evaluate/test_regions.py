import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from haneul.canvas import Region
from haneul.evaluate.regions import exactness, falls, in_view, layout_kept, leakage, overlap, seam, touched


@pytest.fixture
def frames():
    """Two frames of broad shapes: squares of 16 pixels."""
    squares = np.random.default_rng(0).integers(0, 255, (2, 4, 6, 3), np.uint8)
    return squares.repeat(16, 1).repeat(16, 2)


def test_exactness_and_leakage_tell_where_a_pixel_changed(frames):
    noise = np.zeros((2, 64, 96), np.float32)
    noise[:, :32] = 1
    made = frames.copy()
    made[:, :32] //= 2
    assert exactness(made, frames, noise) == 1
    assert leakage(made, frames, noise > 0) == 0 and touched(made, frames, noise > 0) > 10
    made[0, 40, 7, 1] ^= 1
    assert exactness(made, frames, noise) == 1 - 1 / (2 * 32 * 96)
    assert leakage(made, frames, noise > 0) == 1 / (2 * 32 * 96 * 3)


def test_layout_is_about_shapes_not_light(frames):
    assert layout_kept(frames, frames) == pytest.approx(1)
    darker = (frames * 0.7).astype(np.uint8)
    other = np.random.default_rng(1).integers(0, 255, frames.shape, np.uint8)
    moved = np.roll(frames, 24, axis=2)
    assert layout_kept(darker, frames) > 0.9
    assert layout_kept(moved, frames) < 0.5 and layout_kept(other, frames) < 0.2


@given(st.floats(0, 1))
def test_layout_falls_as_another_clip_takes_over(share):
    a, b = (
        np.random.default_rng(n).integers(0, 255, (1, 4, 6, 3), np.uint8).repeat(16, 1).repeat(16, 2) for n in (0, 1)
    )
    mixed = (a * (1 - share) + b * share).astype(np.uint8)
    more = (a * (1 - min(1, share + 0.2)) + b * min(1, share + 0.2)).astype(np.uint8)
    assert layout_kept(more, a) <= layout_kept(mixed, a) + 0.01


def test_falls():
    assert falls({0.2: 0.9, 0.8: 0.3, 0.5: 0.6})
    assert not falls({0.2: 0.3, 0.8: 0.9}) and not falls({0.5: 0.5})


def test_boxes():
    assert overlap([Region(0, 0, 10, 10)], [Region(0, 0, 10, 10)]) == 1
    assert overlap([Region(0, 0, 10, 10)], [Region(5, 0, 10, 10)]) == pytest.approx(1 / 3)
    assert overlap([Region(0, 0, 10, 10)], [Region(20, 0, 5, 5)]) == 0
    assert in_view([Region(0, 0, 10, 10)], [Region(5, 5, 10, 10)]) == 0.25


def test_a_hard_step_at_the_edge_is_a_seam():
    ramp = np.broadcast_to(np.arange(64, dtype=np.uint8)[None, None, :, None], (1, 64, 64, 3))
    mask = np.zeros((64, 64), bool)
    mask[:, 32:] = True
    assert seam(ramp, mask) == pytest.approx(1, rel=0.05) or seam(ramp, mask) > 1  # down it is flat
    assert seam(ramp + 60 * mask[None, ..., None].astype(np.uint8), mask) > 20
    assert seam(ramp, np.zeros((64, 64), bool)) == 1
