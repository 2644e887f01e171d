"""Place, time and weather in Korean, before the verb or as attributes of the place."""

from __future__ import annotations

import re

from haneul.worlds.clauses_ko import Clause
from haneul.worlds.manner import open_sky
from haneul.worlds.mention import CLOSED
from haneul.worlds.teller import Teller


class Setting(Teller):
    """Korean places take 에서 where something happens and 에 where somebody only is."""

    language = "ko"
    ending = "-"  # the last word that was chosen: not 하늘 아래 after 밤하늘 아래

    def choose(self, attribute: str, *forms: str) -> str:
        """A phrase for the attribute; no 빗속에서 beside 해변에서, no two 아래."""
        options = self.options(attribute, *forms)
        if attribute in ("time", "weather") and "place" in self.left:
            options = tuple(one for one in options if not one.endswith(("에서", self.ending))) or options
        chosen = self.pick(*options) if options else ""
        self.ending = chosen.split()[-1] if chosen else self.ending
        return chosen

    def time(self) -> str:
        if not self.take("time"):
            return ""
        if open_sky(self.scene) and self.chance(0.4):
            return self.choose("time", "sun", "stars")
        return self.choose("time", "at")

    def weather(self) -> str:
        """Nothing in a room: what is outside gets a sentence of its own."""
        if self.scene.place == "room" or not self.take("weather"):
            return ""
        return self.choose("weather", "at")

    def place(self, clauses: list[Clause], before: str = "") -> str:
        """The place with its particle, `before` standing in front of it."""
        if not self.take("place"):
            return ""
        kind, verb = (clauses[0].kind, clauses[0].verb) if len(clauses) == 1 else ("", "")
        form = {"walks": "across", "runs": "across", "flies": "over"}.get(kind, "")
        has_object = "을 " in verb or "를 " in verb
        if form and self.options("place", form) and not before and not has_object and self.chance(0.4):
            return self.choose("place", form)
        rests = kind == "stands" and verb.endswith("[있다]") and not re.search("자리|한곳|고 \\[", verb)
        return f"{before} {self.choose('place', 'at')}{'에' if rests else '에서'}".strip()

    def adnominal(self) -> str:
        """Weather and time as attributes of the place: 비 오는 밤의."""
        if self.scene.place in CLOSED:
            return ""
        parts = [self.choose(name, "adnominal") for name in ("weather", "time") if self.take(name)]
        return " ".join(filter(None, parts))

    def where(self, clauses: list[Clause]) -> str:
        if "place" in self.left and self.scene.place not in CLOSED and self.chance(0.45):
            return self.place(clauses, self.adnominal())
        parts = [self.time(), self.weather(), self.place(clauses)]
        return " ".join(filter(None, parts if self.chance(0.8) else [parts[2], parts[0], parts[1]]))
