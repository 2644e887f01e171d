"""The flow's algebra against closed forms."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from haneul import flow


@given(st.integers(1, 60), st.floats(1, 6))
def test_schedule_falls_from_one_to_zero(steps, shift):
    times = flow.schedule(steps, shift)
    assert len(times) == steps + 1
    assert times[0] == 1
    assert times[-1] == 0
    assert (times.diff() < 0).all()


def test_the_true_velocity_leads_exactly_to_the_data():
    data, noise = torch.randn(7, 3), torch.randn(7, 3)
    level = torch.tensor([0.0, 0.25, 0.5, 0.75, 1.0, 1.0, 1.0])
    out = flow.sample(lambda x, t: flow.target(data, noise), data, level, noise, flow.schedule(9, 3.0))
    assert torch.allclose(out, data, atol=1e-5)
    assert torch.equal(out[0], data[0])


def test_gaussian_data_is_sampled_with_its_own_mean_and_deviation():
    # For data N(m, s^2) the ideal velocity is known in closed form.
    mean, deviation = 2.0, 0.5

    def velocity(x, t):
        t = t[:, None]
        variance = (1 - t) ** 2 * deviation**2 + t**2
        noise = t * (x - (1 - t) * mean) / variance
        data = mean + (1 - t) * deviation**2 * (x - (1 - t) * mean) / variance
        return noise - data

    noise = torch.randn(20000, 1, generator=torch.Generator().manual_seed(0))
    out = flow.sample(velocity, torch.zeros_like(noise), torch.ones(20000), noise, flow.schedule(40, 1.0))
    assert float(out.mean()) == pytest.approx(mean, abs=0.02)
    assert float(out.std()) == pytest.approx(deviation, abs=0.02)


def test_second_order_beats_euler_on_a_curved_path():
    noise = torch.ones(1, 1)
    exact = math.exp(-1)  # x' = x from t = 1 to 0
    out = flow.sample(lambda x, t: x, torch.zeros(1, 1), torch.ones(1), noise, flow.schedule(20, 1.0))
    euler = (1 - 1 / 20) ** 20
    assert abs(float(out) - exact) < abs(euler - exact) / 5


def test_the_first_order_is_eulers():
    out = flow.sample(
        lambda x, t: x, torch.zeros(1, 1), torch.ones(1), torch.ones(1, 1), flow.schedule(20, 1.0), order=1
    )
    assert float(out) == pytest.approx((1 - 1 / 20) ** 20, rel=1e-5)


def test_guidance_extrapolates_inside_its_interval_only():
    def one(x, t):
        return torch.ones_like(x)

    def zero(x, t):
        return torch.zeros_like(x)

    guided = flow.guided(one, zero, 3.0, (0.2, 0.9))
    x = torch.zeros(2, 1)
    assert float(guided(x, torch.tensor([0.5, 0.0]))[0]) == 3
    assert float(guided(x, torch.tensor([0.95, 0.0]))[0]) == 1
    assert float(guided(x, torch.tensor([0.1, 0.0]))[0]) == 1


@given(st.integers(1, 10**5))
def test_shift_grows_with_tokens_and_stays_in_range(tokens):
    assert 1 <= flow.shift_for(tokens) <= flow.shift_for(tokens + 1) <= 6


def test_drawn_times_lie_inside_and_repeat_with_the_seed():
    draws = [flow.draw_times(1000, 2.0, torch.Generator().manual_seed(3)) for _ in range(2)]
    assert torch.equal(*draws)
    assert 0 < float(draws[0].min()) and float(draws[0].max()) < 1
    assert float(draws[0].mean()) > 0.5
