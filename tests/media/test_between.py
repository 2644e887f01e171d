"""Frames between: the clip's own stay exact, motion is followed, and any slice gives the same pixels."""

import numpy as np
import pytest

from haneul import media
from haneul.canvas import Clip
from haneul.errors import InvalidInput
from haneul.evaluate.measures import psnr

FPS = 8


def picture(at):
    """A textured disc `at` pixels from the left, before a still textured ground (48, 96, 3)."""
    rng = np.random.default_rng(0)
    ground = np.kron(rng.integers(60, 120, (12, 24, 3)), np.ones((4, 4, 1)))
    y, x = np.mgrid[:48, :96]
    disc = (x - at) ** 2 + (y - 24) ** 2 < 14**2
    stripes = 200 + 40 * np.sin((x - at) / 3)[..., None]
    return np.where(disc[..., None], stripes, ground).astype(np.uint8)


@pytest.fixture(scope="module")
def moving(tmp_path_factory):
    """A clip of a disc that moves four pixels a frame."""
    path = tmp_path_factory.mktemp("clips") / "disc.mkv"
    media.write(path, Clip(np.stack([picture(20 + 4 * n) for n in range(12)]), FPS))
    return media.Footage(path)


def test_the_clips_own_frames_stay(moving):
    faster = media.Between(moving, 2 * FPS)
    assert faster.shape == (24, 48, 96, 3) and len(faster) == 24
    np.testing.assert_array_equal(faster[::2], moving[:])
    np.testing.assert_array_equal(faster[23:24], moving[11:12])
    assert faster.own().tolist() == [True, False] * 11 + [True, True]


def test_motion_is_followed_better_than_by_blending(moving):
    made = media.Between(moving, 2 * FPS)[1:23:2]
    known = moving[:].astype(float)
    blended = np.rint((known[:-1] + known[1:]) / 2)
    true = np.stack([picture(22 + 4 * n) for n in range(11)])
    assert psnr(made, true) > psnr(blended, true) + 2


def test_what_stands_still_is_exact(moving):
    made = media.Between(moving, 2 * FPS)[5:6][0]
    still = (moving[2] == moving[3]).all(-1)
    assert still.mean() > 0.3 and (made[still] == moving[2][still]).mean() > 0.9


@pytest.mark.parametrize("fps", [12, 20, 29.97, 60])
def test_any_rate_shows_the_right_moment(moving, fps):
    faster = media.Between(moving, fps)
    assert len(faster) == round(12 * fps / FPS)
    frames = faster[:]
    for number, frame in enumerate(frames):
        place = min(number * FPS / fps, 11)
        assert psnr(frame[None], picture(20 + 4 * place)[None]) > 19, number


def test_any_slice_gives_the_same(moving):
    whole = media.Between(moving, 20)[:]
    np.testing.assert_array_equal(media.Between(moving, 20)[17:25], whole[17:25])
    np.testing.assert_array_equal(media.Between(moving, 20)[26:20:-2], whole[26:20:-2])


@pytest.mark.parametrize("fps", [FPS, 4, float("inf")])
def test_only_more_frames(moving, fps):
    with pytest.raises(InvalidInput, match="8 frames a second"):
        media.Between(moving, fps)
