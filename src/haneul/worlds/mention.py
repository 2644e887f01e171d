"""Which attributes of a scene a caption speaks of.

A dense caption says everything that is not as usual and now and then what is; a short one only the
essentials. Both languages share this choice. Saying less is always true, so dropping is harmless.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from haneul.blocking.scene import Scene

# How often each is said: (dense, short). Riders and hybrids are always said, since they name actors.
OFTEN = {
    "action": (1.0, 0.88), "side": (0.85, 0.5), "adverb": (0.35, 0.12), "tint": (1.0, 0.85),
    "count": (1.0, 0.92), "prop": (1.0, 0.8), "place": (1.0, 0.82), "change": (1.0, 0.5), "shots": (1.0, 0.1),
}  # fmt: skip
# The usual value, how often another one is said and how often the usual one: (dense, short) each.
ENVIRONMENT = {
    "time": ("noon", (1.0, 0.55), (0.45, 0.08)),
    "weather": ("clear", (1.0, 0.35), (0.2, 0.04)),
    "look": ("plain", (1.0, 0.3), (0.05, 0.01)),
    "camera": ("still", (1.0, 0.2), (0.2, 0.02)),
}
NO_WEATHER = frozenset({"underwater", "stage", "space"})  # nothing of it is to be seen there
NO_TIME = frozenset({"space"})
INDOORS = frozenset({"room", "stage"})
CLOSE, WIDE = 1.25, 0.8  # a shot's closeness from and up to which people speak of close-ups and wide shots
CLOSED = INDOORS | NO_WEATHER  # no open sky


@dataclass(frozen=True)
class Mention:
    """What a caption says, and how: `terse` prefers few words, `keywords` a list without grammar."""

    said: frozenset[str]
    dense: bool = True
    terse: bool = False
    keywords: bool = False

    def __contains__(self, attribute: str) -> bool:
        return attribute in self.said

    def without(self, *attributes: str) -> Mention:
        return replace(self, said=self.said - set(attributes))


def choose(scene: Scene, style: str, rng: np.random.Generator, terse: bool = False) -> Mention:
    """What to say of `scene` in a `dense` or `short` caption."""
    dense = style == "dense"
    said = {name for name, chances in OFTEN.items() if rng.random() < chances[not dense]}
    for name, (usual, other, same) in ENVIRONMENT.items():
        is_usual = getattr(scene, name) == usual
        chance = (same if is_usual else other)[not dense]
        if rng.random() < chance and not (terse and is_usual):
            said.add(name)
    return Mention(frozenset(said) - _hidden(scene), dense, terse, keywords=rng.random() < 0.08)


def _hidden(scene: Scene) -> set[str]:
    """What cannot be seen, or what the change already says."""
    hidden = set()
    if scene.place in NO_TIME or (scene.change, scene.time) in (("day to night", "noon"), ("night to day", "night")):
        hidden.add("time")
    if scene.place in NO_WEATHER or (scene.change.endswith("starts") and scene.weather == "clear"):
        hidden.add("weather")
    if scene.place in INDOORS:
        hidden |= {name for name in ("time", "weather") if getattr(scene, name) == ENVIRONMENT[name][0]}
    if scene.change == "none" or (scene.place in NO_TIME and scene.change in ("day to night", "night to day")):
        hidden.add("change")
    return hidden
