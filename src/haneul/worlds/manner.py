"""In what manner a subject does an action: a fish swims where a dog walks and a car drives.

Both languages look here, so that captions and picture agree on it.
"""

from __future__ import annotations

from haneul.blocking.scene import Scene
from haneul.worlds.catalogue import Subject
from haneul.worlds.mention import CLOSED

WATER = frozenset({"sea", "underwater"})
AIRLESS = frozenset({"underwater", "space"})
NO_GROUND = WATER | {"space", "sky"}
ALIVE = frozenset({"animal", "bird", "fish", "insect", "dinosaur", "fantasy", "person"})
CLEAR = frozenset({"clear", "wind"})  # weathers that leave sun and stars to be seen


def open_sky(scene: Scene) -> bool:
    """Whether sun, moon and stars are to be seen all the time."""
    return scene.place not in CLOSED and scene.weather in CLEAR and not scene.change.endswith("starts")


def into_sunset(scene: Scene) -> bool:
    """Whether somebody who leaves goes towards a sunset."""
    return open_sky(scene) and scene.time == "sunset" and scene.change == "none"


def manner(subject: Subject, verb: str, place: str) -> str:
    """The special form of the action table for this subject, or "" where only `any` is true."""
    grounded = place not in NO_GROUND
    if verb == "stands":
        return _standing(subject) if grounded else ""
    if verb == "floats":
        return "swim" if place in WATER else "air" if grounded else ""
    if verb in ("jumps", "flies"):
        return "" if place in AIRLESS else "air"
    if verb == "falls":
        return "air" if grounded and place not in CLOSED else ""
    return _going(subject, place, verb)


def _standing(subject: Subject) -> str:
    if subject.kind in ("vehicle", "boat"):
        return "roll"
    if subject.kind == "fish":
        return ""
    return "walk" if subject.kind in ALIVE else "still"


def _going(subject: Subject, place: str, verb: str) -> str:
    if subject.kind == "boat":
        return "sail" if place == "sea" else ""
    if place in WATER:
        return "swim" if "swim" in subject.moves else ""
    if place in NO_GROUND or not subject.moves & {"walk", "roll"}:
        flies = "fly" in subject.moves and place not in AIRLESS and verb not in ("walks", "runs")
        return "fly" if flies else ""
    if "walk" in subject.moves:
        return "walk"
    # A ball rolls, nobody drives it; a cyclist does neither.
    return "roll" if subject.kind == "vehicle" else "" if subject.kind in ALIVE else "ball"
