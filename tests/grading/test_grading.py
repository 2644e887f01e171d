"""Looks and tints of single pictures are those of the rendered world."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from haneul.blocking.scene import LOOKS, TINTS
from haneul.grading.look import develop, graded
from haneul.grading.tint import tinted

PICTURE = np.random.default_rng(1).integers(0, 256, (48, 80, 3), np.uint8)


@pytest.mark.parametrize("look", LOOKS)
def test_a_picture_is_graded_as_a_film_is_developed(look):
    film = torch.from_numpy(PICTURE).permute(2, 0, 1)[None].float() / 255
    there = (develop(look, film)[0] * 255).round().byte().permute(1, 2, 0).numpy()
    assert (graded(PICTURE, look) == there).all()
    with torch.autocast("cpu", torch.bfloat16):  # as while a clip is painted
        assert (graded(PICTURE, look) == there).all()
    assert (graded(PICTURE, look) == PICTURE).all() == (look == "plain")


def test_a_film_is_not_changed_in_place():
    film = torch.full((1, 3, 16, 16), 0.5)
    develop("neon", film)
    develop("plain", film).add_(1)
    assert (film == 0.5).all()


def test_noir_has_no_colour_and_warm_is_redder_than_cold():
    noir, warm, cold = (graded(PICTURE, look).astype(int) for look in ("film noir", "warm", "cold"))
    assert (noir[..., 0] == noir[..., 2]).all()
    assert (warm[..., 0] - warm[..., 2]).mean() > (cold[..., 0] - cold[..., 2]).mean() + 60


@pytest.mark.parametrize("tint", TINTS[1:])
def test_a_tint_leaves_the_outline_and_what_is_clear(tint):
    cut = np.full((8, 8, 4), (180, 120, 90, 255), np.uint8)
    cut[:2], cut[4, 4, :3] = 0, 5
    made = tinted(cut, tint).astype(int)
    assert (made[..., 3] == cut[..., 3]).all() and (made[4, 4, :3] < 60).all() and made.shape == cut.shape
    first = int(np.abs(made[6, 6, :3] - cut[6, 6, :3]).max())
    assert first > 25


@given(st.integers(1, 9), st.integers(1, 9), st.sampled_from(TINTS))
def test_any_cut_out_can_be_tinted(height, width, tint):
    cut = np.random.default_rng(height * 10 + width).integers(0, 256, (height, width, 4), np.uint8)
    made = tinted(cut, tint)
    assert made.shape == cut.shape and made.dtype == np.uint8 and (made[..., 3] == cut[..., 3]).all()
