"""Engines by name. Loading one may import torch and read weights; naming them costs nothing."""

from __future__ import annotations

import difflib
import importlib
from dataclasses import dataclass
from functools import cache

from haneul.engines.base import Engine
from haneul.errors import UnknownName


@dataclass(frozen=True)
class Model:
    """An engine that can be asked for by name, and the class that it is made from."""

    name: str
    summary: str
    module: str
    kind: str


MODELS = (
    Model("native", "the embedded model, drawn to the world of its training", "haneul.engines.native", "Native"),
    Model("fake", "moving colours, at once: for trying out and for tests", "haneul.engines.fake", "Fake"),
)
DEFAULT = MODELS[0].name


@cache
def engine(name: str = DEFAULT) -> Engine:
    """The engine called `name`, loaded once.

    Raises `UnknownName` for a name that is not in the list, `MissingPart` when its weights are missing.
    """
    model = find(name)
    made: Engine = getattr(importlib.import_module(model.module), model.kind)()
    return made


def find(name: str) -> Model:
    """The entry for `name`; `UnknownName` with the nearest name and the list otherwise."""
    names = [model.name for model in MODELS]
    if name in names:
        return MODELS[names.index(name)]
    near = difflib.get_close_matches(name.lower(), names, n=1, cutoff=0.4)
    guess = f"did you mean {near[0]}? Choose" if near else "choose"
    raise UnknownName(f"There is no model {name[:40]!r}; {guess} from {', '.join(names)}.")
