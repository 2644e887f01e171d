"""A cosine transform over the frames of a latent, undone exactly."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from haneul.model.waves import SPREAD, cosines, frames_of, waves_of


def test_the_transform_begins_with_the_mean_and_is_undone_by_its_transpose():
    rows, values = cosines(4), torch.tensor([3.0, 1.0, 4.0, 1.0])
    assert float(rows[0] @ values) == pytest.approx(2.25)
    assert torch.allclose(4 * rows.T @ (rows @ values), values, atol=1e-6)
    assert torch.allclose(4 * rows @ rows.T, torch.eye(4), atol=1e-6)


@given(st.integers(1, 6), st.integers(1, 5), st.integers(0, 99))
def test_frames_come_back_from_their_mean_and_waves(count, channels, seed):
    frames = torch.randn(3, count, channels, generator=torch.Generator().manual_seed(seed))
    latents = torch.cat([frames.mean(1), waves_of(frames)], -1)
    assert latents.shape == (3, count * channels)
    assert torch.allclose(frames_of(latents, count), frames, atol=1e-5)


def test_what_stands_still_has_no_waves_and_what_moves_has_large_ones():
    still = torch.randn(2, 1, 3).expand(-1, 4, -1)
    assert waves_of(still).abs().max() < 1e-5
    moving = torch.randn(2000, 4, 3)
    assert waves_of(moving).std().item() == pytest.approx(0.5 / SPREAD, rel=0.05)
