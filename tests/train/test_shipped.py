"""A run whose state is gone goes on from the package's weights, warming up anew."""

import pytest
import torch

from haneul.model.autoencoder import Autoencoder, AutoencoderConfig
from haneul.model.checkpoint import load_autoencoder, save
from haneul.train import shipped
from haneul.train.state import learning_rate

TINY = AutoencoderConfig(channels=4, fine=4, width=8, depth=1)


@pytest.fixture
def package(tmp_path, monkeypatch):
    torch.manual_seed(1)
    own = Autoencoder(TINY)
    save(tmp_path / "autoencoder.safetensors", own, TINY, {"steps": "700"})
    monkeypatch.setattr(shipped, "weights", lambda name: tmp_path / name)
    return own


def test_weights_of_the_same_configuration_are_taken_over(package):
    model = Autoencoder(TINY)
    assert shipped.take_over(model, load_autoencoder, "autoencoder.safetensors") == 700
    assert torch.allclose(model.squeeze.weight, package.squeeze.weight, atol=1e-3)  # stored in half precision


@pytest.mark.parametrize(
    ("config", "file"),
    [(AutoencoderConfig(channels=6, fine=4, width=8, depth=1), "autoencoder.safetensors"), (TINY, "none.safetensors")],
)
def test_others_are_left_alone(package, config, file):
    model = Autoencoder(config)
    before = model.squeeze.weight.detach().clone()
    assert shipped.take_over(model, load_autoencoder, file) == 0
    assert torch.equal(model.squeeze.weight, before)


def test_the_rate_warms_up_from_where_the_optimiser_began():
    rates = [learning_rate(step, 10_000, 1.0, warm_up=100, since=700) for step in (700, 749, 799, 5_000, 9_999)]
    assert rates == pytest.approx([0.01, 0.5, 1.0, 1.0, 0.02])
