"""Little clips to train tiny models with."""

import pytest
import torch

from haneul.model.presets import Config
from haneul.model.transformer import Transformer
from haneul.train.pool import Clip
from haneul.train.record import CAPTIONS
from haneul.train.world import Shape


def clip(seed):
    shape, chance = Shape(48, 32, 9), torch.Generator().manual_seed(seed)
    data, guide = (torch.randn(16, *shape.grid, generator=chance) for _ in range(2))
    told = {"captions": [("a dog runs", ["dog"])] * len(CAPTIONS), "subjects": [["dog"]]}
    return Clip(data, shape, told, torch.zeros(shape.grid, dtype=torch.bool), guide)


@pytest.fixture
def little():
    """Four clips of 16 channels, with animatics."""
    return [clip(seed) for seed in range(4)]


@pytest.fixture
def cards():
    return {"dog": torch.randn(2, 16, 4, 4)}


@pytest.fixture
def tiny():
    """A transformer for them, awake."""
    torch.manual_seed(0)
    made = Transformer(Config(64, 2, 2, channels=16))
    for value in made.parameters():
        torch.nn.init.normal_(value, std=0.1)
    return made.eval().requires_grad_(False)
