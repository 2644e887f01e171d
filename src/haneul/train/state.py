"""A training run's state on disk: written aside, then renamed, so a kill never costs the run."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn


class Average:
    """Exponential moving average of a module's floating-point parameters."""

    def __init__(self, module: nn.Module, decay: float) -> None:
        self.decay = decay
        self.values = {name: value.detach().clone() for name, value in module.named_parameters()}

    @torch.no_grad()
    def update(self, module: nn.Module, step: int) -> None:
        """Move towards the module; early steps count more, so the start is forgotten."""
        keep = min(self.decay, (1 + step) / (10 + step))
        own = list(self.values.values())
        torch._foreach_lerp_(own, [value.detach() for value in module.parameters()], 1 - keep)

    def load(self, values: dict[str, Tensor]) -> None:
        """Take over saved values, wherever they were saved."""
        for name, own in self.values.items():
            own.copy_(values[name])

    @torch.no_grad()
    def swap(self, module: nn.Module) -> None:
        """Exchange the module's parameters with the averaged ones; call again to undo."""
        for name, value in module.named_parameters():
            other = self.values[name].clone()
            self.values[name].copy_(value)
            value.copy_(other)


@dataclass
class Run:
    """A folder with `state.pt` (to resume), `log.jsonl` (a line per report) and pictures."""

    folder: Path
    every: float = 240.0  # seconds between saves
    saved: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)

    def load(self) -> dict[str, Any] | None:
        """The last saved state, or None."""
        path = self.folder / "state.pt"
        return torch.load(path, map_location="cpu", weights_only=True) if path.exists() else None

    def save(self, state: dict[str, Any]) -> None:
        aside = self.folder / "state.pt.part"
        torch.save(state, aside)
        aside.rename(self.folder / "state.pt")
        self.saved = time.monotonic()

    def due(self) -> bool:
        """Whether it is time to save again."""
        return time.monotonic() - self.saved > self.every

    def log(self, row: dict[str, float]) -> None:
        with (self.folder / "log.jsonl").open("a") as file:
            file.write(json.dumps(row) + "\n")

    def rows(self, until: int | None = None) -> list[dict[str, float]]:
        """The log; rows after step `until` (of a run that was killed after its last save) left out."""
        path = self.folder / "log.jsonl"
        rows = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
        return [row for row in rows if until is None or row["step"] <= until]


def learning_rate(step: int, steps: int, peak: float, warm_up: int = 300, since: int = 0) -> float:
    """Linear warm-up from step `since`, constant, linear decay to a fiftieth over the last fifth."""
    left = max(0.0, (steps - step) / (0.2 * steps))
    return peak * min(1.0, (step - since + 1) / warm_up, max(0.02, left))
