"""Low-rank changes: nothing at first, the same merged as beside, and for no other weights."""

import torch
from safetensors import safe_open

from haneul.model.adapter import LowRank, adapted, load_adapted, save_adapters
from haneul.model.checkpoint import load_transformer, save
from haneul.model.patches import Sample, pack
from haneul.model.presets import Config
from haneul.model.transformer import Transformer


def pair(folder):
    torch.manual_seed(0)
    made = Transformer(Config(64, 2, 2, channels=16))
    for value in made.parameters():
        torch.nn.init.normal_(value, std=0.1)
    path = folder / "transformer.safetensors"
    save(path, made, made.config)
    return load_transformer(path), path


def packed():
    chance = torch.Generator().manual_seed(1)
    shape = (2, 3, 4)
    grid, place = torch.randn(16, *shape, generator=chance), torch.rand(*shape, 3, generator=chance)
    return pack([Sample(torch.randn(3, 256, generator=chance), grid, torch.full(shape, 0.5), place)])


def test_it_changes_nothing_until_it_learns_and_merges_to_the_same(tmp_path):
    base, path = pair(tmp_path)
    model = adapted(base)
    assert torch.allclose(model(packed()), base(packed()), atol=1e-5)
    layers = [layer for layer in model.modules() if isinstance(layer, LowRank)]
    assert len(layers) > 8
    for layer in layers:
        torch.nn.init.normal_(layer.up, std=0.05)
    save_adapters(tmp_path / "guided.safetensors", model, path, 7)
    merged = load_adapted(base, path, tmp_path / "guided.safetensors")
    assert (merged(packed()) - base(packed())).abs().mean() > 0.05
    assert torch.allclose(merged(packed()), model(packed()), atol=5e-3)  # stored in half precision
    with safe_open(tmp_path / "guided.safetensors", "pt") as file:
        assert file.metadata()["steps"] == "7"


def test_for_other_weights_there_is_none(tmp_path):
    base, path = pair(tmp_path)
    stored = tmp_path / "guided.safetensors"
    assert load_adapted(base, path, stored) is None
    save_adapters(stored, adapted(base), path, 1)
    assert load_adapted(base, path, stored) is not None
    other = Transformer(base.config)
    save(path, other, other.config)
    assert load_adapted(other, path, stored) is None
