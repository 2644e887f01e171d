"""How a family with one time for all is shown what is known, against the published algorithms written out."""

from itertools import pairwise

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from haneul import flow
from haneul.engines.open_weights.ways import MaskChannels, PutBack, TimePerPatch

TIMES = flow.schedule(7, 3.0)


def patches(count=6, values=4, seed=0):
    generator = torch.Generator().manual_seed(seed)
    return (torch.randn(count, values, generator=generator, dtype=torch.float64) for _ in range(2))


def network(x, time):
    """Any function in which all patches hear of each other."""
    return torch.tanh(x + x.mean(0) + time.mean()) - 0.3 * x.roll(1, 0)


def sampled(way, known, level, noise, net=network, times=TIMES):
    return flow.sample(way.velocity(net, known, level, noise), known, level, noise, times.double(), order=1)


def written_out(known, level, noise, times=TIMES):
    """Differential Diffusion: after each step what is still to be known is put back, the rest is the network's."""
    times = times.double() * level.max()
    x = flow.mix(known, noise, times[0].expand(len(known)))
    for now, after in pairwise(times):
        x = x + (after - now) * network(x, now[None])
        x = torch.where((level < now)[:, None], flow.mix(known, noise, after.expand(len(known))), x)
    return x


@given(st.lists(st.sampled_from([0.0, 0.1, 0.3, 0.5, 0.8, 1.0]), min_size=6, max_size=6).filter(any))
def test_put_back_is_differential_diffusion(levels):
    known, noise = patches()
    level = torch.tensor(levels, dtype=torch.float64)
    torch.testing.assert_close(sampled(PutBack(), known, level, noise), written_out(known, level, noise))


def test_the_network_sees_known_patches_noised_to_its_own_time():
    known, noise = patches()
    level = torch.tensor([0.0, 0.0, 1.0, 1.0, 1.0, 1.0], dtype=torch.float64)
    seen = []
    sampled(PutBack(), known, level, noise, lambda x, time: seen.append((x, time)) or network(x, time))
    for (x, time), now in zip(seen, TIMES, strict=False):
        assert time.shape == (1,) and float(time) == pytest.approx(float(now))
        torch.testing.assert_close(x[:2], flow.mix(known, noise, time.expand(6))[:2])


def test_one_noise_everywhere_puts_nothing_back():
    """SDEdit: the network alone, from that time on."""
    known, noise = patches()
    level = torch.full((6,), 0.5, dtype=torch.float64)
    x = flow.mix(known, noise, level)
    for now, after in pairwise(TIMES.double() / 2):
        x = x + (after - now) * network(x, now[None])
    torch.testing.assert_close(sampled(PutBack(), known, level, noise), x)


def test_a_time_per_patch_is_told_as_it_is():
    known, noise = patches()
    level = torch.tensor([0.0, 0.25, 0.5, 1.0, 1.0, 1.0], dtype=torch.float64)
    seen = []
    sampled(TimePerPatch(), known, level, noise, lambda x, time: seen.append((x, time)) or network(x, time))
    torch.testing.assert_close(seen[3][1], level * TIMES[3].double())
    assert all(torch.equal(x[0], known[0]) for x, _ in seen)


def test_mask_channels_paint_what_is_known_beside_the_rest():
    level = MaskChannels().level(torch.tensor([0.0, 0.25, 0.5]))
    assert level.tolist() == [0.5, 0.25, 0.5]
