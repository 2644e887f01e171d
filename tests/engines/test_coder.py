"""Every latent is encoded for itself, only what is known, and what is certain twice."""

import numpy as np
import pytest
import torch

from haneul.engines.coder import Coder
from haneul.model.autoencoder import Autoencoder, AutoencoderConfig


@pytest.fixture(scope="module")
def coder():
    torch.manual_seed(0)
    made = Autoencoder(AutoencoderConfig(channels=4, fine=8, width=16, depth=1))
    return Coder(made.eval().requires_grad_(False), torch.device("cpu"))


PIXELS = np.random.default_rng(0).integers(60, 190, (9, 32, 48, 3), np.uint8)


def test_latents_are_those_of_the_whole(coder):
    whole = coder.autoencoder.encode(torch.from_numpy(PIXELS).permute(3, 0, 1, 2)[None].float() / 127.5 - 1)[0]
    assert torch.allclose(coder.encode(PIXELS), whole, atol=1e-4)
    assert coder.decode(whole).shape == PIXELS.shape


def test_only_latents_of_noise_0_are_mended_for_the_autoencoders_loss(coder):
    grid, level = coder.encode(PIXELS), torch.full((3, 2, 3), 0.5)
    assert torch.equal(coder.known(PIXELS, level), grid)
    level[1] = 0
    mended = coder.known(PIXELS, level)
    assert torch.equal(mended[:, 0], grid[:, 0]) and torch.equal(mended[:, 2], grid[:, 2])
    lost = PIXELS[1:5].astype(int) - coder.decode(grid)[1:5]
    shown = PIXELS.copy()
    shown[1:5] = (PIXELS[1:5] + lost).clip(0, 255)
    assert torch.equal(mended[:, 1], coder.encode(shown)[:, 1]) and not torch.equal(mended[:, 1], grid[:, 1])


def test_what_is_unknown_throughout_is_not_looked_at(coder):
    level = torch.ones(3, 2, 3)
    level[2, 0, 0] = 0.5
    other = PIXELS.copy()
    other[:5] = 0
    made = coder.known(PIXELS, level)
    assert torch.equal(made, coder.known(other, level)) and not made[:, :2].any()
    assert torch.equal(made[:, 2], coder.encode(PIXELS)[:, 2])
