"""Packing changes nothing: a pack's result equals each sample's own, and positions are relative."""

from dataclasses import replace

import pytest
import torch
import torch.nn.functional as F

from haneul.engines.latents import positions
from haneul.errors import UnknownName
from haneul.model.patches import (
    Known,
    Sample,
    flatten,
    grid_rows,
    pack,
    reference_position,
    unflatten,
)
from haneul.model.presets import PRESETS, Config, preset
from haneul.model.transformer import Transformer, attention


@pytest.fixture(scope="module")
def model():
    torch.manual_seed(0)
    module = Transformer(Config(64, 3, 2, channels=5, frames=1, text=16))
    for value in module.parameters():  # zero gates and heads would make every test pass
        torch.nn.init.normal_(value, std=0.2)
    return module.requires_grad_(False)


def sample(seed, shape=(2, 3, 4), words=5, references=0):
    torch.manual_seed(seed)
    known = tuple(Known(torch.randn(5, 2, 2), torch.randn(16)) for _ in range(references))
    guide = torch.randn(6, *shape) if references else None
    parts = torch.randn(words, 16), torch.randn(5, *shape), torch.rand(shape), torch.randn(*shape, 3)
    return Sample(*parts, known, guide)


SAMPLES = [sample(1), sample(2, (1, 2, 2), words=3), sample(3, references=2), sample(4), sample(5, (3, 1, 1))]


def test_a_pack_equals_its_samples_one_by_one(model):
    packed = pack(SAMPLES)
    together = grid_rows(model(packed), packed.kind)
    alone = torch.cat([grid_rows(model(p), p.kind) for p in (pack([s]) for s in SAMPLES)])
    assert torch.allclose(together, alone, atol=1e-5)


@pytest.fixture(scope="module")
def waving():
    torch.manual_seed(0)
    module = Transformer(Config(64, 2, 2, channels=12, frames=4, text=16))
    for value in module.parameters():
        torch.nn.init.normal_(value, std=0.2)
    return module.requires_grad_(False)


def waves(seed):
    torch.manual_seed(seed)
    shape = (2, 3, 4)
    parts = torch.randn(5, 16), torch.randn(12, *shape), torch.rand(shape), torch.randn(*shape, 3)
    return Sample(*parts, (Known(torch.randn(12, 2, 2), torch.randn(16)),), torch.randn(13, *shape))


def test_what_waves_are_without_noise_is_where_their_path_ends(waving):
    packed = pack([waves(1), waves(2)])
    flows, later = waving(packed), packed.time > 0.05
    clean = packed.patches - packed.time[:, None] * flows
    x = torch.randn(len(packed.patches), 64)
    said = waving.head_frames(x, packed.patches, packed.guides[:, :-1])
    ends = packed.patches - packed.time[:, None] * waving.velocity(x, packed)
    assert torch.allclose(ends[later, 3:], said[later], atol=1e-4) and later.sum() > 20
    assert torch.equal(waving.velocity(x, packed)[:, :3], waving.head(x)) and clean.isfinite().all()


def test_waves_are_packed_as_well(waving):
    packed = pack([waves(1), waves(2)])
    alone = torch.cat([grid_rows(waving(p), p.kind) for p in (pack([waves(seed)]) for seed in (1, 2))])
    assert torch.allclose(grid_rows(waving(packed), packed.kind), alone, atol=1e-4)


def test_a_fresh_model_says_that_nothing_moves():
    made = Transformer(Config(64, 2, 2, channels=12, frames=4, text=16))
    packed = pack([waves(3)])
    assert not made.head_frames(torch.randn(len(packed.patches), 64), packed.patches, packed.guides[:, :-1]).any()


def test_packed_loss_and_gradient_equal_one_by_one(model):
    module = Transformer(model.config)
    module.load_state_dict(model.state_dict())

    def gradient(groups):
        module.zero_grad()
        for group in groups:
            packed = pack(group)
            grid_rows(module(packed), packed.kind).square().sum().backward()
        return module.blocks[0].qkv.weight.grad.clone()

    one, many = gradient([SAMPLES]), gradient([[s] for s in SAMPLES])
    assert torch.allclose(one, many, rtol=1e-4, atol=1e-4 * float(many.abs().max()))


def test_samples_do_not_see_each_other(model):
    packed = pack([SAMPLES[0], SAMPLES[1]])
    other = pack([SAMPLES[0], sample(9, (1, 2, 2), words=3)])
    count = SAMPLES[0].time.numel()
    a, b = (grid_rows(model(p), p.kind)[:count] for p in (packed, other))
    assert torch.allclose(a, b, atol=1e-5)


def test_words_references_and_times_all_matter(model):
    def out(s):
        packed = pack([s])
        return grid_rows(model(packed), packed.kind)

    base = SAMPLES[2]
    variants = [
        Sample(base.words + 1, base.grid, base.time, base.position, base.references),
        Sample(base.words, base.grid, base.time * 0.5, base.position, base.references),
        Sample(base.words, base.grid, base.time, base.position * 2, base.references),
        Sample(base.words, base.grid, base.time, base.position, base.references[:1]),
        replace(base, guide=torch.randn(6, *base.time.shape)),
        Sample(
            base.words,
            base.grid,
            base.time,
            base.position,
            (base.references[0], Known(base.references[1].latents, torch.zeros(16))),
        ),
    ]
    for variant in variants:
        assert not torch.allclose(out(base), out(variant), atol=1e-3)


def test_every_reference_has_an_origin_and_a_moment_of_its_own():
    own, other = reference_position(3, 4, 0), reference_position(3, 4, 1)
    assert own[:, 0].unique() == -2 and other[:, 0].unique() == -4
    grid = positions(1, 48, 64, 12.0)[0].reshape(-1, 3)
    assert torch.allclose(own[:, 1:], torch.from_numpy(grid[:, 1:]) / (4 / 12**0.5), atol=1e-6)


def test_a_guide_that_tells_nothing_changes_nothing(model):
    base = SAMPLES[0]
    one, other = pack([base]), pack([replace(base, guide=torch.zeros(6, *base.time.shape))])
    assert torch.equal(model(one), model(other))


def test_attention_equals_masked_attention_over_the_whole_sequence():
    lengths = (3, 3, 5, 2, 2, 2)
    q, k, v = torch.randn(3, sum(lengths), 2, 8)
    owner = torch.repeat_interleave(torch.arange(len(lengths)), torch.tensor(lengths))
    mask = owner[:, None] == owner[None]
    whole = F.scaled_dot_product_attention(*(x.transpose(0, 1) for x in (q, k, v)), attn_mask=mask)
    assert torch.allclose(attention(q, k, v, lengths), whole.transpose(0, 1), atol=1e-5)


def test_flatten_and_back():
    grid = torch.randn(5, 2, 3, 4)
    assert torch.equal(unflatten(flatten(grid), (2, 3, 4)), grid)


def test_presets_have_the_sizes_they_state():
    for name, millions in (("nano", 8), ("small", 21), ("medium", 44)):
        with torch.device("meta"):
            count = sum(p.numel() for p in Transformer(preset(name)).parameters())
        assert count / 1e6 == pytest.approx(millions, rel=0.12), name
    with torch.device("meta"):
        assert sum(p.numel() for p in Transformer(PRESETS["giant"]).parameters()) > 4e9


def test_unknown_preset_names_the_others():
    with pytest.raises(UnknownName, match="nano"):
        preset("nono")
