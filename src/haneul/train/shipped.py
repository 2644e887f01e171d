"""Training that goes on from the package's own weights, where a run's own state is gone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from haneul.model.autoencoder import Autoencoder
from haneul.model.checkpoint import notes, weights
from haneul.model.transformer import Transformer

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
