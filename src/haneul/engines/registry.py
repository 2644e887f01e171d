"""Engines by name. Loading one may import torch and read weights; naming them costs nothing."""

from __future__ import annotations

import difflib
import importlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from haneul.engines.base import Engine
from haneul.engines.open_weights.weights import WEIGHTS
from haneul.errors import UnknownName


@dataclass(frozen=True)
class Model:
    """An engine that can be asked for by name, and the class that it is made from."""

    name: str
    summary: str
    module: str
    kind: str
    source: str = ""  # of open weights: what the class is given


OPEN = "haneul.engines.open_weights.engine", "OpenWeights"
MODELS = (
    Model("native", "the embedded model, drawn to the world of its training", "haneul.engines.native", "Native"),
    Model("fake", "moving colours, at once: for trying out and for tests", "haneul.engines.fake", "Fake"),
    *(Model(weights.name, weights.summary, *OPEN, weights.name) for weights in WEIGHTS),
)
NAMES = tuple(model.name for model in MODELS)
DEFAULT = NAMES[0]


@cache
def engine(name: str = DEFAULT) -> Engine:
    """The engine called `name`, loaded once: a name of the list, or a folder or owner/name of open weights.

    Raises `UnknownName` for anything else, `MissingPart` when its weights or libraries are missing.
    """
    model = find(name)
    kind = getattr(importlib.import_module(model.module), model.kind)
    made: Engine = kind(model.source) if model.source else kind()
    return made


def find(name: str) -> Model:
    """The entry for `name`, or one of its own for a folder or owner/name as on the hub.

    What such weights hold is seen when they are loaded. Raises `UnknownName` for anything else.
    """
    own = (bool(name) and Path(name).expanduser().is_dir()) or re.fullmatch(r"[\w-][\w.-]*/[\w.-]+", name)
    return Model(name, "open weights", *OPEN, name) if own and name not in NAMES else listed(name)


def listed(name: str) -> Model:
    """The entry for `name` of the list; `UnknownName` with the nearest name and the list otherwise.

    For names from outside: no client of a server shall make it load a folder or fetch a repository.
    """
    if name in NAMES:
        return MODELS[NAMES.index(name)]
    near = difflib.get_close_matches(name.lower(), NAMES, n=1, cutoff=0.4)
    guess = f"did you mean {near[0]}? Choose" if near else "choose"
    raise UnknownName(f"There is no model {name[:40]!r}; {guess} from {', '.join(NAMES)}.")
