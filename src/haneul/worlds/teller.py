"""A caption in the making: what is still to be said, and how words are drawn. Shared by both languages."""

from __future__ import annotations

import numpy as np

from haneul.blocking.scene import Scene, Shot
from haneul.worlds.mention import CLOSE, WIDE, Mention
from haneul.worlds.phrases import phrases, pick

ENVIRONMENT = ("place", "time", "weather", "look", "camera", "change")


class Teller:
    """`left` are the attributes that are still to be said."""

    language = ""

    def __init__(self, scene: Scene, mention: Mention, rng: np.random.Generator):
        self.scene, self.mention, self.rng = scene, mention, rng
        self.left = set(ENVIRONMENT) & mention.said

    def pick(self, *options: str) -> str:
        return pick(self.rng, options, self.mention.terse)

    def chance(self, share: float) -> bool:
        return bool(self.rng.random() < share)

    def take(self, attribute: str) -> bool:
        """Whether the attribute was still to be said; from now on it is said."""
        if attribute not in self.left:
            return False
        self.left.remove(attribute)
        return True

    def options(self, attribute: str, *forms: str) -> tuple[str, ...]:
        """The phrases for the scene's value of an attribute."""
        return phrases(self.language, attribute, getattr(self.scene, attribute), *forms)

    def choose(self, attribute: str, *forms: str) -> str:
        """One of them; "" where there is none."""
        options = self.options(attribute, *forms)
        return self.pick(*options) if options else ""

    def tags(self) -> list[str]:
        """Everything that is left as keywords, in any order."""
        tags = [self.choose(name, "tag") for name in ENVIRONMENT if self.take(name)]
        return tags if self.chance(0.5) else self.rng.permutation(np.array(tags, dtype=object)).tolist()


def closeness(shot: Shot) -> str:
    """How near a shot looks: close, medium or wide."""
    return "close" if shot.closeness >= CLOSE else "wide" if shot.closeness <= WIDE else "medium"
