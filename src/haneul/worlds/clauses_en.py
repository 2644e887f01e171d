"""English clauses: who (with noun, count, colour, rider, prop) does what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from haneul.blocking.scene import Scene
from haneul.worlds.catalogue import Subject
from haneul.worlds.clauses import BEASTS, MICROPHONES, NOTHING_TO_TELL, Clauses
from haneul.worlds.english import LINKS, NAMES, inflect, number, one, plural
from haneul.worlds.manner import ALIVE
from haneul.worlds.mention import Mention
from haneul.worlds.names import mark
from haneul.worlds.phrases import phrases, pick

HALVED = "with the {fore} of {an_a} and the {hind} of {an_b}"
HYBRIDS = (
    ("half {a}, half {b} {thing}", "half {a}, half {b} {things}"),
    ("{thing} that is half {a} and half {b}", "{things} that are half {a} and half {b}"),
    ("{thing} that is part {a}, part {b}", "{things} that are part {a}, part {b}"),
    ("cross between {an_a} and {an_b}", "crosses between {an_a} and {an_b}"),
    ("mix of {an_a} and {an_b}", "mixes of {an_a} and {an_b}"),
    ("hybrid of {an_a} and {an_b}", "hybrids of {an_a} and {an_b}"),
    (f"{{thing}} {HALVED}", f"{{things}} {HALVED}"),
    ("{a} with the {hind} of {an_b}", "{as} with the {hind} of {an_b}"),
)  # fmt: skip
# How the artwork joins them: who is seen from the front is cut at the waist, the others behind it.
HALVES = {True: ("upper half", "lower half"), False: ("front", "hind half")}
PODCAST = ("[host] a podcast", "[record] a podcast", "[talk] into a microphone", "[speak] into a microphone",
           "[do] a podcast", "[host] a podcast with a microphone")  # fmt: skip


@dataclass(frozen=True)
class Clause:
    """A subject with a verb phrase (verbs in brackets, or "" where no action is told)."""

    subject: str
    plural: bool
    verb: str
    kind: str = ""  # the action's first word, for the choice of a place's form

    def write(self, form: str) -> str:
        """As `s` (a dog runs), `be` (a dog is running) or `ing` (a dog running)."""
        if not self.verb:
            return self.subject if form == "ing" else f"{self.subject} {'are' if self.plural else 'is'} there"
        if form == "s":
            return f"{self.subject} {inflect(self.verb, 'base' if self.plural else 's')}"
        link = {"be": " are" if self.plural else " is", "ing": ""}[form]
        return f"{self.subject}{link} {inflect(self.verb, 'ing')}"


class EnglishClauses(Clauses[Clause]):
    """The English words for the actors of one scene."""

    language = "en"
    podcast = PODCAST

    def __init__(self, scene: Scene, cast: Mapping[str, Subject], mention: Mention, rng: np.random.Generator):
        self.numbers: dict[int, str] = {}  # of each actor's noun: one, mass, pair, many
        super().__init__(scene, cast, mention, rng)

    def noun(self, i: int) -> str:
        """In the number that the actor needs."""
        actor = self.scene.actors[i]
        front, many = self.cast[actor.subject], actor.count > 1
        if not actor.rear:
            word = self.word(front, actor.tint != "none")
            self.numbers[i] = number(word)
            return many_of(front, word) if many and self.numbers[i] == "one" else word
        rear = self.cast[actor.rear]
        a, b = self.word(front), self.word(rear)
        thing, (fore, hind) = pick(self.rng, things(front, rear)), HALVES[front.faces == "front"]
        forms = HYBRIDS[int(self.rng.integers(len(HYBRIDS)))]
        self.numbers[i] = number(a) if forms[0].startswith("{a}") else "one"
        return forms[many].format_map({
            "a": a, "b": b, "an_a": f"{one(a)} {a}".strip(), "an_b": f"{one(b)} {b}".strip(), "thing": thing,
            "things": plural(thing), "as": many_of(front, a), "fore": fore, "hind": hind,
        })  # fmt: skip

    def figure(self, i: int) -> str:
        """The noun phrase of actor `i`: "three blue dogs", marked as its name; later "the dogs"."""
        actor, noun = self.scene.actors[i], self.nouns[i]
        if i in self.named:
            name = noun if not actor.rear else "hybrids" if actor.count > 1 else "hybrid"
            return name if name.lower() in NAMES else f"the {name}"
        again, tint = self.again(i), self.tint(i)
        self.named.add(i)
        core = f"{tint} {mark(i, noun)}".strip()
        if actor.count == 1:
            return f"another {core}" if again else f"{one(noun, tint, self.numbers[i])} {mark(i, noun)}".strip()
        if "count" not in self.mention:
            return f"other {core}" if again else core
        core = core if actor.rear else LINKS.get(self.numbers[i], "") + core
        count = pick(self.rng, phrases("en", "count", str(actor.count), "of"), self.mention.terse)
        return f"{count} other {core}" if again and not count.endswith("of") else f"{count} {core}"

    def full(self, i: int) -> str:
        """The noun phrase with what it carries and what stands before it."""
        phrase, extras = self.figure(i), []
        many, prop = self.many(i), self.scene.actors[i].prop
        if riders := self.riders(i):
            on = f"on {self.its(i)} back" + ("s" if many else "")
            carried = listed([self.figure(j) for j in riders])
            options = (f"with {carried} {on}", f"carrying {carried} {on}", f"with {carried} sitting {on}")
            extras.append(pick(self.rng, options, self.mention.terse))
        if prop and "prop" in self.mention and i not in self.podcasts:
            extras.append(self._prop(i, self.cast[prop]))
        return " ".join([phrase, " and ".join(extras)]).strip()

    def _prop(self, i: int, prop: Subject) -> str:
        noun = self.word(prop)
        thing = f"{one(noun)} {noun}"
        them = "them" if self.many(i) or self.cast[self.scene.actors[i].subject].kind == "person" else "it"
        forms = [f"with {thing}", f"with {thing}", f"behind {thing}", f"with {thing} in front of {them}"]
        if prop.key in MICROPHONES:
            forms = [f"with {thing}", f"at {thing}", f"in front of {thing}", f"behind {thing}"]
        return pick(self.rng, forms, self.mention.terse)

    def verb(self, i: int, both: bool = False) -> str:
        """The verb phrase of actor `i`, its verb still in brackets; "" if the caption does not tell it."""
        phrase = self.action(i, both).replace("{its}", self.its(i))
        if "{other}" not in phrase:
            return phrase
        j = self.scene.actors[i].toward
        if not self.valid(i, j):
            return phrase.replace("{other}", "something")
        untold = self.scene.actors[j].action.split()[0] in NOTHING_TO_TELL or j in self.named
        doing = "" if untold else " " + inflect(self.verb(j), "ing")
        return phrase.replace("{other}", (self.figure(j) if j in self.named else self.full(j)) + doing.rstrip())

    def pair(self, i: int, j: int, verb: str) -> Clause:
        mutual = verb == "meets" and self.scene.actors[j].action == "meets"
        if "action" not in self.mention or (mutual and self.rng.random() < 0.5):
            return Clause(listed([self.full(i), self.full(j)]), True, self.verb(i, both=True), verb)
        subject = self.full(i)
        return Clause(subject, self.many(i), self.verb(i), verb)

    def group(self, group: list[int]) -> Clause:
        i = group[0]
        verb, phrase = self.scene.actors[i].action.split()[0], self.verb(i)
        if len(group) > 1:
            self.share_podcast(group)
            return Clause(listed([self.full(k) for k in group]), True, phrase.replace("its way", "their way"), verb)
        riders = self.riders(i)
        if len(riders) == 1 and not self.scene.actors[i].prop and self.rng.random() < 0.35:
            rider = self.figure(riders[0])
            on = "" if self.many(i) else pick(self.rng, ("", "on ", "on the back of "))
            ride = f"[ride] {on}{self.figure(i)} {inflect(phrase, 'ing')}".strip()
            return Clause(rider, self.many(riders[0]), ride, verb)
        return Clause(self.full(i), self.many(i), phrase, verb)

    def many(self, i: int) -> bool:
        """Whether its verb stands in the plural."""
        return self.scene.actors[i].count > 1 or self.numbers[i] == "many"

    def its(self, i: int) -> str:
        return "their" if self.many(i) or self.cast[self.scene.actors[i].subject].kind == "person" else "its"


def listed(parts: Sequence[str]) -> str:
    """A, B and C."""
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]


def many_of(subject: Subject, word: str) -> str:
    """The plural of one of the subject's names; the catalogue's own where it is irregular."""
    regular = subject.plural in ("", subject.english + "s", subject.english + "es")
    return subject.plural if word == subject.english and not regular else plural(word)


def things(front: Subject, rear: Subject) -> tuple[str, ...]:
    """What to call a hybrid of the two."""
    kinds = {front.kind, rear.kind}
    return ("creature", "creature", "animal") if kinds <= BEASTS else ("creature",) if kinds <= ALIVE else ("thing",)
