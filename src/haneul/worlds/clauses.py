"""Who does what in a scene, as clauses: what English and Korean have in common.

A rider is told with its mount, a chaser with its prey, and actors of one action together; the rest
gets a clause each. The languages add their words in `clauses_en.py` and `clauses_ko.py`.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from functools import cache
from typing import Generic, TypeVar

import numpy as np

from haneul.blocking.scene import TINTS, Scene
from haneul.worlds.catalogue import Subject
from haneul.worlds.english import COLOURS
from haneul.worlds.manner import into_sunset, manner
from haneul.worlds.mention import Mention
from haneul.worlds.phrases import phrases, pick

BEASTS = frozenset({"animal", "bird", "fish", "insect", "dinosaur"})
C = TypeVar("C")
MICROPHONES = ("microphone", "studio microphone")
COUNTED = re.compile("^two | (?:한|두|여러) ")  # names that hold a count already cannot take another one
NOTHING_TO_TELL = frozenset({"stands", "meets", "chases"})  # of somebody who is chased or met


@cache
def colours(language: str) -> frozenset[str]:
    """All words of all tints, and of natural colours."""
    tints = (word for tint in TINTS[1:] for word in phrases(language, "tint", tint, "adjective"))
    return frozenset(tints) | COLOURS | {"갈색", "회색", "황금", "노란", "초록"}


class Clauses(ABC, Generic[C]):
    """Chooses the words for the actors of one scene, then builds its clauses of type `C`."""

    language = ""
    podcast: tuple[str, ...] = ()

    def __init__(self, scene: Scene, cast: Mapping[str, Subject], mention: Mention, rng: np.random.Generator):
        self.scene, self.cast, self.mention, self.rng = scene, cast, mention, rng
        self.named: set[int] = set()  # actors that the text has named
        self.podcasts: set[int] = set()  # actors whose microphone the verb tells
        self.sunset_said = False
        self.nouns = [self.noun(i) for i in range(len(scene.actors))]

    @abstractmethod
    def noun(self, i: int) -> str:
        """The noun for an actor; for hybrids the whole phrase."""

    @abstractmethod
    def pair(self, i: int, j: int, verb: str) -> C:
        """The clause of somebody who chases or meets `j`."""

    @abstractmethod
    def group(self, group: list[int]) -> C:
        """The clause of those who do the same."""

    def clauses(self) -> list[C]:
        """One clause for each thing that goes on; everybody is named in one of them."""
        actors = self.scene.actors
        done = {i for i, actor in enumerate(actors) if self.valid(i, actor.mount)}
        out = []
        for i, actor in enumerate(actors):
            verb = actor.action.split()[0]
            if verb in ("chases", "meets") and self.valid(i, actor.toward) and not {i, actor.toward} & done:
                out.append(self.pair(i, actor.toward, verb))
                done |= {i, actor.toward}
        for i in range(len(actors)):
            if i not in done:
                group = [i, *(j for j in range(i + 1, len(actors)) if j not in done and self._alike(i, j))]
                out.append(self.group(group))
                done |= set(group)
        return out

    def action(self, i: int, both: bool = False) -> str:
        """The verb phrase of actor `i` with its verb in brackets and {other}, {its} open; "" if untold."""
        actor, rng, language, terse = self.scene.actors[i], self.rng, self.language, self.mention.terse
        verb, _, side = actor.action.partition(" ")
        if "action" not in self.mention:
            return ""
        if actor.prop in MICROPHONES and verb == "stands" and "prop" in self.mention and rng.random() < 0.6:
            self.podcasts.add(i)
            return pick(rng, self.podcast, terse)
        form = "both" if both else self.manner(i)
        special, general = phrases(language, "action", verb, form), phrases(language, "action", verb, "any")
        if verb == "leaves" and into_sunset(self.scene) and "time" in self.mention and rng.random() < 0.5:
            special = general = phrases(language, "action", verb, "sunset walk" if form == "walk" else "sunset")
            self.sunset_said = True
        phrase = pick(rng, special if special and (both or rng.random() < 0.75) else general, terse)
        adverbs = phrases(language, "action", verb, "adverb")
        adverb = f" {pick(rng, adverbs)} " if "*" in phrase and adverbs and "adverb" in self.mention else ""
        told = side and ("side" in self.mention or "{to!}" in phrase)
        to = pick(rng, phrases(language, "side", side, "to"), terse) if told else ""
        return " ".join(phrase.replace("*", adverb).replace("{to!}", to).replace("{to}", to).split())

    def word(self, subject: Subject, tinted: bool = False) -> str:
        """Its name or a synonym; before a tint none that holds a colour itself."""
        names = subject.said(self.language)
        said = tuple(word for word in names if not COUNTED.search(word)) or names
        if tinted:
            taken = colours(self.language)
            said = tuple(word for word in said if not set(re.split("[ -]", word.lower())) & taken) or said[:1]
        return said[0] if self.mention.terse or self.rng.random() < 0.4 else pick(self.rng, said)

    def tint(self, i: int) -> str:
        tint = self.scene.actors[i].tint
        told = tint != "none" and "tint" in self.mention
        return pick(self.rng, phrases(self.language, "tint", tint, "adjective"), self.mention.terse) if told else ""

    def again(self, i: int) -> bool:
        """Whether somebody was called by the same words before."""
        mine = self.scene.actors[i].tint
        return any(self.nouns[j] == self.nouns[i] and self.scene.actors[j].tint == mine for j in self.named if j != i)

    def manner(self, i: int) -> str:
        actor = self.scene.actors[i]
        return manner(self.cast[actor.subject], actor.action.split()[0], self.scene.place)

    def riders(self, i: int) -> list[int]:
        return [j for j, actor in enumerate(self.scene.actors) if actor.mount == i and j != i]

    def valid(self, i: int, j: int) -> bool:
        """Whether `j` is another actor."""
        return 0 <= j < len(self.scene.actors) and j != i

    def share_podcast(self, group: list[int]) -> None:
        """Those beside a host need no microphone of their own in the text."""
        if group[0] in self.podcasts:
            self.podcasts |= {j for j in group if self.scene.actors[j].prop in MICROPHONES}

    def _alike(self, i: int, j: int) -> bool:
        a, b = self.scene.actors[i].action, self.scene.actors[j].action
        together = a == b and self.manner(i) == self.manner(j) and not a.startswith(("chases", "meets"))
        return together and not self.riders(i) and not self.riders(j) and self.rng.random() < 0.85
