"""Shapes, streaming, and that no frame sees another."""

import pytest
import torch

from haneul.model.autoencoder import Autoencoder, AutoencoderConfig


@pytest.fixture(scope="module", params=[(4, 8, 1), (4, 16, 1), (1, 8, 2)], ids=["8", "16", "8 in patches of 2"])
def model(request):
    torch.manual_seed(0)
    module = Autoencoder(AutoencoderConfig(*request.param, fine=8, width=16, depth=2))
    for value in module.parameters():  # the zeros of a fresh model would hide its branches
        torch.nn.init.normal_(value, std=0.1)
    return module.requires_grad_(False)


def clip(frames, height=32, width=48):
    return torch.rand(2, 3, frames, height, width, generator=torch.Generator().manual_seed(1)) * 2 - 1


@pytest.mark.parametrize(("frames", "latents"), [(1, 1), (5, 2), (17, 5)])
def test_one_latent_for_the_first_frame_and_one_for_every_four_after(model, frames, latents):
    stride = model.config.stride * model.config.patch
    grid = model.encode(clip(frames))
    assert grid.shape == (2, 16, latents, 32 // stride, 48 // stride) and model.channels == 16
    assert model.decode(grid).shape == (2, 3, frames, 32, 48)


def test_streaming_equals_one_go(model):
    frames = clip(17)
    whole = model.encode(frames)
    parts = [model.encode(frames[:, :, :5])]
    parts += [model.encode(frames[:, :, start : start + 4], first=False) for start in (5, 9, 13)]
    assert torch.allclose(torch.cat(parts, 2), whole, atol=1e-5)
    made = [model.decode(whole[:, :, at : at + 1], first=not at) for at in range(whole.shape[2])]
    assert torch.allclose(torch.cat(made, 2), model.decode(whole), atol=1e-5)


def test_no_frame_sees_another(model):
    frames = clip(9)
    changed = frames.clone()
    changed[:, :, 6] = 0
    one, other = (model.decode(model.encode(seen)) for seen in (frames, changed))
    alike = [torch.allclose(one[:, :, at], other[:, :, at], atol=1e-5) for at in range(9)]
    assert alike == [at != 6 for at in range(9)]
    alone = model.decode(model.encode(frames[:, :, 5:6]))
    assert torch.allclose(alone[:, :, 0], one[:, :, 5], atol=1e-5)


def test_what_stands_still_has_no_waves(model):
    frames = clip(1).expand(-1, -1, 5, -1, -1)
    grid = model.encode(frames)
    assert grid[:, 4:].abs().max() < 1e-5 and torch.allclose(grid[:, :4, 0], grid[:, :4, 1], atol=1e-5)
    assert not model.encode(clip(1))[:, 4:].abs().max() > 1e-5


def test_normalised_latents_decode_to_the_same_frames(model):
    frames = clip(5)
    before = model.decode(model.encode(frames))
    model.mean.fill_(0.3)
    model.std.fill_(2.0)
    assert torch.allclose(model.decode(model.encode(frames)), before, atol=1e-4)
    model.mean.fill_(0.0)
    model.std.fill_(1.0)
