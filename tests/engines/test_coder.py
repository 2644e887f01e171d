"""Every latent is encoded for itself, and only what is known."""

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


def test_what_is_known_is_encoded_as_it_is(coder):
    level = torch.full((3, 2, 3), 0.5)
    level[1] = 0
    assert torch.equal(coder.known(PIXELS, level), coder.encode(PIXELS))


def test_what_is_unknown_throughout_is_not_looked_at(coder):
    level = torch.ones(3, 2, 3)
    level[2, 0, 0] = 0.5
    other = PIXELS.copy()
    other[:5] = 0
    made = coder.known(PIXELS, level)
    assert torch.equal(made, coder.known(other, level)) and not made[:, :2].any()
    assert torch.equal(made[:, 2], coder.encode(PIXELS)[:, 2])
