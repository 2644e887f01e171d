"""Every derivative that is written out equals the plain formula's, in value and in gradient."""

import pytest
import torch
import torch.nn.functional as F

from haneul.model.elementwise import Levels, gated_sum, scaled_norm, swiglu, tables, turn


@pytest.fixture(autouse=True)
def seeded():
    torch.manual_seed(0)


def draw(*shape):
    return torch.randn(*shape, dtype=torch.float64, requires_grad=True)


def agree(made, plain, inputs):
    assert torch.allclose(made, plain, atol=1e-9)
    grad = torch.randn_like(made)
    ours, theirs = (torch.autograd.grad(y, inputs, grad) for y in (made, plain))
    for a, b in zip(ours, theirs, strict=True):
        assert torch.allclose(a, b, atol=1e-6)  # norms are summed in float64 here; one_hot is exact


def rms(x):
    return x / (x.square().mean(-1, keepdim=True) + 1e-6).sqrt()


INDEX = torch.tensor([0, 2, 2, 1, 0, 2, 1])


def test_scaled_norm():
    x, scale = draw(7, 6), draw(4, 6)
    made = scaled_norm(x, scale, Levels(INDEX, 4, x.dtype))
    agree(made, rms(x) * scale[INDEX], (x, scale))


def test_gated_sum():
    x, y, gate = draw(7, 6), draw(7, 6), draw(4, 6)
    made = gated_sum(x, y, gate, Levels(INDEX, 4, x.dtype))
    agree(made, x + gate[INDEX] * y, (x, y, gate))


def test_turn_is_a_rotation_of_pairs():
    x, weight, angle = draw(5, 4, 8), draw(4, 8), torch.randn(5, 4, dtype=torch.float64)
    a, b = (rms(x) * weight).chunk(2, -1)
    cos, sin = angle.cos()[:, None], angle.sin()[:, None]
    plain = torch.cat([a * cos - b * sin, a * sin + b * cos], -1)
    made = turn(x, weight, *tables(angle, x.dtype))
    agree(made, plain, (x, weight))
    assert torch.allclose(made.norm(dim=-1), (rms(x) * weight).norm(dim=-1))


def test_swiglu():
    x = draw(5, 12)
    gate, up = x.chunk(2, -1)
    agree(swiglu(x), F.silu(gate) * up, (x,))


def test_half_precision_stays_half_and_near():
    x, scale = draw(300, 64).detach(), draw(4, 64).detach()
    index = torch.randint(4, (300,))
    half = torch.bfloat16
    made = scaled_norm(x.to(half), scale.to(half), Levels(index, 4, half))
    assert made.dtype == half
    assert torch.allclose(made.double(), rms(x) * scale[index], rtol=0.03, atol=0.03)
