"""Measures without a judge."""

from __future__ import annotations

import numpy as np
import pytest

from haneul.evaluate.measures import motion_energy, motion_ratio, psnr


def moving(step: int) -> np.ndarray:
    """A bar that moves `step` pixels a frame."""
    frames = np.zeros((8, 96, 160, 3), np.uint8)
    for number, frame in enumerate(frames):
        frame[:, 20 + step * number : 40 + step * number] = 255
    return frames


def test_a_still_clip_has_no_energy() -> None:
    assert motion_energy(moving(0)) == 0 and motion_energy(moving(0)[:1]) == 0


def test_energy_grows_with_speed() -> None:
    assert motion_energy(moving(2)) == pytest.approx(2 * 2 / 160, rel=1e-3)
    assert motion_ratio(moving(4), moving(2)) == pytest.approx(2, rel=1e-3)


def test_psnr() -> None:
    black, grey = np.zeros((2, 4, 4, 3), np.uint8), np.full((2, 4, 4, 3), 51, np.uint8)
    assert psnr(black, black) == float("inf")
    assert psnr(black, grey) == pytest.approx(10 * np.log10(25))
