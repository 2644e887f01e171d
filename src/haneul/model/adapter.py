"""Low-rank changes of a transformer's weights (Hu et al., "LoRA: Low-Rank Adaptation of Large Language Models", 2021).

A small file beside the weights makes another model of them; merged into a copy it costs nothing to use.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from haneul.media.digest import digest
from haneul.model.checkpoint import notes, save, tensors
from haneul.model.transformer import Transformer

RANK = 32
CHANGED = ("blocks.", "head", "modulate")  # what the layers that are changed are called, to begin with


@dataclass(frozen=True)
class AdapterConfig:
    """Numbers through which a change goes."""

    rank: int = RANK


class LowRank(nn.Module):
    """A linear layer (o, i) that stays, plus what its input gives through `rank` numbers; at first nothing."""

    def __init__(self, layer: nn.Linear, rank: int) -> None:
        super().__init__()
        self.layer = layer.requires_grad_(False)
        self.down = nn.Parameter(torch.randn(rank, layer.in_features) / layer.in_features**0.5)
        self.up = nn.Parameter(torch.zeros(layer.out_features, rank))

    def forward(self, x: Tensor) -> Tensor:
        """(..., i) -> (..., o)."""
        made: Tensor = self.layer(x)
        return made + F.linear(F.linear(x, self.down), self.up)


def adapted(base: Transformer, rank: int = RANK) -> Transformer:
    """A copy of `base` in which only the adapters of its layers learn."""
    model = copy.deepcopy(base).requires_grad_(False)
    for name, layer in list(model.named_modules()):
        if isinstance(layer, nn.Linear) and name.startswith(CHANGED):
            parent, _, own = name.rpartition(".")
            setattr(model.get_submodule(parent), own, LowRank(layer, rank))
    return model


def save_adapters(path: Path, model: Transformer, base: Path, steps: int) -> None:
    """Write what an `adapted` model learned in so many steps beside the weights `base`, aside first."""
    learned = nn.ParameterDict({
        name.replace(".", "/"): value for name, value in model.named_parameters() if value.requires_grad
    })  # fmt: skip
    save(path, learned, AdapterConfig(), {"base": digest(base), "steps": str(steps)})


def load_adapted(base: Transformer, its: Path, path: Path) -> Transformer | None:
    """A copy of `base`, whose weights are `its`, with the changes stored at `path` in its own; None where there are
    none, or they were made for other weights."""
    if not path.exists() or notes(path).get("base") != digest(its):
        return None
    stored = {name.replace("/", "."): value.float() for name, value in tensors(path).items()}
    model = copy.deepcopy(base)
    for name, down in stored.items():
        own, _, part = name.rpartition(".")
        if part == "down":
            layer = model.get_submodule(own)
            assert isinstance(layer, nn.Linear), own
            layer.weight += (stored[f"{own}.up"] @ down).to(layer.weight)
    return model
