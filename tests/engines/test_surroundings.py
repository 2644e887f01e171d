"""Grain beside whoever passes goes; what the place does by itself, and what is far away, stays."""

import pytest
import torch

from haneul.engines.surroundings import cleared

T, H, W = 24, 72, 128
SECONDS = torch.arange(T) / 12
STILL = torch.ones(T, T)


@pytest.fixture
def place():
    return 255 * torch.rand(1, 3, H, W, generator=torch.Generator().manual_seed(0)).expand(T, -1, -1, -1)


@pytest.fixture
def cover():
    """A square that crosses the picture."""
    made = torch.zeros(T, 1, H, W)
    for at in range(T):
        made[at, :, 26:46, 4 * at : 4 * at + 20] = 1
    return made


def beside(cover):
    wide = torch.nn.functional.max_pool2d(cover, 9, 1, 4)
    return (wide - cover).bool().expand(-1, 3, -1, -1)


def grainy(place, cover):
    noise = 25 * torch.randn(place.shape, generator=torch.Generator().manual_seed(1))
    return torch.where(beside(cover), place + noise, place)


def test_grain_goes_and_the_rest_stays(place, cover):
    seen = grainy(place, cover)
    made = cleared(seen, cover, SECONDS, STILL)
    error = [(one - place)[beside(cover)].square().mean().sqrt() for one in (seen, made)]
    assert error[1] < 0.5 * error[0]
    assert torch.equal(made[cover.expand_as(made) == 1], seen[cover.expand_as(seen) == 1])
    assert torch.equal(made[:, :, :8], seen[:, :, :8])


def test_a_shadow_stays(place, cover):
    shadow = torch.zeros(T, 1, H, W)
    for at in range(T):
        shadow[at, :, 46:56, 4 * at : 4 * at + 20] = -60
    made = cleared(place + shadow, cover, SECONDS, STILL)
    under = (shadow < 0).expand_as(made)
    assert (made - place)[under].mean() < -40


def test_what_moves_by_itself_stays(place, cover):
    waves = 40 * torch.randn(T, 3, H, W, generator=torch.Generator().manual_seed(2))
    seen = place + waves
    assert (cleared(seen, cover, SECONDS, STILL) - seen).abs().max() < 0.2 * 40


def test_nothing_happens_while_the_camera_moves_or_with_nobody_there(place, cover):
    seen = grainy(place, cover)
    assert torch.equal(cleared(seen, cover, SECONDS, torch.eye(T)), seen)
    assert torch.equal(cleared(seen, torch.zeros_like(cover), SECONDS, STILL), seen)
