"""Muon for convolutional networks: steps of equal size in every direction of a layer's matrix.

PyTorch's own Muon takes matrices only. A convolution's kernel (out, in, ...) is shown to it as the matrix
(out, in x ...) that shares its memory. Biases, norms and layers named in `plain` are left to AdamW.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn


def matrix(kernel: Tensor, like: Tensor | None = None) -> Tensor:
    """A kernel of two or more dimensions as (out, the rest), in the order in which it (or `like`) lies in memory."""
    strides = (kernel if like is None else like).stride()
    order = sorted(range(1, kernel.ndim), key=lambda axis: -strides[axis])
    return kernel.permute(0, *order).flatten(1)


class Mixed:
    """Muon for the matrices of a module, AdamW for everything else; behaves as one optimiser."""

    def __init__(self, module: nn.Module, plain: Sequence[str], muon: float, adam: float, decay: float = 0.02) -> None:
        named = [(name, value) for name, value in module.named_parameters() if value.requires_grad]
        chosen = [value for name, value in named if value.ndim > 1 and not name.startswith(tuple(plain))]
        others = [value for name, value in named if not any(value is one for one in chosen)]
        self.pairs = [(value, nn.Parameter(matrix(value.data))) for value in chosen]
        assert all(flat.data_ptr() == value.data_ptr() for value, flat in self.pairs), "not the same memory"
        flat = [flat for _, flat in self.pairs] or [nn.Parameter(torch.zeros(1, 1))]  # it takes no empty list
        self.muon = torch.optim.Muon(flat, lr=muon, weight_decay=decay, adjust_lr_fn="match_rms_adamw")
        self.adam = torch.optim.AdamW(others, lr=adam, betas=(0.9, 0.98), weight_decay=decay)
        self.peaks = (muon, adam)

    def zero_grad(self) -> None:
        self.adam.zero_grad()
        for value, _ in self.pairs:
            value.grad = None

    def step(self, share: float) -> None:
        """One step at `share` 0..1 of the peak rates."""
        for value, flat in self.pairs:
            assert value.grad is not None
            flat.grad = matrix(value.grad, like=value)
        for one, peak in zip((self.muon, self.adam), self.peaks, strict=True):
            for group in one.param_groups:
                group["lr"] = peak * share
            one.step()

    def state_dict(self) -> dict[str, Any]:
        return {"muon": self.muon.state_dict(), "adam": self.adam.state_dict()}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.muon.load_state_dict(state["muon"])
        self.adam.load_state_dict(state["adam"])
