"""Haneul: Sora that you own. Text, pictures, clips and sound in, video out, on your own machine.

    import haneul
    haneul.generate("a corgi runs on the beach at sunset", seconds=4, seed=7).save("clip.mp4")

Every operation is a function here (`generate`, `animate` ...) and a class in `haneul.operations`;
`haneul.render(operation, engine=...)` paints one. Names are loaded when first used, so that the
command line starts at once.
"""

from __future__ import annotations

import importlib
import importlib.util
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from haneul.canvas import Canvas as Canvas
    from haneul.canvas import Clip as Clip
    from haneul.engines.base import Sampling as Sampling
    from haneul.errors import HaneulError as HaneulError
    from haneul.operations.base import Operation as Operation
    from haneul.render import Rendering as Rendering
    from haneul.render import render as render

__version__ = "0.1.0"

_HOMES = {
    "Canvas": "haneul.canvas",
    "Clip": "haneul.canvas",
    "HaneulError": "haneul.errors",
    "Operation": "haneul.operations.base",
    "Rendering": "haneul.render",
    "Sampling": "haneul.engines.base",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    if name == "render":
        return importlib.import_module("haneul.render")  # a module that can be called
    if not name.startswith("_") and not importlib.util.find_spec(f"{__name__}.{name}"):  # a room is imported as such
        kind = importlib.import_module("haneul.operations.base").every().get(name)
        if kind is not None:
            return importlib.import_module("haneul.render").function(kind)
    raise AttributeError(f"module 'haneul' has no attribute {name!r}")


def __dir__() -> list[str]:
    operations = importlib.import_module("haneul.operations.base").every()
    return sorted({*_HOMES, "render", "__version__", *operations})
