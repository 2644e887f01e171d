"""Shapes, causality, streaming: decode in pieces equals decode in one go."""

import pytest
import torch

from haneul.model.autoencoder import Autoencoder, AutoencoderConfig


@pytest.fixture(scope="module", params=[8, 16])
def model(request):
    torch.manual_seed(0)
    module = Autoencoder(AutoencoderConfig(channels=4, stride=request.param, fine=8, width=16, depth=2))
    for value in module.parameters():  # the zeros of a fresh model would hide every mixing in time
        torch.nn.init.normal_(value, std=0.1)
    return module.requires_grad_(False)


def clip(frames, height=32, width=48):
    return torch.rand(2, 3, frames, height, width, generator=torch.Generator().manual_seed(1)) * 2 - 1


@pytest.mark.parametrize(("frames", "latents"), [(1, 1), (5, 2), (17, 5)])
def test_one_latent_for_the_first_frame_and_one_for_every_four_after(model, frames, latents):
    stride = model.config.stride
    grid = model.encode(clip(frames))
    assert grid.shape == (2, 4, latents, 32 // stride, 48 // stride)
    assert model.decode(grid).shape == (2, 3, frames, 32, 48)


def test_streaming_equals_one_go(model):
    frames = clip(17)
    whole = model.encode(frames)
    first, cache = model.encode_next(frames[:, :, :5], None)
    second, cache = model.encode_next(frames[:, :, 5:13], cache)
    third, _ = model.encode_next(frames[:, :, 13:], cache)
    assert torch.allclose(torch.cat([first, second, third], 2), whole, atol=1e-5)
    made = model.decode(whole)
    cache, parts = None, []
    for index in range(whole.shape[2]):
        part, cache = model.decode_next(whole[:, :, index : index + 1], cache)
        parts.append(part)
    assert torch.allclose(torch.cat(parts, 2), made, atol=1e-5)


def test_the_past_does_not_see_the_future(model):
    frames = clip(9)
    changed = frames.clone()
    changed[:, :, 5:] = 0
    assert torch.allclose(model.encode(frames)[:, :, :2], model.encode(changed)[:, :, :2], atol=1e-6)
    assert not torch.allclose(model.encode(frames)[:, :, 2:], model.encode(changed)[:, :, 2:], atol=1e-3)


def test_normalised_latents_decode_to_the_same_frames(model):
    frames = clip(5)
    before = model.decode(model.encode(frames))
    model.mean.fill_(0.3)
    model.std.fill_(2.0)
    assert torch.allclose(model.decode(model.encode(frames)), before, atol=1e-4)
    model.mean.fill_(0.0)
    model.std.fill_(1.0)
