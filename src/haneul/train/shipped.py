"""Where a training begins: at its own last state, at the package's weights where that is gone, or at nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol, TypeVar

from haneul.model.autoencoder import Autoencoder
from haneul.model.checkpoint import notes, weights
from haneul.model.transformer import Transformer
from haneul.train.state import Average, Run

Model = TypeVar("Model", Autoencoder, Transformer)


def take_over(model: Model, load: Callable[[Path], Model], file: str) -> int:
    """Give `model` the package's weights `file`, if those are of its configuration.

    Returns the step that they were trained to, 0 where there are none that fit.
    """
    path = weights(file)
    if not path.exists():
        return 0
    own = load(path)
    if own.config != model.config:
        return 0
    model.load_state_dict(own.state_dict())
    return int(notes(path).get("steps", 0))


class Optimizer(Protocol):
    """What a training steps with."""

    def load_state_dict(self, state_dict: dict[str, Any], /) -> None: ...


def begin(
    run: Run | None, model: Model, optimizer: Optimizer, decay: float, load: Callable[[Path], Model], file: str
) -> tuple[Average, int, int]:
    """The average of `model`, the step to go on with, and the step since when the optimizer learns.

    `run` is None for a training that begins anew; `file` is empty where the package's weights are not wanted.
    """
    state = run.load() if run else None
    if state is None:
        step = take_over(model, load, file) if run and file else 0
        return Average(model, decay), step, step
    model.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])
    average = Average(model, decay)
    average.load(state["average"])
    return average, state["step"], state["since"]
