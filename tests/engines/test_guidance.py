"""Waves are guided where the guide moves."""

import torch

from haneul.engines.guidance import scales


def test_waves_are_guided_where_the_guide_moves():
    guide, like = torch.zeros(17, 2, 3, 4), torch.zeros(16, 2, 3, 4)
    guide[4:-1, 1, 2, 3] = 5.0
    guide[4:-1, 1, 0, 0] = 0.25
    made = scales(3.0, guide, 4, like)
    assert made.shape == (24, 16) and (made[:, :4] == 3).all()
    assert (made[-1, 4:] == 2).all() and torch.allclose(made[12, 4:], torch.tensor(1.5))
    assert (made[:12, 4:] == 1).all() and (scales(3.0, None, 4, like)[:, 4:] == 1).all()
    assert (scales(1.0, guide, 4, like) == 1).all()
