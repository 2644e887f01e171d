"""Place, time and weather in English, as adverbials of a clause."""

from __future__ import annotations

import numpy as np

from haneul.blocking.scene import Scene
from haneul.worlds.english import article
from haneul.worlds.manner import open_sky
from haneul.worlds.mention import Mention
from haneul.worlds.teller import Teller

TIME_NOUNS = {"dawn": "morning", "noon": "day", "sunset": "evening", "night": "night"}
FORMS = {"walks": "across", "runs": "across", "flies": "over"}  # of a place, where somebody goes there


class Setting(Teller):
    """`clausal` says whether the sentence holds an "as" or "while" already."""

    language = "en"

    def __init__(self, scene: Scene, mention: Mention, rng: np.random.Generator):
        super().__init__(scene, mention, rng)
        self.clausal = False

    def choose(self, attribute: str, *forms: str) -> str:
        """A phrase for the attribute; "as the sun sets" only where no other "as" or "while" stands yet."""
        options = self.options(attribute, *forms)
        simple = [one for one in options if not one.startswith(("as ", "while "))]
        chosen = self.pick(*(simple if self.clausal and simple else options)) if options else ""
        self.clausal |= chosen.startswith(("as ", "while "))
        return chosen

    def place(self, kind: str = "") -> str:
        if not self.take("place"):
            return ""
        form = FORMS.get(kind, "at") if "action" in self.mention else "at"
        if form != "at" and self.chance(0.4 if form == "across" else 0.65):
            return self.choose("place", form) or self.choose("place", "at")
        return self.choose("place", "at")

    def time(self) -> str:
        if not self.take("time"):
            return ""
        if open_sky(self.scene) and self.chance(0.45):
            return self.choose("time", "sun", "stars")
        return self.choose("time", "at")

    def weather(self) -> str:
        if not self.take("weather"):
            return ""
        if self.scene.place == "room":
            self.clausal = True
            return f"while {self.choose('weather', 'clause')} outside"
        return self.choose("weather", "at")

    def sky(self) -> str:
        """Time and weather in one: "on a rainy night"; or one after the other."""
        adjectives = self.options("weather", "adjective")
        if {"time", "weather"} <= self.left and adjectives and self.scene.place != "room" and self.chance(0.4):
            self.left -= {"time", "weather"}
            adjective = self.pick(*adjectives)
            return f"on {article(adjective)} {adjective} {TIME_NOUNS[self.scene.time]}"
        parts = [self.time(), self.weather()]
        return " ".join(filter(None, parts if self.chance(0.75) else parts[::-1]))

    def where(self, kind: str = "") -> str:
        """Place, time and weather in either order."""
        parts = [self.place(kind), self.sky()]
        # "... while it rains outside in a room" would be read wrongly.
        return " ".join(filter(None, parts if self.scene.place == "room" or self.chance(0.85) else parts[::-1]))
