"""The 15 places as painted, layered backgrounds in neutral noon colours; light and weather come later.

A place is a list of sheets from back to front, each with its own parallax, between which moving
water may stand. Everything is drawn from the easel's seed in world coordinates.
"""

from __future__ import annotations

from collections.abc import Callable

from haneul.worlds import beyond, built, wild
from haneul.worlds.easel import Easel
from haneul.worlds.stage import Stage

_PAINTERS: dict[str, Callable[[Easel], Stage]] = {
    "meadow": wild.meadow, "beach": wild.beach, "sea": beyond.sea, "underwater": beyond.underwater,
    "desert": wild.desert, "snow": wild.snow, "mountain": wild.mountain, "mountain top": wild.mountain_top,
    "forest": wild.forest, "farm": built.farm, "city street": built.city_street, "room": built.room,
    "stage": built.theatre, "space": beyond.space, "sky": beyond.sky,
}  # fmt: skip


def paint(place: str, easel: Easel) -> Stage:
    """The place called `place` for the easel's window and seed."""
    return _PAINTERS[place](easel)
