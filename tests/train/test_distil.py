"""A student learns in one pass what its teacher says in two."""

import pytest
import torch

from haneul import flow
from haneul.engines.guidance import scales
from haneul.errors import InvalidInput
from haneul.model.adapter import adapted
from haneul.model.patches import Sample, grid_rows, pack
from haneul.model.text import TextEncoder
from haneul.train import distil
from haneul.train.course import error
from haneul.train.muon import Mixed
from haneul.train.start import start


@pytest.fixture(scope="module")
def encoder():
    return TextEncoder.shipped()


def test_the_target_is_what_guidance_gives(little, cards, tiny, encoder):
    for seed in range(6):
        asked, bare = distil.draw(little[:1], cards, encoder, torch.Generator().manual_seed(seed))
        one, plain = asked[0], bare[0]
        assert plain.guide is None and plain.references == () and torch.equal(plain.grid, one.grid)
        sides = [lambda x, t, told=told: said(tiny, told) for told in (one, plain)]
        strength = scales(distil.GUIDANCE, one.guide, tiny.config.flowing, one.grid)
        wanted = flow.guided(*sides, strength)(one.grid, one.time)
        packed = pack([one])
        weight = distil.weight_of(little[0], one)
        with torch.autocast("cpu", torch.bfloat16):
            own = tiny(packed).float()
        generator = torch.Generator().manual_seed(seed)
        loss, length = distil.loss_of(tiny, tiny, little[:1], cards, encoder, generator)
        assert length == one.tokens
        assert torch.allclose(loss, error(own, wanted, packed, weight, tiny.config.flowing), rtol=0.02, atol=1e-6)


def said(model, sample: Sample):
    packed = pack([sample])
    with torch.autocast("cpu", torch.bfloat16):
        return grid_rows(model(packed).float(), packed.kind)


def test_words_are_never_left_out_and_most_are_staged(little):
    drawn = [distil.words_of(little[0], torch.Generator().manual_seed(seed)) for seed in range(200)]
    assert all(one.text for one in drawn)
    assert 0.75 < sum(one.guided == (0, 3) for one in drawn) / 200 < 0.97


def test_a_student_learns(little, cards, tiny, encoder):
    student = adapted(tiny)
    optimizer = Mixed(student, ("",), 1e-2, 1e-2, 0.0)
    before = {name: value.clone() for name, value in student.named_parameters() if not value.requires_grad}
    losses = []
    for _ in range(30):
        loss, _ = distil.loss_of(student, tiny, little, cards, encoder, torch.Generator().manual_seed(3))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step(1.0)
        losses.append(float(loss.detach()))
    assert losses[-1] < 0.5 * losses[0]
    after = dict(student.named_parameters())
    assert all(torch.equal(after[name], value) for name, value in before.items()), "the base stays"


def test_it_stands_behind_no_other_autoencoder(tmp_path):
    with pytest.raises(InvalidInput, match="another autoencoder"):
        start("guided", tmp_path, resume=False, steps=1, minutes=None, behind=tmp_path, ship=False, progress=print)
