"""`haneul models`: which engines there are."""

from __future__ import annotations

from cyclopts import App

from haneul.engines import registry
from haneul.errors import HaneulError


def add(app: App) -> None:
    app.command(models)


def models() -> None:
    """List the engines that can paint, with their best size and rate.

    A folder of open weights in the layout of diffusers, or owner/name on the Hugging Face hub, is a model as well.
    """
    width = max(len(model.name) for model in registry.MODELS)
    for model in registry.MODELS:
        try:
            best = registry.engine(model.name).abilities
            able = f"{best.size[0]}x{best.size[1]} at {best.fps:g} fps, up to {best.largest} pixels a side"
        except (HaneulError, ImportError) as error:
            able = f"cannot be used: {error}"
        print(f"{model.name:{width}} {model.summary}; {able}")
