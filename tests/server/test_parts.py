"""Painted windows on disk: every bit comes back, and damage is noticed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes

from haneul.errors import MediaError
from haneul.server import parts


def noise(shape, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (*shape, 3), dtype=np.uint8)


@settings(max_examples=12)
@given(array_shapes(min_dims=3, max_dims=3, min_side=2, max_side=40), st.integers(0, 99))
def test_frames_come_back_as_they_were(tmp_path_factory, shape, seed):
    path, frames = tmp_path_factory.getbasetemp() / "part.mkv", noise(shape, seed)
    parts.write(path, frames)
    assert np.array_equal(np.concatenate(list(parts.stream(path, 0, len(frames)))), frames)


def test_a_span_comes_back_alone(tmp_path):
    frames = noise((9, 18, 32))
    parts.write(tmp_path / "part.mkv", frames)
    assert np.array_equal(np.concatenate(list(parts.stream(tmp_path / "part.mkv", 3, 7))), frames[3:7])


def test_damage_is_told(tmp_path):
    path = tmp_path / "part.mkv"
    parts.write(path, noise((4, 18, 32)))
    with pytest.raises(MediaError, match="cut short"):
        list(parts.stream(path, 0, 5))
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(MediaError, match="part.mkv"):
        list(parts.stream(path, 0, 4))
