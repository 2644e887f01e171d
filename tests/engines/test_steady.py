"""What differs by chance is averaged over time, what moves and what is known is not."""

import torch
from hypothesis import given
from hypothesis import strategies as st

from haneul.engines.steady import CHANCE, steadied

NOTHING = torch.zeros(1, 1, 1, dtype=torch.bool)


def flicker(grid):
    return float(grid.diff(dim=1).square().mean().sqrt())


def test_a_wall_stands_still_and_waves_are_not_touched():
    grid = torch.randn(6, 1, 5, 5).repeat(1, 8, 1, 1) + 0.05 * torch.randn(6, 8, 5, 5)
    made = steadied(grid, 4, NOTHING)
    assert flicker(made[:4]) < 0.5 * flicker(grid[:4])
    assert torch.equal(made[4:], grid[4:]) and torch.allclose(made[:4].mean(1), grid[:4].mean(1), atol=0.05)


@given(st.integers(1, 5), st.integers(0, 100))
def test_what_moves_is_left_alone(length, seed):
    grid = 20 * CHANCE * torch.randn(4, length, 3, 3, generator=torch.Generator().manual_seed(seed))
    grid = grid.sort(dim=1).values + 4 * CHANCE * torch.arange(length)[:, None, None]
    assert torch.allclose(steadied(grid, 4, NOTHING), grid, atol=1e-3)


def test_what_is_known_stays_and_what_is_like_it_comes_nearer():
    grid = torch.zeros(4, 3, 1, 1)
    grid[:, 1:] = 0.1
    kept = torch.tensor([True, False, False])[:, None, None]
    made = steadied(grid, 4, kept)
    assert not made[:, 0].any() and (made[:, 1] < 0.1).all()
