"""Motion is found in what moves evenly, is nought in what stands still, and is undone by taking it back."""

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from haneul.model.autoencoder import Autoencoder, AutoencoderConfig
from haneul.model.motion import carried, displaced, velocity

CELL = 16


def texture(height, width, seed=0):
    """Smooth colours (1, 3, H, W) in -1..1 without a direction of their own."""
    coarse = torch.rand(1, 3, height // 4, width // 4, generator=torch.Generator().manual_seed(seed)) * 2 - 1
    return F.interpolate(coarse, (height, width), mode="bicubic", align_corners=False).clamp(-1, 1)


def moving(x, y, seed=0, height=96, width=128):
    """A group (1, 4, 3, H, W) of a texture that goes x, y pixels from frame to frame."""
    wide = texture(height + 64, width + 64, seed)
    frames = [displaced(wide, torch.tensor([-x * k, -y * k]).view(1, 2, 1, 1)) for k in range(4)]
    return torch.stack(frames, 1)[..., 32:-32, 32:-32]


@given(x=st.floats(-4, 4), y=st.floats(-4, 4), seed=st.integers(0, 99))
@settings(max_examples=20, deadline=None)
def test_an_even_motion_is_found_to_a_fraction_of_a_pixel(x, y, seed):
    inner = velocity(moving(x, y, seed), CELL)[0, :, 1:-1, 1:-1]
    wrong = (inner - torch.tensor([x, y]).view(2, 1, 1)).norm(dim=0)
    assert wrong.median() < 0.75


def test_a_picture_that_stands_still_does_not_move():
    assert not velocity(texture(64, 96)[:, None].expand(-1, 4, -1, -1, -1), CELL).any()


def test_frames_laid_over_their_middle_are_alike_and_taken_back_are_the_same():
    group = moving(3.0, -1.5)
    found = velocity(group, CELL)
    laid = carried(group, found)
    inside = (..., slice(16, -16), slice(16, -16))
    assert spread(laid[inside]) < 0.25 * spread(group[inside])
    back = carried(laid, found, back=True)
    assert (back - group)[inside].abs().mean() < 0.05


def spread(group):
    return float((group[:, 1:] - group[:, :-1]).abs().mean())


def test_something_moves_before_a_background_that_stands():
    group = texture(96, 128)[:, None].repeat(1, 4, 1, 1, 1)
    ball = texture(32, 32, seed=5)
    for k in range(4):
        group[:, k, :, 32:64, 40 + 4 * k : 72 + 4 * k] = ball[0]
    found = velocity(group, CELL)[0]
    assert abs(float(found[0, 3, 3]) - 4) < 0.5
    assert found[:, 0].abs().max() < 0.1


@pytest.mark.parametrize("shift", [0.0, 2.0, -3.0])
def test_displacing_by_whole_pixels_moves_whole_pixels(shift):
    row = torch.arange(16.0).view(1, 1, 1, 16).expand(1, 1, 8, 16)
    made = displaced(row, torch.full((1, 2, 1, 2), shift))[0, 0, 3]
    assert torch.allclose(made, (torch.arange(16.0) + shift).clamp(0, 15), atol=1e-4)


def test_the_latent_tells_the_velocity_and_a_picture_has_none():
    model = Autoencoder(AutoencoderConfig(channels=6, fine=8, width=16, depth=1)).requires_grad_(False)
    group = moving(2.0, 0.0)
    clip = torch.cat([group[:, :1], group], 1).transpose(1, 2)
    speeds = model.encode(clip)[0, -2:]
    assert not speeds[:, 0].any()
    assert abs(float(speeds[0, 1].median()) - 2) < 0.35
    assert abs(float(speeds[1, 1].median())) < 0.35


def test_an_untrained_decoder_moves_what_it_shows():
    """The decoder need not learn motion: frames of one latent differ by its velocity alone."""
    model = Autoencoder(AutoencoderConfig(channels=6, fine=8, width=16, depth=1)).requires_grad_(False)
    model.expand.weight[:, -2:] = 0  # else the picture itself may depend on the velocity
    latents = torch.randn(1, 6, 2, 6, 8, generator=torch.Generator().manual_seed(1))
    latents[:, -2:] = 0
    still = model.decode(latents)
    latents[:, -2] = 3.0
    assert torch.equal(model.decode(latents)[:, :, 0], still[:, :, 0])  # the first frame stands alone
    assert not torch.allclose(model.decode(latents)[:, :, 1:], still[:, :, 1:], atol=1e-3)
